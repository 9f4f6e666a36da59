//! What of an emitted Machine hangs on a feature of the crate that it is emitted into.
//!
//! rustc warns of a feature that a crate does not have, in what a macro emits too, and whoever denies warnings is not to be
//! punished for that. So where there is no such feature, what hangs on it is left out; nothing else changes.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Leaves out each `#[cfg_attr(feature = "serde", ..)]`.
#[must_use]
pub fn without_serde(tokens: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' => match tokens.peek() {
                Some(TokenTree::Group(attribute)) if is_about_serde(attribute) => drop(tokens.next()),
                _ => kept.extend([TokenTree::Punct(hash)]),
            },
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), without_serde(group.stream()));
                inside.set_span(group.span());
                kept.extend([TokenTree::Group(inside)]);
            }
            other => kept.extend([other]),
        }
    }
    kept
}

/// `[cfg_attr(feature = "serde", ..)]`
fn is_about_serde(attribute: &Group) -> bool {
    let mut inside = attribute.stream().into_iter();
    let conditional = matches!(inside.next(), Some(TokenTree::Ident(ident)) if ident == "cfg_attr");
    let Some(TokenTree::Group(condition)) = inside.next() else { return false };
    let words: Vec<String> = condition.stream().into_iter().take(3).map(|token| token.to_string()).collect();
    attribute.delimiter() == Delimiter::Bracket && conditional && words == ["feature", "=", "\"serde\""]
}

#[cfg(test)]
mod tests {
    use super::without_serde;

    #[test]
    fn only_what_hangs_on_the_feature_is_left_out() {
        let without = |text: &str| without_serde(text.parse().expect("tokens")).to_string();
        let plain = |text: &str| text.parse::<proc_macro2::TokenStream>().expect("tokens").to_string();
        let mod_of = |attribute: &str| format!("#[derive(Clone)] mod a {{ {attribute} #[doc = \"b\"] struct B; }} #c");
        assert_eq!(without(&mod_of("#[cfg_attr(feature = \"serde\", derive(Serialize))]")), plain(&mod_of("")));
        let others = mod_of("#[cfg_attr(feature = \"tracing\", a)] #[cfg(feature = \"serde\")]");
        assert_eq!(without(&others), plain(&others));
    }
}
