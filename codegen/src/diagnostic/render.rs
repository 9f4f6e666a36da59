//! Diagnostics for the command line: the source line with the place marked under it.

use core::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use proc_macro2::Span;

use super::Diagnostic;
use crate::source::Source;

/// A line longer than this, in bytes, is not drawn.
const LONGEST_LINE: usize = 1_000;
/// Two places further apart than this, in bytes, are not drawn together.
const FURTHEST: usize = 100_000;

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
    let group = match draw(source, diagnostic) {
        Some(snippet) => title.element(snippet),
        None => title.element(origin(source, diagnostic.span)),
    };
    let group: Group<'_> = group.element(Level::NOTE.message(reason.as_str()));
    renderer.render(&[group])
}

/// The lines of a diagnostic with its places marked, unless they are too long.
fn draw<'a>(source: &'a Source, diagnostic: &'a Diagnostic) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let text = source.text.as_str();
    let primary = place(source, diagnostic.span)?;
    let mut window = lines_around(text, &primary)?;
    let mut also = None;
    if let Some((span, what)) = &diagnostic.also
        && let Some(place) = place(source, *span)
        && let Some(lines) = lines_around(text, &place)
    {
        let both = window.start.min(lines.start)..window.end.max(lines.end);
        if both.len() <= FURTHEST {
            window = both;
            also = Some((place, what.as_str()));
        }
    }
    let inside = |place: Range<usize>| place.start - window.start..place.end - window.start;
    let first_line = text[..window.start].matches('\n').count() + 1;
    let snippet = Snippet::source(&text[window.clone()])
        .path(source.name.as_str())
        .line_start(first_line)
        .annotation(AnnotationKind::Primary.span(inside(primary)));
    Some(match also {
        Some((place, what)) => snippet.annotation(AnnotationKind::Context.span(inside(place)).label(what)),
        None => snippet,
    })
}

/// The file, and the place in it as far as it is known.
fn origin(source: &Source, span: Span) -> Origin<'_> {
    let start = span.start();
    let origin = Origin::path(source.name.as_str());
    if place(source, span).is_some() { origin.line(start.line).char_column(start.column + 1) } else { origin }
}

/// The bytes of a span, as far as its first line goes; `None` where it stands for the file as a whole.
fn place(source: &Source, span: Span) -> Option<Range<usize>> {
    let Range { start, end } = span.byte_range();
    if (start, end) == (0, 0) {
        return None;
    }
    let text = source.text.as_str();
    let start = text.floor_char_boundary(start);
    let end = text.floor_char_boundary(end).max(start);
    let first_line = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    Some(start..first_line)
}

/// The bytes of the whole line of a place, unless it is too long.
fn lines_around(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..place.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[place.end..].find('\n').map_or(text.len(), |length| place.end + length);
    (end - start <= LONGEST_LINE).then_some(start..end)
}
