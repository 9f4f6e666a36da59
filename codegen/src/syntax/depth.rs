//! Refuses what is nested so deeply that a recursive parser would overflow its stack.
//!
//! `syn`, and every phase after it, recurses over what it reads, and an overflow takes the compiler or the editor's
//! server with it. So the tokens are walked first, without recursion, and each construct that makes a parser recurse (or
//! a tree lean to one side) is charged with the stack it may cost.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Ident, Punct, Spacing, TokenStream, TokenTree};

use crate::diagnostic::Diagnostic;

/// What may be on the stack at once, in kilobytes of an unoptimised build; a thread has 2,048. The costs below are measured.
const LIMIT: usize = 1_600;
/// A brace around statements, arms, fields: so there are never more than 64.
const BRACE: usize = 25;
/// A parenthesis or bracket, which may be around a type.
const GROUP: usize = 37;
/// A `<` that is not closed yet.
const ANGLE: usize = 62;
/// A `&`, `*` or `->` in front of a type.
const TYPE: usize = 45;
/// An item in an item.
const ITEM: usize = 25;
/// An assignment, a binding or a closure's bar, which nest to the right.
const RIGHT: usize = 12;
/// A keyword that takes an operand.
const KEYWORD: usize = 12;
/// Any other operator, call, index or field access.
const LINK: usize = 4;

/// Keywords after which an operand, a type or a branch follows.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "do", "dyn", "else", "for", "if", "in", "let", "loop", "match",
    "move", "mut", "raw", "ref", "return", "safe", "static", "unsafe", "use", "where", "while", "yield",
];
/// Keywords of items.
const ITEMS: &[&str] = &["fn", "impl", "mod", "trait"];

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
            let around = if group.delimiter() == Delimiter::Brace { BRACE } else { GROUP };
            levels.push(Level::new(group.stream(), cost + around));
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
    /// The token just before may be the left side of an operator.
    operand: bool,
    /// The punctuation just before is an operator with a left side.
    binary: bool,
    /// An attribute's `#` was read: its brackets belong to no expression.
    attribute: bool,
}

impl Level {
    fn new(tokens: TokenStream, around: usize) -> Self {
        let tokens = tokens.into_iter().peekable();
        Self { tokens, around, run: 0, angles: 0, joint: None, operand: false, binary: false, attribute: false }
    }

    fn cost(&self) -> usize {
        self.around + self.run + self.angles * ANGLE
    }

    fn charge(&mut self, token: &TokenTree) {
        let joint = self.joint.take();
        match token {
            TokenTree::Group(group) => self.charge_group(group.delimiter()),
            TokenTree::Ident(ident) => self.charge_ident(ident),
            TokenTree::Punct(punct) => self.charge_punct(punct, joint),
            TokenTree::Literal(_) => self.operand = true,
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
        self.operand = true;
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
        let is_one_of = |words: &[&str]| words.iter().any(|word| ident == word);
        let cost = match () {
            () if is_one_of(KEYWORDS) => KEYWORD,
            () if is_one_of(ITEMS) => ITEM,
            () => 0,
        };
        self.run += cost;
        self.operand = cost == 0;
    }

    fn charge_punct(&mut self, punct: &Punct, joint: Option<char>) {
        let character = punct.as_char();
        self.joint = (punct.spacing() == Spacing::Joint).then_some(character);
        let next = match (self.joint, self.tokens.peek()) {
            (Some(_), Some(TokenTree::Punct(next))) => Some(next.as_char()),
            _ => None,
        };
        let operand = std::mem::take(&mut self.operand);
        match (joint, character) {
            (_, ';') | (Some('='), '>') => (self.run, self.angles) = (0, 0),
            (_, ',') if self.angles == 0 => self.run = 0,
            (Some('-'), '>') => self.run += TYPE,
            (_, '>') if next != Some('=') => self.angles = self.angles.saturating_sub(1),
            (_, '<') if next != Some('=') => self.angles += 1,
            (_, '#') => self.attribute = true,
            (_, '!') if self.attribute => {}
            (_, ':') => self.operand = false,
            // The second half of `a && b`.
            (Some('&'), '&') if self.binary => self.run += LINK,
            (_, '&' | '*') if !operand => self.run += TYPE,
            (_, '=' | '|' | '@') => self.run += RIGHT,
            _ => self.run += LINK,
        }
        self.binary = operand;
    }
}
