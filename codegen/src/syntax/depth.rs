//! Refuses what is nested so deeply that a recursive parser would overflow its stack.
//!
//! `syn`, and every phase after it, recurses over what it reads, and an overflow takes the compiler or the editor's
//! server with it. So the tokens are walked first, without recursion, and each construct that makes a parser recurse (or
//! a tree lean to one side) is charged with the stack it may cost.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Ident, Punct, Spacing, TokenStream, TokenTree};

use crate::diagnostic::Diagnostic;

/// What may be on the stack at once, in kilobytes of an unoptimised build; a thread has 2,048.
const LIMIT: usize = 1_000;
/// A bracket, parenthesis or brace around something: so there are never more than 64.
const GROUP: usize = 15;
/// A `<` that is not closed yet, or the `->` of a function type.
const TYPE: usize = 40;
/// An assignment, a binding or a closure's bar, which nest to the right.
const RIGHT: usize = 9;
/// A keyword that takes an operand.
const KEYWORD: usize = 10;
/// Any other operator, call, index or field access.
const LINK: usize = 3;

/// Keywords after which an operand, a type or a branch follows.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "do", "dyn", "else", "fn", "for", "if", "impl", "in", "let", "loop",
    "match", "move", "mut", "raw", "ref", "return", "safe", "static", "unsafe", "use", "where", "while", "yield",
];

/// Refuses tokens that are nested too deeply to be parsed.
///
/// # Errors
/// The first place that is too deep.
pub fn check(tokens: &TokenStream) -> Result<(), Vec<Diagnostic>> {
    let mut levels = vec![Level::new(tokens.clone(), 0)];
    while let Some(level) = levels.last_mut() {
        let Some(token) = level.tokens.next() else {
            levels.pop();
            continue;
        };
        level.charge(&token);
        let cost = level.cost();
        if cost > LIMIT {
            let message = "this is nested too deeply, or too long for one expression: split it with `let`, a helper \
                           function or a named type";
            return Err(vec![Diagnostic { code: "E0103", message: message.into(), span: token.span(), also: None }]);
        }
        if let TokenTree::Group(group) = token {
            levels.push(Level::new(group.stream(), cost + GROUP));
        }
    }
    Ok(())
}

/// One stream of tokens on the way down.
struct Level {
    tokens: Peekable<IntoIter>,
    /// What surrounds it costs.
    around: usize,
    /// What this expression, field or statement costs up to here.
    run: usize,
    /// How many `<` are open.
    angles: usize,
    /// The punctuation just before, if the next token touches it.
    joint: Option<char>,
    /// An attribute's `#` was read: its brackets belong to no expression.
    attribute: bool,
}

impl Level {
    fn new(tokens: TokenStream, around: usize) -> Self {
        Self { tokens: tokens.into_iter().peekable(), around, run: 0, angles: 0, joint: None, attribute: false }
    }

    fn cost(&self) -> usize {
        self.around + self.run + self.angles * TYPE
    }

    fn charge(&mut self, token: &TokenTree) {
        let joint = self.joint.take();
        match token {
            TokenTree::Group(group) => self.charge_group(group.delimiter()),
            TokenTree::Ident(ident) => self.charge_ident(ident),
            TokenTree::Punct(punct) => self.charge_punct(punct, joint),
            TokenTree::Literal(_) => {}
        }
    }

    fn charge_group(&mut self, delimiter: Delimiter) {
        if std::mem::take(&mut self.attribute) {
            return;
        }
        if delimiter == Delimiter::Brace && self.ends_here() {
            self.run = 0;
            self.angles = 0;
        } else {
            self.run += LINK;
        }
    }

    /// Whether a statement, an arm or an item may end with the brace just read.
    fn ends_here(&mut self) -> bool {
        match self.tokens.peek() {
            Some(TokenTree::Punct(next)) => next.as_char() == '#',
            Some(TokenTree::Ident(next)) => next != "else" && next != "as",
            _ => true,
        }
    }

    fn charge_ident(&mut self, ident: &Ident) {
        if KEYWORDS.iter().any(|keyword| ident == keyword) {
            self.run += KEYWORD;
        }
    }

    fn charge_punct(&mut self, punct: &Punct, joint: Option<char>) {
        let character = punct.as_char();
        self.joint = (punct.spacing() == Spacing::Joint).then_some(character);
        let next = match (self.joint, self.tokens.peek()) {
            (Some(_), Some(TokenTree::Punct(next))) => Some(next.as_char()),
            _ => None,
        };
        match (joint, character) {
            (_, ';') => (self.run, self.angles) = (0, 0),
            (_, ',') => self.run = 0,
            (Some('='), '>') => (self.run, self.angles) = (0, 0),
            (Some('-'), '>') => self.run += TYPE,
            (_, '>') if next != Some('=') => self.angles = self.angles.saturating_sub(1),
            (_, '<') if next != Some('=') => self.angles += 1,
            (_, '#') => self.attribute = true,
            (_, '!') if self.attribute => {}
            (_, ':') => {}
            (_, '=' | '|' | '@') => self.run += RIGHT,
            _ => self.run += LINK,
        }
    }
}
