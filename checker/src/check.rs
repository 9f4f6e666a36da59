//! From a system to a verdict: one survey, then a hunt for each trace that is wanted.

mod assumptions;
mod exercised;
mod explorer;
mod findings;
mod promises;
mod quotient;
mod taken;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use honnin_codegen::explained::Explained;
use honnin_codegen::layout::Layout;

use crate::control::{Limits, Progress};
use crate::coverage::Exercised;
use crate::engine::{EngineError, Hosts};
use crate::scope;
use crate::stateright::Target;
use crate::survey::Survey;
use crate::system::System;
use crate::trace::{event_name, trace};
use crate::verdict::{ActionCount, EdgeCount, Engine, Explorer, Finding, Outcome, Verdict};
use crate::words::first_sentence;
use explorer::Explored;

/// What is checked, beside the system itself.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The protocol, its scope, and how states are packed.
    pub layout: Arc<Layout>,
    /// The scope's name.
    pub scope: String,
    /// What runs.
    pub engine: Engine,
    /// The source file, as it was named.
    pub file: Option<String>,
    /// The source line of each span of the IR, where known.
    pub lines: Vec<u32>,
    /// What the source explains, where it is known.
    pub explained: Explained,
}

/// How to check.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own, and any may go with any other")]
pub struct Options {
    /// Workers and bounds.
    pub limits: Limits,
    /// For which witnesses the steps are wanted; a counterexample's always are.
    pub witnesses: Witnesses,
    /// Whether nothing is told but what becomes of each property and in how many steps: no counterexample, not what a promise
    /// rests on, nothing of what was never exercised.
    pub untold: bool,
    /// What walks.
    pub explorer: Explorer,
    /// Whether everything is to be counted that a run exercises. Our own engine's only.
    pub coverage: bool,
    /// Whether to say why there are so many states. Our own engine's only; it does so anyway when there are too many.
    pub breakdown: bool,
    /// Whether states that differ in the names of ids only are one. Our own engine's only.
    pub symmetry: bool,
    /// Whether the run ends with the level in which something is not as stated. Our own engine's only.
    pub fail_fast: bool,
    /// Where to leave a run that stops early. Our own engine's only.
    pub checkpoint: Option<PathBuf>,
    /// Where to take a run up. Our own engine's only.
    pub resume: Option<PathBuf>,
    /// How often a checkpoint is left while a run goes on; a default where it is not said.
    pub every: Option<Duration>,
    /// Where the processes are, if several check together. Our own engine's only.
    pub hosts: Option<Hosts>,
    /// What the protocol is, to tell checkpoints apart: its fingerprint.
    pub fingerprint: String,
}

impl Options {
    /// What a checkpoint is of: a run of another protocol, scope or reduction cannot go on from it.
    fn identity(&self, subject: &Subject) -> String {
        let ir = subject.layout.ir();
        let words = scope::scope(ir, subject.layout.sizes(), &subject.scope).words;
        let symmetry = if self.symmetry { ", with symmetry" } else { "" };
        format!("{} {} at scope {} ({words}){symmetry}", ir.name, self.fingerprint, subject.scope)
    }

    /// What else several processes must be alike in, to come to the same.
    fn agreed(&self) -> String {
        match &self.witnesses {
            Witnesses::Counted => String::new(),
            Witnesses::Named(names) => format!("; tells {}", names.join(", ")),
            Witnesses::All => "; tells every witness".to_owned(),
        }
    }
}

/// Which witnesses are to be told step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Witnesses {
    /// None: only how many steps they take.
    #[default]
    Counted,
    /// Those with these names.
    Named(Vec<String>),
    /// Every one.
    All,
}

/// Explores `system` and says what was found.
///
/// # Errors
/// When there is a checkpoint to go on from that cannot be, or another process is lost.
pub fn check<const W: usize, S: System<W> + 'static>(
    system: &Arc<S>,
    subject: &Subject,
    options: &Options,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Verdict, EngineError> {
    let began = Instant::now();
    progress.phase("exploring");
    let alarms = findings::alarms(subject);
    let explored = Explored::new(system, subject, options, alarms, interrupt, progress)?;
    let mut verdict = verdict(subject, options, explored.survey());
    if options.symmetry {
        verdict.notes.extend(explorer::symmetry::<W>(subject));
    }
    verdict.notes.extend(explored.unsaved());
    let scattered = |why| format!("what needs all states in one place was not judged: {why}");
    verdict.notes.extend(explored.scattered().map(scattered));
    for (mut finding, target) in findings::findings(subject, explored.survey()) {
        if let Some(target) = target.filter(|_| wanted(&finding, options)) {
            progress.phase(&format!("tracing {}", finding.name));
            match explored.path(target, subject, options, interrupt, progress) {
                Ok(Some(path)) => {
                    let steps = path.steps.len() + usize::from(path.defect.is_some());
                    finding.steps = u32::try_from(steps).ok();
                    finding.trace = Some(trace(&subject.layout, &path, target, &subject.lines));
                }
                Ok(None) => verdict.notes.push(format!("no trace of {} could be found again", finding.name)),
                Err(cause) => verdict.notes.push(format!("no trace of {}: {cause}", finding.name)),
            }
        }
        verdict.findings.push(finding);
    }
    let deadline = options.limits.max_time.map(|time| began + time);
    until(deadline, interrupt, |stop| {
        promises::look_ahead(&**system, &explored, subject, options, &mut verdict, stop, progress);
        exercised::look_back(&**system, &explored, subject, options, &mut verdict, stop, progress);
    });
    explored.end()?;
    verdict.seconds = began.elapsed().as_secs_f64();
    Ok(verdict)
}

/// Does some work that heeds a flag, which is set by an interrupt and when the time is over.
pub(crate) fn until(deadline: Option<Instant>, interrupt: &AtomicBool, work: impl FnOnce(&AtomicBool)) {
    let (stop, done) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
                if late || interrupt.load(Ordering::Relaxed) {
                    stop.store(true, Ordering::Relaxed);
                }
                std::thread::park_timeout(Duration::from_millis(10));
            }
        });
        work(&stop);
        done.store(true, Ordering::Relaxed);
        watch.thread().unpark();
    });
}

/// What a survey says by itself.
fn verdict(subject: &Subject, options: &Options, surveyed: &Survey) -> Verdict {
    let (ir, sizes) = (subject.layout.ir(), subject.layout.sizes());
    Verdict {
        workflow: ir.name.clone(),
        title: first_sentence(&ir.doc),
        file: subject.file.clone(),
        scope: scope::scope(ir, sizes, &subject.scope),
        explorer: options.explorer,
        engine: subject.engine,
        incomplete: surveyed.incomplete,
        symmetric: options.symmetry && surveyed.reduced,
        states: surveyed.states,
        transitions: surveyed.transitions,
        depth: surveyed.depth,
        bits: subject.layout.bits(),
        seconds: 0.0,
        findings: Vec::new(),
        edges: edges(subject, surveyed),
        actions: actions(subject, surveyed),
        unused: unused(subject, surveyed),
        exercised: Exercised::default(),
        coverage: None,
        breakdown: None,
        assumptions: assumptions::assumptions(ir, surveyed.states, options.explorer),
        notes: assumptions::notes(ir),
    }
}

/// Counterexamples are always told; witnesses where asked for, or where nothing else says how many steps they take.
fn wanted(finding: &Finding, options: &Options) -> bool {
    match finding.outcome {
        Outcome::Violated => !options.untold,
        Outcome::Witnessed if options.untold => false,
        Outcome::Witnessed => {
            finding.steps.is_none()
                || match &options.witnesses {
                    Witnesses::Counted => false,
                    Witnesses::Named(names) => names.contains(&finding.name),
                    Witnesses::All => true,
                }
        }
        _ => false,
    }
}

fn edges(subject: &Subject, surveyed: &Survey) -> Vec<EdgeCount> {
    let (ir, sizes) = (subject.layout.ir(), subject.layout.sizes());
    let edges = surveyed.edges.iter();
    edges.map(|(edge, states)| EdgeCount { cause: scope::edge(ir, sizes, *edge), states: *states }).collect()
}

/// Every action, then what the channels did by themselves and which ids were forgotten, where that happened.
fn actions(subject: &Subject, surveyed: &Survey) -> Vec<ActionCount> {
    let ir = subject.layout.ir();
    let names = ir.events().map(|event| event_name(ir, event));
    let counts = names.zip(&surveyed.taken).enumerate();
    let shown = counts.filter(|(index, (_, taken))| *index < ir.actions.len() || **taken > 0);
    shown.map(|(_, (name, taken))| ActionCount { name, taken: *taken }).collect()
}

fn unused(subject: &Subject, surveyed: &Survey) -> Vec<String> {
    if surveyed.incomplete.is_some() {
        return Vec::new();
    }
    let parts = scope::parts(&subject.layout).into_iter().zip(&surveyed.used);
    parts.filter_map(|((part, most), used)| scope::unused(subject.layout.ir(), part, most, *used)).collect()
}

/// What a finding is about, where a search can find it.
type Sought = Option<Target>;
