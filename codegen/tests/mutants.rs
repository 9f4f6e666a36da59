//! The changes that are proposed to a protocol: what they are, where they stand, and which mean something.

use std::fmt::Write as _;

use honnin_codegen::mutate::{Line, Mutant, Operator, mutants};
use honnin_codegen::source::Source;
use honnin_codegen::{compile_file, compile_one};

/// Every kind of place that can be changed.
const SOURCE: &str = r#"
use honnin::prelude::*;

#[workflow]
#[scope(quick, guest = 2, order = 2, crash = 1)]
pub mod cloakroom {
    #[id]
    pub struct Guest;

    #[message(from = Cloakroom, to = Cloakroom)]
    pub struct Ticket {
        guest: Guest,
    }

    #[effect(at_least_once, key = guest)]
    pub struct HandOut {
        guest: Guest,
        coat_of: Guest,
    }

    #[role(durable = [hook])]
    pub struct Cloakroom {
        hook: Hook,
        order: Queue<Guest>,
        last: Option<Guest>,
        #[max(2)]
        tries: Count,
    }

    pub enum Hook {
        #[initial]
        Free,
        Taken { guest: Guest },
        Kept { guest: Guest },
    }

    impl Cloakroom {
        #[input]
        fn hand_in(&mut self, guest: Guest) {
            require!(self.hook == Hook::Free && self.tries < 2);
            self.hook = Hook::Taken { guest };
            self.order.push_back(guest);
            send!(Ticket { guest });
        }

        #[receive(otherwise = drop)]
        fn fetch(&mut self, Ticket { guest }: Ticket) {
            let Hook::Taken { guest: owner } = self.hook else { refuse!() };
            if owner == guest {
                self.tries += 1;
                self.give(guest, owner);
            }
        }

        #[timeout(after = "1h")]
        fn closing_time(&mut self) {
            require!(matches!(self.hook, Hook::Taken { .. } | Hook::Kept { .. }));
            self.hook = Hook::Free;
        }

        #[crash(budget = crash)]
        fn fire(&mut self) {}

        #[recover]
        fn open_again(&mut self) {
            self.hook = Hook::Free;
        }

        fn give(&mut self, guest: Guest, owner: Guest) {
            self.hook = Hook::Free;
            self.last = Some(guest);
            emit!(HandOut { guest, coat_of: owner });
        }
    }

    #[always]
    fn at_most_two(cloakroom: &Cloakroom) -> bool {
        cloakroom.tries < 3
    }
}
"#;

fn source() -> Source {
    Source::new("cloakroom.rs", SOURCE)
}

/// A change as it is shown: what kind, whose, the difference, whether it means anything.
fn shown(source: &Source, mutant: &Mutant) -> String {
    let text = mutant.text(source);
    let means = compile_file(&Source::new("mutant.rs", &text)).is_ok();
    let role = mutant.role.as_deref().unwrap_or("-");
    let mut out = format!(
        "{} in {role}::{}{}\n",
        mutant.operator.words(),
        mutant.function,
        if means { "" } else { ": does not compile" }
    );
    for line in mutant.difference(source, &text) {
        let _ = match line {
            Line::Old(number, text) => writeln!(out, "  {number:>3} - {}", text.trim()),
            Line::New(text) => writeln!(out, "      + {}", text.trim()),
        };
    }
    out
}

#[test]
fn every_change_is_shown_as_a_difference_of_lines() {
    let source = source();
    let found = mutants(&source, "cloakroom").expect("it is there");
    let text: Vec<String> = found.iter().map(|mutant| shown(&source, mutant)).collect();
    insta::assert_snapshot!(text.concat());
}

#[test]
fn each_kind_of_change_is_proposed() {
    let found = mutants(&source(), "cloakroom").expect("it is there");
    for operator in Operator::ALL {
        assert!(found.iter().any(|mutant| mutant.operator == operator), "{}", operator.words());
    }
}

#[test]
fn no_two_changes_are_the_same_and_each_changes_something() {
    let source = source();
    let texts: Vec<String> =
        mutants(&source, "cloakroom").expect("it is there").iter().map(|m| m.text(&source)).collect();
    let mut sorted = texts.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), texts.len());
    assert!(!texts.contains(&source.text));
}

#[test]
fn what_is_claimed_and_what_watches_is_left_alone() {
    let source = source();
    let claims = source.text.find("#[always]").expect("there is a claim");
    let found = mutants(&source, "cloakroom").expect("it is there");
    assert!(found.iter().all(|mutant| mutant.edits.iter().all(|edit| edit.end <= claims)));
}

#[test]
fn a_workflow_that_is_not_there_is_an_error() {
    let errors = mutants(&source(), "wardrobe").expect_err("there is none");
    assert!(errors[0].message.contains("`wardrobe`"), "{}", errors[0].message);
}

/// One of the twins of a text: a guard that stands in it alone, and is its last line.
const TWINS: &str = r"
use honnin::prelude::*;

#[workflow]
#[twin(lane_mended)]
#[scope(quick, guest = 2)]
pub mod lane {
    #[id]
    pub struct Guest;

    #[role]
    pub struct Lane {
        guest: Option<Guest>,
        #[mended]
        taken: bool,
        crossed: bool,
    }

    impl Lane {
        #[input]
        fn enter(&mut self, guest: Guest) {
            #[mended]
            require!(!self.taken);
            self.crossed = self.guest.is_some();
            self.guest = Some(guest);
            #[mended]
            self.taken = true;
        }

        #[input]
        fn leave(&mut self) {
            self.guest = None;
            #[mended]
            self.taken = false;
        }
    }

    #[never]
    #[refuted]
    fn crossed(lane: &Lane) -> bool {
        lane.crossed
    }
}
";

#[test]
fn a_twin_has_mutants_of_its_own() {
    let source = Source::new("lane.rs", TWINS);
    let both = compile_file(&source).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(both.len(), 2);
    let meaning = |workflow: &str| {
        let found = mutants(&source, workflow).expect("it is there");
        let means = |mutant: &Mutant| {
            let text = Source::new("mutant.rs", &mutant.text(&source));
            matches!(compile_one(&text, workflow), Ok(Some(_)))
        };
        let meaning = found.iter().filter(|mutant| means(mutant));
        meaning.map(|mutant| (mutant.operator, mutant.lines(&source).start)).collect::<Vec<_>>()
    };
    let line = |text: &str| TWINS.lines().position(|line| line.contains(text)).expect("it is there") + 1;
    let (happened, mended) = (meaning("lane"), meaning("lane_mended"));
    let guard = (Operator::DropCondition, line("require!"));
    let last = (Operator::DropAssignment, line("self.taken = false"));
    let shared = (Operator::DropAssignment, line("self.guest = None"));
    assert!(happened.contains(&shared) && mended.contains(&shared), "{happened:?} {mended:?}");
    for own in [guard, last] {
        assert!(mended.contains(&own) && !happened.contains(&own), "{own:?}: {happened:?} {mended:?}");
    }
}
