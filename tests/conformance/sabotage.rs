//! What the walk is worth: machines from an emitter with a known fault, and every one of them is found out.

use honnin_codegen::emit::machine::conformance::Sabotage;
use honnin_tests::walks::{sized, walk_all};

/// A module for each fault, with the machines of the depot as an emitter with that fault emits them.
macro_rules! sabotaged {
    ($($fault:ident = $name:literal,)*) => {
        $(
            mod $fault {
                honnin::sabotaged_machine!(honnin_tests::fixtures::depot::protocol, fault = $name);
            }
        )*

        /// The differences that the walk finds in a machine with each fault.
        fn differences() -> Vec<(&'static str, u64)> {
            let (ir, sizes) = sized("depot", &[]);
            let found = vec![$(
                ($name, walk_all(&ir, &sizes, |role, walk| $fault::depot_conformance::visit(role, walk))),
            )*];
            found.into_iter().map(|(name, reports)| (name, reports.iter().map(|report| report.differences).sum())).collect()
        }
    };
}

sabotaged! {
    dropped_guard = "dropped_guard",
    negated_guard = "negated_guard",
    swapped_branch = "swapped_branch",
    lost_effect = "lost_effect",
    lost_message = "lost_message",
    reordered_outputs = "reordered_outputs",
    dropped_write = "dropped_write",
    wrong_row = "wrong_row",
    head_stays = "head_stays",
    wrong_otherwise = "wrong_otherwise",
    recovery_not_run = "recovery_not_run",
    volatile_made_durable = "volatile_made_durable",
    durable_made_volatile = "durable_made_volatile",
    missed_cancel = "missed_cancel",
    missed_start = "missed_start",
    forgotten_at_recovery = "forgotten_at_recovery",
    stale_arming = "stale_arming",
    fresh_not_checked = "fresh_not_checked",
    stale_index = "stale_index",
    dropped_delete = "dropped_delete",
    wrong_position = "wrong_position",
    live_forgotten = "live_forgotten",
    need_forgotten = "need_forgotten",
}

#[test]
fn every_fault_is_found() {
    let found = differences();
    let faults: Vec<&str> = Sabotage::ALL.iter().map(|fault| fault.name()).collect();
    assert_eq!(found.iter().map(|(name, _)| *name).collect::<Vec<_>>(), faults, "every fault has a machine");
    let missed: Vec<&str> = found.iter().filter(|(_, differences)| *differences == 0).map(|(name, _)| *name).collect();
    assert!(missed.is_empty(), "not found: {missed:?}; found: {found:?}");
    println!("{found:?}");
}
