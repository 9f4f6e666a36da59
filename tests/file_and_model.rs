//! `check FILE.rs` and the compiled model say the same of every shipped protocol.

use honnin_checker::verdict::{Outcome, Verdict};
use honnin_model::workflows;
use honnin_tests::verdicts::{compiled, verdict};

/// A property's name, what became of it, and in how many steps.
type Found<'a> = (&'a str, Outcome, Option<u32>);

/// Everything but how long it took and what ran.
fn substance(verdict: &Verdict) -> (u64, u64, Option<u32>, Vec<Found<'_>>) {
    let findings = verdict.findings.iter().map(|finding| (finding.name.as_str(), finding.outcome, finding.steps));
    (verdict.states, verdict.transitions, verdict.depth, findings.collect())
}

#[test]
fn they_agree_on_states_transitions_and_outcomes() {
    let mut compared = 0;
    for workflow in workflows() {
        let ir = compiled(workflow.file, workflow.source);
        let scope = ir.scopes.iter().find(|scope| scope.name == "quick").expect("every shipped protocol has one");
        let model = workflow.models.iter().find(|(name, _)| *name == "quick").map(|(_, model)| model);
        let file = verdict(&ir, &scope.sizes, "quick", None);
        let compiled = verdict(&ir, &scope.sizes, "quick", Some(model.expect("a model for each scope")));
        assert!(file.incomplete.is_none() && compiled.incomplete.is_none(), "{}", workflow.name);
        assert_eq!(substance(&file), substance(&compiled), "{}", workflow.name);
        compared += 1;
    }
    assert_eq!(compared, honnin_protocols::SOURCES.len());
}
