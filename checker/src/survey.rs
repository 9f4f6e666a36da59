//! One walk over every reachable state, in which everything is counted and judged at once.
//!
//! Stateright does the walking: breadth-first, with the set of seen states. It is given one property that holds until the
//! run is to stop, so it never ends early by itself, and it calls `actions` exactly once for each distinct state: there
//! this module evaluates properties, transitions, edges and defects. The walk is complete when as many states were
//! expanded as Stateright counted, and for no other reason.

mod walk;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::ir::Ir;
use stateright::{Checker as _, Model as _};

use crate::control::{Cause, Control, Limits, Progress};
use crate::judge::{Judge, Measures, Tally};
use crate::stateright::Target;
use crate::system::{Defect, Edge, System};
use walk::Walk;

/// What a walk found.
#[derive(Clone, Debug)]
pub struct Survey {
    /// `None` when every reachable state was examined.
    pub incomplete: Option<Cause>,
    /// Distinct states examined, the initial one included.
    pub states: u64,
    /// Labelled successors of those states.
    pub transitions: u64,
    /// The longest of the shortest paths from the initial state; known only to a single worker that finished.
    pub depth: Option<u32>,
    /// What was seen, with the number of steps that lead to it.
    pub seen: BTreeMap<Target, u32>,
    /// Whether those are the least numbers.
    pub nearest: bool,
    /// Whether some states stand for others.
    pub reduced: bool,
    /// Whether it was watched that ghosts only observe: not where none could do more.
    pub watched: bool,
    /// States in which a run leaves the scope, by cause.
    pub edges: BTreeMap<Edge, u64>,
    /// States in which a rule of the semantics is broken, by rule.
    pub defects: BTreeMap<Defect, u64>,
    /// How often each kind of event was taken, by [`crate::system::EventCode::kind`].
    pub taken: Vec<u64>,
    /// The most that was used of each gauge.
    pub used: Vec<u32>,
}

impl Survey {
    /// What `judge` counted. Only a walk by levels has `nearest`, and only then a depth.
    pub(crate) fn new<const W: usize, S: System<W>>(
        tally: Tally,
        judge: &Judge<W, S>,
        incomplete: Option<Cause>,
        nearest: bool,
    ) -> Self {
        Self {
            incomplete,
            states: tally.states,
            transitions: tally.transitions,
            depth: (nearest && incomplete.is_none()).then_some(tally.depth),
            seen: tally.seen(&judge.targets),
            watched: judge.watches(),
            reduced: false,
            nearest,
            edges: tally.edges(),
            defects: tally.defects,
            taken: tally.taken,
            used: tally.used,
        }
    }
}

/// Walks every state of `system` within `limits`.
pub fn survey<const W: usize, S: System<W> + 'static>(
    system: Arc<S>,
    ir: &Ir,
    measures: Measures<W>,
    limits: Limits,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Survey {
    let control = Arc::new(Control::new(limits));
    let workers = limits.workers.max(1);
    let walk = Arc::new(Walk::new(Judge::new(system, ir, measures), Arc::clone(&control), workers));
    let mut checker = walk::Walker(Arc::clone(&walk)).checker().threads(workers).spawn_bfs();
    control.watch(checker.handles(), interrupt, progress);
    let tally = walk.total();
    let lost = tally.states != u64::try_from(checker.unique_state_count()).unwrap_or(u64::MAX);
    let incomplete = control.cause().or(lost.then_some(Cause::Internal));
    Survey::new(tally, &walk.judge, incomplete, workers == 1)
}

/// An upper bound of the probability that some state was taken for another, where a hash of 64 bits stands for each and
/// behaves like a random function: the expected number of equal pairs, n²/2⁶⁵.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a probability to two digits")]
pub fn collision_bound(states: u64) -> f64 {
    (states as f64) * (states as f64) / 2_f64.powi(65)
}
