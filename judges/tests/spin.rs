//! SPIN notices what is wrong: a model that was changed has other states, or another verdict.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use honnin_codegen::compile_file;
use honnin_codegen::export::{Claim, Exported};
use honnin_codegen::ir::Ir;
use honnin_codegen::promela::{self, Export};
use honnin_codegen::source::Source;
use honnin_judges::spin::{Options, Spin};
use honnin_judges::{Answer, Outcome, Patience};

static NEVER: AtomicBool = AtomicBool::new(false);

/// A protocol of the repository at its first scope.
fn export(file: &str) -> (Ir, Export) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let text = std::fs::read_to_string(path).expect("readable");
    let ir = compile_file(&Source::new(file, &text)).expect("it compiles").swap_remove(0).ir;
    let export = promela::export(&ir, &ir.scopes[0].sizes).expect("it can be said");
    (ir, export)
}

fn claim<'e>((ir, export): &'e (Ir, Export), title: &str) -> &'e Claim {
    export.claims().iter().find(|claim| claim.title(ir) == title).expect("it is claimed")
}

/// What SPIN says of a text in which each of these is replaced, and occurs.
fn said(title: &str, text: &str, of_runs: bool, changes: &[(&str, &str)]) -> Answer {
    let mut text = text.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from} is not in\n{text}");
        text = text.replace(from, to);
    }
    let spin = Spin::find().unwrap_or_else(|missing| panic!("{missing}"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spin").join(title);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("model.pml"), text).expect("a file");
    let (options, patience) = (Options::default(), Patience { interrupt: &NEVER, until: None });
    let made = spin.make(&folder, "model.pml", of_runs, &options, &patience).expect("SPIN runs");
    made.unwrap_or_else(|| spin.verify(&folder, of_runs, &options, &patience).expect("the verifier runs"))
}

#[test]
fn a_lost_guard_makes_more_states() {
    let protocol = export("model/protocols/src/workflows/two_phase_commit.rs");
    let agree = claim(&protocol, "all_agree");
    let text = protocol.1.of_states(&[agree]);
    let answer = said("as_it_is", &text, false, &[]);
    assert_eq!(answer, Answer { states: Some(288), outcome: Outcome::Fine });
    let answer = said("unguarded", &text, false, &[("coordinator.decision == Decision_Open ->", "true ->")]);
    assert_eq!(answer.outcome, Outcome::Violated(Some(agree.name.clone())));
    let none = protocol.1.of_states(&[]);
    let answer = said("unasked", &none, false, &[("coordinator.decision == Decision_Open ->", "true ->")]);
    assert_eq!(answer.outcome, Outcome::Fine);
    assert!(answer.states.is_some_and(|states| states > 288), "{answer:?}");
}

#[test]
fn a_promise_breaks_without_its_fairness() {
    let protocol = export("tests/fixtures/liveness/any_delivery.rs");
    let lit = protocol.1.of_runs(claim(&protocol, "it_is_lit")).expect("SPIN can be told");
    assert_eq!(said("fair", &lit, true, &[]).outcome, Outcome::Fine);
    let never = [("#define enabled_1 (LightMay(0))", "#define enabled_1 (false)")];
    assert_eq!(said("unfair", &lit, true, &never).outcome, Outcome::Violated(None));
}

#[test]
fn what_is_no_model_is_no_verdict() {
    let text = export("model/protocols/src/workflows/two_phase_commit.rs").1.of_states(&[]);
    let answer = said("no_model", &text, false, &[("active proctype", "active nonsense")]);
    assert!(matches!(answer.outcome, Outcome::Failed(_)), "{answer:?}");
}
