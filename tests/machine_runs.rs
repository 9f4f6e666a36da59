//! Long runs of generated machines: kept, restored, journalled, replayed, and killed at every moment.

use std::sync::LazyLock;

use honnin_checker::conformance::{Host, Machine, Offer, Reach, Renaming, Role, Run, Setting, TimerKey, Visitor, run};
use honnin_codegen::evaluate::Local;
use honnin_codegen::interpret::dispatch;
use honnin_codegen::ir::{ComponentId, Ir, Sizes};
use honnin_tests::walks;
use proptest::prelude::*;

honnin::unverified_machine!(honnin_tests::fixtures::depot::protocol);
honnin::conformance!(honnin_tests::fixtures::depot::protocol, machine = depot);
honnin::unverified_machine!(honnin_protocols::issuance::protocol);
honnin::conformance!(honnin_protocols::issuance::protocol, machine = issuance);

/// A protocol at a scope, and the local states of its roles.
struct Place {
    ir: Ir,
    sizes: Sizes,
    reaches: Vec<Reach>,
}

impl Place {
    fn new(name: &str, replaced: &[(&str, u32)]) -> Self {
        let (ir, sizes) = walks::sized(name, replaced);
        let reaches = dispatch(&ir, &sizes, walks::Explore).expect("it fits");
        let (ir, sizes) = Local::alone(&ir, &sizes);
        Self { ir, sizes, reaches }
    }

    fn setting(&self, names: usize) -> Setting<Renaming> {
        let names = Renaming::several(&self.ir, &self.sizes).swap_remove(names);
        Setting::new(&self.ir, &self.sizes, names)
    }

    fn role(&self, component: usize) -> Role<'_> {
        Role::new(&self.ir, &self.sizes, ComponentId(component))
    }
}

/// One visitor and one job at a time.
static ISSUANCE: LazyLock<Place> = LazyLock::new(|| Place::new("issuance", &[("session", 1), ("job", 1)]));

static DEPOT: LazyLock<Place> = LazyLock::new(|| Place::new("depot", &[]));

/// A run that is killed at every moment of every event.
struct Killed<'a> {
    place: &'a Place,
    events: u64,
    names: usize,
    choices: Choices<'a>,
}

impl Visitor for Killed<'_> {
    type Output = Result<Run, String>;

    fn visit<M: Machine<Names = Renaming>>(mut self) -> Self::Output {
        let host = Host::<M>::new(self.place.setting(self.names));
        let (role, reach) = (self.place.role(M::COMPONENT), &self.place.reaches[M::COMPONENT]);
        run(&role, reach, host, self.events, |options| self.choices.next(options))
    }
}

/// Numbers from a list, and then from a generator that the list has seeded.
struct Choices<'a> {
    given: std::slice::Iter<'a, u32>,
    random: u64,
}

impl<'a> Choices<'a> {
    fn new(given: &'a [u32]) -> Self {
        Self { given: given.iter(), random: 0x9E37_79B9_7F4A_7C15 ^ u64::from(given.first().copied().unwrap_or(1)) }
    }

    fn next(&mut self, options: usize) -> usize {
        let number = self.given.next().copied().map_or_else(|| self.generate(), u64::from);
        usize::try_from(number % options.max(1) as u64).expect("below the options")
    }

    fn generate(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }
}

fn killed(
    place: &Place,
    events: u64,
    names: usize,
    choices: &[u32],
    visit: impl FnOnce(Killed<'_>) -> Option<Result<Run, String>>,
) -> Run {
    let killed = Killed { place, events, names, choices: Choices::new(choices) };
    visit(killed).expect("a role of that name").unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn a_thousand_events_killed_at_each_lose_nothing() {
    for role in ["Kiosk", "Server"] {
        let run = killed(&ISSUANCE, 1_000, 1, &[7], |killed| issuance_conformance::visit(role, killed));
        assert_eq!(run.done, 1_000);
        assert!(run.crashes >= 3_000 / 2, "{role}: {run:?}");
    }
    for role in ["Window", "Desk"] {
        let run = killed(&DEPOT, 1_000, 2, &[11], |killed| depot_conformance::visit(role, killed));
        assert_eq!(run.done, 1_000);
        assert!(run.crashes >= 2_000, "{role}: {run:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_run_may_be_killed_anywhere(choices in proptest::collection::vec(any::<u32>(), 1..120), names in 0..4_usize) {
        for role in ["Window", "Desk"] {
            let run = killed(&DEPOT, 40, names, &choices, |killed| depot_conformance::visit(role, killed));
            prop_assert!(run.done == 40 && run.crashes > 0);
        }
    }
}

/// Two tests for a role: what is stored makes the same rows again, and what is journalled the same machine.
macro_rules! round_trips {
    ($name:ident: $machines:ident, $conformance:ident, $role:ident at $place:ident) => {
        mod $name {
            use super::*;
            use crate::$conformance::$role::Walked;
            use crate::$machines::{PROTOCOL, support};

            /// A machine after a run, the one that it started from, and its steps.
            fn ran(place: &Place, names: usize, choices: &[u32]) -> (Walked<Renaming>, Walked<Renaming>, Vec<<Walked<Renaming> as Machine>::Step>) {
                let start = Walked::start(&place.setting(names));
                let (mut machine, mut journal, mut choices) = (start.clone(), Vec::new(), Choices::new(choices));
                let offers = place.role(<Walked<Renaming> as Machine>::COMPONENT).offers();
                for _ in 0..400 {
                    let offer: &Offer = &offers[choices.next(offers.len())];
                    let arming = match &offer.stimulus {
                        honnin_checker::conformance::Stimulus::Timer(timer, _) => armed(&machine, timer),
                        _ => (0, 0),
                    };
                    if let Some(Ok(step)) = machine.decide(offer, arming) {
                        assert!(machine.apply(&step));
                        journal.push(step);
                    }
                }
                (machine, start, journal)
            }

            fn armed(machine: &Walked<Renaming>, timer: &TimerKey) -> (u64, u64) {
                machine.armed().get(timer).copied().unwrap_or((9, 9))
            }

            proptest! {
                #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

                #[test]
                fn a_journal_makes_the_same_machine(choices in proptest::collection::vec(any::<u32>(), 1..200), names in 0..4_usize) {
                    let (machine, start, journal) = ran(&$place, names, &choices);
                    let mut again = start.machine.clone();
                    again.replay(journal.iter().cloned().map(|step| step.journalled())).expect("it follows");
                    prop_assert_eq!(again.difference(&machine.machine), None);
                    prop_assert_eq!(again.version(), machine.machine.version());
                    prop_assert!(again.armed().eq(machine.machine.armed()), "the same armings");
                    // A step of another protocol is refused, and one that does not follow.
                    if let Some(step) = journal.first() {
                        let mut foreign = step.clone().journalled();
                        foreign.layout = support::Fingerprint([0; 16]);
                        prop_assert!(again.replay([foreign]).is_err());
                        prop_assert!(again.replay([step.clone().journalled()]).is_err());
                        prop_assert_eq!(again.difference(&machine.machine), None);
                    }
                }

                #[test]
                fn what_is_stored_makes_the_same_rows(choices in proptest::collection::vec(any::<u32>(), 1..200), names in 0..4_usize) {
                    let place: &Place = &$place;
                    let (machine, ..) = ran(place, names, &choices);
                    let rows = machine.rows();
                    let sorts = 0..place.ir.sorts.len();
                    let fresh: Vec<Vec<usize>> = sorts.map(|sort| (0..machine.setting.ids(sort)).collect()).collect();
                    let (mut restored, step) = Walked::recover(&machine.setting, &rows, 1, &fresh).expect("our own layout");
                    prop_assert_eq!(format!("{:?}", restored.rows()), format!("{rows:?}"));
                    let (other, _) = Walked::recover(&machine.setting, &rows, 1, &fresh).expect("our own layout");
                    prop_assert_eq!(restored.difference(&other), None);
                    // Nothing else is decided before the recovery is applied; the timers run in the new incarnation.
                    prop_assert!(restored.apply(&step));
                    prop_assert!(restored.armed().values().all(|(incarnation, _)| *incarnation == 1));
                    let foreign = machine.machine.rows().map(|row| support::Stored { layout: PROTOCOL.wire_layout, row });
                    let layouts = foreign.map(|stored| stored.open(PROTOCOL.durable_layout).is_err());
                    prop_assert!(layouts.into_iter().all(|refused| refused));
                }
            }
        }
    };
}

round_trips!(desk: depot, depot_conformance, desk at DEPOT);
round_trips!(window: depot, depot_conformance, window at DEPOT);
round_trips!(kiosk: issuance, issuance_conformance, kiosk at ISSUANCE);
round_trips!(server: issuance, issuance_conformance, server at ISSUANCE);
