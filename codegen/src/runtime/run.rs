//! A run of an action: the state it started from, the one it writes, what it lets out, what it chose.

use super::members::ids;
use super::tape::Tape;
use crate::ir::{SortId, Span};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink};

/// How a body ends.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Why a run is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The action is not enabled.
    Refused,
    /// It leaves the scope.
    Edge(Edge),
    /// It breaks a rule of the semantics.
    Defect(Defect),
}

/// `require!`.
///
/// # Errors
/// [`Stop::Refused`] unless `holds`.
#[inline]
pub const fn require(holds: bool) -> Outcome {
    if holds { Ok(()) } else { Err(Stop::Refused) }
}

/// A count that must not go beyond `bound`.
///
/// # Errors
/// The defect if it does.
#[inline]
pub const fn at_most(count: u64, bound: u64, beyond: Defect) -> Outcome<u64> {
    if count <= bound { Ok(count) } else { Err(Stop::Defect(beyond)) }
}

/// The sum of two counts.
///
/// # Errors
/// A defect beyond 2^32 - 1.
#[inline]
pub const fn add(left: u64, right: u64, span: Span) -> Outcome<u64> {
    at_most(left + right, u32::MAX as u64, Defect::Arithmetic(span))
}

/// The difference of two counts.
///
/// # Errors
/// A defect below zero.
#[inline]
pub const fn subtract(left: u64, right: u64, span: Span) -> Outcome<u64> {
    if left >= right { Ok(left - right) } else { Err(Stop::Defect(Defect::Arithmetic(span))) }
}

/// An event's number, from its kind and its arguments' number.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the layout has refused domains beyond 32 bits")]
pub const fn event(kind: u16, index: u64) -> EventCode {
    EventCode { kind, interruption: 0, index: index as u32 }
}

/// An output's number, from its kind and its fields' number.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the layout has refused domains beyond 32 bits")]
pub const fn output(kind: u16, index: u64) -> OutputCode {
    OutputCode { kind, index: index as u32 }
}

/// A run of an action.
#[derive(Debug)]
pub struct Run<'s, const W: usize> {
    /// The state it started from.
    pub before: &'s [u64; W],
    /// The state it writes.
    pub state: [u64; W],
    /// What it has let out so far, in order, if anybody wants to know.
    pub outputs: Vec<OutputCode>,
    labelled: bool,
    tape: Tape,
    pub(super) reported: Vec<Step<W>>,
}

/// A transition with its label.
type Step<const W: usize> = (EventCode, Vec<OutputCode>, [u64; W]);

impl<'s, const W: usize> Run<'s, W> {
    /// Runs from a state.
    #[must_use]
    pub fn new(before: &'s [u64; W], labelled: bool) -> Self {
        let (outputs, tape, reported) = (Vec::new(), Tape::default(), Vec::new());
        Self { before, state: *before, outputs, labelled, tape, reported }
    }

    /// Runs a body once for each combination of its choices and reports how each run ends. Says whether any was enabled.
    #[inline]
    pub fn explore<K: Sink<W>>(&mut self, sink: &mut K, event: EventCode, body: impl Fn(&mut Self) -> Outcome) -> bool {
        self.explore_with(sink, event, body, |run, sink| run.report(sink, event))
    }

    /// Like [`explore`](Self::explore), for a body that [commits](Self::commit) what `put_out` delivers afterwards.
    #[inline]
    pub fn explore_outputs<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        put_out: impl Fn(&mut [u64; W], OutputCode) -> Outcome,
        body: impl Fn(&mut Self) -> Outcome,
    ) -> bool {
        self.explore_with(sink, event, body, |run, sink| run.deliver(sink, event, &put_out))
    }

    /// Delivers what was committed, and reports.
    pub(super) fn deliver<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        put_out: impl Fn(&mut [u64; W], OutputCode) -> Outcome,
    ) {
        let Self { state, outputs, .. } = self;
        match outputs.iter().try_for_each(|output| put_out(state, *output)) {
            Ok(()) => self.report(sink, event),
            Err(stop) => stop.report(sink, event),
        }
    }

    /// Like [`explore`](Self::explore), with something else to do for each run that commits.
    #[inline]
    pub(super) fn explore_with<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        body: impl Fn(&mut Self) -> Outcome,
        commit: impl FnMut(&mut Self, &mut K),
    ) -> bool {
        self.reported.clear();
        self.run_all(sink, event, body, commit)
    }

    /// Like [`explore`](Self::explore), but for transitions that were reported before.
    pub(super) fn explore_once<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        body: impl Fn(&mut Self) -> Outcome,
    ) {
        self.run_all(sink, event, body, |run, sink| {
            if !run.is_repeated(event) {
                let outputs = if K::LABELLED { &*run.outputs } else { &[] };
                sink.step(event, outputs, &run.state);
            }
        });
    }

    fn run_all<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        body: impl Fn(&mut Self) -> Outcome,
        mut commit: impl FnMut(&mut Self, &mut K),
    ) -> bool {
        let mut enabled = false;
        self.tape.rewind();
        loop {
            self.state = *self.before;
            self.outputs.clear();
            let outcome = body(self);
            enabled |= outcome != Err(Stop::Refused);
            match outcome {
                Ok(()) => commit(self, sink),
                Err(stop) => stop.report(sink, event),
            }
            if !self.tape.advance() {
                return enabled;
            }
        }
    }

    /// Reports the state written as a transition, unless an earlier choice led to the same one.
    #[inline]
    pub fn report<K: Sink<W>>(&mut self, sink: &mut K, event: EventCode) {
        if self.tape.chosen() && self.is_repeated(event) {
            return;
        }
        let outputs = if K::LABELLED { &*self.outputs } else { &[] };
        sink.step(event, outputs, &self.state);
    }

    /// Whether an earlier choice has led to the same transition.
    fn is_repeated(&mut self, event: EventCode) -> bool {
        let step = (event, self.outputs.clone(), self.state);
        let repeated = self.reported.contains(&step);
        if !repeated {
            self.reported.push(step);
        }
        repeated
    }

    /// Lets something out; the index is asked for only where it tells transitions apart.
    #[inline]
    pub fn output(&mut self, kind: u16, index: impl FnOnce() -> u64) {
        if self.labelled || self.tape.chosen() {
            self.outputs.push(output(kind, index()));
        }
    }

    /// Lets something out that is delivered after the body.
    #[inline]
    pub fn commit(&mut self, kind: u16, index: u64) {
        self.outputs.push(output(kind, index));
    }

    /// `fresh!`: any of the free ids.
    ///
    /// # Errors
    /// The edge of the scope when there is none.
    #[inline]
    pub fn fresh(&mut self, free: u64, sort: SortId) -> Outcome<u64> {
        let options = free.count_ones() as usize;
        if options == 0 {
            return Err(Stop::Edge(Edge::NoFreeId(sort)));
        }
        let chosen = self.tape.choose(options);
        Ok(ids(free).nth(chosen).unwrap_or_default())
    }

    /// `any_order(..)`: the ids below `count`, in any order.
    pub fn any_order(&mut self, count: u64) -> impl Iterator<Item = u64> + use<W> {
        let mut left: Vec<u64> = (0..count).collect();
        let order: Vec<u64> = (0..count).map(|_| left.remove(self.tape.choose(left.len()))).collect();
        order.into_iter()
    }

    /// Any of two.
    pub fn either(&mut self) -> bool {
        self.tape.choose(2) == 0
    }
}

impl Stop {
    /// Reports a run that was cut; nothing for one that was not enabled.
    #[inline]
    pub fn report<const W: usize, K: Sink<W>>(self, sink: &mut K, event: EventCode) {
        match self {
            Self::Refused => {}
            Self::Edge(cause) => sink.edge(event, cause),
            Self::Defect(defect) => sink.defect(event, defect),
        }
    }
}
