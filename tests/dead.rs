//! Actions that are never taken: found, declared, and declared wrongly.

use honnin_checker::verdict::{Finding, Kind, Outcome, Standing, Verdict};
use honnin_tests::verdicts::{compiled, sizes, verdict};

const TANK: &str = include_str!("fixtures/tank.rs");

/// Checks the tank with one place of its text replaced, and some of its numbers.
fn check(edit: Option<(&str, &str)>, numbers: &[(&str, u32)]) -> Verdict {
    let mut text = TANK.to_owned();
    if let Some((with, without)) = edit {
        assert_eq!(text.matches(with).count(), 1, "the tank has this once: {with}");
        text = text.replace(with, without);
    }
    let ir = compiled("tank.rs", &text);
    verdict(&ir, &sizes(&ir, "quick", numbers), "quick", None)
}

/// What is said of actions: name, outcome, standing, words.
fn said(verdict: &Verdict) -> Vec<(&str, Outcome, Standing, String)> {
    let of = |finding: &Finding| (finding.outcome, finding.standing(), finding.phrase());
    let findings = verdict.findings.iter().filter(|finding| finding.kind == Kind::Taken);
    findings.map(|finding| (finding.name.as_str(), of(finding))).map(|(name, (o, s, p))| (name, o, s, p)).collect()
}

#[test]
fn a_declared_action_that_is_dead_is_as_stated() {
    let verdict = check(None, &[]);
    let expected = ("overflow", Outcome::Unwitnessed, Standing::AsStated, "dead, as declared".to_owned());
    assert_eq!(said(&verdict), [expected]);
    assert_eq!(verdict.standing(), Standing::AsStated);
}

#[test]
fn a_dead_action_that_is_not_declared_fails_the_check() {
    let verdict = check(Some(("#[dead(at = quick)]", "")), &[]);
    let expected = ("overflow", Outcome::Unwitnessed, Standing::NotAsStated, "never taken".to_owned());
    assert_eq!(said(&verdict), [expected]);
    assert_eq!(verdict.standing(), Standing::NotAsStated);
}

#[test]
fn a_declaration_for_another_scope_says_nothing_here() {
    let verdict = check(Some(("dead(at = quick)", "dead(at = large)")), &[]);
    assert_eq!(verdict.standing(), Standing::NotAsStated);
    let title = &verdict.finding("overflow").expect("a finding").title;
    assert!(title.contains("`#[dead(at = quick)]`"), "{title}");
}

#[test]
fn a_declared_action_that_is_taken_is_not_as_stated() {
    let verdict = check(Some(("#[dead(at = quick)]", "#[dead]")), &[("bucket", 3)]);
    let said = said(&verdict);
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!((said[0].1, said[0].2), (Outcome::Witnessed, Standing::NotAsStated));
    assert!(said[0].3.starts_with("declared dead, yet taken"), "{}", said[0].3);
}

#[test]
fn a_budget_of_nothing_declares_its_fault_and_the_recovery() {
    let verdict = check(None, &[("power", 0)]);
    assert_eq!(said(&verdict).len(), 1, "{:?}", said(&verdict));
    assert_eq!(verdict.standing(), Standing::AsStated);
    let never = verdict.actions.iter().filter(|action| action.taken == 0).map(|action| action.name.as_str());
    assert_eq!(never.collect::<Vec<_>>(), ["overflow", "power_loss", "power_up"]);
}

#[test]
fn a_fault_without_a_budget_of_nothing_is_not_excused() {
    let verdict = check(Some(("require!(self.level > 1);", "require!(self.level > 2);")), &[]);
    let names: Vec<&str> = said(&verdict).iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, ["overflow", "power_loss", "power_up"]);
}
