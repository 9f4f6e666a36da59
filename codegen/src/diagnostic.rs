//! Errors in a protocol: a code for each rule, a place, a message that says what to write instead.

mod render;

use proc_macro2::Span;

pub use render::render;

/// So many errors of a phase are kept: nobody reads more, and a hostile file has millions.
const MOST: usize = 200;

/// One error.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule it breaks: a row of [`crate::codes`].
    pub code: &'static str,
    /// A lower-case clause with names in backticks.
    pub message: String,
    /// Where.
    pub span: Span,
    /// The other culprit, and what it is.
    pub also: Option<(Span, String)>,
}

/// Collects the errors of a phase. Nothing leaves a phase while its bag is not empty.
#[derive(Debug, Default)]
pub struct Errors(Vec<Diagnostic>);

impl Errors {
    /// Notes an error. The same error at the same place (a helper inlined twice) is noted once.
    pub fn push(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.add(Diagnostic { code, message: message.into(), span, also: None });
    }

    /// Notes an error with a second place.
    pub fn push_with(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        also: Span,
        what: impl Into<String>,
    ) {
        self.add(Diagnostic { code, message: message.into(), span, also: Some((also, what.into())) });
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        if self.0.len() >= MOST {
            return;
        }
        let place = |span: Span| (span.start(), span.end());
        let known = |other: &Diagnostic| {
            other.code == diagnostic.code
                && other.message == diagnostic.message
                && place(other.span) == place(diagnostic.span)
        };
        if !self.0.iter().any(known) {
            self.0.push(diagnostic);
        }
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The barrier at the end of a phase.
    ///
    /// # Errors
    /// All that was noted, in the order of the source.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<Diagnostic>> {
        self.0.sort_by_key(|diagnostic| diagnostic.span.start());
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}
