//! Rumur says what we take it to say: of graphs of a few states, made by hand, whose answers are plain to see.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honnin_codegen::export::{Claim, Exported, File, Form, Subject};
use honnin_judges::rumur::{Rumur, read};
use honnin_judges::{Answer, Effort, Judge as _, Outcome, Patience};

/// A model as it is.
struct Raw {
    name: &'static str,
    text: String,
}

impl Exported for Raw {
    fn name(&self) -> &str {
        self.name
    }

    fn claims(&self) -> &[Claim] {
        &[]
    }

    fn files(&self, _: &[&Claim]) -> Vec<File> {
        vec![File { name: format!("{}.m", self.name), text: self.text.clone() }]
    }
}

fn rumur() -> Rumur {
    Rumur::find().unwrap_or_else(|missing| panic!("{missing}"))
}

fn claim(name: &str, form: Form) -> Claim {
    Claim { subject: Subject::NoDefect, name: name.to_owned(), form }
}

/// Asks Rumur of a model about these claims.
fn ask(rumur: Rumur, name: &'static str, text: &str, claims: &[Claim]) -> Answer {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rumur").join(name);
    let interrupt = AtomicBool::new(false);
    let patience = Patience { interrupt: &interrupt, until: None };
    let raw = Raw { name, text: text.to_owned() };
    rumur.ask(&raw, &claims.iter().collect::<Vec<_>>(), &folder, &patience).expect("it can be started")
}

fn violated(name: &str) -> Outcome {
    Outcome::Violated(Some(name.to_owned()))
}

/// From 0 to 1 and back, for ever; from 1 on to 2.
const DETOUR: &str = "var x: 0..3;
startstate \"Init\" begin x := 0; end;
rule \"Go\" x = 0 ==> begin x := 1; end;
rule \"Back\" x = 1 ==> begin x := 0; end;
rule \"On\" x = 1 ==> begin x := 2; end;
";

#[test]
fn liveness_is_what_can_still_be_reached() {
    let goal = [claim("Arrives", Form::Property)];
    let asked = format!("{DETOUR}liveness \"Arrives\" x = 2;\n");
    // Some run never arrives, and each could: AG EF holds where AF does not.
    assert_eq!(ask(rumur(), "Detour", &asked, &goal), Answer { states: Some(3), outcome: Outcome::Fine });
    let trapped = format!("{asked}rule \"Trap\" x = 1 ==> begin x := 3; end;\n");
    assert_eq!(ask(rumur(), "Trap", &trapped, &goal).outcome, violated("Arrives"));
}

#[test]
fn liveness_of_each_id_is_not_asked_of_orbits() {
    // Whoever holds it may pass it on: each id can always hold it again.
    let text = "type Id: scalarset(2);
var holder: Id;
startstate \"Init\" begin undefine holder; end;
ruleset id: Id do
  rule \"Take\" true ==> begin holder := id; end;
  liveness \"Again\" !isundefined(holder) & holder = id;
end;
";
    let goal = [claim("Again", Form::Property)];
    assert_eq!(ask(rumur(), "Again", text, &goal), Answer { states: Some(3), outcome: Outcome::Fine });
    // Rumur itself would say that it is violated.
    assert!(matches!(ask(rumur().with_symmetry(), "AgainOrbits", text, &goal).outcome, Outcome::Failed(_)));
}

#[test]
fn a_cover_is_a_witness() {
    let witness = [claim("There", Form::Witness)];
    let there = |state: u32| format!("{DETOUR}cover \"There\" x = {state};\n");
    assert_eq!(
        ask(rumur(), "There", &there(2), &witness),
        Answer { states: Some(3), outcome: Outcome::Witnessed(vec!["There".to_owned()]) }
    );
    assert_eq!(ask(rumur(), "NotThere", &there(3), &witness), Answer { states: Some(3), outcome: Outcome::Fine });
    // Beside a cover that is missed Rumur does not look at liveness, which then was not judged.
    let both = format!("{}liveness \"Never\" x = 3;\n", there(3));
    let claims = [claim("There", Form::Witness), claim("Never", Form::Property)];
    assert!(matches!(ask(rumur(), "Both", &both, &claims).outcome, Outcome::Failed(_)));
}

#[test]
fn an_invariant_and_an_assertion_are_told_by_name() {
    let invariant = format!("{DETOUR}invariant \"Near\" x < 2;\n");
    assert_eq!(ask(rumur(), "Near", &invariant, &[claim("Near", Form::Invariant)]).outcome, violated("Near"));
    let asserted = DETOUR.replace("x := 2;", "x := 2; assert \"Stays\" x < 2;");
    assert_eq!(ask(rumur(), "Stays", &asserted, &[claim("Stays", Form::Invariant)]).outcome, violated("Stays"));
    // Nobody asked it: it is no verdict.
    assert!(matches!(ask(rumur(), "Unasked", &asserted, &[]).outcome, Outcome::Failed(_)));
}

#[test]
fn what_goes_wrong_is_no_verdict() {
    let failed = |name: &'static str, text: &str, words: &str| {
        let answer = ask(rumur(), name, text, &[]);
        let Outcome::Failed(why) = &answer.outcome else { panic!("{name}: {answer:?}") };
        assert!(why.contains(words), "{name}: {why}");
    };
    failed("Grammar", "var x: 0..", "syntax error");
    failed("Unknown", &DETOUR.replace("x := 2", "y := 2"), "y");
    failed("Range", &DETOUR.replace("x := 2", "x := x + 3"), "out-of-range");
    failed("Undefined", &DETOUR.replace("x := 0;", "undefine x;"), "undefined");
}

#[test]
fn a_run_that_ends_early_is_no_verdict() {
    let whole = "<cover_result message=\"A\" count=\"0\"/>\n<summary states=\"4\" rules_fired=\"7\" errors=\"1\" \
                 duration_seconds=\"0\"/>\n</rumur_run>\n";
    let report = read(whole).expect("it is whole");
    assert_eq!((report.states, report.rules_fired, report.covers["A"]), (4, 7, 0));
    assert!(read("<progress states=\"10000\" duration_seconds=\"1\"/>\n").is_err());
    assert!(read(&whole.replace("errors=\"1\"", "errors=\"2\"")).is_err(), "an error was counted and not told");
}

#[test]
fn symmetry_counts_orbits() {
    // Three runners, each in one of three places.
    let text = "type Runner: scalarset(3); Place: 0..2;
var at: array [Runner] of Place;
startstate \"Init\" begin clear at; end;
ruleset r: Runner; p: Place do
  rule \"Run\" at[r] != p ==> begin at[r] := p; end;
end;
";
    let states = |rumur, name| ask(rumur, name, text, &[]).states;
    assert_eq!(states(rumur(), "Runners"), Some(27));
    assert_eq!(states(rumur().with_symmetry(), "RunnersOrbits"), Some(10));
    assert_eq!(states(rumur().with_threads(2).with(Effort::Large), "RunnersFast"), Some(27));
}

#[test]
fn what_prints_a_state_is_not_compiled() {
    let model = "var x: 0..1; startstate begin x := 0; end; rule begin x := 1 - x; end;";
    assert_eq!(ask(rumur(), "unprinted", model, &[]).states, Some(2));
    let source = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rumur/unprinted/unprinted.c");
    let source = std::fs::read_to_string(source).expect("it was compiled");
    let empty = "static void state_print(const struct state *previous, const struct state *NONNULL s) {\n}\n";
    assert!(source.contains(empty), "Rumur words the function otherwise, and large models compile slowly");
}
