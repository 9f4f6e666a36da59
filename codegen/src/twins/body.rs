//! The arguments of a statement such as `send!(..)`, as far as marks can stand in them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Macro, Pat, Token};

/// A part of them.
pub(super) enum Part {
    Expression(Box<Expr>),
    /// The pattern of `matches!`.
    Pattern(Box<Pat>),
    /// What stands between the others.
    Separator(TokenStream),
}

/// The parts of a statement's arguments; `None` where they are no expressions.
pub(super) fn parts(of: &Macro) -> Option<Vec<Part>> {
    let matches = of.path.is_ident("matches");
    (|input: ParseStream| read(input, matches)).parse2(of.tokens.clone()).ok()
}

/// The tokens of parts, put together again.
pub(super) fn tokens(parts: &[Part]) -> TokenStream {
    let mut tokens = TokenStream::new();
    for part in parts {
        match part {
            Part::Expression(expression) => expression.to_tokens(&mut tokens),
            Part::Pattern(pattern) => pattern.to_tokens(&mut tokens),
            Part::Separator(separator) => separator.to_tokens(&mut tokens),
        }
    }
    tokens
}

fn read(input: ParseStream, matches: bool) -> syn::Result<Vec<Part>> {
    let mut parts = Vec::new();
    while !input.is_empty() {
        if matches && parts.len() == 2 {
            parts.push(Part::Pattern(Box::new(Pat::parse_multi_with_leading_vert(input)?)));
        } else {
            parts.push(Part::Expression(Box::new(input.parse()?)));
        }
        if input.is_empty() {
            break;
        }
        parts.push(Part::Separator(separator(input)?));
    }
    Ok(parts)
}

fn separator(input: ParseStream) -> syn::Result<TokenStream> {
    if input.peek(Token![=>]) {
        return input.parse::<Token![=>]>().map(ToTokens::into_token_stream);
    }
    if input.peek(Token![if]) {
        return input.parse::<Token![if]>().map(ToTokens::into_token_stream);
    }
    input.parse::<Token![,]>().map(ToTokens::into_token_stream)
}
