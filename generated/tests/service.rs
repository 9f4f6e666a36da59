//! The issuing example: compared with the protocol, rehearsed, and with bugs sown in it.

use clap::ValueEnum;

#[path = "../examples/issuing/program.rs"]
#[allow(dead_code, reason = "the command line is not used here")]
mod program;

use program::bugs::Bug;
use program::commands::bugs::catches;
use program::database::Moment;
use program::plan::{Kills, Review, Script};
use program::verified::checks::CHECKS;
use program::verified::walk::Ground;
use program::{verified, yokohama};

/// One visit at a time, and one job, at two servers; with so many more fields and sheets.
fn ground(more: u32) -> Ground {
    Ground::explore(&[("session", 1), ("job", 1), ("node", 2), ("document", 1), ("field", more), ("sheet", more)])
        .expect("the protocol is explored")
}

const SCRIPT: Script = Script {
    seed: 1,
    kiosks: 6,
    people: 60,
    rate: Some(6.0),
    lost: 0,
    misprints: 0,
    amendments: 0,
    kills: Kills::Percent(0),
};

fn on_verified(script: Script) -> Review {
    verified::service::rehearsal::rehearse(script).expect("it is played to its end")
}

fn on_yokohama(script: Script) -> Review {
    yokohama::service::rehearsal::rehearse(script).expect("it is played to its end")
}

#[test]
fn the_service_does_what_the_protocol_says() {
    for reversed in [false, true] {
        for report in ground(1).walk(reversed).expect("it is walked") {
            println!("{report}");
            assert!(report.conforms(), "{report}");
        }
    }
}

#[test]
fn every_bug_is_caught() {
    let ground = ground(0);
    assert_eq!(catches(&ground, None).expect("nothing is sown"), Vec::<String>::new());
    for bug in Bug::value_variants() {
        let caught = catches(&ground, Some(*bug)).expect("something is sown");
        assert!(!caught.is_empty(), "{bug:?} is not caught");
    }
}

#[test]
fn the_checks_hold() {
    for (name, check) in CHECKS {
        assert_eq!(check().expect("it is checked"), None, "{name}");
    }
}

/// At every rate, with lines lost and repeated, wrong pages from the renderer, and plugs pulled at any moment.
#[test]
fn whatever_goes_wrong_nobody_gets_anothers_paper_and_nothing_is_lost() {
    for (seed, rate) in [(1, None), (2, Some(2.0)), (3, Some(6.0)), (4, Some(20.0))] {
        for (lost, kills) in [(0, 0), (0, 8), (10, 0), (10, 8)] {
            let script =
                Script { seed, rate, lost, misprints: 10, amendments: 20, kills: Kills::Percent(kills), ..SCRIPT };
            let review = on_verified(script);
            assert_eq!(review.complaints, Vec::<String>::new(), "{script:?}");
            assert!(review.scene.auditor.right > 0, "somebody is served: {script:?}");
            assert_eq!(review.kills > 0, kills > 0, "{script:?}");
        }
    }
}

/// A short day, again and again; each time the plug is pulled once, at another event and another moment of it.
#[test]
fn a_plug_may_be_pulled_at_every_event() {
    let day = Script { kiosks: 2, people: 3, rate: Some(4.0), ..SCRIPT };
    let events = on_verified(day).events;
    let mut kills = 0;
    for event in 1..=events {
        for moment in [Moment::BeforeCommit, Moment::AfterCommit, Moment::AfterDelivery] {
            let script = Script { kills: Kills::Once(event, moment), ..day };
            let review = on_verified(script);
            assert_eq!(review.complaints, Vec::<String>::new(), "{script:?}");
            kills += review.kills;
        }
    }
    assert!(kills > events, "most events commit something: {kills} kills at {events} events");
}

/// Two runs with one seed are the same run.
#[test]
fn a_rehearsal_is_reproducible() {
    let script = Script { kills: Kills::Percent(5), lost: 5, ..SCRIPT };
    let (first, second) = (on_verified(script), on_verified(script));
    assert_eq!((first.events, first.kills, first.time), (second.events, second.kills, second.time));
    assert_eq!(first.scene.auditor.right, second.scene.auditor.right);
}

/// The incident: under load a delay becomes a timeout, and from then on everybody gets the next person's paper.
#[test]
fn yokohamas_machine_hands_out_wrong_papers_under_load_and_none_one_by_one() {
    let idle = on_yokohama(Script { rate: None, ..SCRIPT });
    assert_eq!(idle.scene.auditor.wrong, Vec::<String>::new());
    assert!(idle.scene.auditor.right > 0);
    for rate in [2.0, 4.0, 8.0] {
        let busy = on_yokohama(Script { rate: Some(rate), people: 100, ..SCRIPT });
        assert!(!busy.scene.auditor.wrong.is_empty(), "at {rate} a minute");
        let same_day = on_verified(Script { rate: Some(rate), people: 100, ..SCRIPT });
        assert_eq!(same_day.scene.auditor.wrong, Vec::<String>::new(), "at {rate} a minute");
    }
}
