//! Our own engine across several processes: the same as in one, or a clear error.

#[path = "hosts/failures.rs"]
mod failures;
#[path = "fixture/two_phase.rs"]
mod two_phase;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use honnin_checker::control::{Limits, Progress};
use honnin_checker::engine::{CheckpointError, EngineError, Exploration, Hosts, HostsError, Plan, Reduction, explore};
use honnin_checker::judge::Measures;
use honnin_checker::stateright::{Target, targets};
use two_phase::TwoPhase;

fn good(managers: u32) -> TwoPhase {
    TwoPhase { managers, ..TwoPhase::default() }
}

/// Places on this machine where nobody listens.
fn places(processes: usize) -> String {
    let listeners: Vec<_> = (0..processes).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    let places = listeners.iter().map(|listener| listener.local_addr().unwrap().to_string());
    places.collect::<Vec<_>>().join("\n") + "\n"
}

/// Interrupts when so many states have been examined.
struct After<'a>(&'a AtomicBool, u64);

impl Progress for After<'_> {
    fn phase(&self, _: &str) {}

    fn examined(&self, states: u64) {
        if states >= self.1 {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// What a process does.
struct Task {
    system: TwoPhase,
    limits: Limits,
    plan: Plan<1>,
    /// After how many states it interrupts.
    interrupt: u64,
}

impl Task {
    fn new(system: TwoPhase, workers: usize) -> Self {
        let limits = Limits { workers, ..Limits::default() };
        Self { system, limits, plan: Plan::default(), interrupt: u64::MAX }
    }

    fn explore(self) -> Result<Exploration<1, TwoPhase>, EngineError> {
        let interrupt = AtomicBool::new(false);
        let progress = After(&interrupt, self.interrupt);
        let ir = two_phase::ir();
        explore(Arc::new(self.system), &ir, Measures::default(), self.limits, self.plan, &interrupt, &progress)
    }

    /// Everything that it comes to: the survey, and every trace.
    fn run(self) -> Result<String, EngineError> {
        let limits = self.limits;
        let exploration = self.explore()?;
        let mut lines = vec![format!("{:?}", exploration.survey)];
        for target in targets(&two_phase::ir()) {
            let path = exploration.path(target, None, limits, &AtomicBool::new(false), &());
            lines.push(format!("{target:?}: {path:?}"));
        }
        exploration.end()?;
        Ok(lines.join("\n"))
    }
}

/// What each of several processes comes to; here they are threads, and as strange to each other as on other machines.
fn together<T: Send>(processes: usize, task: impl Fn(usize) -> Task + Sync, run: impl Fn(Task) -> T + Sync) -> Vec<T> {
    let places = places(processes);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..processes)
            .map(|process| {
                let (places, task, run) = (&places, &task, &run);
                scope.spawn(move || {
                    let mut task = task(process);
                    let hosts = Hosts::parse(places, process).unwrap();
                    task.plan.hosts = Some(hosts);
                    run(task)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// That all processes come to what one does by itself.
fn alike(what: &str, task: impl Fn() -> Task + Sync) -> String {
    let alone = task().run().unwrap();
    for (processes, workers) in [(2, 1), (3, 1), (2, 2), (3, 2)] {
        let task = |_: usize| {
            let task = task();
            Task { limits: Limits { workers, ..task.limits }, ..task }
        };
        for (process, came) in together(processes, task, Task::run).into_iter().enumerate() {
            assert_eq!(came.unwrap(), alone, "{what}: process {process} of {processes}, {workers} workers");
        }
    }
    alone
}

#[test]
fn several_processes_come_to_what_one_does() {
    let hasty = TwoPhase { hasty: true, ..good(4) };
    for system in [good(4), hasty, TwoPhase { strict: true, ..hasty }] {
        let came = alike("everything", || Task::new(system, 1));
        assert!(came.contains("incomplete: None") && came.contains("Ok(Some(Path"), "{came}");
    }
}

#[test]
fn several_processes_stop_early_alike() {
    let bounded = |limits: Limits| move || Task { limits, ..Task::new(good(5), 1) };
    for most in [1, 100, 4000] {
        let came = alike("states", bounded(Limits { max_states: Some(most), ..Limits::default() }));
        assert!(came.contains("incomplete: Some(MaxStates("), "{came}");
    }
    for most in [0, 7] {
        let came = alike("depth", bounded(Limits { max_depth: Some(most), ..Limits::default() }));
        assert!(came.contains("incomplete: Some(Depth("), "{came}");
    }
    let came = alike("violation", || {
        let mut task = Task::new(TwoPhase { hasty: true, ..good(5) }, 1);
        task.plan.alarms =
            targets(&two_phase::ir()).into_iter().filter(|it| matches!(it, Target::Violated(_))).collect();
        task
    });
    assert!(came.contains("incomplete: Some(Violation)"), "{came}");
}

#[test]
fn a_bound_on_memory_in_one_process_ends_all_alike() {
    let came = together(
        3,
        |process| {
            let mut task = Task::new(good(5), 1);
            task.limits.max_memory = Some(if process == 1 { 1 << 20 } else { 1 << 40 });
            task
        },
        |task| task.run().unwrap(),
    );
    assert!(came[0].contains("incomplete: Some(Memory(1048576))"), "{}", came[0]);
    assert!(came[0] == came[1] && came[1] == came[2], "{came:?}");
}

#[test]
fn an_interrupt_in_one_process_ends_all_alike() {
    let interrupted = |process| Task { interrupt: if process == 1 { 1 } else { u64::MAX }, ..Task::new(good(9), 1) };
    let came = together(2, interrupted, |task| {
        let exploration = task.explore().unwrap();
        exploration.end().unwrap();
        format!("{:?}", exploration.survey)
    });
    assert!(came[0].contains("incomplete: Some(Interrupt)"), "{}", came[0]);
    assert_eq!(came[0], came[1]);
}

#[test]
fn an_interrupt_while_a_trace_is_sought_ends_the_search_in_all() {
    let came = together(
        2,
        |_| Task::new(good(5), 1),
        |task| {
            let (limits, first) = (task.limits, task.plan.hosts.as_ref().unwrap().process() == 0);
            let exploration = task.explore().unwrap();
            let target = *exploration.survey.seen.keys().next_back().unwrap();
            let path = exploration.path(target, None, limits, &AtomicBool::new(first), &());
            exploration.end().unwrap();
            path.map(|path| path.is_some())
        },
    );
    // The flag is looked at now and then; whether in time or not, both say the same.
    assert_eq!(came[0], came[1]);
}

#[test]
fn symmetry_across_processes_leaves_the_verdict_and_the_traces() {
    let system = TwoPhase { hasty: true, ..good(3) };
    let least = |[state]: &[u64; 1]| {
        let exchange = |state: u64, at: u32, width: u32| {
            let differs = (state >> at ^ state >> (at + width)) & ((1 << width) - 1);
            state ^ differs << at ^ differs << (at + width)
        };
        [exchange(exchange(exchange(*state, 0, 2), 8, 1), 11, 1).min(*state)]
    };
    alike("reduced", || {
        let mut task = Task::new(system, 1);
        task.plan.reduction = Reduction::by(least);
        task
    });
}

#[test]
fn what_needs_all_states_in_one_place_is_told_that_there_is_none() {
    let came = together(
        2,
        |_| Task::new(good(3), 1),
        |task| {
            let exploration = task.explore().unwrap();
            exploration.end().unwrap();
            (exploration.space().is_none(), exploration.scattered())
        },
    );
    let why = "each of 2 processes has only some of the states".to_owned();
    assert_eq!(came, vec![(true, Some(why.clone())), (true, Some(why))]);
}

/// A file for each process, that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("honnin-hosts-{}-{number}", std::process::id())))
    }

    fn of(&self, process: usize) -> PathBuf {
        self.0.with_file_name(format!("{}.{process}", self.0.file_name().unwrap().display()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        (0..3).for_each(|process| drop(std::fs::remove_file(self.of(process))));
    }
}

fn resuming(file: &Scratch, every: Option<Duration>) -> Task {
    let mut task = Task::new(good(5), 1);
    task.plan = Plan { resume: Some(file.0.clone()), every, ..Plan::default() };
    task
}

#[test]
fn a_run_by_several_processes_that_was_stopped_goes_on_as_if_it_had_not_been() {
    let all = Task::new(good(5), 1).run().unwrap();
    for (max_states, every) in [(Some(1000), None), (Some(1), None), (None, Some(Duration::ZERO))] {
        let file = Scratch::new();
        let leaving = |_| {
            let mut task = Task::new(good(5), 2);
            task.limits.max_states = max_states;
            task.plan = Plan { checkpoint: Some(file.0.clone()), every, ..Plan::default() };
            task
        };
        let stopped = together(2, leaving, |task| {
            let exploration = task.explore().unwrap();
            exploration.end().unwrap();
            (exploration.unsaved.is_none(), exploration.survey.incomplete.is_some())
        });
        assert_eq!(stopped, vec![(true, max_states.is_some()); 2]);
        for came in together(2, |_| resuming(&file, None), Task::run) {
            assert_eq!(came.unwrap(), all);
        }
    }
}

#[test]
fn checkpoints_of_other_levels_or_numbers_of_processes_are_refused_by_all() {
    let leave = |most| {
        let file = Scratch::new();
        let task = |_| {
            let mut task = Task::new(good(5), 1);
            task.limits.max_states = Some(most);
            task.plan = Plan { checkpoint: Some(file.0.clone()), ..Plan::default() };
            task
        };
        together(2, task, |task| task.run().unwrap());
        file
    };
    let (early, late) = (leave(100), leave(4000));
    let why = |came: Vec<Result<String, EngineError>>| -> Vec<String> {
        came.into_iter().map(|came| came.unwrap_err().to_string()).collect()
    };
    std::fs::copy(early.of(1), late.of(1)).unwrap();
    for why in why(together(2, |_| resuming(&late, None), Task::run)) {
        assert!(why.contains("exploring from level") && why.contains("should have come to the same"), "{why}");
    }
    let three = why(together(3, |_| resuming(&early, None), Task::run));
    assert!(three.iter().all(|why| why.contains("checkpoint") || why.contains("has given up")), "{three:?}");
    let mut alone = resuming(&early, None);
    alone.plan.resume = Some(early.of(0));
    assert!(matches!(alone.run(), Err(EngineError::Checkpoint(CheckpointError::Foreign(..)))));
}
