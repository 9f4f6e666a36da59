//! Small random graphs, judged here and by counting out every set of states: verdicts, needs, shortest stems, and lassos that
//! an independent reader finds in order.

mod random;
mod reader;
mod twin;

use std::sync::atomic::AtomicBool;

use honnin_codegen::ir::Fairness;

use super::bits::Bits;
use super::graph::Graph;
use super::label::Labels;
use super::promise::{Known, Marks};
use super::route::Guide;
use super::watch::Watch;
use super::{Outcome, Run, polling, possible, promise};
use crate::control::Cause;
use crate::space::Space as _;
use random::{Numbered, Random, Small};

const GRAPHS: u64 = 6000;

/// Runs `judge` on a small graph under some numbering of its states.
fn with_guide<R>(small: &Small, space: &Numbered, workers: usize, judge: impl Fn(&Guide<'_, 1, Small>) -> R) -> R {
    let stop = AtomicBool::new(false);
    let watch = Watch::new(&stop, None);
    let labels = Labels::of(&small.kinds);
    let graph = Graph::build(small, &labels, space, workers, &watch, &()).expect("nothing stops it");
    judge(&Guide { system: small, space, graph: &graph, labels: &labels, watch: &watch })
}

fn marks(small: &Small, space: &Numbered) -> Marks {
    let size = space.len() as usize;
    let mut marks = Marks { unmet: Bits::new(size), goal: Bits::new(size), asked: 0 };
    for number in 0..size {
        let state = space.state(u32::try_from(number).unwrap())[0];
        if small.goal >> state & 1 == 1 {
            marks.goal.insert(number);
        } else if small.trigger >> state & 1 == 1 {
            marks.unmet.insert(number);
        }
    }
    marks
}

/// The counterexample if there is one, the kinds that are needed if not, and the states in which a run is cut.
fn leads_to(small: &Small, space: &Numbered, workers: usize) -> (Option<Run<1>>, Vec<u16>, u64) {
    with_guide(small, space, workers, |guide| {
        let (mut known, mut cut) = (Known::default(), Bits::new(space.len() as usize));
        let run = promise::one(guide, &marks(small, space), &mut known, &mut cut, true).expect("nothing stops it");
        (run, known.needs.into_iter().collect(), cut.len())
    })
}

#[test]
fn leads_to_is_judged_as_by_counting_out() {
    let mut random = Random::new(7);
    let (mut violated, mut stopping, mut needing, mut strongly, mut cut) = (0, 0, 0, 0, 0);
    for _ in 0..GRAPHS {
        let small = Small::random(&mut random);
        let space = small.space(&mut random);
        let (run, needs, edges) = leads_to(&small, &space, 1);
        let expected = twin::fair_sets(&small, None);
        assert_eq!(run.is_some(), !expected.is_empty(), "{small:?}");
        cut += u32::from(edges > 0);
        if let Some(run) = run {
            violated += 1;
            reader::read(&small, &run);
            let Run::Lasso(lasso) = &run else { panic!("no lasso") };
            stopping += u32::from(lasso.cycle.is_empty());
            assert_eq!(Some(lasso.stem.steps.len()), twin::nearest(&small, &expected), "{small:?}");
        } else {
            let kinds = 0..u16::try_from(small.kinds.len()).unwrap();
            let fair = kinds.filter(|kind| small.kinds[usize::from(*kind)].0 != Fairness::Unfair);
            let breaking: Vec<u16> = fair.filter(|kind| !twin::fair_sets(&small, Some(*kind)).is_empty()).collect();
            assert_eq!(needs, breaking, "{small:?}");
            needing += u32::from(!needs.is_empty());
            strongly += u32::from(needs.iter().any(|kind| small.kinds[usize::from(*kind)].0 == Fairness::Strong));
        }
    }
    let seen = [violated, stopping, violated - stopping, needing, strongly, cut];
    assert!(seen.iter().all(|number| *number > 200), "too little happens: {seen:?}");
}

#[test]
fn neither_numbers_nor_workers_show() {
    let mut random = Random::new(11);
    for _ in 0..GRAPHS / 4 {
        let small = Small::random(&mut random);
        let first = leads_to(&small, &small.space(&mut random), 1);
        assert_eq!(first, leads_to(&small, &small.space(&mut random), 3), "{small:?}");
    }
}

#[test]
fn always_possible_is_judged_as_by_counting_out() {
    let mut random = Random::new(13);
    let mut seen = [0, 0, 0];
    for _ in 0..GRAPHS {
        let small = Small::random(&mut random);
        let space = small.space(&mut random);
        let (path, cut) = with_guide(&small, &space, 1, |guide| {
            let order = possible::order(guide).expect("nothing stops it");
            let mut cut = Bits::new(space.len() as usize);
            let path = possible::one(guide, &order, &marks(&small, &space), &mut cut).expect("nothing stops it");
            (path, cut.len())
        });
        let (lost, outside) = twin::lost(&small);
        assert_eq!(path.as_ref().map(|path| path.steps.len()), twin::distance(&small, lost), "{small:?}");
        assert_eq!(cut, u64::from(outside.count_ones()), "{small:?}");
        if let Some(path) = &path {
            let end = reader::walk(&small, path.start[0], &path.steps);
            assert_eq!(lost >> end & 1, 1, "{small:?}");
        }
        seen[usize::from(path.is_some())] += 1;
        seen[2] += u32::from(cut > 0);
    }
    assert!(seen.iter().all(|number| *number > 100), "too little happens: {seen:?}");
}

#[test]
fn polling_is_judged_as_by_counting_out() {
    let mut random = Random::new(17);
    let mut seen = [0, 0];
    for _ in 0..GRAPHS {
        let small = Small::random(&mut random);
        let judged = with_guide(&small, &small.space(&mut random), 1, |guide| polling::judge(guide).expect("goes on"));
        let circling = twin::circling(&small);
        let expected = twin::distance(&small, circling.iter().fold(0, |all, (_, states)| all | states));
        match judged.outcome {
            Outcome::Holds(_) => assert_eq!(expected, None, "{small:?}"),
            Outcome::Violated(example) => {
                let Run::Lasso(lasso) = example.run else { panic!("no lasso") };
                assert_eq!(Some(lasso.stem.steps.len()), expected, "{small:?}");
                let end = reader::walk(&small, 0, &lasso.stem.steps);
                assert_eq!(reader::walk(&small, end, &lasso.cycle), end, "{small:?}");
                assert!(!lasso.cycle.is_empty());
                for step in &lasso.cycle {
                    assert_eq!(
                        (small.kinds[usize::from(step.event.kind)].2, step.event.interruption),
                        (lasso.alone, 0)
                    );
                }
            }
        }
        seen[usize::from(expected.is_some())] += 1;
    }
    assert!(seen.iter().all(|number| *number > 200), "too little happens: {seen:?}");
}

#[test]
fn memory_and_impatience_end_it() {
    let small = Small::random(&mut Random::new(3));
    let space = small.space(&mut Random::new(3));
    let labels = Labels::of(&small.kinds);
    let build = |stop: &AtomicBool, most| {
        let watch = Watch::new(stop, most);
        Graph::build(&small, &labels, &space, 1, &watch, &()).map(|graph| graph.edges()).err()
    };
    assert_eq!(build(&AtomicBool::new(false), None), None);
    assert_eq!(build(&AtomicBool::new(false), Some(1)), Some(Cause::Memory(1)));
    assert_eq!(build(&AtomicBool::new(true), None), Some(Cause::Interrupt));
}

#[test]
fn a_space_with_a_hole_is_an_error() {
    let small = Small { states: 2, transitions: vec![(0, 0, 0, 1)], ..Small::random(&mut Random::new(5)) };
    let space = Numbered::new(vec![0]);
    let stop = AtomicBool::new(false);
    let watch = Watch::new(&stop, None);
    let built = Graph::build(&small, &Labels::of(&small.kinds), &space, 2, &watch, &());
    assert_eq!(built.err(), Some(Cause::Internal));
}
