//! What is compiled in: our own engine, and Stateright on our models and on those by hand.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use honnin_checker::control::Limits;
use honnin_checker::engine::{Plan, Reduction, explore};
use honnin_checker::forgotten::Forgotten;
use honnin_checker::judge::Measures;
use honnin_checker::runtime::Visitor;
use honnin_checker::symmetry::Symmetry;
use honnin_checker::system::System;
use honnin_codegen::interpret::Interpreter;
use honnin_codegen::ir::Ir;
use honnin_codegen::layout::Layout;
use stateright::Expectation;

use crate::contender::Contender;
use crate::models::{Case, limit, visit};
use crate::packed::Packed;
use crate::ran::Ran;
use crate::{v0_30, v0_31};

/// Threads of each.
pub(crate) const WORKERS: usize = 2;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// Runs a contender that is compiled in; `None` for a tool of somebody else.
pub(crate) fn run(contender: Contender, case: &Case) -> Option<Ran> {
    let by_hand = case.workflow == "issuance";
    Some(match contender {
        Contender::Ours => ours(case, WORKERS, false),
        Contender::OursAlone => ours(case, 1, false),
        Contender::OursSymmetric => ours(case, WORKERS, true),
        Contender::OursInterpreted => visit(case.workflow, case.scope, Interpreted(&case.layout())),
        Contender::Packed => visit(case.workflow, case.scope, ByStateright(case.expected)),
        Contender::ByHand31 if by_hand => v0_31::explore(v0_31::issuance(limits(&case.layout())), WORKERS),
        Contender::ByHand31 => v0_31::explore(v0_31::two_phase_commit(), WORKERS),
        Contender::ByHand30 if by_hand => v0_30::explore(v0_30::issuance(limits(&case.layout())), WORKERS),
        Contender::ByHand30 => v0_30::explore(v0_30::two_phase_commit(), WORKERS),
        Contender::Spin | Contender::Rumur | Contender::RumurSymmetric | Contender::Tlc => return None,
    })
}

/// By how many permutations states are the same.
pub(crate) fn permutations(case: &Case) -> u64 {
    visit(case.workflow, case.scope, Permutations(&case.layout()))
}

/// Explores a model that may be far larger than the others, and is named by its scope alone.
pub(crate) fn large(scope: &str) -> Ran {
    let ir = crate::models::ir("two_phase_commit");
    visit("two_phase_commit", scope, Ours { ir: &ir, reduced: None, workers: WORKERS })
}

/// What a scope says of each parameter.
fn limits(layout: &Layout) -> impl Fn(&str) -> Option<usize> {
    |name| limit(layout.ir(), layout.sizes(), name)
}

fn ours(case: &Case, workers: usize, symmetry: bool) -> Ran {
    let layout = case.layout();
    let reduced = symmetry.then_some(&layout);
    visit(case.workflow, case.scope, Ours { ir: layout.ir(), reduced, workers })
}

/// Our engine.
pub(crate) struct Ours<'a> {
    pub(crate) ir: &'a Ir,
    /// Whose symmetry is used.
    pub(crate) reduced: Option<&'a Layout>,
    pub(crate) workers: usize,
}

impl Visitor for Ours<'_> {
    type Output = Ran;

    // As `honnin check` runs it: the engine is compiled for the width of the states, not for the model.
    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Ran {
        self.explore(Arc::new(Forgotten::<W>::new(system)))
    }
}

impl Ours<'_> {
    fn explore<const W: usize>(self, system: Arc<Forgotten<W>>) -> Ran {
        let limits = Limits { workers: self.workers, ..Limits::default() };
        let symmetry = self.reduced.map(Symmetry::<W>::new);
        let reduction = symmetry.map_or_else(Reduction::default, |it| Reduction::by(move |state| it.canonical(state)));
        let plan = Plan { reduction, ..Plan::default() };
        let start = Instant::now();
        let run = explore(system, self.ir, Measures::default(), limits, plan, &GO_ON, &());
        let took = start.elapsed();
        let survey = run.expect("nothing is resumed").survey;
        assert_eq!(survey.incomplete, None, "all states");
        Ran { states: survey.states, transitions: Some(survey.transitions), took }
    }
}

/// Our engine on the interpreter, in place of a model of the same width.
struct Interpreted<'a>(&'a Layout);

impl Visitor for Interpreted<'_> {
    type Output = Ran;

    fn visit<const W: usize, S: System<W> + 'static>(self, _: S) -> Ran {
        let ours = Ours { ir: self.0.ir(), reduced: None, workers: WORKERS };
        ours.visit(Interpreter::<W>::new(self.0.clone()))
    }
}

/// Counts permutations.
struct Permutations<'a>(&'a Layout);

impl Visitor for Permutations<'_> {
    type Output = u64;

    fn visit<const W: usize, S: System<W> + 'static>(self, _: S) -> u64 {
        Symmetry::<W>::new(self.0).order()
    }
}

/// Stateright's breadth-first search.
struct ByStateright(&'static [Expectation]);

impl Visitor for ByStateright {
    type Output = Ran;

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Ran {
        v0_31::explore(Packed(Arc::new(system), self.0), WORKERS)
    }
}
