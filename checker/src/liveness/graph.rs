//! The graph of a space: every transition once, with the label by which fairness knows it.
//!
//! It is kept in segments of consecutive states, each with its own offsets (compressed sparse rows), so that several
//! workers build it without copying and growth never needs twice the memory. An edge takes 8 bytes and a state 4.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use super::label::Labels;
use super::watch::{Held, Watch};
use crate::control::{Cause, Progress};
use crate::sorted::dedup_from;
use crate::space::Space;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// The target of an event whose run leaves the scope.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// The states of one segment: few enough that a worker's last one is soon done, many enough that handing them out costs
/// nothing.
const SEGMENT: u32 = 1 << 14;

/// An edge. Where the target is the state itself something polls without changing anything; other self-loops are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc {
    pub(super) target: u32,
    pub(super) label: u32,
}

/// All of it.
pub(super) struct Graph<'w> {
    states: u32,
    segments: Vec<Segment>,
    _held: Vec<Held<'w, 'w>>,
}

struct Segment {
    /// One more than states.
    offsets: Box<[u32]>,
    arcs: Box<[Arc]>,
}

impl<'w> Graph<'w> {
    /// Expands every state of a space once. Time and memory grow with states and transitions; the result is the same for
    /// any number of workers.
    pub(super) fn build<const W: usize, S: System<W>>(
        system: &S,
        labels: &Labels,
        space: &dyn Space<W>,
        workers: usize,
        watch: &'w Watch<'w>,
        progress: &dyn Progress,
    ) -> Result<Self, Cause> {
        let states = space.len();
        let builder = Builder {
            system,
            labels,
            space,
            watch,
            next: AtomicU32::new(0),
            done: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            built: Mutex::new(Vec::new()),
        };
        let outcome = std::thread::scope(|scope| {
            let others: Vec<_> = (1..workers.max(1)).map(|_| scope.spawn(|| builder.work(None))).collect();
            let own = builder.work(Some(progress));
            let joined = others.into_iter().map(|other| other.join().unwrap_or(Err(Cause::Internal)));
            std::iter::once(own).chain(joined.collect::<Vec<_>>()).find(Result::is_err).unwrap_or(Ok(()))
        });
        outcome?;
        let mut built = builder.built.into_inner().unwrap_or_else(PoisonError::into_inner);
        built.sort_by_key(|(number, ..)| *number);
        let (segments, held) = built.into_iter().map(|(_, segment, held)| (segment, held)).unzip();
        Ok(Self { states, segments, _held: held })
    }

    pub(super) fn states(&self) -> u32 {
        self.states
    }

    /// How many edges there are.
    pub(super) fn edges(&self) -> u64 {
        self.segments.iter().map(|segment| segment.arcs.len() as u64).sum()
    }

    /// What leaves a state, without doubles.
    pub(super) fn arcs(&self, state: u32) -> &[Arc] {
        let segment = &self.segments[(state / SEGMENT) as usize];
        let at = (state % SEGMENT) as usize;
        &segment.arcs[segment.offsets[at] as usize..segment.offsets[at + 1] as usize]
    }

    /// The edges to other states of the scope.
    pub(super) fn moves(&self, state: u32) -> impl Iterator<Item = Arc> + '_ {
        self.arcs(state).iter().copied().filter(move |arc| arc.target != OUTSIDE && arc.target != state)
    }

    /// The labels of what is enabled: what changes the state or leaves the scope. A label may come several times.
    pub(super) fn enabled(&self, state: u32) -> impl Iterator<Item = u32> + '_ {
        self.arcs(state).iter().filter(move |arc| arc.target != state).map(|arc| arc.label)
    }

    /// Whether something enabled leaves the scope.
    pub(super) fn leaves(&self, state: u32) -> bool {
        // Arcs are sorted by target, and nothing is beyond the outside.
        self.arcs(state).last().is_some_and(|arc| arc.target == OUTSIDE)
    }
}

/// What the workers share while they build.
struct Builder<'b, 'w, const W: usize, S> {
    system: &'b S,
    labels: &'b Labels,
    space: &'b dyn Space<W>,
    watch: &'w Watch<'w>,
    next: AtomicU32,
    done: AtomicU64,
    /// Another worker cannot go on.
    failed: AtomicBool,
    built: Mutex<Vec<(u32, Segment, Held<'w, 'w>)>>,
}

impl<'w, const W: usize, S: System<W>> Builder<'_, 'w, W, S> {
    fn work(&self, progress: Option<&dyn Progress>) -> Result<(), Cause> {
        let worked = self.segments(progress);
        if worked.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        worked
    }

    fn segments(&self, progress: Option<&dyn Progress>) -> Result<(), Cause> {
        let segments = self.space.len().div_ceil(SEGMENT);
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= segments || self.failed.load(Ordering::Relaxed) {
                return Ok(());
            }
            let first = number * SEGMENT;
            let last = self.space.len().min(first.saturating_add(SEGMENT));
            let (segment, held) = self.segment(first..last)?;
            self.built.lock().unwrap_or_else(PoisonError::into_inner).push((number, segment, held));
            let done = self.done.fetch_add(u64::from(last - first), Ordering::Relaxed) + u64::from(last - first);
            if let Some(progress) = progress {
                progress.examined(done);
            }
        }
    }

    fn segment(&self, states: std::ops::Range<u32>) -> Result<(Segment, Held<'w, 'w>), Cause> {
        let mut offsets = Vec::with_capacity(states.len() + 1);
        let mut arcs = Vec::new();
        offsets.push(0);
        for number in states {
            let state = self.space.state(number);
            let mut row = Row { builder: self, number, state, arcs: &mut arcs, astray: false };
            let start = row.arcs.len();
            self.system.expand(&state, &mut row);
            if row.astray {
                return Err(Cause::Internal);
            }
            arcs[start..].sort_unstable();
            dedup_from(&mut arcs, start);
            offsets.push(u32::try_from(arcs.len()).map_err(|_| Cause::Internal)?);
        }
        let held = self.watch.hold(4 * offsets.len() as u64 + 8 * arcs.len() as u64)?;
        Ok((Segment { offsets: offsets.into(), arcs: arcs.into() }, held))
    }
}

/// Collects what leaves one state.
struct Row<'r, 'b, 'w, const W: usize, S> {
    builder: &'r Builder<'b, 'w, W, S>,
    number: u32,
    state: [u64; W],
    arcs: &'r mut Vec<Arc>,
    /// A successor is not in the space, which then is not all of it.
    astray: bool,
}

impl<const W: usize, S: System<W>> Sink<W> for Row<'_, '_, '_, W, S> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        let label = self.builder.labels.label(event);
        if *next == self.state {
            if self.builder.labels.owner(label).is_some() {
                self.arcs.push(Arc { target: self.number, label });
            }
            return;
        }
        match self.builder.space.number(next) {
            Some(target) => self.arcs.push(Arc { target, label }),
            None => self.astray = true,
        }
    }

    fn edge(&mut self, event: EventCode, _: Edge) {
        self.arcs.push(Arc { target: OUTSIDE, label: self.builder.labels.label(event) });
    }

    /// A defect is a violation of its own, and no transition: for liveness the event is not enabled.
    fn defect(&mut self, _: EventCode, _: Defect) {}
}
