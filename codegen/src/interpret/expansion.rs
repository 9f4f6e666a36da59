//! The expansion of a state: actions attempted, what they put out delivered, what came of it reported.

use super::ids::Census;
use super::program::{Compiled, Part, Program};
use super::run::{Put, Run, Scratch, Stop};
use crate::ir::query::Event;
use crate::system::{Edge, EventCode, OutputCode, Sink};

/// A message that is taken off a bag or FIFO when an action commits.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    pub(super) channel: usize,
    pub(super) lane: usize,
    pub(super) position: usize,
}

/// An event under way: whose, with which number of arguments, and what it takes.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    pub(super) instance: usize,
    pub(super) index: u32,
    pub(super) taken: Option<Taken>,
}

/// The expansion of one state.
pub(super) struct Expansion<'e, K, const W: usize> {
    pub(super) program: &'e Program<W>,
    census: &'e Census<W>,
    pub(super) before: &'e [u64; W],
    pub(super) run: Run<W>,
    pub(super) sink: &'e mut K,
    codes: Vec<OutputCode>,
    /// What was reported of an action that forks.
    reported: Vec<(u16, Vec<Put>, [u64; W])>,
    stops: Vec<(u16, Stop)>,
}

impl<'e, K: Sink<W>, const W: usize> Expansion<'e, K, W> {
    pub(super) fn new(
        program: &'e Program<W>,
        census: &'e Census<W>,
        before: &'e [u64; W],
        kept: Scratch,
        sink: &'e mut K,
    ) -> Self {
        let run = Run { state: *before, after: *before, scratch: kept, stop: None };
        let (codes, reported, stops) = (Vec::new(), Vec::new(), Vec::new());
        Self { program, census, before, run, sink, codes, reported, stops }
    }

    /// Gives back what the next expansion can use.
    pub(super) fn finish(self) -> Scratch {
        self.run.scratch
    }

    /// Finds the free ids and those that may be drained.
    pub(super) fn count_ids(&mut self) {
        let scratch = &mut self.run.scratch;
        self.census.count(self.before, &mut scratch.free, &mut scratch.drainable);
    }

    /// For a crash that strikes: the ids that are free once the action has committed.
    pub(super) fn free_of(&mut self, committed: &[u64; W]) {
        let mut drainable = vec![0; self.run.scratch.left.len()];
        self.census.count(committed, &mut self.run.scratch.left, &mut drainable);
    }

    /// One transition for each id that nothing but messages on `any` channels names.
    pub(super) fn drains(&mut self) {
        for sort in self.census.sorts() {
            let mut ids = self.run.scratch.drainable[sort.0];
            while ids != 0 {
                let id = ids.trailing_zeros();
                self.restart();
                self.run.state = self.census.drained(self.before, sort, id);
                let kind = self.program.layout.ir().event_kind(Event::Drain(sort));
                self.report_step(false, EventCode { kind, interruption: 0, index: id });
                ids &= ids - 1;
            }
        }
    }

    /// Attempts an action that no message starts, for every instance and every combination of choices.
    pub(super) fn spontaneous(&mut self, id: usize) {
        let action = &self.program.actions[id];
        let free = action.opens.map(|sort| self.run.scratch.free[sort.0]);
        for instance in 0..action.instances {
            if free.is_none_or(|free| free >> instance & 1 == 1) {
                let attempt = Attempt { instance: instance as usize, index: instance, taken: None };
                self.choices(action, attempt);
            }
        }
        if let (Some(sort), Some(0)) = (action.opens, free) {
            let event = EventCode { kind: action.kind, interruption: 0, index: 0 };
            self.sink.edge(event, Edge::NoFreeId(sort));
        }
    }

    /// Attempts an action for every combination of choices; `attempt.index` numbers the other arguments.
    pub(super) fn choices(&mut self, action: &Compiled<W>, attempt: Attempt) -> bool {
        if self.is_blocked(action, attempt.instance) {
            return false;
        }
        if action.payload > action.base {
            self.run.scratch.locals[action.base] = attempt.instance as u64;
        }
        let mut enabled = false;
        for combination in 0..action.combinations {
            let mut rest = combination as usize;
            for (position, values) in action.choices.iter().enumerate().rev() {
                self.run.scratch.locals[action.first_choice + position] = values[rest % values.len()];
                rest /= values.len();
            }
            let index = attempt.index * action.combinations + combination;
            enabled |= self.attempt(action, Attempt { index, ..attempt });
        }
        enabled
    }

    /// Whether the instance is down (up, for a recovery) or the budget is spent.
    fn is_blocked(&self, action: &Compiled<W>, instance: usize) -> bool {
        let down = action.frailty.is_some_and(|frailty| self.is_down(frailty, instance));
        down != (action.part == Part::Recovery) || action.budget.is_some_and(|budget| budget.get(self.before) == 0)
    }

    pub(super) fn is_down(&self, frailty: usize, instance: usize) -> bool {
        self.program.frailties[frailty].down[instance].get(self.before) == 1
    }

    /// Runs an action in every way it can run. Says whether it is enabled.
    fn attempt(&mut self, action: &Compiled<W>, attempt: Attempt) -> bool {
        if !action.forks {
            return self.once(action, attempt);
        }
        self.reported.clear();
        self.stops.clear();
        let mut enabled = false;
        loop {
            self.run.scratch.left.clone_from(&self.run.scratch.free);
            if let Some(sort) = action.opens {
                self.run.scratch.left[sort.0] &= !(1 << attempt.instance);
            }
            enabled |= self.once(action, attempt);
            if !self.run.scratch.tape.advance() {
                return enabled;
            }
        }
    }

    /// One run: commits, delivers, and lets crashes strike.
    fn once(&mut self, action: &Compiled<W>, attempt: Attempt) -> bool {
        self.run.state = *self.before;
        self.run.scratch.puts.clear();
        let event = EventCode { kind: action.kind, interruption: 0, index: attempt.index };
        if action.part == Part::Recovery {
            self.come_up(action, attempt.instance);
        }
        if !(action.body)(&mut self.run) {
            let stop = self.run.stop.take();
            if let Some(stop) = stop {
                self.report_stop(action, event, stop);
            }
            return stop.is_some();
        }
        self.conclude(action, attempt, event);
        if let Some(stop) = self.run.stop.take() {
            self.report_stop(action, event, stop);
        }
        true
    }

    fn conclude(&mut self, action: &Compiled<W>, attempt: Attempt, event: EventCode) {
        if let Some(taken) = attempt.taken {
            self.take(taken);
        }
        if let Some(budget) = action.budget {
            let left = budget.get(&self.run.state);
            budget.set(&mut self.run.state, left - 1);
        }
        if action.part == Part::Crash {
            self.go_down(action, attempt.instance, &[]);
        }
        if !self.observe_action(action) {
            return;
        }
        let committed = self.run.state;
        if self.put_out(0) {
            self.report_step(action.forks, event);
        } else if let Some(stop) = self.run.stop.take() {
            self.report_stop(action, event, stop);
        }
        if !action.crashes.is_empty() {
            self.interruptions(action, attempt, event, &committed);
        }
    }

    /// Lets the observers of the action itself see its arguments.
    pub(super) fn observe_action(&mut self, action: &Compiled<W>) -> bool {
        let observed = self.program.observed;
        action.observers.iter().all(|observer| {
            self.run.scratch.locals.copy_within(action.base..action.base + action.arity, observed);
            observer(&mut self.run)
        })
    }

    /// Delivers what was put out from a position on, in order. `false` when that leaves the scope.
    pub(super) fn put_out(&mut self, from: usize) -> bool {
        for position in from..self.run.scratch.puts.len() {
            let put = self.run.scratch.puts[position];
            let outgoing = &self.program.outgoing[usize::from(put.kind)];
            if let Some(message) = outgoing.send {
                let incoming = &self.program.incoming[message.0];
                let code = incoming.base + outgoing.radix.index(&self.program.layout, put.payload);
                if !self.send(incoming.channel.0, self.program.lane(message.0, put.payload), code) {
                    return self.run.halt(Stop::Edge(Edge::ChannelFull(incoming.channel)));
                }
            }
            for observer in &outgoing.observers {
                for (position, (offset, mask)) in outgoing.fields.iter().enumerate() {
                    self.run.scratch.locals[self.program.observed + position] = put.payload >> offset & mask;
                }
                if !observer(&mut self.run) {
                    return false;
                }
            }
        }
        true
    }

    /// Reports the run's state as a transition, once for each label and state where the action forks.
    pub(super) fn report_step(&mut self, forks: bool, event: EventCode) {
        let (puts, state) = (&self.run.scratch.puts, &self.run.state);
        if forks {
            let known =
                |step: &(u16, Vec<Put>, [u64; W])| step.0 == event.interruption && step.1 == *puts && step.2 == *state;
            if self.reported.iter().any(known) {
                return;
            }
            self.reported.push((event.interruption, puts.clone(), *state));
        }
        self.codes.clear();
        if K::LABELLED {
            let code = |put: &Put| {
                let radix = &self.program.outgoing[usize::from(put.kind)].radix;
                OutputCode { kind: put.kind, index: radix.index(&self.program.layout, put.payload) }
            };
            self.codes.extend(puts.iter().map(code));
        }
        self.sink.step(event, &self.codes, state);
    }

    /// Reports an edge or a defect.
    pub(super) fn report_stop(&mut self, action: &Compiled<W>, event: EventCode, stop: Stop) {
        if action.forks {
            if self.stops.contains(&(event.interruption, stop)) {
                return;
            }
            self.stops.push((event.interruption, stop));
        }
        match stop {
            Stop::Edge(cause) => self.sink.edge(event, cause),
            Stop::Defect(defect) => self.sink.defect(event, defect),
        }
    }
}
