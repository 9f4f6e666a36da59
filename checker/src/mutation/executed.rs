//! Whether the place that a mutant changes was executed by the protocol: where it never was, doing the same means nothing.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use honnin_codegen::interpret::{Interpreter, Item, Probe, Visitor, dispatch};
use honnin_codegen::ir::{Expr, Ir, Sizes, Span, Statement, StatementKind};
use honnin_codegen::layout::Layout;

use super::lts::{Alphabet, Atoms, Lts, explore};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System as _};

/// A protocol, and on which lines its parts stand.
#[derive(Clone, Debug)]
pub(super) struct Original {
    pub(super) ir: Ir,
    /// By number of a place: its first line, and the one after its last.
    pub(super) places: Vec<Range<usize>>,
}

/// By line: whether every condition on it was true somewhere, and false somewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions(BTreeMap<usize, bool>);

impl Original {
    /// The lines of a place.
    fn lines(&self, span: Span) -> Range<usize> {
        self.places.get(span.0 as usize).cloned().unwrap_or(0..0)
    }

    /// Whether a statement on these lines is executed at a scope, where the protocol is this system: an action that is refused
    /// just before it makes another system.
    pub(super) fn is_executed(
        &self,
        sizes: &Sizes,
        lines: &Range<usize>,
        (lts, alphabet, atoms): (&Lts, &Alphabet, &Atoms),
    ) -> bool {
        let mut blocked = self.ir.clone();
        let mut found = false;
        for action in &mut blocked.actions {
            found |= self.block(&mut action.body.statements, lines);
        }
        let (mut alphabet, mut atoms) = (alphabet.clone(), atoms.clone());
        let mut other = || explore(&blocked, sizes, &mut alphabet, &mut atoms, lts.states() + 1);
        found && !matches!(other(), Ok(Some(other)) if other == *lts)
    }

    /// Puts a refusal before each innermost statement on these lines, and says whether there is one.
    fn block(&self, statements: &mut Vec<Statement>, lines: &Range<usize>) -> bool {
        let mut found = false;
        let mut at = 0;
        while at < statements.len() {
            let span = statements[at].span;
            let inner = match &mut statements[at].kind {
                StatementKind::If(_, yes, no) => Some(self.block(yes, lines) | self.block(no, lines)),
                StatementKind::ForEach { body, .. } => Some(self.block(body, lines)),
                _ => None,
            };
            let own = self.lines(span);
            if inner.is_none() && own.start < lines.end && lines.start < own.end {
                statements.insert(at, Statement { kind: StatementKind::Require(Expr::Bool(false)), span });
                found = true;
                at += 1;
            }
            found |= inner.unwrap_or(false);
            at += 1;
        }
        found
    }

    /// What the conditions of the protocol come to at a scope; nothing where there are more states than `most`.
    pub(super) fn conditions(&self, sizes: &Sizes, most: usize) -> Conditions {
        let Ok(layout) = Layout::new(&self.ir, sizes) else { return Conditions::default() };
        dispatch(&self.ir, sizes, Counting { original: self, layout, most }).unwrap_or_default()
    }
}

impl Conditions {
    /// Whether there is a condition on these lines, and each was true somewhere and false somewhere.
    pub(super) fn decide(&self, lines: &Range<usize>) -> bool {
        let mut there = self.0.range(lines.clone()).map(|(_, both)| *both).peekable();
        there.peek().is_some() && there.all(|both| both)
    }
}

struct Counting<'a> {
    original: &'a Original,
    layout: Layout,
    most: usize,
}

impl Visitor for Counting<'_> {
    type Output = Conditions;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Conditions {
        let mut probe = Probe::<W>::new(self.layout);
        let wanted: Vec<bool> = probe.items().iter().map(|item| matches!(item, Item::Condition(_))).collect();
        probe.narrow(&wanted);
        let mut counts = probe.blank();
        let mut seen = HashSet::from([system.initial()]);
        let mut waiting = vec![system.initial()];
        while let Some(state) = waiting.pop() {
            if seen.len() > self.most {
                return Conditions::default();
            }
            probe.examine(&state, &mut counts);
            system.expand(&state, &mut Next { seen: &mut seen, waiting: &mut waiting });
        }
        let mut conditions = Conditions::default();
        for (item, [no, yes]) in probe.items().iter().zip(&counts) {
            if let Item::Condition(site) = item {
                let both = *no > 0 && *yes > 0;
                for line in self.original.lines(site.span) {
                    *conditions.0.entry(line).or_insert(true) &= both;
                }
            }
        }
        conditions
    }
}

/// Collects the states that are new.
struct Next<'n, const W: usize> {
    seen: &'n mut HashSet<[u64; W]>,
    waiting: &'n mut Vec<[u64; W]>,
}

impl<const W: usize> Sink<W> for Next<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
        if self.seen.insert(*next) {
            self.waiting.push(*next);
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
