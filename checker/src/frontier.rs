//! The frontier: how far each property holds, and where it breaks first.
//!
//! The numbers of a scope span a lattice: more ids, more room, more faults. From a smallest point upwards, the cheapest
//! first, each point is checked whole. Along the budgets of faults, and there alone, what a finite run can show follows
//! without one: a run with few faults is one that more would have allowed too, so a violation stays one, and what holds
//! under many faults holds under few. Everything else is run, since a larger scope has other free ids, fuller channels
//! and other edges.

mod lattice;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use honnin_codegen::ir::{Ir, Sizes};

pub use lattice::{Axis, Point};

use crate::control::{Cause, Progress};
use crate::trial::Trial;
use crate::verdict::{Finding, Kind, Outcome, Verdict};
use lattice::Lattice;

/// What is searched, and for how long.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The protocol.
    pub ir: Ir,
    /// Where the numbers that are no axis stand, and those of the axes begin.
    pub start: Sizes,
    /// What grows.
    pub axes: Vec<Axis>,
    /// Threads.
    pub workers: usize,
    /// Distinct states at which a point is given up, and with it all above it.
    pub most: u64,
    /// When to stop.
    pub time: Option<Duration>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Frontier {
    /// The axes.
    pub axes: Vec<Axis>,
    /// Every property, in the order of the source, then what every protocol claims.
    pub rows: Vec<Row>,
    /// The points that were checked whole, in the order in which they were, and how many distinct states each has.
    pub checked: Vec<(Point, u64)>,
    /// The points that were given up: too many states.
    pub too_large: Vec<Point>,
    /// How many points within the axes' ends were not reached in the time, and follow from nothing.
    pub unreached: usize,
}

/// A property, and how far it goes.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What is claimed.
    pub kind: Kind,
    /// The least points at which it is violated (of a `#[reachable]`: witnessed), with the least number of steps.
    pub breaks: Vec<(Point, Option<u32>)>,
    /// The greatest points at which it is not.
    pub holds: Vec<Point>,
    /// Points at which it was not judged: too many states for a promise.
    pub open: Vec<Point>,
}

impl Row {
    /// Whether a violation stays one with more faults, and its absence with fewer. All that a finite run can show is such:
    /// a state, a step, a defect, a rest in which only faults are left to happen, a role's own steps that lead back. What is
    /// about all that may come after is not, since a fault can also help.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        is_closed(self.kind)
    }
}

/// Searches the lattice.
///
/// The points nearest to the start come first; one at which every property is known to break below, or follows from another
/// point, is left out. Time grows with the states of all points that are checked, and there may be as many points as the product
/// of the lengths of the axes.
#[must_use]
pub fn search(plan: &Plan, interrupt: &AtomicBool, progress: &dyn Progress) -> Frontier {
    let deadline = plan.time.map(|time| Instant::now() + time);
    let mut search = Search { plan, lattice: Lattice::new(&plan.axes), found: Vec::new(), too_large: Vec::new() };
    let over = || interrupt.load(Ordering::Relaxed) || deadline.is_some_and(|deadline| Instant::now() >= deadline);
    let mut unreached = 0;
    for point in search.lattice.points() {
        if search.is_settled(&point) {
            continue;
        }
        if over() {
            unreached += 1;
            continue;
        }
        progress.phase(&format!("checking {}", point.words(&plan.axes)));
        if !search.check(point, deadline, interrupt) {
            unreached += 1;
        }
    }
    search.frontier(unreached)
}

struct Search<'p> {
    plan: &'p Plan,
    lattice: Lattice,
    found: Vec<(Point, Verdict)>,
    too_large: Vec<Point>,
}

impl Search<'_> {
    /// Whether nothing is to be learnt from a point: it has too many states, or each property breaks below it or follows.
    fn is_settled(&self, point: &Point) -> bool {
        if self.too_large.iter().any(|large| large.is_below(point)) {
            return true;
        }
        let Some((_, first)) = self.found.first() else { return false };
        first.findings.iter().filter(|finding| is_property(finding)).all(|finding| {
            let closed = is_closed(finding.kind);
            self.found.iter().any(|(other, verdict)| {
                let outcome = verdict.finding(&finding.name).map(|finding| finding.outcome);
                match outcome {
                    Some(Outcome::Violated | Outcome::Witnessed) => other.is_below(point),
                    Some(Outcome::NoViolation | Outcome::Unwitnessed) => {
                        closed && point.is_below(other) && self.lattice.differ_in_faults_only(point, other)
                    }
                    _ => false,
                }
            })
        })
    }

    /// Checks a point; `false` where the time is over before the end.
    fn check(&mut self, point: Point, deadline: Option<Instant>, interrupt: &AtomicBool) -> bool {
        let Plan { ir, workers, most, .. } = self.plan;
        let sizes = point.sizes(&self.plan.start, &self.plan.axes);
        let trial = Trial { workers: *workers, most: *most, symmetry: false, fail_fast: false };
        let verdict = within(deadline, interrupt, |stop| trial.run(ir, ("frontier", &sizes), stop));
        match verdict {
            Some(Verdict { incomplete: Some(Cause::Interrupt), .. }) => return false,
            Some(verdict) if verdict.incomplete.is_none() => self.found.push((point, verdict)),
            // What is found in a part stands, but the rest is unknown: there are too many states.
            _ => self.too_large.push(point),
        }
        true
    }

    fn frontier(self, unreached: usize) -> Frontier {
        let mut rows: Vec<Row> = Vec::new();
        for (point, verdict) in &self.found {
            for finding in verdict.findings.iter().filter(|finding| is_property(finding)) {
                let at = rows.iter().position(|row| row.name == finding.name).unwrap_or_else(|| {
                    let (name, kind) = (finding.name.clone(), finding.kind);
                    rows.push(Row { name, kind, breaks: Vec::new(), holds: Vec::new(), open: Vec::new() });
                    rows.len() - 1
                });
                match finding.outcome {
                    Outcome::Violated | Outcome::Witnessed => rows[at].breaks.push((point.clone(), finding.steps)),
                    Outcome::NoViolation | Outcome::Unwitnessed => rows[at].holds.push(point.clone()),
                    Outcome::Incomplete | Outcome::NotJudged => rows[at].open.push(point.clone()),
                }
            }
        }
        for row in &mut rows {
            let points: Vec<Point> = row.breaks.iter().map(|(point, _)| point.clone()).collect();
            row.breaks.retain(|(point, _)| !points.iter().any(|other| other != point && other.is_below(point)));
            let points = row.holds.clone();
            row.holds.retain(|point| !points.iter().any(|other| other != point && point.is_below(other)));
        }
        Frontier {
            axes: self.plan.axes.clone(),
            rows,
            checked: self.found.into_iter().map(|(point, verdict)| (point, verdict.states)).collect(),
            too_large: self.too_large,
            unreached,
        }
    }
}

/// Whether a finding is about a property: an action that is never taken in a small scope is no news.
fn is_property(finding: &Finding) -> bool {
    finding.kind != Kind::Taken
}

fn is_closed(kind: Kind) -> bool {
    !matches!(kind, Kind::LeadsTo | Kind::AlwaysPossible | Kind::Taken)
}

/// Does some work that heeds a flag, which is set by an interrupt and when the time is over.
fn within<T>(deadline: Option<Instant>, interrupt: &AtomicBool, work: impl FnOnce(&AtomicBool) -> T) -> T {
    let mut result = None;
    crate::check::until(deadline, interrupt, |stop| result = Some(work(stop)));
    result.expect("the work was done")
}
