//! Either engine, behind the questions that a check asks.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::interpret::GhostWatch;
use honnin_codegen::layout::Layout;

use super::{Options, Subject};
use crate::control::{Cause, Progress};
use crate::engine::{EngineError, Exploration, Plan, Reduction, explore};
use crate::gauge::gauges;
use crate::hunt::{Path, hunt};
use crate::judge::Measures;
use crate::space::Space;
use crate::stateright::Target;
use crate::survey::{Survey, survey};
use crate::symmetry::{Reduction as Made, Symmetry};
use crate::system::System;
use crate::verdict::Explorer;
use crate::words::{list, noun, number};

/// A walk that has ended.
pub(super) enum Explored<const W: usize, S> {
    Honnin(Box<Exploration<W, S>>),
    Stateright(Arc<S>, Survey),
}

impl<const W: usize, S: System<W> + 'static> Explored<W, S> {
    /// Walks every state.
    pub(super) fn new(
        system: &Arc<S>,
        subject: &Subject,
        options: &Options,
        alarms: Vec<Target>,
        interrupt: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<Self, EngineError> {
        let (layout, limits) = (&subject.layout, options.limits);
        let measures = Measures { gauges: gauges(layout), watch: GhostWatch::new(layout) };
        let system = Arc::clone(system);
        if options.explorer == Explorer::Stateright {
            let surveyed = survey(Arc::clone(&system), layout.ir(), measures, limits, interrupt, progress);
            return Ok(Self::Stateright(system, surveyed));
        }
        let plan = Plan {
            reduction: if options.symmetry { reduction(layout) } else { Reduction::default() },
            alarms: if options.fail_fast { alarms } else { Vec::new() },
            identity: options.identity(subject),
            agreed: options.agreed(),
            hosts: options.hosts.clone(),
            checkpoint: options.checkpoint.clone(),
            resume: options.resume.clone(),
            every: options.every,
        };
        explore(system, layout.ir(), measures, limits, plan, interrupt, progress)
            .map(|exploration| Self::Honnin(Box::new(exploration)))
    }

    pub(super) fn survey(&self) -> &Survey {
        match self {
            Self::Honnin(exploration) => &exploration.survey,
            Self::Stateright(_, survey) => survey,
        }
    }

    /// A shortest way to something that was seen.
    pub(super) fn path(
        &self,
        target: Target,
        subject: &Subject,
        options: &Options,
        interrupt: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<Option<Path<W>>, Cause> {
        let (layout, limits) = (&subject.layout, options.limits);
        match self {
            Self::Honnin(exploration) => exploration.path(target, Some(layout), limits, interrupt, progress),
            Self::Stateright(system, _) => {
                let watch = if target == Target::GhostHolds { GhostWatch::new(layout) } else { None };
                hunt(system, layout.ir(), target, watch, limits, interrupt, progress)
            }
        }
    }

    /// All states, where they were kept.
    pub(super) fn space(&self) -> Option<&dyn Space<W>> {
        match self {
            Self::Honnin(exploration) => exploration.space().map(|space| space as &dyn Space<W>),
            Self::Stateright(..) => None,
        }
    }

    /// The state that stands for a state among them.
    pub(super) fn representative(&self, state: &[u64; W]) -> [u64; W] {
        match self {
            Self::Honnin(exploration) => exploration.representative(state),
            Self::Stateright(..) => *state,
        }
    }

    /// Waits for the other processes, if there are any.
    pub(super) fn end(&self) -> Result<(), EngineError> {
        match self {
            Self::Honnin(exploration) => exploration.end(),
            Self::Stateright(..) => Ok(()),
        }
    }

    /// Why what needs all states in one place is not judged.
    pub(super) fn scattered(&self) -> Option<String> {
        match self {
            Self::Honnin(exploration) => exploration.scattered(),
            Self::Stateright(..) => None,
        }
    }

    /// What could not be left on disk.
    pub(super) fn unsaved(&self) -> Option<String> {
        match self {
            Self::Honnin(exploration) => exploration.unsaved.as_ref().map(ToString::to_string),
            Self::Stateright(..) => None,
        }
    }
}

fn reduction<const W: usize>(layout: &Layout) -> Reduction<W> {
    let symmetry = Symmetry::<W>::new(layout);
    if symmetry.is_trivial() { Reduction::default() } else { Reduction::by(move |state| symmetry.canonical(state)) }
}

/// What symmetry makes of the ids, in words.
pub(super) fn symmetry<const W: usize>(subject: &Subject) -> Vec<String> {
    let (layout, symmetry) = (&subject.layout, Symmetry::<W>::new(&subject.layout));
    let ir = layout.ir();
    let line = |span: honnin_codegen::ir::Span| match subject.lines.get(span.0 as usize) {
        None | Some(0) => String::new(),
        Some(line) => format!(" (line {line})"),
    };
    let (mut reduced, mut notes) = (Vec::new(), Vec::new());
    for (sort, made) in ir.sorts.iter().zip(symmetry.sorts()) {
        let name = noun(&sort.name);
        match made {
            Made::Reduced => reduced.push(name),
            Made::Single => {}
            Made::TooMany => {
                notes.push(format!("{name}: not reduced, a state could take too many arrangements to try"));
            }
            Made::Ordered(span) => {
                notes.push(format!("{name}: not reduced, what comes first among its ids may show{}", line(*span)));
            }
        }
    }
    let order = number(symmetry.order());
    let words = match reduced.as_slice() {
        [] => "symmetry: no sort has ids that can be exchanged; every state stands for itself".to_owned(),
        names => format!("symmetry: by the ids of {}, a state stands for at most {order}", list(names)),
    };
    notes.insert(0, words);
    notes
}
