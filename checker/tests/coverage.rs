//! What a run never exercised: found in any order and by any number of workers, and as the full counts say.

#[path = "fixture/plain.rs"]
mod plain;
#[path = "coverage/variants.rs"]
mod variants;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::Subject;
use honnin_checker::control::{Cause, Limits};
use honnin_checker::coverage::{Exercised, Gap, GapKind, RowKind, Table, exercised, table};
use honnin_checker::judge::Measures;
use honnin_checker::survey::{Survey, survey};
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::layout::Layout;
use plain::{Plain, fixtures, subject, subject_at};

static GO_ON: AtomicBool = AtomicBool::new(false);

struct Found {
    exercised: Exercised,
    gaps: Vec<Gap>,
    table: Table,
    /// The variants that are never reached, the obvious way.
    missing: Vec<String>,
}

struct Cover {
    subject: Subject,
}

impl Visitor for Cover {
    type Output = Found;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Found {
        let subject = &self.subject;
        let space = Plain::of(&interpreter);
        let walk = |limits| {
            let system = Arc::new(Interpreter::<W>::new(Layout::clone(&subject.layout)));
            survey(system, subject.layout.ir(), Measures::default(), limits, &GO_ON, &())
        };
        let whole: Survey = walk(Limits::default());
        let gaps = |found: &Exercised| found.gaps().collect::<Vec<_>>();
        let found = exercised(subject, &whole, &space, 1, &GO_ON).expect("not interrupted");
        let counted = table(subject, &whole, &space, 1, &GO_ON).expect("not interrupted");
        for workers in [1, 3] {
            let other = space.reversed();
            let again = exercised(subject, &whole, &other, workers, &GO_ON).expect("not interrupted");
            assert_eq!(gaps(&again), gaps(&found), "{workers} workers");
            assert_eq!(table(subject, &whole, &other, workers, &GO_ON).as_ref(), Some(&counted), "{workers} workers");
        }
        let cut = Survey { incomplete: Some(Cause::Interrupt), ..whole.clone() };
        let part = exercised(subject, &cut, &space, 1, &GO_ON);
        assert_eq!(part, Some(Exercised::default()), "of a part nothing is said");
        let stopped = exercised(subject, &whole, &space, 1, &AtomicBool::new(true));
        assert!(stopped.is_none_or(|found| gaps(&found).is_empty()));
        let missing = variants::missing(&subject.layout, &interpreter, &space);
        Found { gaps: gaps(&found), exercised: found, table: counted, missing }
    }
}

/// What is found at the first scope of a text.
fn cover(text: &str) -> Found {
    cover_at(subject(text))
}

fn cover_at(subject: Subject) -> Found {
    let layout = Arc::clone(&subject.layout);
    dispatch(layout.ir(), layout.sizes(), Cover { subject }).expect("it fits")
}

/// What the full counts say was never exercised: the obvious way to find the gaps.
fn by_counts(table: &Table) -> Vec<(String, String)> {
    let dead: Vec<&str> =
        table.rows.iter().filter(|row| row.kind == RowKind::Action && row.yes == 0).map(|row| &*row.of).collect();
    let missing = table.rows.iter().filter(|row| match row.kind {
        RowKind::Action => false,
        RowKind::Guard | RowKind::Branch => {
            !dead.contains(&&*row.of) && (row.yes, row.no) != (0, 0) && (row.yes == 0 || row.no == 0)
        }
        RowKind::Premise | RowKind::Trigger | RowKind::Variant | RowKind::Channel => row.yes == 0,
    });
    missing.map(|row| (row.of.clone(), row.words.clone())).collect()
}

const DESK: &str = r"
#[workflow]
#[scope(quick, job = 2, wire = 1, lost = 1, doubled = unlimited)]
pub mod desk {
    #[id]
    pub struct Job;

    #[message(from = Desk, to = Desk, bag = wire, loss = lost, repeat = doubled)]
    pub struct Note {
        job: Job,
    }

    #[role]
    pub struct Desk {
        open: Option<Job>,
        #[max(3)]
        tries: Count,
        closed: bool,
        spare: Option<Job>,
    }

    impl Desk {
        #[input]
        fn begin(&mut self) {
            require!(self.open.is_none() && self.tries < 3);
            let job = fresh!(Job);
            self.open = Some(job);
            send!(Note { job });
        }

        #[receive(otherwise = drop)]
        fn note(&mut self, Note { job }: Note) {
            require!(!self.closed);
            require!(self.open.is_some());
            if self.open == Some(job) {
                self.open = None;
            } else {
                self.tries += 1;
            }
        }

        #[step]
        fn close(&mut self) {
            require!(self.tries == 0);
            match self.spare {
                None => self.tries = 0,
                Some(_) => self.closed = true,
            }
        }
    }

    #[always]
    fn closed_and_idle(desk: &Desk) -> bool {
        !desk.closed || desk.open.is_none()
    }

    #[always]
    fn open_and_few(desk: &Desk, job: Job) -> bool {
        desk.open != Some(job) || desk.tries < 3
    }

    #[leads_to]
    fn answered(desk: &Desk) -> LeadsTo {
        leads_to!(desk.closed => desk.open.is_none())
    }
}
";

#[test]
fn what_is_never_exercised_is_said_in_the_words_of_the_source() {
    let found = cover(DESK);
    let said: Vec<String> = found.gaps.iter().map(ToString::to_string).collect();
    let expected = [
        "begin, line 25: the guard `desk.tries < 3` never decides",
        "note, line 33: the guard `!desk.closed` never decides",
        "note, line 34: the guard `desk.open.is_some()` never decides",
        "note, line 35: `desk.open == Some(job)` is true whenever it is asked",
        "close, line 44: the guard `desk.tries == 0` never decides",
        "close, line 46: `desk.spare.is_none()` is true whenever it is asked",
        "closed_and_idle, line 53 claims nothing: `desk.closed` never holds",
        "answered, line 63 promises nothing: `desk.closed` never holds",
        "Note, line 9 is never repeated",
        "Note, line 9 is never dropped",
    ];
    assert_eq!(said, expected);
}

#[test]
fn gaps_are_what_the_full_counts_say() {
    for (name, text) in fixtures() {
        let found = cover(&text);
        // That a budget is 0 no count says.
        let counted = found.gaps.iter().filter(|gap| gap.kind != GapKind::FaultNeverInjected);
        let gaps: Vec<_> = counted.map(|gap| (gap.of.clone(), gap.words.clone())).collect();
        assert_eq!(gaps, by_counts(&found.table), "{name}");
    }
}

const SCALES: &str = include_str!("coverage/scales.rs");

fn said(gaps: impl IntoIterator<Item = Gap>) -> Vec<String> {
    gaps.into_iter().map(|gap| gap.to_string()).collect()
}

#[test]
fn a_variant_is_looked_for_in_states_messages_effects_and_arguments() {
    let found = cover(SCALES);
    let expected = [
        "parcel, line 130: `hidden == Hidden::There` is never true",
        "melt, line 146 is never injected",
        "slip, line 152 is never injected",
        "burn, line 157 is never injected",
        "Weight, line 15: no state, message or effect holds `Weight::Huge` (never exercised: the scales are not that good)",
        "Kind, line 20: no state, message or effect holds `Kind::Fruit`",
        "Kind, line 24: no state, message or effect holds `Kind::Meat`",
        "Colour, line 29: no state, message or effect holds `Colour::Red`",
        "Colour, line 31: no state, message or effect holds `Colour::Blue`",
        "Tone, line 38: no state, message or effect holds `Tone::Shrill`",
        "Size, line 43: no state, message or effect holds `Size::Small`",
        "Shape, line 55: no state, message or effect holds `Shape::Round`",
        "Lid, line 61: no state, message or effect holds `Lid::Open`",
        "Hour, line 67: no state, message or effect holds `Hour::Dawn`",
        "Hour, line 68: no state, message or effect holds `Hour::Noon`",
        "Parcel, line 80 is never lost",
    ];
    assert_eq!(said(found.gaps), expected);
}

#[test]
fn a_variant_is_there_when_some_value_holds_it() {
    let texts = fixtures().into_iter().chain([("scales".to_owned(), SCALES.to_owned())]);
    let mut missed = 0;
    for (name, text) in texts {
        let found = cover(&text);
        let never = found.gaps.iter().filter(|gap| gap.kind == GapKind::VariantNeverReached);
        let never: Vec<&str> = never.map(|gap| &*gap.words).collect();
        assert_eq!(never, found.missing, "{name}");
        missed += never.len();
    }
    assert!(missed >= 7, "only {missed} variants are missing anywhere");
}

#[test]
fn what_one_scope_exercises_is_no_gap_of_the_protocol() {
    let mut both = cover(SCALES).exercised;
    let rough = cover_at(subject_at(SCALES, 1)).exercised;
    both.add(&rough);
    let faults = |exercised: &Exercised| {
        let gaps = exercised.gaps().filter(|gap| matches!(gap.kind, GapKind::FaultNeverInjected | GapKind::NeverLost));
        said(gaps)
    };
    assert_eq!(faults(&rough), ["burn, line 157 is never injected"]);
    assert_eq!(faults(&both), ["burn, line 157 is never injected"]);
    // `melt` could strike in the rough scope, and does not: that is a finding.
    let mut same = Exercised::default();
    same.add(&both);
    assert_eq!(same, both, "nothing was known");
}
