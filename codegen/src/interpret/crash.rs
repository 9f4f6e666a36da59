//! Crashes over packed words: what strikes between commit and delivery, what the outbox keeps, how it is emptied.

use super::expansion::{Attempt, Expansion};
use super::frailty::Outbox;
use super::program::Compiled;
use super::run::{Put, Stop};
use crate::layout::words;
use crate::system::{Defect, EventCode, Sink};

impl<K: Sink<W>, const W: usize> Expansion<'_, K, W> {
    /// The transitions in which a crash strikes after a commit and before the end of the delivery.
    pub(super) fn interruptions(
        &mut self,
        action: &Compiled<W>,
        attempt: Attempt,
        event: EventCode,
        committed: &[u64; W],
    ) {
        let puts = core::mem::take(&mut self.run.scratch.puts);
        let kept: Vec<Put> = puts.iter().copied().filter(|put| self.is_kept(*put)).collect();
        for &crash in action.crashes.iter().filter(|_| !kept.is_empty()) {
            let crash = &self.program.actions[crash];
            if crash.budget.is_some_and(|budget| budget.get(committed) == 0) {
                continue;
            }
            for delivered in 0..=kept.len() {
                let next = kept.get(delivered).map(|put| &self.program.outgoing[usize::from(put.kind)]);
                for lost in 0..=u16::from(next.is_some_and(|outgoing| outgoing.at_most_once)) {
                    let interruption = 1 + 2 * delivered as u16 + lost;
                    let event = EventCode { interruption, ..event };
                    self.strike(action, crash, attempt.instance, event, &puts, committed);
                }
            }
        }
        self.run.scratch.puts = puts;
    }

    /// One crash, in every way that its body can run.
    fn strike(
        &mut self,
        action: &Compiled<W>,
        crash: &Compiled<W>,
        instance: usize,
        event: EventCode,
        puts: &[Put],
        committed: &[u64; W],
    ) {
        // The crash has a tape of its own: the action's stays where it is.
        let tape = core::mem::take(&mut self.run.scratch.tape);
        loop {
            self.run.state = *committed;
            if action.forks {
                self.free_of(committed);
            }
            if crash.payload > crash.base {
                self.run.scratch.locals[crash.base] = instance as u64;
            }
            self.run.scratch.puts.clear();
            if (crash.body)(&mut self.run) && self.fall(crash, instance, event.interruption, puts) {
                self.report_step(action.forks, event);
            } else if let Some(stop) = self.run.stop.take() {
                self.report_stop(action, event, stop);
            }
            if !self.run.scratch.tape.advance() {
                break;
            }
        }
        self.run.scratch.tape = tape;
    }

    /// The crash's body has run: the prefix is delivered, the instance goes down, the rest waits in the outbox.
    fn fall(&mut self, crash: &Compiled<W>, instance: usize, interruption: u16, puts: &[Put]) -> bool {
        let crashed = core::mem::take(&mut self.run.scratch.puts);
        let (delivered, lost) = (usize::from(interruption - 1) / 2, interruption.is_multiple_of(2));
        let mut outbox = Vec::new();
        let mut position = 0;
        for &put in puts {
            let outgoing = &self.program.outgoing[usize::from(put.kind)];
            if !outgoing.kept || position < delivered {
                self.run.scratch.puts.push(put);
            }
            if outgoing.kept && position < delivered && outgoing.repeatable {
                outbox.push((true, put));
            }
            if outgoing.kept && (position > delivered || position == delivered && !lost) {
                outbox.push((false, put));
            }
            position += usize::from(outgoing.kept);
        }
        if !self.put_out(0) {
            return false;
        }
        if let Some(budget) = crash.budget {
            let left = budget.get(&self.run.state);
            budget.set(&mut self.run.state, left - 1);
        }
        if !self.go_down(crash, instance, &outbox) || !self.observe_action(crash) {
            return false;
        }
        let from = self.run.scratch.puts.len();
        self.run.scratch.puts.extend(crashed);
        self.put_out(from)
    }

    /// An instance goes down: what is volatile is gone, the outbox is filled. `false` when it does not hold so much.
    pub(super) fn go_down(&mut self, crash: &Compiled<W>, instance: usize, outbox: &[(bool, Put)]) -> bool {
        let Some(frailty) = crash.frailty.map(|frailty| &self.program.frailties[frailty]) else { return true };
        for (word, mask) in self.run.state.iter_mut().zip(&frailty.volatile[instance]) {
            *word &= !mask;
        }
        frailty.down[instance].set(&mut self.run.state, 1);
        let Some(box_) = &frailty.outbox else { return true };
        let (length, slots) = &box_.queues[instance];
        for &(delivered, put) in outbox {
            let entry = box_.entry(delivered, put);
            if !words::queue_push(&mut self.run.state, *length, slots, entry) {
                let span = self.program.layout.ir()[box_.variable].span;
                return self.run.halt(Stop::Defect(Defect::BoundExceeded(box_.variable, span)));
            }
        }
        true
    }

    /// An instance comes up: its outbox is put out, what was delivered perhaps again.
    pub(super) fn come_up(&mut self, action: &Compiled<W>, instance: usize) {
        let Some(frailty) = action.frailty.map(|frailty| &self.program.frailties[frailty]) else { return };
        frailty.down[instance].set(&mut self.run.state, 0);
        let Some(outbox) = &frailty.outbox else { return };
        let (length, slots) = &outbox.queues[instance];
        let used = words::get(&self.run.state, *length) as usize;
        for slot in &slots[..used] {
            let (delivered, put) = outbox.put(words::get(&self.run.state, *slot));
            if !delivered || self.run.scratch.tape.choose(2) == 1 {
                self.run.scratch.puts.push(put);
            }
        }
        words::clear(&mut self.run.state, slots);
        words::set(&mut self.run.state, *length, 0);
    }

    fn is_kept(&self, put: Put) -> bool {
        self.program.outgoing[usize::from(put.kind)].kept
    }
}

impl Outbox {
    fn entry(&self, delivered: bool, put: Put) -> u64 {
        let tag = self.kinds.iter().position(|(kind, _)| *kind == put.kind);
        let tag = tag.expect("an outbox has a variant for every output of its component") as u64;
        u64::from(delivered) | tag << 1 | put.payload.checked_shl(1 + self.tag_width).unwrap_or(0)
    }

    fn put(&self, entry: u64) -> (bool, Put) {
        let tag = entry >> 1 & words::mask(self.tag_width);
        let (kind, mask) = self.kinds[tag as usize];
        (entry & 1 == 1, Put { kind, payload: entry.checked_shr(1 + self.tag_width).unwrap_or(0) & mask })
    }
}
