//! Our own engine: exact, by levels, by any number of workers in any number of processes.
//!
//! - `shard`, `store`: the set of visited states. Whole states are kept, in the order of their levels, and nothing stands
//!   for one.
//! - `rounds`: supersteps on timely.
//! - `explore`: the search, as a program in rounds. `post`, `summary`: what processes send each other.
//! - `backward`, `forward`: the canonical shortest trace, in rounds from its end and then step by step.
//! - `checkpoint`: a run on disk.

mod backward;
mod checkpoint;
mod explore;
mod forward;
mod post;
mod reduction;
mod rounds;
mod shard;
mod store;
mod summary;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use honnin_codegen::ir::Ir;
use honnin_codegen::layout::Layout;

use crate::control::{Cause, Control, Limits, Progress};
use crate::hunt::Path;
use crate::judge::{Judge, Measures};
use crate::stateright::Target;
use crate::survey::Survey;
use crate::system::System;
use backward::Backward;
use checkpoint::{Saver, Start};
use explore::Explore;
use rounds::Abort;
use store::{Store, states_within};

pub use checkpoint::CheckpointError;
pub use reduction::Reduction;
pub use store::{Frozen, bytes_per_state};

/// How to explore, beside the limits.
#[derive(Debug, Default)]
pub struct Plan<const W: usize> {
    /// Which states need not be told apart.
    pub reduction: Reduction<W>,
    /// Seeing one of these ends the run with the level.
    pub alarms: Vec<Target>,
    /// What is explored, and how, in words: a checkpoint of something else is refused.
    pub identity: String,
    /// Where to leave the run when it stops early, and now and then before.
    pub checkpoint: Option<PathBuf>,
    /// Where to take a run up.
    pub resume: Option<PathBuf>,
    /// How long a run goes on before it leaves another checkpoint.
    pub every: Option<Duration>,
}

/// A run that has ended.
pub struct Exploration<const W: usize, S> {
    /// What was found.
    pub survey: Survey,
    /// A checkpoint that could not be written.
    pub unsaved: Option<CheckpointError>,
    judge: Arc<Judge<W, S>>,
    reduction: Reduction<W>,
    states: Arc<Frozen<W>>,
}

/// How often a run leaves a checkpoint, unless told otherwise.
const EVERY: Duration = Duration::from_secs(300);

/// Walks every state of `system` within `limits`: O(states × transitions of each) time, and
/// [so many bytes](bytes_per_state) a state.
///
/// # Errors
/// When there is a checkpoint to go on from that cannot be.
pub fn explore<const W: usize, S: System<W> + 'static>(
    system: Arc<S>,
    ir: &Ir,
    measures: Measures<W>,
    limits: Limits,
    plan: Plan<W>,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Exploration<W, S>, CheckpointError> {
    let judge = Arc::new(Judge::new(system, ir, measures));
    let control = Arc::new(Control::new(limits));
    let start = start(&judge, &control, &plan)?;
    let saver = plan.checkpoint.map(|file| Saver::new(file, plan.identity, plan.every.unwrap_or(EVERY)));
    let alarms = plan.alarms.iter().filter_map(|alarm| judge.targets.iter().position(|target| target == alarm));
    let (alarms, reduction) = (alarms.collect(), plan.reduction);
    let program = Explore::new(Arc::clone(&judge), reduction.clone(), Arc::clone(&control), alarms, start, saver);
    let program = run(program, limits.workers.max(1), &control, interrupt, progress);
    let (store, outcome, saver) = program.into_parts();
    let incomplete = outcome.incomplete.or(control.cause());
    let unsaved = saver.filter(|_| incomplete.is_some_and(|cause| cause != Cause::Internal)).and_then(|saver| {
        saver.save(&store, outcome.levels, &outcome.resumable);
        saver.failure()
    });
    let survey = Survey::new(outcome.tally, &judge, incomplete, true);
    Ok(Exploration { survey, unsaved, judge, reduction, states: Arc::new(store.freeze()) })
}

impl<const W: usize, S: System<W> + 'static> Exploration<W, S> {
    /// The canonical way to something that was seen: fewest steps, then fewest faults, then the least events in the order
    /// of their numbers, ids numbered as they come up where the layout is known. `Ok(None)` for what was not seen.
    ///
    /// # Errors
    /// Why the search had to stop. Only time and memory bound it: what is sought has been seen.
    pub fn path(
        &self,
        target: Target,
        layout: Option<&Arc<Layout>>,
        limits: Limits,
        interrupt: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<Option<Path<W>>, Cause> {
        let Some(&steps) = self.survey.seen.get(&target) else { return Ok(None) };
        let control = Arc::new(Control::new(limits));
        let (judge, states) = (Arc::clone(&self.judge), Arc::clone(&self.states));
        let program = Backward::new(judge, self.reduction.clone(), states, Arc::clone(&control), target, steps);
        let program = run(program, limits.workers.max(1), &control, interrupt, progress);
        if let Some(cause) = control.cause() {
            return Err(cause);
        }
        let kept = program.into_kept().ok_or(Cause::Internal)?;
        let path = forward::walk(&self.judge, &self.reduction, layout, target, &kept);
        path.map(Some).ok_or(Cause::Internal)
    }

    /// The state that stands for a state in [`Exploration::space`]: itself, without symmetry.
    #[must_use]
    pub fn representative(&self, state: &[u64; W]) -> [u64; W] {
        self.reduction.representative(state)
    }

    /// The states that were found, all of them when the run is complete.
    #[must_use]
    pub fn space(&self) -> &Frozen<W> {
        &self.states
    }
}

/// At the initial state, or where another run left off.
fn start<const W: usize, S: System<W>>(
    judge: &Judge<W, S>,
    control: &Control,
    plan: &Plan<W>,
) -> Result<Start<W>, CheckpointError> {
    let limits = control.limits();
    let most = limits.max_memory.map_or(u64::MAX, |bytes| states_within(bytes, W));
    let store = Store::new(most.min(limits.max_states.unwrap_or(u64::MAX)));
    if let Some(file) = &plan.resume {
        return checkpoint::load(file, &plan.identity, store, judge.blank());
    }
    store.seed(&plan.reduction.representative(&judge.system.initial()));
    Ok(Start { store, level: 0, before: judge.blank() })
}

/// Runs a program to its end, and gives it back.
fn run<P: rounds::Program>(
    program: P,
    workers: usize,
    control: &Control,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> P {
    let mut program = Arc::new(program);
    let abort = Abort::default();
    match rounds::start(Arc::clone(&program), workers, &abort) {
        Ok(guards) => {
            let finished = || guards.guards().iter().all(std::thread::JoinHandle::is_finished);
            control.watch_until(finished, interrupt, progress);
            if guards.join().into_iter().any(|ended| ended != Ok(true)) {
                control.stop(Cause::Internal);
            }
        }
        Err(_) => control.stop(Cause::Internal),
    }
    // All threads have ended, and let go of it with that.
    loop {
        match Arc::try_unwrap(program) {
            Ok(program) => return program,
            Err(shared) => program = shared,
        }
        std::thread::yield_now();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
