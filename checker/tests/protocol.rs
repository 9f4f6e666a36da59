//! A protocol from its source to a verdict, on the interpreter and on the reference semantics.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::{Options, Subject, Witnesses};
use honnin_checker::control::Limits;
use honnin_checker::hunt::{Path, Step};
use honnin_checker::reference::Reference;
use honnin_checker::registry::{interpreter, runnable};
use honnin_checker::stateright::{Explored, Target, calls};
use honnin_checker::system::{Defect, Edge, EventCode, OutputCode, Sink, System as _};
use honnin_checker::trace::{Trace, trace};
use honnin_checker::verdict::{Engine, Outcome, Verdict};
use honnin_codegen::ir::PropertyId;
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;
use stateright::Model as _;

const DESK: &str = include_str!("../../cli/tests/fixtures/desk.rs");

fn subject(source: &str, scope: &str) -> Subject {
    let protocols = honnin_codegen::compile_file(&Source::new("desk.rs", source)).expect("a protocol");
    let protocol = &protocols[0];
    let scope = protocol.ir.scopes.iter().find(|known| known.name == scope).expect("a scope");
    let lines = protocol.spans.0.iter().map(|span| u32::try_from(span.start().line).unwrap()).collect();
    Subject {
        layout: Arc::new(Layout::new(&protocol.ir, &scope.sizes).expect("small enough")),
        scope: scope.name.clone(),
        engine: Engine::Interpreted,
        file: None,
        lines,
        explained: protocol.explained.clone(),
    }
}

fn options(workers: usize) -> Options {
    Options { limits: Limits { workers, ..Limits::default() }, witnesses: Witnesses::All, ..Options::default() }
}

fn check(subject: &Subject, workers: usize) -> Verdict {
    interpreter(&subject.layout).check(subject, &options(workers), &AtomicBool::new(false), &()).unwrap()
}

/// All that must not depend on who ran it.
fn comparable(verdict: &Verdict) -> impl PartialEq + std::fmt::Debug {
    let findings = verdict.findings.iter().map(|f| (f.name.clone(), f.outcome, f.steps)).collect::<Vec<_>>();
    (
        verdict.states,
        verdict.transitions,
        findings,
        verdict.edges.clone(),
        verdict.actions.clone(),
        verdict.unused.clone(),
    )
}

fn events(trace: &Trace) -> Vec<&str> {
    trace.steps.iter().map(|step| step.call.as_str()).collect()
}

#[test]
fn the_interpreter_and_the_reference_find_the_same() {
    for scope in ["quick", "ci"] {
        let subject = subject(DESK, scope);
        assert_eq!(subject.layout.words(), 1);
        let reference = runnable::<1, _>(Reference::<1>::new(Arc::clone(&subject.layout)));
        let slow = reference.check(&subject, &options(1), &AtomicBool::new(false), &()).unwrap();
        let fast = check(&subject, 1);
        assert_eq!(comparable(&slow), comparable(&fast));
        assert_eq!(comparable(&check(&subject, 2)), comparable(&fast));
    }
}

/// Collects labelled steps.
#[derive(Default)]
struct Steps(Vec<Step<1>>);

impl Sink<1> for Steps {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; 1]) {
        self.0.push(Step { event, outputs: outputs.to_vec(), state: *next });
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}

/// The path that takes these calls one after the other.
fn path(subject: &Subject, wanted: &[&str]) -> Path<1> {
    let (system, call) = (Reference::<1>::new(Arc::clone(&subject.layout)), calls(Arc::clone(&subject.layout)));
    let mut path = Path { start: system.initial(), steps: Vec::new(), defect: None };
    for wanted in wanted {
        let mut steps = Steps::default();
        system.expand(&path.steps.last().map_or(path.start, |step| step.state), &mut steps);
        path.steps.extend(steps.0.into_iter().rfind(|step| call(step.event) == *wanted));
    }
    path
}

#[test]
fn ids_are_numbered_by_first_use() {
    let subject = subject(DESK, "ci");
    let own_key = Target::Violated(PropertyId(0));
    let path = path(&subject, &["leave(guest 3)", "leave(guest 1)", "fetch(guest 1, ticket 1)"]);
    let told = trace(&subject.layout, &path, own_key, &subject.lines);
    assert_eq!(events(&told), ["leave(guest 1)", "leave(guest 2)", "fetch(guest 2, ticket 1)"]);
    assert_eq!(told.steps[2].line, 37);
    assert_eq!(told.steps[2].outputs, ["emits Hand { guest: guest 2, key_of: guest 1 }"]);
    let places: Vec<_> = told.steps[2].changes.iter().map(|change| change.place.as_str()).collect();
    assert_eq!(places, ["desk.owner[ticket 1]", "hall.has_key_of[guest 2]"]);
    assert_eq!(told.conclusion[0], "for guest = guest 2:");
}

#[test]
fn an_edge_a_witness_and_a_violation_are_counted() {
    let verdict = check(&subject(DESK, "quick"), 1);
    assert_eq!(verdict.finding("two_keys").map(|finding| finding.outcome), Some(Outcome::Unwitnessed));
    assert_eq!(verdict.edges[0].cause, "wanted a 2nd ticket");
    let never: Vec<_> = verdict.actions.iter().filter(|action| action.taken == 0).map(|action| &action.name).collect();
    assert_eq!(never, ["found"]);
}

#[test]
fn stateright_prints_actions_as_calls() {
    let subject = subject(DESK, "quick");
    let system = Reference::<1>::new(Arc::clone(&subject.layout));
    let model = Explored::new(Arc::new(system), subject.layout.ir()).describing(calls(Arc::clone(&subject.layout)));
    let mut actions = Vec::new();
    model.actions(&model.init_states()[0], &mut actions);
    let shown: Vec<_> = actions.iter().map(|action| model.format_action(action)).collect();
    assert_eq!(shown, ["leave(guest 1)", "leave(guest 2)"]);
    assert_eq!(model.properties()[0].name, "Nobody holds somebody else's key.");
}
