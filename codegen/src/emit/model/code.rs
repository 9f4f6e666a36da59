//! Rust expressions with just the parentheses that they need.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// How tightly an expression binds; from an `if` to a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) enum Level {
    /// `if`, a block.
    Block,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`, `<`
    Compare,
    /// `|`
    BitOr,
    /// `&`
    BitAnd,
    /// `<<`, `>>`
    Shift,
    /// `+`, `-`
    Sum,
    /// `*`, `/`, `%`
    Product,
    /// `as`
    Cast,
    /// `!`
    Prefix,
    /// A literal, a name, a call.
    Atom,
}

/// An expression.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Code {
    tokens: TokenStream,
    level: Level,
}

impl Code {
    /// A literal, a name, a call.
    pub(in crate::emit) fn atom(tokens: impl ToTokens) -> Self {
        Self { tokens: tokens.to_token_stream(), level: Level::Atom }
    }

    /// An expression of a level.
    pub(in crate::emit) fn new(level: Level, tokens: TokenStream) -> Self {
        Self { tokens, level }
    }

    /// A number.
    pub(in crate::emit) fn number(number: u64) -> Self {
        Self::atom(self::number(number))
    }

    /// Itself where at least `level` is needed.
    pub(in crate::emit) fn at(&self, level: Level) -> TokenStream {
        let tokens = &self.tokens;
        if self.level >= level { tokens.clone() } else { quote!((#tokens)) }
    }

    /// `left + right` and the like, left-associative.
    pub(in crate::emit) fn binary(left: &Self, operator: &TokenStream, right: &Self, level: Level) -> Self {
        let tighter = TIGHTER.iter().copied().find(|other| *other > level).unwrap_or(Level::Atom);
        let (left, right) = (left.at(if level == Level::Compare { tighter } else { level }), right.at(tighter));
        Self { tokens: quote!(#left #operator #right), level }
    }

    /// `left == right`
    pub(in crate::emit) fn equal(&self, right: &Self) -> Self {
        Self::binary(self, &quote!(==), right, Level::Compare)
    }

    /// `self << by`, itself when `by` is 0.
    pub(in crate::emit) fn shifted_left(&self, by: u32) -> Self {
        if by == 0 { self.clone() } else { Self::binary(self, &quote!(<<), &Self::number(by.into()), Level::Shift) }
    }

    /// `self >> by`, itself when `by` is 0.
    pub(in crate::emit) fn shifted_right(&self, by: u32) -> Self {
        if by == 0 { self.clone() } else { Self::binary(self, &quote!(>>), &Self::number(by.into()), Level::Shift) }
    }

    /// `self & 0x7`, the lowest `width` bits.
    pub(in crate::emit) fn masked(&self, width: u32) -> Self {
        match width {
            0 => Self::number(0),
            64.. => self.clone(),
            _ => Self::binary(self, &quote!(&), &Self::atom(hexadecimal(u64::MAX >> (64 - width))), Level::BitAnd),
        }
    }

    /// `!self`
    pub(in crate::emit) fn negated(&self) -> Self {
        let of = self.at(Level::Prefix);
        Self { tokens: quote!(!#of), level: Level::Prefix }
    }

    /// `a | b | c`; 0 when there is nothing.
    pub(in crate::emit) fn union(parts: impl IntoIterator<Item = Self>) -> Self {
        let zero = |part: &Self| part.is("0");
        let joined =
            parts.into_iter().filter(|part| !zero(part)).reduce(|a, b| Self::binary(&a, &quote!(|), &b, Level::BitOr));
        joined.unwrap_or_else(|| Self::number(0))
    }

    /// Whether it reads so.
    pub(in crate::emit) fn is(&self, text: &str) -> bool {
        self.tokens.to_string() == text
    }

    /// The number that it is, if it is one.
    pub(in crate::emit) fn to_u32(&self) -> Option<u32> {
        self.tokens.to_string().parse().ok()
    }

    /// Whether it may leave the body early.
    pub(in crate::emit) fn is_fallible(&self) -> bool {
        is_fallible(&self.tokens)
    }
}

impl ToTokens for Code {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

const TIGHTER: [Level; 11] = [
    Level::Or,
    Level::And,
    Level::Compare,
    Level::BitOr,
    Level::BitAnd,
    Level::Shift,
    Level::Sum,
    Level::Product,
    Level::Cast,
    Level::Prefix,
    Level::Atom,
];

/// A decimal literal without a suffix.
pub(in crate::emit) fn number(number: u64) -> Literal {
    Literal::u64_unsuffixed(number)
}

/// A hexadecimal literal, its digits in groups of four.
pub(in crate::emit) fn hexadecimal(number: u64) -> Literal {
    let digits = format!("{number:x}");
    let mut text = String::from("0x");
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(4) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().expect("a hexadecimal literal")
}

/// Whether an identifier occurs.
pub(in crate::emit) fn mentions(tokens: &TokenStream, ident: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(other) => other == *ident,
        TokenTree::Group(group) => mentions(&group.stream(), ident),
        _ => false,
    })
}

/// Whether a `?` occurs.
pub(in crate::emit) fn is_fallible(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => is_fallible(&group.stream()),
        _ => false,
    })
}
