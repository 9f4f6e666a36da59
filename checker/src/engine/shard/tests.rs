//! The set against a map, and against what is said of its size.

use std::collections::HashMap;

use super::*;

/// Numbers that look random and often come again.
fn words(seed: u64) -> impl Iterator<Item = u64> {
    (0..).scan(seed, |state, _| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(*state >> 33)
    })
}

fn agrees_with_a_map<const W: usize>(span: u64) {
    let (mut shard, mut twin) = (Shard::<W>::default(), HashMap::new());
    let mut words = words(span);
    for round in 0..600 {
        let batch: Vec<Hashed<W>> = (0..=(round % BATCH))
            .map(|_| {
                let state = std::array::from_fn(|_| words.next().unwrap_or(0) % span);
                (hash(&state), state)
            })
            .collect();
        let before = twin.len();
        for (_, state) in &batch {
            let number = u32::try_from(twin.len()).unwrap();
            twin.entry(*state).or_insert(number);
        }
        assert_eq!(shard.insert(&batch) as usize, twin.len() - before);
    }
    assert_eq!(shard.len() as usize, twin.len());
    for (state, number) in &twin {
        assert_eq!((shard.find(hash(state), state), shard.state(*number)), (Ok(*number), state));
    }
    let absent = [u64::MAX; W];
    assert!(shard.find(hash(&absent), &absent).is_err());
}

#[test]
fn it_holds_what_was_put_in_once_and_nothing_else() {
    for span in [1, 7, 300, 1 << 20] {
        agrees_with_a_map::<1>(span);
        agrees_with_a_map::<3>(span);
    }
}

#[test]
fn levels_that_are_not_kept_are_gone() {
    let mut shard = Shard::<1>::default();
    let insert = |shard: &mut Shard<1>, states: std::ops::Range<u64>| {
        for state in states {
            shard.insert(&[(hash(&[state]), [state])]);
        }
    };
    insert(&mut shard, 0..1500);
    shard.close();
    insert(&mut shard, 1500..4000);
    shard.close();
    insert(&mut shard, 4000..4100);
    shard.keep_levels(1);
    assert_eq!((shard.len(), shard.level(0)), (1500, (0, 1500)));
    assert!(shard.find(hash(&[1500]), &[1500]).is_err());
    insert(&mut shard, 1400..1600);
    assert_eq!((shard.close(), shard.level(1)), (100, (1500, 1600)));
    assert_eq!(shard.find(hash(&[1599]), &[1599]), Ok(1599));
}

#[test]
fn a_state_costs_no_more_than_is_said() {
    let mut shard = Shard::<1>::default();
    for state in words(3).take(100_000) {
        shard.insert(&[(hash(&[state]), [state])]);
        let bytes = shard.segments.iter().map(|segment| segment.capacity() * 8).sum::<usize>() + shard.index.len() * 4;
        // A segment and the smallest index are there for the first state already.
        let most = super::super::bytes_per_state(1) * u64::from(shard.len()) + (SEGMENT * 8) as u64;
        assert!(bytes as u64 <= most, "{} states take {bytes} bytes", shard.len());
    }
}

#[test]
fn an_index_numbers_all_that_it_can_hold() {
    for capacity in [16, 89, 127, 128, 129, 1 << 20, 1 << 27] {
        let most = (capacity * 5 / 7).min(MOST as usize);
        let bits = number_bits(capacity);
        assert!(most < 1 << bits && bits <= NUMBER_BITS, "{bits} bits for {most} states in {capacity} places");
    }
}
