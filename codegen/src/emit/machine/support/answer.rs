//! What a Machine answers, and why it says no.

use core::fmt::{self, Display, Formatter};

/// The answer to an event. Only `Done` changes anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<S> {
    /// Commit this, then apply it.
    Done(S),
    /// A message that is of no use any more: take it off the wire and forget it.
    Dropped(Refusal),
    /// A message whose time has not come: keep it, and offer it again.
    NotNow(Refusal),
    /// The event may not happen now.
    Refused(Refusal),
    /// A fresh id of this sort is needed: decide again with one.
    Wanted(&'static str),
}

impl<S> Answer<S> {
    /// The step, when there is one.
    #[must_use]
    pub fn done(self) -> Option<S> {
        match self {
            Self::Done(step) => Some(step),
            _ => None,
        }
    }

    /// The same answer with another step.
    #[must_use]
    pub fn map<R>(self, with: impl FnOnce(S) -> R) -> Answer<R> {
        match self {
            Self::Done(step) => Answer::Done(with(step)),
            Self::Dropped(refusal) => Answer::Dropped(refusal),
            Self::NotNow(refusal) => Answer::NotNow(refusal),
            Self::Refused(refusal) => Answer::Refused(refusal),
            Self::Wanted(sort) => Answer::Wanted(sort),
        }
    }
}

/// Why an event was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The action that was not enabled.
    pub action: &'static str,
    /// What would have had to hold, in the protocol's words.
    pub guard: &'static str,
    /// Whether this refusal is known.
    pub kind: Kind,
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` asks for `{}` ({})", self.action, self.guard, self.kind)
    }
}

/// What the exploration knows of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was seen: a duplicate, a late message, a timer that has been cancelled. Nothing is wrong.
    Late,
    /// No explored state has it. Raise an alarm and do not guess: something is not as the protocol assumes.
    NeverSeen,
    /// Nothing is known: this Machine was emitted without a record.
    Unverified,
}

impl Display for Kind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Late => "late",
            Self::NeverSeen => "never seen in scope",
            Self::Unverified => "not verified",
        })
    }
}

/// Why a body did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The `require!` of this number does not hold.
    Guard(usize),
    /// An id that was offered as fresh is in use. The sort's name.
    Used(&'static str),
    /// A count or queue would leave its bound. The place's name.
    Bound(&'static str),
    /// A fresh id is needed. The sort's name.
    Wanted(&'static str),
}

/// A Step that was decided on another version of the Machine: nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The version that the Step was decided on.
    pub decided_on: u64,
    /// The Machine's version.
    pub now: u64,
}

impl Display for Stale {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "this step was decided on version {} of the machine, which is at version {}; decide again",
            self.decided_on, self.now
        )
    }
}

impl core::error::Error for Stale {}

/// A number that the record says nothing about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// The capacity, or the sort of nodes.
    pub what: &'static str,
    /// The number asked for.
    pub asked: u64,
    /// The numbers of the verified scopes; none where there is no record.
    pub verified: &'static [u64],
}

impl Display for Unverified {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {} here, and was verified with ", self.what, self.asked)?;
        match self.verified {
            [] => f.write_str("no number at all")?,
            numbers => {
                for (index, number) in numbers.iter().enumerate() {
                    write!(f, "{}{number}", if index == 0 { "" } else { ", " })?;
                }
            }
        }
        f.write_str("; verify a scope with that number, or build the machine by `new_beyond_scope`")
    }
}

impl core::error::Error for Unverified {}
