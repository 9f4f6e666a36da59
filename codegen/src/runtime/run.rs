//! A run of an action: the state it started from, the one it writes, what it lets out, what it chose.

use super::list::List;
use super::outcome::{Outcome, Stop};
use super::tape::Tape;
use crate::ir::SortId;
use crate::layout::words::mask;
use crate::system::{Edge, EventCode, OutputCode, Sink};

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
    pub(super) outputs: Outputs,
    /// Outputs are part of the label that is reported.
    labelled: bool,
    /// Outputs are wanted: for the label, or because after a choice they tell transitions apart.
    heard: bool,
    pub(super) tape: Tape,
    pub(super) reported: Vec<Step<W>>,
}

/// What a run lets out.
pub(super) type Outputs = List<OutputCode, 8>;

/// A transition with its label.
pub(super) type Step<const W: usize> = (EventCode, [u64; W], Outputs);

impl<'s, const W: usize> Run<'s, W> {
    /// Runs from a state.
    #[inline]
    #[must_use]
    pub fn new(before: &'s [u64; W], labelled: bool) -> Self {
        let (outputs, tape, reported) = (Outputs::default(), Tape::default(), Vec::new());
        Self { before, state: *before, outputs, labelled, heard: labelled, tape, reported }
    }

    /// Runs a body that has no choices, and reports how it ends. Says whether it was enabled.
    #[inline]
    pub fn once<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        body: impl FnOnce(&mut Self) -> Outcome,
    ) -> bool {
        self.start();
        match body(self) {
            Ok(()) => {
                sink.step(event, self.label::<K>(), &self.state);
                true
            }
            Err(stop) => stop.report(sink, event),
        }
    }

    /// Like [`once`](Self::once), for a body that [commits](Self::commit) what `put_out` delivers afterwards.
    #[inline]
    pub fn once_outputs<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        put_out: impl Fn(&mut [u64; W], OutputCode) -> Outcome,
        body: impl FnOnce(&mut Self) -> Outcome,
    ) -> bool {
        self.start();
        let outcome = body(self);
        match outcome {
            Ok(()) => {
                self.deliver(sink, event, put_out);
                true
            }
            Err(stop) => stop.report(sink, event),
        }
    }

    /// Runs a body once for each combination of its choices and reports how each run ends. Says whether any was enabled.
    #[inline]
    pub fn explore<K: Sink<W>>(&mut self, sink: &mut K, event: EventCode, body: impl Fn(&mut Self) -> Outcome) -> bool {
        self.explore_with(body, |run, outcome| match outcome {
            Ok(()) => run.report(sink, event),
            Err(stop) => _ = stop.report(sink, event),
        })
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
        self.explore_with(body, |run, outcome| match outcome {
            Ok(()) => run.deliver(sink, event, &put_out),
            Err(stop) => _ = stop.report(sink, event),
        })
    }

    /// Delivers what was committed, and reports.
    #[inline]
    pub(super) fn deliver<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        put_out: impl Fn(&mut [u64; W], OutputCode) -> Outcome,
    ) {
        let Self { state, outputs, .. } = self;
        match outputs.as_slice().iter().try_for_each(|output| put_out(state, *output)) {
            Ok(()) => self.report(sink, event),
            Err(stop) => _ = stop.report(sink, event),
        }
    }

    /// Like [`explore`](Self::explore), with something else to do for each run that ends.
    #[inline]
    pub(super) fn explore_with(
        &mut self,
        body: impl Fn(&mut Self) -> Outcome,
        ended: impl FnMut(&mut Self, Outcome),
    ) -> bool {
        self.reported.clear();
        self.run_all(body, ended)
    }

    /// Like [`explore_with`](Self::explore_with), but for transitions that were reported before.
    #[inline]
    pub(super) fn run_all(
        &mut self,
        body: impl Fn(&mut Self) -> Outcome,
        mut ended: impl FnMut(&mut Self, Outcome),
    ) -> bool {
        let mut enabled = false;
        self.tape.rewind();
        loop {
            self.start();
            let outcome = body(self);
            enabled |= outcome != Err(Stop::Refused);
            ended(self, outcome);
            if !self.tape.advance() {
                return enabled;
            }
        }
    }

    /// At the beginning of a run.
    #[inline]
    pub(super) fn start(&mut self) {
        self.state = *self.before;
        self.outputs.clear();
        self.heard = self.labelled;
    }

    /// The outputs, where they are wanted.
    #[inline]
    pub(super) fn label<K: Sink<W>>(&self) -> &[OutputCode] {
        if K::LABELLED { self.outputs.as_slice() } else { &[] }
    }

    /// Reports the state written as a transition, unless an earlier choice led to the same one.
    #[inline]
    pub fn report<K: Sink<W>>(&mut self, sink: &mut K, event: EventCode) {
        if !(self.tape.chosen() && self.is_repeated(event)) {
            sink.step(event, self.label::<K>(), &self.state);
        }
    }

    /// Whether an earlier choice has led to the same transition.
    pub(super) fn is_repeated(&mut self, event: EventCode) -> bool {
        let same =
            |(other, state, outputs): &Step<W>| *state == self.state && *other == event && *outputs == self.outputs;
        let repeated = self.reported.iter().any(same);
        if !repeated {
            self.reported.push((event, self.state, self.outputs.clone()));
        }
        repeated
    }

    /// Lets something out; the index is asked for only where it tells transitions apart.
    #[inline]
    pub fn output(&mut self, kind: u16, index: impl FnOnce() -> u64) {
        if self.heard {
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
        if free == 0 { Err(Stop::Edge(Edge::NoFreeId(sort))) } else { Ok(self.any_of(free)) }
    }

    /// `any_order(..)`: the ids below `count`, in any order.
    #[inline]
    pub fn any_order(&mut self, count: u64) -> impl Iterator<Item = u64> + use<W> {
        let (mut left, mut order) = (mask(u32::try_from(count).unwrap_or(u32::MAX)), List::<u64, 8>::default());
        while left != 0 {
            let next = self.any_of(left);
            left &= !(1 << next);
            order.push(next);
        }
        let mut position = 0;
        core::iter::from_fn(move || {
            position += 1;
            order.as_slice().get(position - 1).copied()
        })
    }

    /// Any of two.
    pub fn either(&mut self) -> bool {
        self.choose(2) == 0
    }

    /// Any id of a set that is not empty.
    #[inline]
    fn any_of(&mut self, mut ids: u64) -> u64 {
        for _ in 0..self.choose(ids.count_ones()) {
            ids &= ids - 1;
        }
        u64::from(ids.trailing_zeros())
    }

    #[inline]
    fn choose(&mut self, options: u32) -> u32 {
        self.heard |= options > 1;
        self.tape.choose(options)
    }
}
