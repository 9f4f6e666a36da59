//! Crashes: an action's outputs are committed with it and delivered after it; a crash may strike at any point between.

use super::outcome::Outcome;
use super::run::Run;
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
        self.explore_with(body, |run, outcome| match outcome {
            Ok(()) => run.committed(sink, event, instance),
            Err(stop) => _ = stop.report(sink, event),
        })
    }

    /// Like [`explore_crashing`](Self::explore_crashing), for a body that has no choices.
    #[inline]
    pub fn once_crashing<K: Sink<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        instance: &impl Crashing<W>,
        body: impl FnOnce(&mut Self) -> Outcome,
    ) -> bool {
        self.start();
        match body(self) {
            Ok(()) => {
                self.reported.clear();
                self.committed(sink, event, instance);
                true
            }
            Err(stop) => stop.report(sink, event),
        }
    }

    /// Delivers what was committed, all of it or until a crash strikes.
    fn committed<K: Sink<W>>(&mut self, sink: &mut K, event: EventCode, instance: &impl Crashing<W>) {
        let committed = self.state;
        self.deliver(sink, event, |state, output| instance.put_out(state, output));
        for crash in (0..crashes(instance)).filter(|crash| instance.may_crash(*crash, &committed)) {
            self.strike(sink, event, instance, &committed, crash);
        }
    }

    /// The transitions in which a crash strikes after the commit and before the end of the delivery, in every way that its
    /// body can run. What the body finds is what was committed, however much has been delivered.
    #[inline(never)]
    fn strike<K: Sink<W>, C: Crashing<W>>(
        &mut self,
        sink: &mut K,
        event: EventCode,
        instance: &C,
        committed: &[u64; W],
        crash: usize,
    ) {
        // The same transition may come out of several crash actions, and out of several choices before the crash.
        let several = C::CRASHES > 1 || self.tape.chosen();
        let outputs = self.outputs.as_slice();
        let mut struck = Run::new(committed, K::LABELLED);
        core::mem::swap(&mut struck.reported, &mut self.reported);
        struck.run_all(
            |run| instance.crash(crash, run),
            |run, outcome| {
                let (crashed, said) = (run.state, run.outputs.clone());
                for interruption in Interruption::all(outputs, instance) {
                    let event = EventCode { interruption: interruption.code(), ..event };
                    run.state = crashed;
                    run.outputs.clear();
                    let strike = Strike { instance, crash, interruption, outputs, said: said.as_slice() };
                    match outcome.and_then(|()| strike.befall(run)) {
                        Ok(()) if (several || run.tape.chosen()) && run.is_repeated(event) => {}
                        Ok(()) => sink.step(event, run.label::<K>(), &run.state),
                        Err(stop) => _ = stop.report(sink, event),
                    }
                }
            },
        );
        core::mem::swap(&mut struck.reported, &mut self.reported);
    }
}

/// A crash that has run its body.
struct Strike<'a, C> {
    instance: &'a C,
    crash: usize,
    interruption: Interruption,
    /// What was committed before it.
    outputs: &'a [OutputCode],
    /// What its own body lets out.
    said: &'a [OutputCode],
}

impl<C> Strike<'_, C> {
    /// Delivers what was delivered, takes the instance down, and puts the rest into its outbox.
    fn befall<const W: usize>(&self, run: &mut Run<'_, W>) -> Outcome
    where
        C: Crashing<W>,
    {
        let Self { instance, crash, .. } = *self;
        for (output, fate) in self.fates() {
            if fate.delivered {
                instance.put_out(&mut run.state, output)?;
                run.outputs.push(output);
            }
        }
        instance.go_down(crash, &mut run.state);
        for (output, fate) in self.fates().filter(|(_, fate)| fate.stowed) {
            instance.stow(&mut run.state, fate.delivered, output)?;
        }
        instance.witness(crash, &mut run.state)?;
        for &output in self.said {
            instance.put_out(&mut run.state, output)?;
            run.outputs.push(output);
        }
        Ok(())
    }

    fn fates<const W: usize>(&self) -> impl Iterator<Item = (OutputCode, Fate)>
    where
        C: Crashing<W>,
    {
        let mut position = 0;
        self.outputs.iter().map(move |&output| {
            let keep = self.instance.keep(output);
            let fate = self.interruption.fate(keep, position);
            position += usize::from(keep != Keep::Never);
            (output, fate)
        })
    }
}

/// What becomes of an output.
#[derive(Clone, Copy)]
struct Fate {
    delivered: bool,
    stowed: bool,
}

impl Interruption {
    /// All of them; none where nothing could be kept.
    fn all<const W: usize>(outputs: &[OutputCode], instance: &impl Crashing<W>) -> impl Iterator<Item = Self> {
        let keeps = outputs.iter().map(|output| instance.keep(*output)).filter(|keep| *keep != Keep::Never);
        let all = keeps.clone().count();
        let before = keeps.enumerate().flat_map(|(delivered, keep)| {
            let lost = (keep == Keep::AtMostOnce).then_some(Self { delivered, lost: true });
            core::iter::once(Self { delivered, lost: false }).chain(lost)
        });
        before.chain((all > 0).then_some(Self { delivered: all, lost: false }))
    }

    /// As in an [`EventCode`].
    fn code(self) -> u16 {
        u16::try_from(1 + 2 * self.delivered).unwrap_or(u16::MAX) + u16::from(self.lost)
    }

    /// What becomes of the output at a position among those that are kept: delivered; in the outbox, marked where it was
    /// delivered.
    fn fate(self, keep: Keep, position: usize) -> Fate {
        let done = position < self.delivered;
        let lost = position == self.delivered && self.lost;
        match keep {
            Keep::Never => Fate { delivered: true, stowed: false },
            keep => Fate { delivered: done, stowed: !lost && (!done || keep == Keep::Repeatable) },
        }
    }
}
