//! A source file as text, and its tokens.

use proc_macro2::{Span, TokenStream};

use crate::diagnostic::Diagnostic;

/// The largest file that is read, in bytes.
const LARGEST: usize = 4 << 20;

/// A source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// What to call it in diagnostics.
    pub name: String,
    /// All of it, without a byte order mark.
    pub text: String,
}

impl Source {
    /// A file with a name and a text. A byte order mark is left out, so that places in the tokens are places in the text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { name: name.into(), text: text.to_owned() }
    }

    /// The tokens of the file.
    ///
    /// # Errors
    /// The file is too large, or not made of Rust's tokens: an unknown character, an unclosed string, an unpaired bracket.
    pub fn tokens(&self) -> Result<TokenStream, Vec<Diagnostic>> {
        if self.text.len() > LARGEST {
            let message = format!(
                "this file has {} bytes, and at most {LARGEST} are read: split it into one file per workflow",
                self.text.len()
            );
            return Err(vec![Diagnostic { code: "E0101", message, span: Span::call_site(), also: None }]);
        }
        self.text.parse().map_err(|error: proc_macro2::LexError| vec![self.unreadable(error.span())])
    }

    /// The lexer gives a place and no reason; the reason is found by looking.
    fn unreadable(&self, span: Span) -> Diagnostic {
        let rest = self.text.get(span.byte_range().start..).unwrap_or_default();
        let message = match rest.chars().next() {
            None => "the file ends inside a bracket, a string or a comment: close it".to_owned(),
            Some(bracket @ ('(' | '[' | '{')) => format!("this `{bracket}` is never closed"),
            Some(bracket @ (')' | ']' | '}')) => {
                format!("this `{bracket}` closes nothing, or something else was opened")
            }
            Some('"') => "this string is never closed, or holds an unknown escape".to_owned(),
            Some('/') => "this comment is never closed, or a doc comment holds a bare carriage return".to_owned(),
            Some(other) => format!("no token of Rust starts with {other:?} here"),
        };
        Diagnostic { code: "E0102", message, span, also: None }
    }
}
