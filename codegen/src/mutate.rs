//! Mutants: systematic changes to the text of a protocol, each as small as a slip of the hand.
//!
//! A property that no mutant violates may be one that nothing could violate (R. `DeMillo`, Lipton and Sayward,
//! *Hints on Test Data Selection*, 1978). What the roles do is changed, and the helpers that they call; what is claimed and
//! what is observed are not. A mutant is an edit of the source, so that it can be shown as a difference of the protocol's own
//! lines, and goes the way of any other protocol. Whether it means anything the front end decides: of the changes that are
//! proposed here, many do not compile, and those are no mutants.

mod condition;
mod function;
mod statement;
mod value;

use core::ops::Range;
use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// A change to the text of a protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// What kind of change.
    pub operator: Operator,
    /// The role whose action or helper is changed; `None` for a helper that is no method.
    pub role: Option<String>,
    /// The function that is changed.
    pub function: String,
    /// What is replaced by what: disjoint, in order, never empty.
    pub edits: Vec<Edit>,
}

/// A part of the text, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The first byte of it.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
    /// The other text.
    pub text: String,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// A conjunct of a guard or condition is left out.
    DropCondition,
    /// A conjunct of a guard or condition is negated.
    NegateCondition,
    /// A timeout may pass where it should not: a conjunct of its guard is left out.
    WidenTimeout,
    /// An assignment, or a change of a set, map or queue, is left out.
    DropAssignment,
    /// An assignment or change is made twice.
    RepeatAssignment,
    /// Two assignments get each other's value.
    SwapAssignments,
    /// What an ended piece of work leaves for a timer to find: a change that would have stopped one is left out.
    DropCancel,
    /// A message or effect is not sent.
    DropOutput,
    /// A call of a helper is left out.
    DropCall,
    /// A fault's or a recovery's step is left out.
    DropRecovery,
    /// Two statements change places.
    Reorder,
    /// Another value of the same type that is at hand.
    WrongValue,
    /// Another variant of the same enum, or one alternative of several left out.
    WrongVariant,
    /// A bound is one less, one more, or not there.
    OffByOne,
}

impl Operator {
    /// All of them, in order.
    pub const ALL: [Self; 14] = [
        Self::DropCondition,
        Self::NegateCondition,
        Self::WidenTimeout,
        Self::DropAssignment,
        Self::RepeatAssignment,
        Self::SwapAssignments,
        Self::DropCancel,
        Self::DropOutput,
        Self::DropCall,
        Self::DropRecovery,
        Self::Reorder,
        Self::WrongValue,
        Self::WrongVariant,
        Self::OffByOne,
    ];

    /// In words: `a condition left out`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::DropCondition => "a condition left out",
            Self::NegateCondition => "a condition negated",
            Self::WidenTimeout => "a timeout widened",
            Self::DropAssignment => "an assignment left out",
            Self::RepeatAssignment => "an assignment repeated",
            Self::SwapAssignments => "two assignments swapped",
            Self::DropCancel => "a cancel left out",
            Self::DropOutput => "an output left out",
            Self::DropCall => "a call left out",
            Self::DropRecovery => "a step of a recovery left out",
            Self::Reorder => "two statements reordered",
            Self::WrongValue => "another value",
            Self::WrongVariant => "another variant",
            Self::OffByOne => "a bound moved",
        }
    }
}

/// A line of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A line of the protocol, numbered from 1, that is not in the mutant.
    Old(usize, &'a str),
    /// A line of the mutant that is not in the protocol.
    New(&'a str),
}

impl Mutant {
    /// The text with the change in it.
    #[must_use]
    pub fn text(&self, source: &Source) -> String {
        let mut text = String::with_capacity(source.text.len());
        let mut from = 0;
        for edit in &self.edits {
            text.push_str(&source.text[from..edit.start]);
            text.push_str(&edit.text);
            from = edit.end;
        }
        text + &source.text[from..]
    }

    /// The lines of the protocol that the change touches, numbered from 1.
    #[must_use]
    pub fn lines(&self, source: &Source) -> Range<usize> {
        let (first, last) = (self.edits[0].start, self.edits[self.edits.len() - 1].end);
        let line = |byte: usize| source.text[..byte].matches('\n').count() + 1;
        line(first)..line(last.max(first + 1) - 1) + 1
    }

    /// The difference: the lines that are touched as they were, then as they are. A line that is both is in neither.
    #[must_use]
    pub fn difference<'a>(&self, source: &'a Source, mutated: &'a str) -> Vec<Line<'a>> {
        let touched = self.lines(source);
        let old: Vec<&str> = source.text.lines().skip(touched.start - 1).take(touched.len()).collect();
        let longer = mutated.lines().count() + touched.len();
        let number = longer.saturating_sub(source.text.lines().count());
        let new: Vec<&str> = mutated.lines().skip(touched.start - 1).take(number).collect();
        let same_before = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let (rest_old, rest_new) = (&old[same_before..], &new[same_before..]);
        let same_after = rest_old.iter().rev().zip(rest_new.iter().rev()).take_while(|(old, new)| old == new).count();
        let olds = rest_old[..rest_old.len() - same_after].iter().enumerate();
        let news = rest_new[..rest_new.len() - same_after].iter().filter(|line| !line.trim().is_empty());
        let olds = olds.map(|(index, line)| Line::Old(touched.start + same_before + index, line));
        olds.chain(news.map(|line| Line::New(line))).collect()
    }
}

/// Proposes every change to what the roles of a workflow do, each once, in the order of the text. Linear in the length of the
/// text, but for values: each name may stand for each other that its function has.
///
/// # Errors
/// The file is no Rust, or holds no workflow of this name.
pub fn mutants(source: &Source, workflow: &str) -> Result<Vec<Mutant>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let module = function::module(source, workflow)?;
    for function in module.functions() {
        statement::propose(&function, &mut found);
        condition::propose(&function, &mut found);
        value::propose(&function, &module, &mut found);
    }
    let mut seen = BTreeSet::new();
    found.retain(|mutant: &Mutant| {
        let changes = mutant.edits.iter().any(|edit| source.text[edit.start..edit.end] != edit.text);
        changes && seen.insert(mutant.edits.clone())
    });
    found.sort_by_key(|mutant| (mutant.edits[0].start, mutant.operator));
    Ok(found)
}
