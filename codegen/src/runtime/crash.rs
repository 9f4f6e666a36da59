//! Crashes: an action's outputs are committed with it and delivered after it; a crash may strike at any point between.

use super::run::{Outcome, Run};
use crate::system::{EventCode, OutputCode, Sink};

/// An instance of a component that may crash.
pub trait Crashing<const W: usize> {
    /// How many crash actions the component has.
    const CRASHES: usize;

    /// Sends a message or lets an effect out, and lets the observers see it.
    ///
    /// # Errors
    /// The edge of the scope when a channel is full.
    fn put_out(&self, state: &mut [u64; W], output: OutputCode) -> Outcome;

    /// What an outbox does with an output.
    fn keep(&self, output: OutputCode) -> Keep;

    /// Whether the budget of a crash action lasts.
    fn may_crash(&self, crash: usize, state: &[u64; W]) -> bool;

    /// Runs the body of a crash action.
    ///
    /// # Errors
    /// When it is not enabled.
    fn crash(&self, crash: usize, run: &mut Run<'_, W>) -> Outcome;

    /// Draws on the budget; what is not durable is gone; the instance is down.
    fn go_down(&self, crash: usize, state: &mut [u64; W]);

    /// Puts an output into the outbox.
    ///
    /// # Errors
    /// A defect when there is no room.
    fn stow(&self, state: &mut [u64; W], delivered: bool, output: OutputCode) -> Outcome;

    /// Lets the observers of a crash action see it.
    ///
    /// # Errors
    /// A defect when one writes beyond a bound.
    fn witness(&self, crash: usize, state: &mut [u64; W]) -> Outcome;
}

/// What an outbox does with an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// A message on an `any` channel: it is sent at the commit.
    Never,
    /// An effect with a key: until it is delivered. A repeat would be recognised.
    UntilDelivered,
    /// An effect without a key, or a message: it may be delivered once more.
    Repeatable,
    /// An at-most-once effect: until it is delivered, and it may be lost while it is.
    AtMostOnce,
}

const fn crashes<const W: usize, C: Crashing<W>>(_: &C) -> usize {
    C::CRASHES
}

/// How far the delivery has come when the crash strikes.
#[derive(Clone, Copy)]
struct Interruption {
    delivered: usize,
    lost: bool,
}

impl<const W: usize> Run<'_, W> {
    /// Like [`explore`](Self::explore), for a component that may crash before all that the body [commits](Self::commit)
    /// is delivered.
    #[inline]
    pub fn explore_crashing<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        instance: &impl Crashing<W>,
        body: impl Fn(&mut Self) -> Outcome,
    ) -> bool {
        self.explore_with(sink, event, body, |run, sink| {
            let committed = run.state;
            run.deliver(sink, event, |state, output| instance.put_out(state, output));
            run.interruptions(sink, event, instance, &committed);
        })
    }

    /// The transitions in which a crash strikes after the commit and before the end of the delivery.
    fn interruptions<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        instance: &impl Crashing<W>,
        committed: &[u64; W],
    ) {
        let outputs = self.outputs.iter().map(|output| instance.keep(*output));
        let kept: Vec<Keep> = outputs.filter(|keep| *keep != Keep::Never).collect();
        if kept.is_empty() {
            return;
        }
        for crash in (0..crashes(instance)).filter(|crash| instance.may_crash(*crash, committed)) {
            for delivered in 0..=kept.len() {
                self.strike(sink, event, instance, committed, crash, Interruption { delivered, lost: false });
                if kept.get(delivered) == Some(&Keep::AtMostOnce) {
                    self.strike(sink, event, instance, committed, crash, Interruption { delivered, lost: true });
                }
            }
        }
    }

    /// One crash, in every way that its body can run.
    fn strike<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        instance: &impl Crashing<W>,
        committed: &[u64; W],
        crash: usize,
        interruption: Interruption,
    ) {
        let event = EventCode { interruption: interruption.code(), ..event };
        let (delivered, stowed) = interruption.split(&self.outputs, |output| instance.keep(output));
        let mut struck = Run::new(committed, true);
        // The same transition may come out of several crash actions, and out of several choices before the crash.
        core::mem::swap(&mut struck.reported, &mut self.reported);
        struck.explore_once(sink, event, |run| {
            instance.crash(crash, run)?;
            let crashed = core::mem::replace(&mut run.outputs, delivered.clone());
            delivered.iter().try_for_each(|output| instance.put_out(&mut run.state, *output))?;
            instance.go_down(crash, &mut run.state);
            stowed.iter().try_for_each(|(done, output)| instance.stow(&mut run.state, *done, *output))?;
            instance.witness(crash, &mut run.state)?;
            crashed.iter().try_for_each(|output| instance.put_out(&mut run.state, *output))?;
            run.outputs.extend(crashed);
            Ok(())
        });
        core::mem::swap(&mut struck.reported, &mut self.reported);
    }
}

impl Interruption {
    /// As in an [`EventCode`].
    fn code(self) -> u16 {
        u16::try_from(1 + 2 * self.delivered).unwrap_or(u16::MAX) + u16::from(self.lost)
    }

    /// What is delivered, and what lies in the outbox, marked where it was delivered.
    fn split(
        self,
        outputs: &[OutputCode],
        keep: impl Fn(OutputCode) -> Keep,
    ) -> (Vec<OutputCode>, Vec<(bool, OutputCode)>) {
        let (mut delivered, mut stowed, mut position) = (Vec::new(), Vec::new(), 0);
        for &output in outputs {
            let keep = keep(output);
            if keep == Keep::Never {
                delivered.push(output);
                continue;
            }
            let done = position < self.delivered;
            let lost = position == self.delivered && self.lost;
            position += 1;
            if done {
                delivered.push(output);
            }
            if !lost && (!done || keep == Keep::Repeatable) {
                stowed.push((done, output));
            }
        }
        (delivered, stowed)
    }
}
