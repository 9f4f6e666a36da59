//! One text, several workflows: what happened, and its twins.
//!
//! Under `#[twin(..)]` some lines of a text stand in some of its workflows only: `#[defect]` in what happened, `#[mended]`
//! in the twin in which the defect is mended, `#[guard(late)]` in the twin that has this guard beside the defect. Whatever
//! comes after this phase sees the tokens of one workflow, each at its place in the text.

mod body;
mod check;
mod head;
mod lines;
mod scopes;
mod select;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::diagnostic::{Diagnostic, Errors};
use crate::syntax;

/// The words of twins: the head, and the marks.
pub(crate) const WORDS: &[&str] = &["twin", "defect", "mended", "guard"];

/// What a text says.
#[derive(Debug)]
pub struct Text {
    /// Its workflows: what happened first, then the twins in the order of the text. There is always the first.
    pub versions: Vec<Version>,
    /// The marks, as words of the language.
    pub marks: Vec<Ident>,
    /// What is wrong with the marks.
    pub errors: Vec<Diagnostic>,
}

/// One workflow of a text.
#[derive(Clone, Debug)]
pub struct Version {
    /// Of which workflow it is a twin; `None` for what happened, and where there are no twins.
    pub twin: Option<Twin>,
    /// The tokens of its module, without marks and without `#[workflow]`.
    pub module: TokenStream,
}

/// A workflow that differs from another one of the same text by the marked lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its name.
    pub name: String,
    /// The other one.
    pub of: String,
    /// The guard that stands beside the defect; `None` where the defect is mended.
    pub guard: Option<String>,
}

/// Reads the workflows of a text: the tokens of a module, without `#[workflow]`.
///
/// What is no module, or no Rust, comes back as it is, for the syntax to say so.
#[must_use]
pub fn read(module: &TokenStream) -> Text {
    let alone = || Text {
        versions: vec![Version { twin: None, module: module.clone() }],
        marks: Vec::new(),
        errors: Vec::new(),
    };
    if !has_marks(module) || syntax::check_depth(module).is_err() {
        return alone();
    }
    let Ok(item) = syn::parse2::<syn::ItemMod>(module.clone()) else { return alone() };
    let mut errors = Errors::default();
    let head = head::read(&item, &mut errors);
    let marks = check::check(&item, &head, &mut errors);
    let mut modules: Vec<syn::ItemMod> =
        (0..head.versions()).map(|version| select::select(&item, &head, version)).collect();
    scopes::prune(&mut modules);
    let versions = modules.into_iter().enumerate();
    let versions =
        versions.map(|(number, module)| Version { twin: head.twin(number), module: module.into_token_stream() });
    Text { versions: versions.collect(), marks, errors: errors.finish(()).err().unwrap_or_default() }
}

/// Puts the errors of all versions together: what is wrong with several is told once, and what is wrong with a twin alone
/// says with which.
#[must_use]
pub fn merge(found: impl IntoIterator<Item = (Option<Twin>, Vec<Diagnostic>)>) -> Vec<Diagnostic> {
    let mut told: Vec<(&str, String, proc_macro2::LineColumn)> = Vec::new();
    let mut errors = Errors::default();
    for (twin, diagnostics) in found {
        for Diagnostic { code, message, span, also } in diagnostics {
            let error = (code, message.clone(), span.start());
            if told.contains(&error) {
                continue;
            }
            told.push(error);
            let message = match &twin {
                Some(twin) => format!("{message} (in `{}`)", twin.name),
                None => message,
            };
            match also {
                Some((other, what)) => errors.push_with(code, span, message, other, what),
                None => errors.push(code, span, message),
            }
        }
    }
    errors.finish(()).err().unwrap_or_default()
}

/// Whether tokens hold a mark, or the head of a twin. Without recursion: nobody has measured their depth yet.
fn has_marks(tokens: &TokenStream) -> bool {
    let mut open = vec![tokens.clone()];
    while let Some(tokens) = open.pop() {
        let mut after_hash = false;
        for token in tokens {
            if let TokenTree::Group(group) = &token {
                let word = group.stream().into_iter().next();
                let is_mark = |token: TokenTree| matches!(token, TokenTree::Ident(word) if is_word(&word));
                if after_hash && group.delimiter() == Delimiter::Bracket && word.is_some_and(is_mark) {
                    return true;
                }
                open.push(group.stream());
            }
            after_hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        }
    }
    false
}

fn is_word(word: &Ident) -> bool {
    WORDS.iter().any(|known| word == known)
}
