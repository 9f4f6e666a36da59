//! Our own engine: exact, by levels, by any number of workers in any number of processes.
//!
//! - `shard`, `store`: the set of visited states. Whole states are kept, in the order of their levels, and nothing stands
//!   for one.
//! - `rounds`: supersteps on timely. `crew`: the threads that run them. `hosts`: other processes.
//! - `explore`: the search, as a program in rounds. `post`, `summary`: what processes send each other.
//! - `backward`, `forward`: the canonical shortest trace, in rounds from its end and then step by step.
//! - `checkpoint`: a run on disk.

mod backward;
mod checkpoint;
mod crew;
mod error;
mod explore;
mod forward;
mod hosts;
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
use crew::Crew;
use explore::Explore;
use store::{Store, states_within};

pub use checkpoint::CheckpointError;
pub use error::EngineError;
pub use hosts::{Hosts, HostsError};
pub use reduction::Reduction;
pub use store::{Frozen, bytes_per_state};

/// How to explore, beside the limits.
#[derive(Debug, Default)]
pub struct Plan<const W: usize> {
    /// Which states need not be told apart.
    pub reduction: Reduction<W>,
    /// Seeing one of these ends the run with the level.
    pub alarms: Vec<Target>,
    /// What is explored, and how, in words: a checkpoint of something else is refused, and so is another process.
    pub identity: String,
    /// What else processes must be alike in, in words.
    pub agreed: String,
    /// Where the processes are, if there are several.
    pub hosts: Option<Hosts>,
    /// Where to leave the run when it stops early, and now and then before. Each of several processes adds its number.
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
    crew: Crew,
    processes: usize,
}

/// How often a run leaves a checkpoint, unless told otherwise.
const EVERY: Duration = Duration::from_mins(5);

/// Walks every state of `system` within `limits`: O(states × transitions of each) time, and
/// [so many bytes](bytes_per_state) a state.
///
/// With other [hosts](Plan::hosts), each process keeps its part of the states and comes to the same survey.
///
/// # Errors
/// When there is a checkpoint to go on from that cannot be; when another process is not there, checks something else, or
/// is lost.
pub fn explore<const W: usize, S: System<W> + 'static>(
    system: Arc<S>,
    ir: &Ir,
    measures: Measures<W>,
    limits: Limits,
    plan: Plan<W>,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Exploration<W, S>, EngineError> {
    let judge = Arc::new(Judge::new(system, ir, measures));
    let control = Arc::new(Control::new(limits));
    let crew = crew(&plan, &limits, interrupt)?;
    let plan = plan.of_process();
    let start = start(&judge, &control, &plan).inspect_err(|error| crew.give_up(&error.to_string()))?;
    let what = format!("exploring from level {}", start.level);
    let saver = plan.checkpoint.map(|file| Saver::new(file, plan.identity, plan.every.unwrap_or(EVERY)));
    if let Some(saver) = &saver {
        saver.try_place().inspect_err(|error| crew.give_up(&error.to_string()))?;
    }
    let alarms = plan.alarms.iter().filter_map(|alarm| judge.targets.iter().position(|target| target == alarm));
    let (alarms, reduction) = (alarms.collect(), plan.reduction);
    let program = Explore::new(Arc::clone(&judge), reduction.clone(), Arc::clone(&control), alarms, start, saver);
    let program = crew.run(&what, program, &control, interrupt, progress)?;
    let (store, outcome, saver) = program.into_parts();
    // What this process learnt after all had decided is nothing that the others know.
    let processes = plan.hosts.as_ref().map_or(1, Hosts::processes);
    let incomplete = outcome.incomplete.or(control.cause().filter(|_| processes == 1));
    let unsaved = saver.filter(|_| incomplete != Some(Cause::Internal)).and_then(|saver| {
        if incomplete.is_none() {
            saver.keep();
            return None;
        }
        saver.save(&store, outcome.levels, &outcome.resumable);
        saver.failure()
    });
    let survey = Survey { reduced: reduction.reduces(), ..Survey::new(outcome.tally, &judge, incomplete, true) };
    Ok(Exploration { survey, unsaved, judge, reduction, states: Arc::new(store.freeze()), crew, processes })
}

impl<const W: usize, S: System<W> + 'static> Exploration<W, S> {
    /// The canonical way to something that was seen: fewest steps, then fewest faults, then the least events in the order
    /// of their numbers, ids numbered as they come up where the layout is known. `Ok(None)` for what was not seen.
    ///
    /// # Errors
    /// Why the search had to stop. Only time and memory bound it: what is sought has been seen. Where a process was lost
    /// it is a defect here, and [`Exploration::end`] says which.
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
        let what = format!("tracing {target:?} back from {steps} steps");
        let program = self.crew.run(&what, program, &control, interrupt, progress).map_err(|_| Cause::Internal)?;
        if let Some(cause) = control.cause().filter(|_| self.processes == 1) {
            return Err(cause);
        }
        let kept = program.into_kept()?;
        let path = forward::walk(&self.judge, &self.reduction, layout, target, &kept);
        path.map(Some).ok_or(Cause::Internal)
    }

    /// The state that stands for a state in [`Exploration::space`]: itself, without symmetry.
    #[must_use]
    pub fn representative(&self, state: &[u64; W]) -> [u64; W] {
        self.reduction.representative(state)
    }

    /// The states that were found, all of them when the run is complete; `None` where each of several processes has some.
    #[must_use]
    pub fn space(&self) -> Option<&Frozen<W>> {
        (self.processes == 1).then_some(&*self.states)
    }

    /// Why there is no [space](Exploration::space), and what needs one is not judged.
    #[must_use]
    pub fn scattered(&self) -> Option<String> {
        (self.processes > 1).then(|| format!("each of {} processes has only some of the states", self.processes))
    }

    /// Waits until all processes have come to the end. Before that, nothing is certain: one of them may be lost.
    ///
    /// # Errors
    /// When one of them is lost, or does something else.
    pub fn end(&self) -> Result<(), EngineError> {
        Ok(self.crew.end()?)
    }
}

impl<const W: usize> Plan<W> {
    /// Each of several processes has checkpoints of its own.
    fn of_process(mut self) -> Self {
        let Some(hosts) = self.hosts.as_ref().filter(|hosts| hosts.processes() > 1) else { return self };
        let (process, processes) = (hosts.process(), hosts.processes());
        self.identity = format!("{}, process {process} of {processes}", self.identity);
        for file in [&mut self.checkpoint, &mut self.resume].into_iter().flatten() {
            file.as_mut_os_string().push(format!(".{process}"));
        }
        self
    }
}

/// The workers, and their connections to others.
fn crew<const W: usize>(plan: &Plan<W>, limits: &Limits, interrupt: &AtomicBool) -> Result<Crew, HostsError> {
    let workers = limits.workers.max(1);
    let Some(hosts) = plan.hosts.as_ref().filter(|hosts| hosts.processes() > 1) else {
        return Ok(Crew::alone(workers));
    };
    let bound = |what, most: Option<u64>| most.map_or(String::new(), |most| format!("; at most {most} {what}"));
    let ends = if plan.alarms.is_empty() { String::new() } else { format!("; ends at {:?}", plan.alarms) };
    let leaves = if plan.checkpoint.is_some() { "; leaves checkpoints" } else { "" };
    let resumes = if plan.resume.is_some() { "; goes on from a checkpoint" } else { "" };
    let (states, depth) = (bound("states", limits.max_states), bound("steps", limits.max_depth.map(u64::from)));
    let Plan { identity, agreed, .. } = plan;
    let what = format!("{identity}; {W} words a state{agreed}{states}{depth}{ends}{leaves}{resumes}");
    Crew::join(hosts.clone(), workers, what, interrupt)
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
    let initial = plan.reduction.representative(&judge.system.initial());
    let (process, processes) = plan.hosts.as_ref().map_or((0, 1), |hosts| (hosts.process(), hosts.processes()));
    if post::owner(&initial, processes) == process {
        store.seed(&initial);
    }
    Ok(Start { store, level: 0, before: judge.blank() })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
