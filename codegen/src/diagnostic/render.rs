//! Diagnostics for the command line: the source line with the place marked under it.

use core::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use proc_macro2::Span;

use super::Diagnostic;
use crate::source::Source;

/// Draws diagnostics, each with its code, the source line with the place and the other culprit marked, and how to ask for
/// the reason. A blank line between two of them, and a newline at the end.
#[must_use]
pub fn render(source: &Source, diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&render_one(&renderer, source, diagnostic));
        text.push('\n');
    }
    text
}

fn render_one(renderer: &Renderer, source: &Source, diagnostic: &Diagnostic) -> String {
    let reason = format!("for the reason: honnin --explain {}", diagnostic.code);
    let title = Level::ERROR.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let group = match place(source, diagnostic.span) {
        None => title.element(Origin::path(source.name.as_str())),
        Some(range) => {
            let mut snippet = Snippet::source(source.text.as_str())
                .path(source.name.as_str())
                .annotation(AnnotationKind::Primary.span(range));
            if let Some((range, what)) =
                diagnostic.also.as_ref().and_then(|(span, what)| Some((place(source, *span)?, what)))
            {
                snippet = snippet.annotation(AnnotationKind::Context.span(range).label(what.as_str()));
            }
            title.element(snippet)
        }
    };
    renderer.render(&[group.element(Level::NOTE.message(reason.as_str()))])
}

/// The bytes of a span, as far as its first line goes; `None` where it stands for the file as a whole.
fn place(source: &Source, span: Span) -> Option<Range<usize>> {
    let Range { start, end } = span.byte_range();
    if span.start().line == 0 || (start, end) == (0, 0) {
        return None;
    }
    let text = source.text.as_str();
    let start = boundary(text, start.min(text.len()));
    let end = boundary(text, end.clamp(start, text.len()));
    let first_line = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    Some(start..first_line)
}

/// The start of the character that a byte belongs to.
fn boundary(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
