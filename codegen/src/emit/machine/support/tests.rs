use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;

use super::answer::{Answer, Kind, Refusal, Unverified};
use super::fingerprint::{Fingerprint, Stored};
use super::line::{Line, LineEdits, Positions};
use super::schedule::{TimerChange, Timers, Turns};
use super::slot::{Slot, SlotEdit};
use super::table::{Edits, Index, Table};
use super::uses::{Named, Uses};

#[test]
fn every_file_is_rust_and_has_a_place_in_what_is_emitted() {
    let emitted: syn::ItemMod = syn::parse2(super::emit()).expect("a module");
    let (_, items) = emitted.content.expect("contents");
    let modules = items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) => Some(module),
        _ => None,
    });
    let filled = modules.filter(|module| module.content.as_ref().is_some_and(|(_, items)| !items.is_empty())).count();
    assert_eq!(filled, super::FILES.len());
}

proptest! {
    /// Edits over a table are what the same changes to a plain map are, before and after they are made; a hundred of them
    /// go beyond the few that are looked at one by one.
    #[test]
    fn edits_are_changes_to_a_map(
        rows in prop::collection::btree_map(0_u8..60, 0_u8..9, 0..30),
        changes in prop::collection::vec((0_u8..60, prop::option::of(0_u8..9)), 0..100),
    ) {
        let (mut table, mut plain) = (Table::default(), rows.clone());
        for (key, row) in rows {
            table.set(key, Some(row));
        }
        let mut edits = Edits::default();
        for (key, row) in changes {
            edits.set(key, row);
            match row {
                Some(row) => plain.insert(key, row),
                None => plain.remove(&key),
            };
            for key in 0..60 {
                prop_assert_eq!(edits.get(&table, &key), plain.get(&key));
            }
            prop_assert_eq!(edits.keys(&table), plain.keys().copied().collect::<Vec<_>>());
        }
        for (key, row) in edits.iter() {
            table.set(*key, row.copied());
        }
        prop_assert_eq!(table.iter().map(|(k, v)| (*k, *v)).collect::<BTreeMap<_, _>>(), plain);
    }

    /// Edits of a line are what the same changes to a plain queue are, over many steps.
    #[test]
    fn edits_of_a_line_are_changes_to_a_queue(
        steps in prop::collection::vec(prop::collection::vec((0_u8..4, 0_u8..5), 0..8), 0..20),
    ) {
        let (mut line, mut positions, mut plain) = (Line::default(), Positions::default(), VecDeque::new());
        for step in steps {
            let mut edits = LineEdits::default();
            for (change, item) in step {
                match change {
                    0 => {
                        edits.pop_front(&line);
                        plain.pop_front();
                    }
                    1 => {
                        edits.remove(&positions, &item);
                        plain.retain(|other| *other != item);
                    }
                    _ => {
                        edits.push_back(item);
                        plain.push_back(item);
                    }
                }
                prop_assert_eq!(edits.front(&line), plain.front());
                prop_assert_eq!(edits.len(&line), plain.len());
                prop_assert_eq!(edits.iter(&line).copied().collect::<VecDeque<_>>(), plain.clone());
                for item in 0..5 {
                    prop_assert_eq!(edits.contains(&positions, &item), plain.contains(&item));
                }
            }
            let joining: Vec<(u64, u8)> = edits.joining(&line).map(|(position, item)| (position, *item)).collect();
            positions.apply(&line, &edits);
            line.apply(&edits);
            prop_assert!(positions.are_of(&line));
            prop_assert!(joining.iter().all(|(at, item)| line.iter().any(|row| row == (*at, item))));
            let mut stored = Line::default();
            line.iter().for_each(|(position, item)| stored.load(position, *item));
            prop_assert_eq!(&stored, &line);
            prop_assert_eq!(line.iter().map(|(_, item)| *item).collect::<VecDeque<_>>(), plain.clone());
        }
    }
}

#[test]
fn a_step_that_is_enabled_again_and_again_is_taken() {
    let mut turns = Turns::default();
    turns.enable('a');
    // `b` is enabled every other time only, and newcomers come all the time.
    let mut taken = Vec::new();
    for newcomer in 'c'..'z' {
        turns.enable('b');
        turns.enable(newcomer);
        let next = turns.in_turn().next().expect("something is enabled");
        turns.take(next);
        taken.push(next);
        turns.disable('b');
    }
    assert_eq!(&taken[..4], &['a', 'b', 'c', 'a'], "who was taken comes before who came later");
    assert!(taken.iter().filter(|key| **key == 'b').count() > 1);
    assert!(taken.iter().filter(|key| **key == 'a').count() > 1);
}

#[test]
fn a_disabled_step_is_not_in_turn_and_a_forgotten_one_starts_anew() {
    let mut turns = Turns::default();
    turns.enable(1);
    turns.enable(2);
    turns.disable(1);
    assert_eq!(turns.in_turn().collect::<Vec<_>>(), [2]);
    turns.enable(1);
    assert_eq!(turns.in_turn().collect::<Vec<_>>(), [1, 2], "it has kept its place");
    turns.forget(1);
    assert!(!turns.is_enabled(1));
    turns.enable(1);
    assert_eq!(turns.in_turn().collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn each_run_of_a_timer_has_its_own_arming() {
    let mut timers = Timers::new(7);
    let first = timers.arming(0);
    timers.apply(&[TimerChange::Start { timer: 'a', arming: first, after: None }]);
    assert_eq!(timers.running(&'a'), Some(first));
    timers.apply(&[TimerChange::Cancel { timer: 'a', arming: first }]);
    assert_eq!(timers.running(&'a'), None);
    let second = timers.arming(0);
    assert_ne!(first, second);
    assert_ne!(Timers::<char>::new(8).arming(0), first, "another incarnation, another arming");
}

#[test]
fn an_index_finds_what_was_said_and_nothing_else() {
    let mut index = Index::default();
    index.insert('x', 1);
    index.insert('x', 2);
    index.insert('y', 3);
    index.remove(&'x', &1);
    assert_eq!(index.of(&'x').copied().collect::<Vec<_>>(), [2]);
    index.remove(&'x', &2);
    index.remove(&'y', &3);
    assert_eq!(index, Index::default());
}

#[test]
fn a_row_that_goes_on_naming_the_same_ids_changes_no_count() {
    let named = |ids: &[u8]| {
        let mut named = Named::default();
        for id in ids {
            named.push(*id);
        }
        named
    };
    let mut uses = Uses::default();
    uses.change(&named(&[]), &named(&[1, 2, 3, 3]));
    assert!((1..=3).all(|id| uses.contains(&id)));
    uses.change(&named(&[1, 2, 3, 3]), &named(&[1, 2, 3, 3]));
    uses.change(&named(&[1, 2, 3, 3]), &named(&[3, 4]));
    assert_eq!((1..=4).map(|id| uses.contains(&id)).collect::<Vec<_>>(), [false, false, true, true]);
    uses.change(&named(&[3, 4]), &named(&[]));
    assert_eq!(uses, Uses::default());
}

#[test]
fn an_edit_of_a_slot_is_a_change_to_an_option() {
    let (mut slot, mut edit) = (Slot::default(), SlotEdit::default());
    slot.set((), Some(1));
    assert!(
        edit.is_empty() && edit.touched(&slot, false).next().is_none() && edit.touched(&slot, true).next().is_some()
    );
    assert_eq!(edit.get(&slot, &()), Some(&1));
    edit.set((), Some(2));
    assert_eq!(edit.get(&slot, &()), Some(&2));
    assert_eq!(edit.touched_rows(&slot, false).collect::<Vec<_>>(), [((), &2), ((), &1)], "as it is, and as it was");
    edit.set((), None);
    assert_eq!(edit.get(&slot, &()), None);
    assert_eq!(edit.iter().collect::<Vec<_>>(), [(&(), None)]);
    assert_eq!(slot.set((), None), Some(1));
    assert!(edit.touched(&slot, false).next().is_some(), "it is edited, though nothing is there");
    edit.clear();
    assert!(edit.is_empty() && slot.iter().next().is_none());
}

#[test]
fn an_id_is_in_use_until_the_last_place_forgets_it() {
    let mut uses = Uses::default();
    uses.add(1);
    uses.add(1);
    uses.remove(&1);
    assert!(uses.contains(&1));
    uses.remove(&1);
    assert_eq!(uses, Uses::default());
}

#[test]
fn a_foreign_layout_is_refused_by_name() {
    let (ours, theirs) = (Fingerprint([1; 16]), Fingerprint([2; 16]));
    assert_eq!(Stored { layout: ours, row: 5 }.open(ours), Ok(5));
    let foreign = Stored { layout: theirs, row: 5 }.open(ours).expect_err("another layout");
    let text = foreign.to_string();
    assert!(text.contains(&ours.to_string()) && text.contains(&theirs.to_string()), "{text}");
}

#[test]
fn a_refusal_says_what_would_have_had_to_hold() {
    let refusal = Refusal { action: "collect", guard: "self.lane == Some(image.job)", kind: Kind::Late };
    assert_eq!(refusal.to_string(), "`collect` asks for `self.lane == Some(image.job)` (late)");
    assert_eq!(Answer::<u8>::Refused(refusal).map(u16::from).done(), None);
    let unverified = Unverified { what: "order", asked: 9, verified: &[1, 2] };
    assert!(unverified.to_string().starts_with("`order` is 9 here, and was verified with 1, 2;"));
}
