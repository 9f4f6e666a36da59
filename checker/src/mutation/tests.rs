//! What is found out fast, beside what is found out slowly.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use honnin_codegen::compile_file;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Amount, Ir, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::mutate::mutants;
use honnin_codegen::source::Source;

use super::Rung;
use super::base::Base;
use super::bisimulation::bisimilar;
use super::ladder::ladder;
use super::lts::{Reader, explore};
use super::pairs::{Pairing, pair};
use super::same::same_in_each;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// A shipped workflow.
fn source(name: &str) -> Source {
    let file = format!("{}/../model/protocols/src/workflows/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    Source::new(name, &std::fs::read_to_string(file).expect("it is there"))
}

fn protocol(source: &Source) -> Option<Ir> {
    compile_file(source).ok().map(|mut protocols| protocols.swap_remove(0).ir)
}

/// The first scope of a workflow, with some of its numbers changed.
fn sizes(ir: &Ir, numbers: &[(&str, u32)]) -> Sizes {
    let mut sizes = ir.scopes[0].sizes.clone();
    for (name, number) in numbers {
        let index = ir.parameters.iter().position(|parameter| parameter.name == *name).expect("declared");
        sizes.0[index] = Amount::AtMost(*number);
    }
    sizes
}

/// Some mutants of a workflow that mean something, as protocols.
fn some(source: &Source, every: usize) -> Vec<Ir> {
    let found = mutants(source, &source.name).expect("it compiles");
    let texts = found.iter().step_by(every).map(|mutant| mutant.text(source));
    texts.filter_map(|text| protocol(&Source::new("mutant", &text))).collect()
}

/// Whether two protocols have equal rows in all of these states, whatever may be left out in comparing them.
struct Rows<'a> {
    other: &'a Ir,
    sizes: &'a Sizes,
    states: &'a [u64],
}

impl Visitor for Rows<'_> {
    type Output = Option<bool>;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Option<bool> {
        let layout = Layout::new(self.other, self.sizes).ok().filter(|layout| layout.words() == W)?;
        let (one, other) = (Reader::new(system), Reader::new(Interpreter::<W>::new(layout)));
        Some(self.states.chunks_exact(W).all(|words| {
            let state = words.try_into().expect("so many");
            let (mut one, mut other) = (one.leaving(&state), other.leaving(&state));
            one.sort_unstable();
            other.sort_unstable();
            one == other
        }))
    }
}

/// Compares some mutants in each way, and counts what came of it.
fn compare(name: &str, numbers: &[(&str, u32)], every: usize) -> BTreeMap<String, usize> {
    let source = source(name);
    let ir = protocol(&source).expect("it compiles");
    let sizes = sizes(&ir, numbers);
    let rung = Rung { name: "small".to_owned(), sizes: sizes.clone(), named: true, states: None };
    let base = Base::new(&ir, &rung, 100_000, &GO_ON).expect("it is small");
    let states = &base.explored.states;
    let mut counts = BTreeMap::new();
    for mutant in some(&source, every) {
        let same = same_in_each(&ir, &mutant, &sizes, states, &GO_ON);
        if let Some(same) = same {
            let rows = dispatch(&ir, &sizes, Rows { other: &mutant, sizes: &sizes, states });
            assert_eq!(rows.ok().flatten(), Some(same));
        }
        let pairing = pair(base.known(), &mutant, &sizes, &GO_ON);
        let (mut alphabet, mut atoms) = (base.alphabet.clone(), base.atoms.clone());
        let explored = explore(&mutant, &sizes, &mut alphabet, &mut atoms, 1_000_000, &GO_ON);
        let explored = explored.expect("it fits").expect("it is small");
        let slow = bisimilar(&base.explored.lts, &explored.lts, &GO_ON).expect("nobody interrupts");
        assert!(same != Some(true) || slow, "what does the same in each state is bisimilar");
        match pairing {
            Pairing::Same => assert!(slow),
            Pairing::Different => assert!(!slow),
            Pairing::Unknown => {}
        }
        *counts.entry(format!("{same:?}, {pairing:?}, {slow}")).or_default() += 1;
    }
    counts
}

#[test]
fn what_is_found_out_fast_is_what_is_found_out_slowly() {
    let two_phase_commit = compare("two_phase_commit", &[], 1);
    assert!(two_phase_commit.contains_key("Some(false), Different, false"), "{two_phase_commit:?}");
    assert!(two_phase_commit.contains_key("Some(true), Same, true"), "{two_phase_commit:?}");
}

#[test]
fn what_is_chosen_leaves_some_unknown_and_none_wrong() {
    let issuance = compare("issuance", &[("person", 1), ("document", 1), ("session", 1), ("job", 2)], 7);
    assert!(issuance.contains_key("Some(false), Different, false"), "{issuance:?}");
    assert!(issuance.contains_key("Some(true), Same, true"), "{issuance:?}");
    assert!(issuance.keys().any(|key| key.contains("Unknown")), "{issuance:?}");
}

#[test]
fn the_smaller_scopes_come_first_and_none_is_much_like_another() {
    let ir = protocol(&source("issuance")).expect("it compiles");
    let scopes: Vec<_> = ir.scopes.iter().map(|scope| (scope.name.clone(), scope.sizes.clone())).collect();
    let rungs = ladder(&ir, &scopes[..1], 3_000, &GO_ON);
    let (named, derived): (Vec<&Rung>, Vec<&Rung>) = rungs.iter().partition(|rung| rung.named);
    assert_eq!(named.iter().map(|rung| rung.name.as_str()).collect::<Vec<_>>(), [scopes[0].0.as_str()]);
    assert!(derived.len() >= 2, "{rungs:?}");
    assert!(rungs.last().is_some_and(|rung| rung.named));
    assert!(derived.is_sorted_by_key(|rung| rung.states));
    for rung in derived {
        let counted = Base::new(&ir, rung, 3_000, &GO_ON).expect("it is small");
        assert_eq!(Some(counted.explored.lts.states()), rung.states);
        assert!(rung.sizes.0.iter().zip(&scopes[0].1.0).all(|(one, other)| one <= other));
    }
}

#[test]
fn a_small_scope_needs_none_below_it() {
    let ir = protocol(&source("two_phase_commit")).expect("it compiles");
    let quick = vec![(ir.scopes[0].name.clone(), ir.scopes[0].sizes.clone())];
    assert_eq!(ladder(&ir, &quick, 1_000_000, &GO_ON).len(), 1);
}
