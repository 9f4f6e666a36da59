//! The changes that are proposed to a protocol: what they are, where they stand, and which mean something.

use std::fmt::Write as _;

use honnin_codegen::compile_file;
use honnin_codegen::mutate::{Line, Mutant, Operator, mutants};
use honnin_codegen::source::Source;

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
