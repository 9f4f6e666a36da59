//! A machine with its database: decide, commit, apply; then let out what was committed.

mod alarms;
mod books;
mod recovery;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::super::protocol::support::{Answer, Delivery, Kind, Refusal};
use super::super::protocol::{PROTOCOL, support};
use super::role::{Registered, Role};
use crate::program::bugs::{self, Bug};
use crate::program::city::{Job, Node};
use crate::program::database::{Database, Entry, Epoch, Moment};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;
use alarms::Alarms;
pub(crate) use books::replayed;

/// Protocol time, since the service was first started.
pub(crate) type Time = Duration;

/// One role's machine, and everything that it keeps.
pub(crate) struct Host<R: Role> {
    pub(crate) database: Database,
    pub(crate) machine: R::Machine,
    pub(crate) epoch: Epoch,
    alarms: Alarms<R::Timer>,
    /// Committed, and not yet let out.
    leaving: VecDeque<(u64, R::Output)>,
    /// What was let out and is not known to have arrived, with when it was sent last.
    under_way: BTreeMap<u64, (R::Output, Time)>,
    /// What has arrived: forgotten with the next commit.
    arrived: Vec<u64>,
    /// Which server this is: jobs are numbered by each.
    pub(crate) node: Node,
    jobs: u64,
    /// What is in force, for those who look it up.
    pub(crate) registry: Option<Registry>,
    /// For the walk: the only ids to be taken as fresh.
    pub(crate) given: Option<Vec<Job>>,
    /// Refusals that no explored state has. There should be none.
    pub(crate) never_seen: Vec<Refusal>,
}

impl<R: Registered> Host<R> {
    /// Offers an event: decided, and if it is to be done, committed and applied.
    pub(crate) fn offer(&mut self, event: &R::Event, now: Time) -> Result<Answer<()>, Trouble> {
        let mut fresh = self.given.clone().unwrap_or_default();
        loop {
            match R::decide(&self.machine, event, &fresh) {
                Answer::Wanted(_) if self.given.is_none() => {
                    self.jobs += 1;
                    fresh.push(Job { node: self.node, epoch: self.epoch.0, number: self.jobs });
                }
                Answer::Done(step) if self.look_up(&step)? => {}
                answer => return self.take(answer, now),
            }
        }
    }

    /// Reads in the registry what a decision rests on; where that is news, it is to be decided again. What is decided
    /// writes nothing there: what changes after this comes after this decision.
    fn look_up(&mut self, step: &R::Step) -> Result<bool, Trouble> {
        let Some(registry) = &self.registry else { return Ok(false) };
        let mut is_news = false;
        for person in R::looks_up(step) {
            is_news |= R::load(&mut self.machine, person, registry.version(person)?);
        }
        Ok(is_news)
    }

    /// Takes one step that the machine takes by itself. Whether there was one.
    pub(crate) fn poll(&mut self, now: Time) -> Result<bool, Trouble> {
        match self.poll_once(now)? {
            None => Ok(false),
            Some(Answer::Done(())) => Ok(true),
            Some(no) => Err(Trouble::Refused(format!("the machine would not take its own step: {no:?}"))),
        }
    }

    /// The same; the answer.
    pub(crate) fn poll_once(&mut self, now: Time) -> Result<Option<Answer<()>>, Trouble> {
        let Some(answer) = R::poll(&self.machine) else { return Ok(None) };
        self.take(answer, now).map(Some)
    }

    /// Commits and applies what was decided, if anything is to be done.
    pub(crate) fn take(&mut self, answer: Answer<R::Step>, now: Time) -> Result<Answer<()>, Trouble> {
        match answer {
            Answer::Done(step) => self.commit(&step, now).map(Answer::Done),
            no => Ok(self.note(no.map(|_| ()))),
        }
    }

    /// For the walk: another one in the same condition, with a database of its own.
    #[allow(dead_code, reason = "only one of the two programs is walked over")]
    pub(crate) fn copy(&self) -> Result<Self, Trouble> {
        Ok(Self {
            database: self.database.copy()?,
            machine: self.machine.clone(),
            epoch: self.epoch,
            alarms: self.alarms.clone(),
            leaving: self.leaving.clone(),
            under_way: self.under_way.clone(),
            arrived: self.arrived.clone(),
            node: self.node,
            jobs: self.jobs,
            registry: self.registry.clone(),
            given: self.given.clone(),
            never_seen: self.never_seen.clone(),
        })
    }

    /// What is committed and has not left.
    #[allow(dead_code, reason = "only one of the two programs is walked over")]
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &R::Output> {
        self.leaving.iter().map(|(_, output)| output)
    }

    /// Offers the timers whose time has come.
    pub(crate) fn elapse(&mut self, now: Time) -> Result<(), Trouble> {
        while let Some((timer, arming)) = self.alarms.ring(now) {
            self.offer(&R::timeout(timer, arming), now)?;
        }
        Ok(())
    }

    /// When the next timer is due.
    pub(crate) fn due(&self) -> Option<Time> {
        self.alarms.next()
    }

    /// The next output that may leave. What comes out at most once is marked as released before.
    pub(crate) fn let_out(&mut self, now: Time) -> Result<Option<(u64, R::Output)>, Trouble> {
        let Some((number, output)) = self.leaving.pop_front() else { return Ok(None) };
        if R::delivery(&output) != Delivery::AtMostOnce {
            self.under_way.insert(number, (output.clone(), now));
        } else if !bugs::sown(Bug::AtMostOnceRepeated) {
            self.database.remove(self.epoch, &[number])?;
        }
        Ok(Some((number, output)))
    }

    /// An output has arrived, and is never sent again.
    pub(crate) fn arrived(&mut self, number: u64) {
        if self.under_way.remove(&number).is_some() {
            self.arrived.push(number);
        }
    }

    /// Messages that were let out are not sent again, whether they have arrived or not.
    pub(crate) fn withdraw(&mut self, of: impl Fn(&R::Output) -> bool) {
        let withdrawn: Vec<u64> =
            self.under_way.iter().filter(|(_, (output, _))| of(output)).map(|(number, _)| *number).collect();
        for number in withdrawn {
            self.arrived(number);
        }
    }

    /// Everything that was last sent this long ago and is not known to have arrived, to be sent again.
    pub(crate) fn again(&mut self, now: Time, after: Time) -> Vec<(u64, R::Output)> {
        let late = self.under_way.iter_mut().filter(|(_, (_, sent))| *sent + after <= now);
        late.map(|(number, (output, sent))| {
            *sent = now;
            (*number, output.clone())
        })
        .collect()
    }

    /// When something is to be sent again.
    pub(crate) fn due_again(&self, after: Time) -> Option<Time> {
        self.under_way.values().map(|(_, sent)| *sent + after).min()
    }

    /// Whether nothing is on its way.
    pub(crate) fn all_arrived(&self) -> bool {
        self.leaving.is_empty() && self.under_way.is_empty()
    }

    /// An output was handed over: for rehearsals, the moment after it.
    pub(crate) fn delivered(&mut self) -> Result<(), Trouble> {
        let dies = self.database.doom.take_if(|doom| *doom == Moment::AfterDelivery);
        if dies.is_some() { Err(Trouble::Killed { committed: true }) } else { Ok(()) }
    }

    /// Forgets in the database what has arrived, when there is nothing else to do.
    pub(crate) fn tidy(&mut self) -> Result<(), Trouble> {
        let arrived = std::mem::take(&mut self.arrived);
        if arrived.is_empty() { Ok(()) } else { self.database.remove(self.epoch, &arrived) }
    }

    /// One transaction, then memory, then the way out: in this order.
    fn commit(&mut self, step: &R::Step, now: Time) -> Result<(), Trouble> {
        let entry = Entry { arrived: self.arrived.clone(), ..entry::<R>(step, now)? };
        if bugs::sown(Bug::SendBeforeCommit) {
            self.leaving.extend(R::outputs(step).iter().map(|output| (0, output.clone())));
        }
        if bugs::sown(Bug::AppliedWithoutCommit) {
            self.apply(step, now)?;
            return self.database.commit(self.epoch, &entry).map(|_| ());
        }
        let numbers = self.database.commit(self.epoch, &entry)?;
        self.arrived.clear();
        self.apply(step, now)?;
        if !bugs::sown(Bug::SendBeforeCommit) {
            self.leaving.extend(numbers.into_iter().zip(R::outputs(step).iter().cloned()));
        }
        Ok(())
    }

    fn apply(&mut self, step: &R::Step, now: Time) -> Result<(), Trouble> {
        R::apply(&mut self.machine, step).map_err(|stale| Trouble::Refused(stale.to_string()))?;
        self.alarms.change(R::timers(step), now);
        Ok(())
    }

    /// A refusal that was seen while exploring is a late message or timer. One that was not is worth an alarm.
    fn note(&mut self, answer: Answer<()>) -> Answer<()> {
        if let Answer::Refused(refusal) | Answer::Dropped(refusal) | Answer::NotNow(refusal) = &answer {
            if refusal.kind == Kind::NeverSeen {
                self.never_seen.push(*refusal);
            }
            if bugs::sown(Bug::RefusedAnsweredAsDone) {
                return Answer::Done(());
            }
        }
        answer
    }
}

/// What a step leaves on disk.
fn entry<R: Role>(step: &R::Step, now: Time) -> Result<Entry, Trouble> {
    let journal = serde_json::to_string(&support::Stored { layout: PROTOCOL.machine, row: step })?;
    let mut entry = Entry { journal, ..Entry::default() };
    for (key, row) in R::writes(step) {
        let stored = row.map(|row| support::Stored { layout: PROTOCOL.durable_layout, row });
        let content = stored.map(|stored| serde_json::to_string(&stored)).transpose()?;
        entry.rows.push((serde_json::to_string(&key)?, content));
    }
    for output in R::outputs(step) {
        entry.outputs.push(serde_json::to_string(output)?);
    }
    entry.timers = Alarms::entries(R::timers(step), now)?;
    Ok(entry)
}
