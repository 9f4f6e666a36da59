use std::collections::BTreeMap;

use super::*;
use crate::source::Source;

/// A protocol with two scopes, a role and a property.
const LAMP: &str = "
#[workflow]
#[scope(quick, most = 1)]
#[scope(ci, most = 3)]
pub mod lamp {
    /// A lamp.
    #[role]
    pub struct Lamp { #[max(most)] lit: Count }
    impl Lamp {
        /// It is lit.
        #[input]
        fn light(&mut self) { require!(self.lit == 0); self.lit = 1; }
        #[input]
        fn quench(&mut self) { require!(self.lit != 0); self.lit = 0; }
    }
    /// It is lit once.
    #[always]
    fn once(lamp: &Lamp) -> bool { lamp.lit <= 1 }
}
";

fn compile(text: &str) -> crate::ir::Ir {
    let mut found = crate::compile_file(&Source::new("lamp.rs", text)).expect("a protocol");
    found.remove(0).ir
}

/// What may be found of it.
fn record(ir: &crate::ir::Ir, scopes: &[&str]) -> Record {
    let explored = |name: &&str| Explored {
        name: (*name).to_owned(),
        purposes: vec![],
        numbers: numbers(ir, &ir.scopes.iter().find(|scope| scope.name == *name).expect("a scope").sizes),
        states: 2,
        transitions: 2,
        depth: Some(1),
        properties: vec![
            Judged { name: "once".into(), outcome: Outcome::NoViolation },
            Judged { name: "lit".into(), outcome: Outcome::Witnessed(1) },
            Judged { name: "no-defect".into(), outcome: Outcome::Dead },
        ],
        edges: vec![("wanted a 4th \"lamp\"".into(), 7)],
    };
    let walk = Walk {
        role: "Lamp".into(),
        scope: "quick".into(),
        local_states: 2,
        inputs: 4,
        refusals: 2,
        recoveries: 0,
        seen: vec![true, false],
    };
    Record {
        workflow: ir.name.clone(),
        honnin: "0.1.0".into(),
        semantics: 1,
        fingerprints: Fingerprints::of(ir),
        machine_hash: "ab".repeat(32),
        assumptions: vec!["Nobody breaks \\ the lamp.".into()],
        scopes: scopes.iter().map(explored).collect(),
        walks: vec![walk],
    }
}

fn permitted(record: &Record, ir: &crate::ir::Ir) -> Result<Permit, Denial> {
    record.permits(ir, &"ab".repeat(32))
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let ir = compile(LAMP);
    let written = record(&ir, &["quick", "ci"]);
    assert_eq!(Record::parse(&written.to_string()), Ok(written.clone()));
    assert_eq!(Record::parse(&written.to_string().replace('\n', "\r\n")), Ok(written));
}

/// Every letter of a record counts, its comment included.
#[test]
fn whatever_is_changed_in_a_record_is_noticed() {
    let text = record(&compile(LAMP), &["quick"]).to_string();
    for (at, letter) in text.char_indices() {
        let other = if letter == '1' { "2" } else { "1" };
        let changed = format!("{}{other}{}", &text[..at], &text[at + letter.len_utf8()..]);
        assert!(Record::parse(&changed).is_err(), "at {at}:\n{changed}");
    }
    for more in ["\n", "# more\n", "[more]\n"] {
        assert_eq!(Record::parse(&format!("{text}{more}")), Err(Unreadable::Tampered));
    }
}

#[test]
fn what_is_no_record_is_told_why() {
    let why = |text: &str| Record::parse(text).expect_err("it is none").to_string();
    assert_eq!(why(""), "it is no record: it has no `schema`");
    assert_eq!(why("schema = 2\n"), "it is no record: its schema is 2, and this version of honnin reads 1");
    assert!(why("<<<<<<< ours\n").starts_with("it is no record: "));
    let short = seal::close("schema = 1\nworkflow = \"lamp\"\n");
    assert_eq!(why(&short), "it is no record: `honnin` is missing");
}

#[test]
fn a_release_wants_every_scope_and_a_debug_build_the_first() {
    let ir = compile(LAMP);
    assert_eq!(permitted(&record(&ir, &["quick", "ci"]), &ir), Ok(Permit { missing: vec![] }));
    assert_eq!(permitted(&record(&ir, &["quick"]), &ir), Ok(Permit { missing: vec!["ci".into()] }));
    let denied = permitted(&record(&ir, &["ci"]), &ir).expect_err("the first is missing");
    assert_eq!(denied, Denial::Lacks(Lack::Scope("quick".into())));
}

#[test]
fn a_record_of_anything_else_permits_nothing() {
    let ir = compile(LAMP);
    let good = record(&ir, &["quick", "ci"]);
    let denied = |record: &Record, ir: &crate::ir::Ir| permitted(record, ir).expect_err("it permits nothing");
    assert!(matches!(denied(&good, &compile(&LAMP.replace("lit <= 1", "lit < 2"))), Denial::Stale(_)));
    assert!(permitted(&good, &compile(&LAMP.replace("It is lit.", "It shines."))).is_ok());
    assert!(matches!(good.permits(&ir, "another"), Err(Denial::Stale(Difference::Emitter(_)))));
    let foreign = Record { workflow: "torch".into(), ..good.clone() };
    assert_eq!(denied(&foreign, &ir), Denial::Foreign("torch".into()));
    let refuted = compile(&LAMP.replace("#[always]", "#[always] #[refuted]"));
    assert_eq!(denied(&record(&refuted, &["quick", "ci"]), &refuted), Denial::Refuted(vec!["once".into()]));
}

#[test]
fn a_record_that_says_too_little_permits_nothing() {
    let ir = compile(LAMP);
    let lacks = |change: fn(&mut Record)| {
        let mut record = record(&ir, &["quick", "ci"]);
        change(&mut record);
        match permitted(&record, &ir) {
            Err(Denial::Lacks(lack)) => lack,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(lacks(|record| record.walks.clear()), Lack::Walk("Lamp".into()));
    assert_eq!(lacks(|record| record.walks[0].seen.truncate(1)), Lack::Walk("Lamp".into()));
    assert_eq!(lacks(|record| record.walks[0].scope = "ci".into()), Lack::Walk("Lamp".into()));
    assert_eq!(lacks(|record| record.scopes[1].numbers = BTreeMap::new()), Lack::Numbers("ci".into()));
    let unjudged = Lack::Property("ci".into(), "once".into());
    assert_eq!(lacks(|record| drop(record.scopes[1].properties.remove(0))), unjudged);
}

#[test]
fn a_violation_is_read_as_it_was_written() {
    let violation = Violation {
        workflow: "lamp".into(),
        fingerprints: Fingerprints::of(&compile(LAMP)),
        scope: "ci".into(),
        property: "once".into(),
        told: vec!["violated in 2 steps".into(), "1  light()".into()],
    };
    let text = violation.to_text();
    assert_eq!(Violation::parse(&text), Ok(violation));
    assert_eq!(Violation::parse(&text.replace("2 steps", "3 steps")), Err(Unreadable::Tampered));
}

#[test]
fn a_machines_hash_is_of_its_tokens_and_not_of_its_words() {
    let hash = |text: &str| machine_hash(&text.parse().expect("tokens"));
    let plain = hash("#[derive(Clone)] pub struct A { b: u8 } const C: &str = \"d\";");
    let same = "//! Doc.\n/// Doc.\n#[derive(Clone)]\npub struct A { /** Doc. */ b: u8 } const C: &str = r#\"d\"#;";
    assert_eq!(hash(same), plain);
    for other in ["pub struct A { b: u8 }", "#[derive(Clone)] pub struct A { b: u8 } const C: &str = \"e\";"] {
        assert_ne!(hash(other), plain);
    }
    assert_ne!(hash("#[doc(hidden)] pub struct A;"), hash("pub struct A;"));
    assert_ne!(hash("f(a, b)"), hash("f([a, b])"));
}
