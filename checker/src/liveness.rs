//! Liveness: promises that must come true in every fair run, judged on the graph of all states.
//!
//! # What is meant
//!
//! *Runs.* A run starts in the initial state and goes on for ever. Each of its steps is a transition, or *stutters*: changes
//! nothing. A transition that changes nothing is a stuttering step, so self-loops neither take nor enable anything.
//!
//! *Instances.* Fairness is owed to instances of events: the action (or the drop of a message that nobody awaits on a bag or
//! FIFO) together with those arguments whose type is an id sort: `me`, the id fields of the received message, parameters.
//! Other arguments (counts, enums, structs with ids in them) and choices drawn in the body (`fresh!`, `any_order`) do not
//! tell instances apart. An instance is *enabled* in a state where one of its events leads to another state or out of the
//! scope, and *taken* by a step that such an event makes (TLA+'s `<<A>>_vars`). What a crash interrupts is a crash: it
//! neither enables nor takes the action. A defect is no transition.
//!
//! *Fairness.* A run is fair when each weakly fair instance is infinitely often not enabled or infinitely often taken, and
//! each strongly fair one is infinitely often taken if it is infinitely often enabled. Which is which:
//! [`fairness_of`](honnin_codegen::ir::Ir::fairness_of). A run may stop in a state, stutter for ever, exactly where no
//! fair instance is enabled.
//!
//! *The edge of the scope.* A run that leaves the scope is cut there and proves nothing. So an event that leads out is
//! enabled, and no run within the scope takes it. It is as if there were one more state, *outside*, in which every goal
//! holds and from which nothing leads back.
//!
//! *Claims.* `leads_to!(p => q)`: for each tuple of the parameters' ids, no fair run has a state where `p` holds and from
//! which on, that state included, `q` never does. `#[always_possible]`: for each tuple, from every reachable state a state
//! in which the goal holds for that tuple, or the edge of the scope, can be reached by whatever transitions, faults too.
//! `polling-ends`, of every protocol with steps: no cycle, however short, consists of `#[step]`s of one role alone (of one
//! instance, where the role is one for each id), whatever is fair.
//!
//! # How it is judged
//!
//! One pass makes the graph. Of a `leads_to` only the states are looked at that can be reached from an unmet trigger
//! without meeting the goal; among their strongly connected components a fair one is sought. A counterexample is a *lasso*:
//! a shortest way into such a component, and a short cycle there. `#[always_possible]` takes the components of the whole
//! graph once, in the order in which what they lead to comes first. Time is linear in states and transitions for each tuple
//! of each promise, times at most one more than the strongly fair instances; once more for each fair kind of event whose
//! loss is tried.

mod bits;
mod component;
mod fair;
mod graph;
mod label;
mod lasso;
mod polling;
mod possible;
mod promise;
mod route;
#[cfg(test)]
mod tests;
mod watch;

use std::sync::atomic::AtomicBool;

use honnin_codegen::interpret::Promises;
use honnin_codegen::ir::query::Event;
use honnin_codegen::ir::{PropertyId, PropertyKind};
use honnin_codegen::layout::Layout;

pub use label::Owner;

use crate::control::{Cause, Progress};
use crate::hunt::{Path, Step};
use crate::space::Space;
use crate::system::System;
use graph::Graph;
use label::Labels;
use route::Guide;
use watch::Watch;

/// What a judgement may use.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// Set by whoever does not want to wait any longer.
    pub stop: &'a AtomicBool,
    /// Bytes that the process may hold.
    pub max_memory: Option<u64>,
    /// Threads that make the graph; at least 1.
    pub workers: usize,
    /// What the states stand for.
    pub of: Of,
    /// Whether to find out what each promise rests on.
    pub needs: bool,
}

/// What the states of a space stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Of {
    /// For themselves.
    #[default]
    States,
    /// Each for a class of states that differ in the names of ids. Fairness is owed to ids by their names, so only what
    /// needs none is judged: `#[always_possible]`, whose goal knows no names.
    Classes,
}

/// All that was judged, and at what expense.
#[derive(Clone, Debug)]
pub struct Judged<const W: usize> {
    /// Each promise in the order of the source, then `polling-ends` where there are steps.
    pub judgements: Vec<Judgement<W>>,
    /// Edges of the graph: transitions that change the state, without doubles, and those that leave the scope.
    pub edges: u64,
    /// The most bytes that were held at once.
    pub bytes: u64,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement<const W: usize> {
    /// What was claimed.
    pub claim: Claim,
    /// Whether it is true.
    pub outcome: Outcome<W>,
    /// States, over all tuples, in which the claim stands open and a run leaves the scope: for a `leads_to`, where
    /// something promised is owed still; for an `always_possible`, from where the goal can be reached outside only.
    pub cut: u64,
}

/// What is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A `#[leads_to]` or `#[always_possible]`.
    Property(PropertyId),
    /// No cycle consists of one role's steps alone.
    PollingEnds,
}

/// Whether a claim is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<const W: usize> {
    /// Of every run within the scope.
    Holds(Assumed),
    /// Not: the nearest example.
    Violated(Counterexample<W>),
}

/// On what assumptions a promise holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumed {
    /// The kinds of events each of which must be fair: with all others as they are and this one unfair, it does not hold.
    /// Where of two either suffices, neither is among them.
    pub needs: Vec<Event>,
    /// It holds even if nothing is fair.
    pub without_fairness: bool,
    /// In how many states the trigger holds, summed over all tuples. None: nothing was ever asked.
    pub asked: u64,
    /// In how many states something is promised and not there yet, summed over all tuples.
    pub owed: u64,
}

/// A run that breaks a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample<const W: usize> {
    /// The ids of the property's parameters.
    pub ids: Vec<u64>,
    /// The run.
    pub run: Run<W>,
}

/// How it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run<const W: usize> {
    /// For ever.
    Lasso(Lasso<W>),
    /// To a state from which the goal cannot be reached.
    Lost(Path<W>),
}

/// A run for ever: a way, and what is repeated after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lasso<const W: usize> {
    /// From the initial state.
    pub stem: Path<W>,
    /// From the stem's end back to it. Nothing: the run stops there for good.
    pub cycle: Vec<Step<W>>,
    /// Weakly fair instances that are enabled somewhere on the cycle and not taken there: none of them is enabled all the
    /// time, so fairness does not demand them.
    pub spared: Vec<Instance>,
    /// Whose steps alone the cycle consists of, if that is what is wrong with it.
    pub alone: Option<Owner>,
}

/// An event, as far as fairness tells it from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    /// Which kind: see [`Ir::event`](honnin_codegen::ir::Ir::event).
    pub kind: u16,
    /// The [ids](honnin_codegen::ir::Ir::instance_arguments) among its arguments.
    pub ids: Vec<u64>,
}

impl<const W: usize> Run<W> {
    /// How many steps it has, those of the cycle included.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Lasso(lasso) => lasso.stem.steps.len() + lasso.cycle.len(),
            Self::Lost(path) => path.steps.len(),
        }
    }

    /// Whether it stays in the initial state.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Judges every promise of a protocol over all of its states.
///
/// `layout` is that of the states. The outcome depends neither on how `space` numbers them nor on `workers`.
///
/// # Errors
/// Why it had to stop: the user, the memory, or [`Cause::Internal`] when a successor is not in `space`.
pub fn judge<const W: usize, S: System<W>>(
    system: &S,
    layout: &Layout,
    space: &dyn Space<W>,
    demand: Demand<'_>,
    progress: &dyn Progress,
) -> Result<Judged<W>, Cause> {
    let watch = Watch::new(demand.stop, demand.max_memory);
    let labels = Labels::new(layout);
    progress.phase("collecting transitions");
    let graph = Graph::build(system, &labels, space, demand.workers, &watch, progress)?;
    let guide = Guide { system, space, graph: &graph, labels: &labels, watch: &watch };
    let promises = Promises::<W>::new(layout);
    let ir = layout.ir();
    let mut judgements = Vec::new();
    let mut order = None;
    for (index, property) in ir.properties.iter().enumerate() {
        let claim = promise::Claimed { promises: &promises, property: PropertyId(index), ir, needs: demand.needs };
        let judged = match property.kind {
            PropertyKind::LeadsTo if demand.of == Of::Classes => continue,
            PropertyKind::LeadsTo => promise::judge(&guide, &claim, progress)?,
            PropertyKind::AlwaysPossible => {
                if order.is_none() {
                    order = Some(possible::order(&guide)?);
                }
                possible::judge(&guide, &claim, order.as_ref(), progress)?
            }
            _ => continue,
        };
        judgements.push(judged);
    }
    if labels.has_steps() && demand.of == Of::States {
        progress.phase("judging polling-ends");
        judgements.push(polling::judge(&guide)?);
    }
    Ok(Judged { judgements, edges: graph.edges(), bytes: watch.peak() })
}
