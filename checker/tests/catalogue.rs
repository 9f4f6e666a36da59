//! The catalogue of incidents: each defect is found, each guard that was missing holds, and a guard that is none does not.

#[path = "fixture/unexplained.rs"]
mod unexplained;

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::Options;
use honnin_checker::coverage::{Gap, GapKind};
use honnin_checker::twins::{Comes, Side, sides};
use honnin_checker::verdict::Standing;
use honnin_codegen::source::Source;
use honnin_codegen::texts::Texts;
use honnin_codegen::{Protocol, compile_file, same_text};
use honnin_protocols::{CATALOGUE, Incident};

/// Every incident with its workflows, checked once for all tests.
fn checked() -> &'static [(Incident, Vec<Side>)] {
    static CHECKED: OnceLock<Vec<(Incident, Vec<Side>)>> = OnceLock::new();
    CHECKED.get_or_init(|| CATALOGUE.iter().map(|incident| (*incident, check(incident))).collect())
}

fn compile(incident: &Incident) -> Vec<Protocol> {
    let text = compile_file(&Source::new(incident.file, incident.text));
    text.unwrap_or_else(|errors| panic!("{}: {errors:?}", incident.file))
}

fn check(incident: &Incident) -> Vec<Side> {
    let sides = sides(&compile(incident), incident.file, &Options::default(), &AtomicBool::new(false), &());
    sides.unwrap_or_else(|error| panic!("{}: {error}", incident.file))
}

/// What happened, and its twins.
fn happened(sides: &[Side]) -> (&Side, &[Side]) {
    let (first, twins) = sides.split_first().expect("a text holds a workflow");
    assert!(first.twin.is_none() && twins.iter().all(|twin| twin.twin.is_some()));
    (first, twins)
}

fn guard(side: &Side) -> Option<&str> {
    side.twin.as_ref()?.guard.as_deref()
}

#[test]
fn every_workflow_is_as_stated_and_complete() {
    for (incident, sides) in checked() {
        for side in sides {
            for verdict in &side.verdicts {
                let others: Vec<_> = verdict.findings.iter().filter(|finding| !finding.as_expected()).collect();
                assert!(others.is_empty(), "{} at {}: {others:#?}", side.workflow, verdict.scope.name);
                assert_eq!(verdict.incomplete, None, "{} at {}", side.workflow, verdict.scope.name);
            }
            assert_eq!(side.standing(incident.property), Standing::AsStated, "{}", side.workflow);
        }
    }
}

#[test]
fn what_happened_breaks_and_nothing_breaks_with_the_guard_that_was_missing() {
    for (incident, sides) in checked() {
        let (first, twins) = happened(sides);
        assert_eq!(first.workflow, incident.name);
        assert!(matches!(first.comes(incident.property), Comes::Breaks(Some(_))), "{}", incident.name);
        let mended: Vec<_> = twins.iter().filter(|twin| guard(twin).is_none()).collect();
        assert_eq!(mended.len(), 1, "{} has one mended twin", incident.name);
        assert_eq!(mended[0].comes(incident.property), Comes::Holds, "{}", mended[0].workflow);
    }
}

#[test]
fn one_late_guard_stops_the_first_five_patterns() {
    for (incident, sides) in checked().iter().filter(|(incident, _)| incident.pattern <= 5) {
        let late = sides.iter().find(|side| guard(side) == Some("late"));
        let late = late.unwrap_or_else(|| panic!("{} has a twin with the late guard", incident.name));
        assert_eq!(late.comes(incident.property), Comes::Holds, "{}", late.workflow);
    }
}

#[test]
fn a_guard_that_looks_at_a_files_name_or_into_the_same_slot_stops_nothing() {
    let weak = |side: &&Side| guard(side).is_some_and(|guard| guard != "late");
    let mut patterns = [1, 2, 3, 4, 5].map(|pattern| (pattern, 0));
    for (incident, sides) in checked() {
        for side in sides.iter().filter(weak) {
            assert!(matches!(side.comes(incident.property), Comes::Breaks(Some(_))), "{}", side.workflow);
            patterns.iter_mut().filter(|(pattern, _)| *pattern == incident.pattern).for_each(|(_, seen)| *seen += 1);
        }
    }
    assert_eq!(patterns.map(|(_, seen)| seen), [2; 5], "each has a twin for either");
}

#[test]
fn no_property_is_true_of_nothing() {
    let vacuous = |gap: &Gap| matches!(gap.kind, GapKind::PremiseNeverHolds | GapKind::TriggerNeverHappens);
    for side in checked().iter().flat_map(|(_, sides)| sides) {
        for verdict in &side.verdicts {
            let gaps: Vec<String> = verdict.exercised.gaps().filter(vacuous).map(|gap| gap.to_string()).collect();
            assert!(gaps.is_empty(), "{} at {}: {gaps:?}", side.workflow, verdict.scope.name);
        }
    }
}

#[test]
fn all_that_an_incident_says_is_exercised_or_explained() {
    let unexplained = |(incident, sides): &(Incident, Vec<Side>)| {
        unexplained::unexplained(&Source::new(incident.file, incident.text), sides)
    };
    let missing: Vec<String> = checked().iter().flat_map(unexplained).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_incident_has_its_words_in_japanese() {
    for incident in CATALOGUE {
        let text = compile(incident);
        let words = Texts::read(&Source::new("ja.toml", incident.japanese), &same_text(&text, &text[0]));
        assert!(words.is_ok(), "{}: {words:?}", incident.name);
    }
}

#[test]
fn the_table_is_as_it_was() {
    let mut table = String::new();
    for (incident, sides) in checked() {
        let Incident { pattern, what, place, date, property, .. } = incident;
        let _ = writeln!(table, "P{pattern}  {place}, {date}: {what}\n    {property}");
        for side in sides {
            let comes = match side.comes(property) {
                Comes::Breaks(steps) => format!("breaks in {} steps", steps.unwrap_or_default()),
                Comes::Holds => "holds".to_owned(),
                Comes::Unknown => "unknown".to_owned(),
            };
            let states: Vec<String> =
                side.verdicts.iter().map(|verdict| format!("{} {}", verdict.scope.name, verdict.states)).collect();
            let _ = writeln!(table, "    {:<30} {comes:<20} {}", side.workflow, states.join(", "));
        }
    }
    insta::assert_snapshot!(table);
}
