//! The frontier: where properties break first, as every point by itself says.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use honnin_checker::frontier::{Axis, Frontier, Plan, Point, Row, search};
use honnin_codegen::compile_file;
use honnin_codegen::ir::{Amount, Ir, ParameterId};
use honnin_codegen::source::Source;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// Two guests, one hook; somebody may take the wrong coat off it, and somebody may forget whose it is.
const CLOAKROOM: &str = r"
use honnin::prelude::*;

#[workflow]
#[scope(quick, guest = 1, mixed_up = 0, forgotten = 0)]
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
        unsure: bool,
    }

    impl Cloakroom {
        #[input]
        fn hand_in(&mut self, guest: Guest) {
            require!(self.hook.is_none());
            self.hook = Some(guest);
            self.unsure = false;
        }

        #[input]
        fn fetch(&mut self, guest: Guest) {
            require!(self.hook == Some(guest));
            self.hook = None;
            emit!(HandOut { guest, coat_of: guest });
        }

        #[fault(budget = forgotten)]
        fn forget(&mut self) {
            require!(self.hook.is_some() && !self.unsure);
            self.unsure = true;
        }

        #[fault(budget = mixed_up)]
        fn mix_up(&mut self, guest: Guest) {
            let Some(owner) = self.hook else { refuse!() };
            require!(self.unsure);
            self.hook = None;
            emit!(HandOut { guest, coat_of: owner });
        }
    }

    #[ghost]
    pub struct World {
        wrong: bool,
    }

    impl World {
        #[on(HandOut)]
        fn a_coat_goes(&mut self, guest: Guest, coat_of: Guest) {
            self.wrong |= guest != coat_of;
        }
    }

    #[never]
    fn wrong_coat(world: &World) -> bool {
        world.wrong
    }

    #[reachable]
    fn nobody_knows(cloakroom: &Cloakroom) -> bool {
        cloakroom.unsure
    }

    #[leads_to]
    fn hooks_come_free(cloakroom: &Cloakroom) -> LeadsTo {
        leads_to!(cloakroom.hook.is_some() => cloakroom.hook.is_none())
    }
}
";

fn ir() -> Ir {
    compile_file(&Source::new("cloakroom.rs", CLOAKROOM)).expect("it compiles").swap_remove(0).ir
}

fn plan(guests: u32, most: u64, time: Option<Duration>) -> Plan {
    let ir = ir();
    let parameter =
        |name: &str| ParameterId(ir.parameters.iter().position(|parameter| parameter.name == name).expect("declared"));
    let axes = vec![
        Axis::new(&ir, parameter("guest"), 1, Amount::AtMost(guests)),
        Axis::new(&ir, parameter("mixed_up"), 0, Amount::Unlimited),
        Axis::new(&ir, parameter("forgotten"), 0, Amount::AtMost(2)),
    ];
    Plan { start: ir.scopes[0].sizes.clone(), axes, ir, workers: 1, most, time }
}

fn row<'f>(frontier: &'f Frontier, name: &str) -> &'f Row {
    frontier.rows.iter().find(|row| row.name == name).expect("it is judged")
}

#[test]
fn the_smallest_point_at_which_a_property_breaks_is_found() {
    let frontier = search(&plan(2, 10_000, None), &GO_ON, &());
    assert_eq!(frontier.unreached, 0);
    // Two guests, one slip of each kind: in three steps.
    let wrong = row(&frontier, "wrong_coat");
    assert_eq!(wrong.breaks, [(Point(vec![1, 1, 1]), Some(3))]);
    // Alone, nothing goes wrong however often; without either slip neither.
    assert_eq!(wrong.holds, [Point(vec![0, 3, 2]), Point(vec![1, 0, 2]), Point(vec![1, 3, 0])]);
    // A witness appears like a violation.
    assert_eq!(row(&frontier, "nobody_knows").breaks, [(Point(vec![0, 0, 1]), Some(2))]);
    // Nobody has to come for his coat.
    assert_eq!(row(&frontier, "hooks_come_free").breaks[0].0, Point(vec![0, 0, 0]));
}

#[test]
fn what_follows_without_a_run_is_what_a_run_would_say() {
    let plan = plan(2, 10_000, None);
    let frontier = search(&plan, &GO_ON, &());
    assert!(frontier.checked.len() < 2 * 4 * 3, "some points follow from others: {:?}", frontier.checked);
    for guest in 0..2 {
        for mixed_up in 0..4 {
            for forgotten in 0..3 {
                let point = Point(vec![guest, mixed_up, forgotten]);
                // One point alone: nothing follows from anything.
                let mut single = plan.clone();
                for (axis, position) in single.axes.iter_mut().zip(&point.0) {
                    axis.values = vec![axis.values[*position]];
                }
                let alone = search(&single, &GO_ON, &());
                for row in &frontier.rows {
                    let breaks = row.breaks.iter().any(|(least, _)| least.is_below(&point));
                    let found = alone.rows.iter().find(|other| other.name == row.name).expect("the same properties");
                    assert_eq!(breaks, !found.breaks.is_empty(), "{} at {}", row.name, point.words(&plan.axes));
                }
            }
        }
    }
}

#[test]
fn what_is_too_large_or_too_late_is_said() {
    let small = search(&plan(2, 4, None), &GO_ON, &());
    assert!(!small.too_large.is_empty());
    let none = search(&plan(2, 10_000, Some(Duration::ZERO)), &GO_ON, &());
    assert_eq!((none.checked.len(), none.unreached), (0, 2 * 4 * 3));
    let interrupted = search(&plan(2, 10_000, None), &AtomicBool::new(true), &());
    assert_eq!(interrupted.unreached, 2 * 4 * 3);
}
