//! Mutation: what is killed, what is the same, and what survives.

use std::sync::atomic::AtomicBool;

use honnin_checker::mutation::{Fate, Judged, Plan, Report, Unfit, mutate};
use honnin_codegen::compile_file;
use honnin_codegen::mutate::Operator;
use honnin_codegen::source::Source;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// A workflow of a file in the repository, at these scopes of its own.
fn campaign(path: &str, workflow: &str, scopes: &[&str], workers: usize) -> Report {
    let text = std::fs::read_to_string(format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"))).expect("it is there");
    of_text(&text, workflow, scopes, workers)
}

fn of_text(text: &str, workflow: &str, scopes: &[&str], workers: usize) -> Report {
    let source = Source::new(workflow, text);
    let ir = compile_file(&source).expect("it compiles").swap_remove(0).ir;
    let sizes = |name: &&str| ir.scopes.iter().find(|scope| scope.name == **name).expect("declared").sizes.clone();
    let scopes = scopes.iter().map(|name| ((*name).to_owned(), sizes(name))).collect();
    let plan = Plan { source: source.clone(), workflow: workflow.to_owned(), scopes, workers, most: 100_000 };
    mutate(&plan, &GO_ON, &()).unwrap_or_else(|unfit| panic!("{unfit:?}"))
}

/// A hook that is guarded twice: the second guard only decides where there are two guests.
const CLOAKROOM: &str = r"
use honnin::prelude::*;

#[workflow]
#[scope(alone, guest = 1)]
#[scope(together, guest = 2)]
pub mod cloakroom {
    #[id]
    pub struct Guest;

    #[effect(at_least_once)]
    pub struct HandOut {
        guest: Guest,
        coat_of: Guest,
    }

    #[role]
    pub struct Cloakroom {
        hook: Option<Guest>,
        empty: bool,
    }

    impl Cloakroom {
        #[input]
        fn hand_in(&mut self, guest: Guest) {
            // Defence in depth: `empty` says the same, and is one more thing to get wrong.
            require!(self.hook.is_none());
            self.hook = Some(guest);
            self.empty = false;
        }

        #[input]
        fn fetch(&mut self, guest: Guest) {
            let Some(owner) = self.hook else { refuse!() };
            require!(owner == guest);
            self.hook = None;
            emit!(HandOut { guest, coat_of: owner });
        }
    }

    #[ghost]
    pub struct World {
        wrong: bool,
        coats: Set<Guest>,
        twice: bool,
    }

    impl World {
        #[on(hand_in)]
        fn a_coat_comes(&mut self, guest: Guest) {
            self.coats.insert(guest);
        }

        #[on(HandOut)]
        fn a_coat_goes(&mut self, guest: Guest, coat_of: Guest) {
            self.wrong |= guest != coat_of;
            self.twice |= !self.coats.contains(coat_of);
            self.coats.remove(coat_of);
        }
    }

    #[never]
    fn wrong_coat(world: &World) -> bool {
        world.wrong
    }

    #[never]
    fn the_same_coat_twice(world: &World) -> bool {
        world.twice
    }

    #[always]
    fn no_coat_is_lost(world: &World, cloakroom: &Cloakroom, guest: Guest) -> bool {
        !world.coats.contains(guest) || cloakroom.hook == Some(guest)
    }
}
";

/// What became of the changes on a line, in order.
fn on_line<'r>(report: &'r Report, text: &str, line: &str) -> Vec<&'r Judged> {
    let number = text.lines().position(|other| other.contains(line)).expect("it is there") + 1;
    let found: Vec<_> = report.mutants.iter().filter(|judged| judged.line == number).collect();
    assert!(!found.is_empty(), "nothing changes `{line}`");
    found
}

/// The first of them of a kind.
fn of<'r>(judged: &[&'r Judged], operator: Operator) -> &'r Judged {
    judged.iter().find(|judged| judged.mutant.operator == operator).expect("it is proposed")
}

#[test]
fn who_is_noticed_is_killed_by_name_and_in_as_few_steps_as_there_are() {
    let report = of_text(CLOAKROOM, "cloakroom", &["together"], 1);
    let guard = on_line(&report, CLOAKROOM, "require!(owner == guest)");
    let Fate::Killed { scope, by: killers } = &of(&guard, Operator::DropCondition).fate else { panic!("{guard:?}") };
    assert_eq!((scope.as_str(), &killers[0]), ("together", &("wrong_coat".to_owned(), Some(2))));
    let hook = on_line(&report, CLOAKROOM, "self.hook = None");
    assert!(
        matches!(&of(&hook, Operator::DropAssignment).fate, Fate::Killed { by, .. } if by[0].1 == Some(3)),
        "{hook:?}"
    );
}

#[test]
fn a_guard_that_never_decides_makes_no_mutant_equivalent() {
    let alone = of_text(CLOAKROOM, "cloakroom", &["alone"], 1);
    let guard = on_line(&alone, CLOAKROOM, "require!(owner == guest)");
    assert_eq!(of(&guard, Operator::DropCondition).fate, Fate::Survived { unexecuted: true });
    // At the next scope it decides, and is missed.
    let both = of_text(CLOAKROOM, "cloakroom", &["alone", "together"], 1);
    let guard = on_line(&both, CLOAKROOM, "require!(owner == guest)");
    let Fate::Killed { scope, .. } = &of(&guard, Operator::DropCondition).fate else { panic!("{guard:?}") };
    assert_eq!(scope, "together");
}

#[test]
fn what_does_the_same_is_equivalent_if_it_is_executed() {
    let report = of_text(CLOAKROOM, "cloakroom", &["together"], 1);
    let order = on_line(&report, CLOAKROOM, "self.hook = None");
    assert_eq!(of(&order, Operator::Reorder).fate, Fate::Equivalent { scope: "together".to_owned() });
    // `owner` is `guest` here, but only since the guard says so.
    let names = on_line(&report, CLOAKROOM, "emit!(HandOut");
    assert_eq!(of(&names, Operator::WrongValue).fate, Fate::Equivalent { scope: "together".to_owned() });
}

#[test]
fn a_survivor_may_be_explained_beside_it() {
    let report = of_text(CLOAKROOM, "cloakroom", &["together"], 1);
    // A field that nobody reads: what is done with it, nobody notices.
    let empty = on_line(&report, CLOAKROOM, "self.empty = false");
    assert_eq!(of(&empty, Operator::DropAssignment).defence, None);
    let guard = on_line(&report, CLOAKROOM, "require!(self.hook.is_none())");
    let said = of(&guard, Operator::DropCondition).defence.as_deref();
    assert_eq!(said, Some("Defence in depth: `empty` says the same, and is one more thing to get wrong."));
}

#[test]
fn the_score_leaves_out_what_is_equivalent_or_explained() {
    let report = of_text(CLOAKROOM, "cloakroom", &["together"], 1);
    let is = |judged: &&Judged, wanted: fn(&Fate) -> bool| wanted(&judged.fate);
    let killed = report.mutants.iter().filter(|judged| is(judged, |fate| matches!(fate, Fate::Killed { .. }))).count();
    let survived = report.survivors().count();
    assert_eq!(report.score(|_| true), (killed, killed + survived));
    assert!(report.mutants.len() > killed + survived, "some are equivalent");
    assert_eq!(report.mutants.len() + report.malformed + report.same, report.proposed);
    let killers = report.killers();
    let (_, all, alone) = *killers.iter().find(|(name, ..)| *name == "wrong_coat").expect("it has teeth");
    assert!(all >= alone && alone > 0, "{killers:?}");
}

#[test]
fn two_phase_commit_is_as_it_should_be_whoever_counts() {
    let file = "model/protocols/src/workflows/two_phase_commit.rs";
    let one = campaign(file, "two_phase_commit", &["quick"], 1);
    let three = campaign(file, "two_phase_commit", &["quick"], 3);
    let fates = |report: &Report| report.mutants.iter().map(|judged| judged.fate.clone()).collect::<Vec<_>>();
    assert_eq!(fates(&one), fates(&three));
    // What TwoPhase does not claim: that who may abort does so by himself, and that nobody works again after it.
    let survivors: Vec<_> =
        one.survivors().map(|judged| (judged.mutant.function.as_str(), judged.mutant.operator)).collect();
    let expected = [
        ("prepare", Operator::WrongVariant),
        ("choose_to_abort", Operator::WrongVariant),
        ("abort", Operator::WrongVariant),
        ("note", Operator::DropCondition),
    ];
    assert_eq!(survivors, expected);
}

#[test]
fn what_is_not_as_stated_has_no_mutants() {
    let plan = |text: &str| {
        let source = Source::new("cloakroom.rs", text);
        let sizes =
            compile_file(&Source::new("good.rs", CLOAKROOM)).expect("it compiles")[0].ir.scopes[1].sizes.clone();
        let scopes = vec![("together".to_owned(), sizes)];
        Plan { source, workflow: "cloakroom".to_owned(), scopes, workers: 1, most: 100_000 }
    };
    let wrong = plan(&CLOAKROOM.replace("require!(owner == guest);", ""));
    assert!(matches!(mutate(&wrong, &GO_ON, &()), Err(Unfit::NotAsStated(_))));
    let malformed = plan(&CLOAKROOM.replace("require!(owner == guest);", "require!(owner);"));
    assert!(matches!(mutate(&malformed, &GO_ON, &()), Err(Unfit::Malformed(errors)) if !errors.is_empty()));
    let mut small = plan(CLOAKROOM);
    small.most = 2;
    assert!(matches!(mutate(&small, &GO_ON, &()), Err(Unfit::TooLarge(_))));
}

#[test]
fn an_interrupt_leaves_what_was_judged() {
    let source = Source::new("cloakroom.rs", CLOAKROOM);
    let sizes = compile_file(&source).expect("it compiles")[0].ir.scopes[1].sizes.clone();
    let scopes = vec![("together".to_owned(), sizes)];
    let plan = Plan { source, workflow: "cloakroom".to_owned(), scopes, workers: 1, most: 100_000 };
    let report = mutate(&plan, &AtomicBool::new(true), &()).expect("what there is");
    assert_eq!(report.mutants.len(), 0);
    assert_eq!(report.left, report.proposed);
}
