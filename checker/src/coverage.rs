//! What a run exercised: each condition of each body both ways, each premise, variant and failure once.
//!
//! A verdict over states in which a guard never decides, or a premise never holds, claims less than it seems to. Two
//! questions are asked of all states. [`exercised`](exercised()) asks what was exercised at all: what has been seen is not
//! looked for any more, so it costs little. [`table`] counts everything. Both are the same for any order and any number of workers; under
//! symmetry a gap is a gap all the same, since what a renamed state exercises is what the state itself does, and the table
//! counts representatives.

mod exercised;
mod gap;
mod pass;
mod view;

use std::sync::atomic::AtomicBool;

use honnin_codegen::interpret::{Item, Probe};
use honnin_codegen::ir::ActionId;
use honnin_codegen::layout::Layout;

use crate::check::Subject;
use crate::space::Space;
use crate::survey::Survey;
use view::View;

pub use exercised::Exercised;
pub use gap::{Gap, GapKind};

/// How often everything was exercised, in the order of the source: actions, properties, enums, channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// In how many states was counted.
    pub states: u64,
    /// One for each thing that can be exercised.
    pub rows: Vec<Row>,
}

/// How often something was exercised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What kind of thing.
    pub kind: RowKind,
    /// The action, property or message that it belongs to.
    pub of: String,
    /// The condition or premise, as text.
    pub words: String,
    /// Its line in the source; 0 where it is not known.
    pub line: u32,
    /// What the source explains of it.
    pub explained: Option<String>,
    /// Of an action, transitions taken; of a channel's doing, transitions; of all others, how often it was true.
    pub yes: u64,
    /// Of an action, the combinations of arguments and choices with which it was refused; of a condition, how often it was
    /// false; of a premise or variant, the states in which it was not; of a channel's doing 0.
    pub no: u64,
}

/// What kind of thing is exercised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An action.
    Action,
    /// A conjunct of a guard.
    Guard,
    /// A condition that a body branches on.
    Branch,
    /// What must hold for a property to say something.
    Premise,
    /// What sets off a `#[leads_to]`.
    Trigger,
    /// A variant of an enum, in a state or in what leaves it.
    Variant,
    /// A message lost, repeated or dropped on its channel.
    Channel,
}

impl RowKind {
    /// The name that the JSON uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Guard => "guard",
            Self::Branch => "branch",
            Self::Premise => "premise",
            Self::Trigger => "trigger",
            Self::Variant => "variant",
            Self::Channel => "channel",
        }
    }
}

/// What the states of a complete run exercise, in the order of [`Table`]. Of a run that is not complete nothing is said, nor
/// of the insides of an action that is never taken, which is a finding of its own. `None` when it was interrupted.
///
/// Time is that of running the bodies of those actions, in every state, of which something is never exercised; for the
/// others a part of the states is enough.
#[must_use]
pub fn exercised<const W: usize>(
    subject: &Subject,
    surveyed: &Survey,
    space: &dyn Space<W>,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Exercised> {
    if surveyed.incomplete.is_some() {
        return Some(Exercised::default());
    }
    let layout = &subject.layout;
    let mut probe = Probe::<W>::new(Layout::clone(layout));
    let alive = |action: ActionId| surveyed.taken.get(action.0).is_some_and(|taken| *taken > 0);
    let relevant: Vec<bool> = probe.items().iter().map(|item| is_relevant(item, alive)).collect();
    let mut counts = pass::until_seen(&mut probe, &relevant, space, workers, interrupt)?;
    for (counts, _) in counts.iter_mut().zip(&relevant).filter(|(_, relevant)| !**relevant) {
        *counts = [0, 0];
    }
    Some(Exercised::new(View::new(subject).things(probe.items(), &counts, &surveyed.taken)))
}

/// How often everything is exercised in the states of `space`: O(states × runs of bodies in each). `None` when it was
/// interrupted.
#[must_use]
pub fn table<const W: usize>(
    subject: &Subject,
    surveyed: &Survey,
    space: &dyn Space<W>,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Table> {
    let layout = &subject.layout;
    let probe = Probe::<W>::new(Layout::clone(layout));
    let counts = pass::all(&probe, space, workers, interrupt)?;
    let things = View::new(subject).things(probe.items(), &counts, &surveyed.taken);
    Some(Table { states: u64::from(space.len()), rows: things.into_iter().map(|thing| thing.row).collect() })
}

/// Whether a gap there would be one: an action that is never taken says so by itself.
fn is_relevant(item: &Item, alive: impl Fn(ActionId) -> bool) -> bool {
    match item {
        Item::Action(_) => false,
        Item::Condition(site) => alive(site.action),
        Item::Premise(_) | Item::Variant(..) => true,
    }
}
