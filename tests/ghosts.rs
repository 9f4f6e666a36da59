//! Ghosts only observe: a ghost that keeps an id from coming back decides what may happen, and is a violation.

use honnin_checker::verdict::Outcome;
use honnin_codegen::ir::Ir;
use honnin_tests::verdicts::{compiled, sizes, verdict, violated};

/// Three guests pass one after the other, though only two can be there at once: ids come back.
fn lobby(ghost: &str) -> Ir {
    let protocol = "
        use honnin::prelude::*;
        #[workflow]
        #[scope(quick, guest = 2)]
        pub mod lobby {
            #[id]
            pub struct Guest;
            #[effect(at_least_once, key = guest)]
            pub struct Out { guest: Guest }
            #[role]
            pub struct Lobby { #[max(3)] passed: Count, inside: Option<Guest> }
            impl Lobby {
                #[input]
                fn pass(&mut self) {
                    require!(self.inside.is_none() && self.passed < 3);
                    let guest = fresh!(Guest);
                    self.passed += 1;
                    self.inside = Some(guest);
                    emit!(Out { guest });
                }
                #[step]
                fn done(&mut self) {
                    require!(self.inside.is_some());
                    self.inside = None;
                }
            }
            GHOST
            #[never]
            fn three_pass(lobby: &Lobby) -> bool { lobby.passed == 3 }
        }";
    compiled("lobby.rs", &protocol.replace("GHOST", ghost))
}

const KEEPS: &str = "
    #[ghost]
    pub struct Watcher { seen: Set<Guest> }
    impl Watcher {
        #[on(Out)]
        fn see(&mut self, guest: Guest) { self.seen.insert(guest); }
    }";

#[test]
fn a_ghost_that_keeps_an_id_is_a_violation() {
    let ir = lobby(KEEPS);
    let verdict = verdict(&ir, &sizes(&ir, "quick", &[]), "quick", None);
    // The third guest never comes: the ghost holds both ids. That is said, and not taken for an answer.
    assert_eq!(violated(&verdict), ["ghosts-observe"]);
    let finding = verdict.finding("ghosts-observe").expect("it is judged");
    assert_eq!(finding.steps, Some(2), "in and out again");
    let trace = finding.trace.as_ref().expect("a violation has a trace");
    assert_eq!(trace.conclusion, ["only a ghost remembers guest 1: let it forget where the protocol does"]);
}

#[test]
fn without_the_ghost_the_third_guest_comes() {
    let ir = lobby("");
    let verdict = verdict(&ir, &sizes(&ir, "quick", &[]), "quick", None);
    assert_eq!(violated(&verdict), ["three_pass"]);
    assert!(verdict.finding("ghosts-observe").is_none(), "there is no ghost to be judged");
}

#[test]
fn the_issuing_protocol_has_ghosts_that_only_observe() {
    let source = honnin_protocols::SOURCES.iter().find(|source| source.name == "issuance").expect("it is shipped");
    let ir = compiled(source.file, source.text);
    let small = [("crash", 0), ("power_loss", 1), ("paper_jam", 0), ("renderer_failure", 0), ("misprint", 0)];
    let verdict = verdict(&ir, &sizes(&ir, "quick", &small), "custom", None);
    assert_eq!(verdict.finding("ghosts-observe").map(|finding| finding.outcome), Some(Outcome::NoViolation));
}
