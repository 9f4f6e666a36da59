//! What the reference semantics makes of an offer in a local state: every outcome that is allowed.

use std::collections::BTreeSet;

use honnin_codegen::evaluate::{Commit, Stop};
use honnin_codegen::ir::{ActionId, ActionKind, Otherwise, SortId};
use honnin_codegen::system::Edge;
use honnin_codegen::value::Value;

use super::{Answer, Done, Offer, Refusal, Role, Stimulus, TimerKey, View};

/// Something that may be done: the action, its instance, what comes of it.
pub(super) type Outcome = (ActionId, Option<usize>, Commit);

/// What is allowed.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// What may be done.
    pub(super) done: Vec<Outcome>,
    /// An id of these sorts is wanted.
    wanted: BTreeSet<SortId>,
    /// It is refused for a reason that no guard says: an id in use, a bound, a timer that is past.
    beyond: bool,
    /// The guards that say no, where nothing else is allowed.
    refusals: Vec<Refusal>,
    /// What is said with them.
    otherwise: Otherwise,
    /// There is nothing to do.
    idle: bool,
}

impl Role<'_> {
    /// What is allowed when this is put to it in this local state.
    pub(super) fn expected(&self, local: &[Value], offer: &Offer) -> Expected {
        let variables = self.whole(local);
        let mut expected = Expected { otherwise: Otherwise::Defect, ..Expected::default() };
        match &offer.stimulus {
            Stimulus::Action(action, arguments) => self.attempt(*action, arguments, &variables, offer, &mut expected),
            Stimulus::Timer(_, true) => expected.beyond = true,
            Stimulus::Timer(timer, false) => {
                self.attempt(timer.action, &timer.arguments, &variables, offer, &mut expected);
                // It does not run, so no guard is asked.
                expected.beyond |= expected.is_refused();
            }
            Stimulus::Turn(Some((action, arguments))) => {
                self.attempt(*action, arguments, &variables, offer, &mut expected);
            }
            Stimulus::Turn(None) => {
                for action in self.steps() {
                    for arguments in self.arguments(action) {
                        self.attempt(action, &arguments, &variables, offer, &mut expected);
                    }
                }
                expected.idle = expected.is_refused();
            }
            Stimulus::Message(to, packet) => {
                expected.otherwise = self.domain().ir[packet.message].otherwise;
                for (action, arguments) in self.handlings(*to, packet) {
                    self.attempt(action, &arguments, &variables, offer, &mut expected);
                }
            }
        }
        if !expected.is_refused() {
            expected.refusals.clear();
        }
        expected
    }

    fn attempt(&self, id: ActionId, arguments: &[Value], variables: &[Value], offer: &Offer, expected: &mut Expected) {
        let action = &self.domain().ir[id];
        let instance = action.me.map(|me| arguments[me].as_id());
        if let Some((sort, me)) = self.opened(id, arguments)
            && !self.local.free(variables, sort).contains(&me)
        {
            expected.beyond = true;
            return;
        }
        for outcome in self.local.take(id, arguments, variables, &offer.fresh) {
            match outcome {
                Ok(commit) => expected.done.push((id, instance, commit)),
                Err(Stop::Edge(Edge::NoFreeId(sort))) => drop(expected.wanted.insert(sort)),
                Err(Stop::Edge(Edge::ChannelFull(_)) | Stop::Defect(_) | Stop::InUse(_)) => expected.beyond = true,
                Err(Stop::Refused) => {
                    let number = self.local.refusal(id, arguments, variables, &offer.fresh);
                    let guard = number.and_then(|number| self.requirement(id, number)).unwrap_or_default();
                    expected.refusals.push(Refusal { action: action.name.clone(), guard: guard.to_owned() });
                }
            }
        }
    }

    /// The timers that run in a local state: those whose guard holds.
    pub(super) fn armed(&self, local: &[Value]) -> BTreeSet<TimerKey> {
        let (ir, variables) = (self.domain().ir, self.whole(local));
        let timeouts = ir.actions_of(self.component).filter(|&id| matches!(ir[id].kind, ActionKind::Timeout { .. }));
        let keys = timeouts
            .flat_map(|action| self.arguments(action).into_iter().map(move |arguments| TimerKey { action, arguments }));
        keys.filter(|timer| self.is_enabled(timer.action, &timer.arguments, &variables)).collect()
    }

    /// Whether an action is enabled in a whole state: all but a refusal counts.
    pub(super) fn is_enabled(&self, action: ActionId, arguments: &[Value], variables: &[Value]) -> bool {
        let outcomes = self.local.take(action, arguments, variables, &[]);
        outcomes.iter().any(|outcome| !matches!(outcome, Err(Stop::Refused)))
    }
}

impl Expected {
    /// Whether nothing but refusals by guards is allowed.
    fn is_refused(&self) -> bool {
        self.done.is_empty() && self.wanted.is_empty() && !self.beyond
    }

    /// Which of the allowed outcomes an answer is, with what is seen after it.
    ///
    /// # Errors
    /// What differs.
    pub(super) fn judge(
        &self,
        role: &Role<'_>,
        before: &View,
        answer: Option<&Answer>,
        after: &View,
    ) -> Result<Option<&Outcome>, String> {
        match answer {
            Some(Answer::Done(done)) => self.judge_done(role, done, after).map(Some),
            other => {
                self.judge_no(role, other)?;
                if before == after { Ok(None) } else { Err("it said no, and something changed".to_owned()) }
            }
        }
    }

    fn judge_done(&self, role: &Role<'_>, done: &Done, after: &View) -> Result<&Outcome, String> {
        if self.done.is_empty() {
            return Err(format!("it was done, and must not be: {}", self.words(role)));
        }
        let named = |action: &ActionId| done.action.is_none_or(|of| of == *action);
        let state = |commit: &Commit| role.part(&commit.variables) == after.variables;
        let found = self
            .done
            .iter()
            .find(|(action, _, commit)| named(action) && commit.outputs == done.outputs && state(commit));
        let Some(found) = found else {
            let action = self.done.iter().any(|(action, ..)| named(action));
            let outputs = self.done.iter().any(|(_, _, commit)| commit.outputs == done.outputs);
            let what = match (action, outputs) {
                (false, _) => "another action was taken",
                (true, false) => "other outputs left",
                (true, true) => "the state after it is another",
            };
            return Err(format!("{what}: {}", self.words(role)));
        };
        settled(role, after)?;
        Ok(found)
    }

    fn judge_no(&self, role: &Role<'_>, answer: Option<&Answer>) -> Result<(), String> {
        let wrong = || Err(self.words(role));
        match answer {
            None if self.idle => Ok(()),
            Some(Answer::Wanted(sort)) if self.wanted.contains(sort) => Ok(()),
            Some(Answer::Refused(_)) if self.beyond => Ok(()),
            Some(answer) if self.is_refused() && !self.idle => {
                let (refusal, said) = match answer {
                    Answer::Dropped(refusal) => (refusal, Otherwise::Drop),
                    Answer::NotNow(refusal) => (refusal, Otherwise::Keep),
                    Answer::Refused(refusal) => (refusal, Otherwise::Defect),
                    Answer::Done(_) | Answer::Wanted(_) => return wrong(),
                };
                let named =
                    *refusal == Refusal::default() || self.refusals.is_empty() || self.refusals.contains(refusal);
                if said == self.otherwise && named { Ok(()) } else { wrong() }
            }
            _ => wrong(),
        }
    }

    /// All that is allowed, in words.
    fn words(&self, role: &Role<'_>) -> String {
        let domain = role.domain();
        let mut allowed: Vec<String> = Vec::new();
        for (action, _, commit) in &self.done {
            let name = &domain.ir[*action].name;
            allowed.push(format!("{name}, {}", role.outcome(&commit.outputs, &role.part(&commit.variables))));
        }
        allowed.extend(self.wanted.iter().map(|sort| format!("a fresh {} is wanted", domain.ir[*sort].name)));
        if self.beyond {
            allowed.push("refused: the id is in use, a bound is reached, or the timer is past".to_owned());
        }
        if self.idle {
            allowed.push("nothing to do".to_owned());
        } else if self.is_refused() {
            let said = match self.otherwise {
                Otherwise::Drop => "dropped",
                Otherwise::Keep => "not now",
                Otherwise::Defect => "refused",
            };
            let guards: Vec<String> =
                self.refusals.iter().map(|no| format!("`{}` asks for `{}`", no.action, no.guard)).collect();
            allowed.push(format!("{said}: {}", guards.join(" or ")));
        }
        allowed.dedup();
        format!("expected: {}", allowed.join("; or "))
    }
}

/// What must be so of every local state at rest: the timers that run are those whose guard holds, and everything has left.
///
/// # Errors
/// What is not so.
pub(super) fn settled(role: &Role<'_>, view: &View) -> Result<(), String> {
    let armed = role.armed(&view.variables);
    if let Some(timer) = armed.difference(&view.armed).next() {
        return Err(format!("the timer {} does not run, and its guard holds", role.timer(timer)));
    }
    if let Some(timer) = view.armed.difference(&armed).next() {
        return Err(format!("the timer {} runs, and its guard does not hold", role.timer(timer)));
    }
    if view.outbox.is_empty() { Ok(()) } else { Err("something is committed and has not left".to_owned()) }
}
