//! The hash of an emitted Machine: of what rustc compiles, and not of how it is written down.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::seal::digest;

/// A SHA-256 over the tokens of a Machine that is emitted without a record. Doc comments and formatting are not in it, so
/// that an edit to a comment asks for nothing; neither is what a record adds, which its seal covers.
#[must_use]
pub fn machine_hash(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(&mut text, tokens.clone());
    digest(&text)
}

/// One token after the other, and a line end after each. Literals by their values: the same doc comment, string or number
/// is not the same text in rustc and outside of it.
fn write(text: &mut String, tokens: TokenStream) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' => {
                let inner = tokens.next_if(|next| is_punct(next, '!')).is_some();
                match tokens.peek() {
                    Some(TokenTree::Group(attribute)) if is_doc(attribute) => drop(tokens.next()),
                    _ if inner => text.push_str("#\n!\n"),
                    _ => text.push_str("#\n"),
                }
            }
            TokenTree::Punct(punct) => line(text, punct.as_char()),
            TokenTree::Ident(ident) => line(text, ident),
            TokenTree::Literal(literal) => write_literal(text, &literal),
            TokenTree::Group(group) => {
                let [open, close] = brackets(group.delimiter());
                text.push_str(open);
                write(text, group.stream());
                text.push_str(close);
            }
        }
    }
}

fn write_literal(text: &mut String, literal: &proc_macro2::Literal) {
    match syn::parse_str::<syn::Lit>(&literal.to_string()) {
        Ok(syn::Lit::Str(value)) => line(text, format_args!("{:?}", value.value())),
        Ok(syn::Lit::Char(value)) => line(text, format_args!("{:?}", value.value())),
        Ok(syn::Lit::ByteStr(value)) => line(text, format_args!("b{:?}", value.value())),
        Ok(syn::Lit::Int(value)) => line(text, format_args!("{}{}", value.base10_digits(), value.suffix())),
        _ => line(text, literal),
    }
}

fn line(text: &mut String, token: impl std::fmt::Display) {
    let _ = writeln!(text, "{token}");
}

/// Groups without brackets come and go with macros.
fn brackets(delimiter: Delimiter) -> [&'static str; 2] {
    match delimiter {
        Delimiter::Parenthesis => ["(\n", ")\n"],
        Delimiter::Brace => ["{\n", "}\n"],
        Delimiter::Bracket => ["[\n", "]\n"],
        Delimiter::None => ["", ""],
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// `[doc = ..]`, as every doc comment is when a macro reads it. `[doc(hidden)]` is none.
fn is_doc(attribute: &Group) -> bool {
    let mut inside = attribute.stream().into_iter();
    attribute.delimiter() == Delimiter::Bracket
        && matches!(inside.next(), Some(TokenTree::Ident(ident)) if ident == "doc")
        && inside.next().is_some_and(|token| is_punct(&token, '='))
}
