//! Mutation: whether anybody would notice if the protocol were a little different.
//!
//! Each [mutant](honnin_codegen::mutate) is checked like any other protocol, exhaustively, at small scopes, the smallest first.
//! It is *killed* where something is not as stated that is so of the protocol. Where nothing is noticed it is tried at the next
//! scope. After the last it may mean the same as the protocol: it is *equivalent* at that scope, when both are strongly
//! bisimilar and the changed place was executed, with both outcomes where it is a condition. What is neither has *survived*: a
//! property is missing, or something in the protocol is redundant.
//!
//! - `ladder`: the scopes. `base`: the protocol itself at one. `judge`: a mutant, scope by scope.
//! - `same`, `pairs`, `bisimulation`: whether it does the same, the cheapest question first; `lts` is what they ask.
//! - `executed`: whether the changed place was.

mod base;
mod bisimulation;
mod executed;
mod judge;
mod ladder;
mod lts;
mod pairs;
mod report;
mod same;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use honnin_codegen::diagnostic::Diagnostic;
use honnin_codegen::explained::Comments;
use honnin_codegen::ir::Sizes;
use honnin_codegen::mutate::{self, Line, Mutant, Operator};
use honnin_codegen::source::Source;
use honnin_codegen::{Protocol, compile_one};

use crate::control::Progress;
use crate::verdict::Verdict;
use judge::Judge;
pub use report::{Fate, Judged, Report};

/// What is mutated, and how far each mutant is followed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file.
    pub source: Source,
    /// The workflow in it.
    pub workflow: String,
    /// The scopes, by name, the smallest first: a mutant is tried at the next one when this one does not tell. Before one
    /// with many states come some in which some of its numbers of ids are 1.
    pub scopes: Vec<(String, Sizes)>,
    /// How many mutants are judged at once; at least 1.
    pub workers: usize,
    /// Distinct states at which a mutant is given up.
    pub most: u64,
}

/// A scope on the way.
#[derive(Clone, Debug)]
struct Rung {
    name: String,
    sizes: Sizes,
    /// Whether it is one of the plan.
    named: bool,
    /// How many states the protocol has there; `None` where that is more than a mutant may have.
    states: Option<usize>,
}

/// Why there is no report.
#[derive(Clone, Debug)]
pub enum Unfit {
    /// The file does not compile, or does not hold the workflow.
    Malformed(Vec<Diagnostic>),
    /// The protocol itself is not as it states at this scope: nothing would be said of its mutants.
    NotAsStated(Box<Verdict>),
    /// The protocol's states do not fit at the first scope, or are more than a mutant's may be: which scope.
    TooLarge(String),
}

/// Judges every mutant of a workflow. What is found does not depend on the number of workers.
///
/// # Errors
/// When the protocol itself does not compile, does not fit, or is not as it states.
pub fn mutate(plan: &Plan, interrupt: &AtomicBool, progress: &dyn Progress) -> Result<Report, Unfit> {
    let proposed = mutate::mutants(&plan.source, &plan.workflow).map_err(Unfit::Malformed)?;
    progress.phase("judging the protocol itself");
    let judge = match Judge::new(plan, interrupt) {
        Ok(judge) => judge,
        Err(Unfit::TooLarge(_)) if interrupt.load(Ordering::Relaxed) => return Ok(Report::nothing(proposed.len())),
        Err(unfit) => return Err(unfit),
    };
    progress.phase("compiling the mutants");
    let compiled = each(&proposed, plan.workers, interrupt, progress, |mutant| {
        let text = mutant.text(&plan.source);
        let protocol = protocol(&plan.source, &text, &plan.workflow);
        Some(protocol.map(|protocol| (judge::fingerprint(&protocol), text, protocol.ir)))
    });
    let mut seen = BTreeSet::from([judge.fingerprint()]);
    let (mut fit, mut malformed, mut same) = (Vec::new(), 0, 0);
    for (mutant, compiled) in proposed.iter().zip(compiled) {
        match compiled {
            None => {}
            Some(None) => malformed += 1,
            Some(Some((fingerprint, text, ir))) if seen.insert(fingerprint) => fit.push((mutant, text, ir)),
            Some(Some(_)) => same += 1,
        }
    }
    progress.phase(&format!("judging {} mutants", fit.len()));
    let fates = each(&fit, plan.workers, interrupt, progress, |(mutant, _, ir)| judge.fate(mutant, ir, interrupt));
    let judged: Vec<Judged> = fit
        .iter()
        .zip(fates)
        .filter_map(|((mutant, text, _), fate)| Some(judged(&plan.source, mutant, text, fate?)))
        .collect();
    let left = proposed.len() - malformed - same - judged.len();
    Ok(Report {
        mutants: judged,
        proposed: proposed.len(),
        malformed,
        same,
        left,
        skipped: judge.skipped(),
        properties: judge.properties(),
    })
}

/// Does some work for each item, several at a time; `None` for those that were not reached before an interrupt.
fn each<I: Sync, T: Send>(
    items: &[I],
    workers: usize,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
    work: impl Fn(&I) -> Option<T> + Sync,
) -> Vec<Option<T>> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Vec<Mutex<Option<T>>> = items.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            scope.spawn(|| {
                while let Some((item, result)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    items.get(index).zip(results.get(index)).filter(|_| !interrupt.load(Ordering::Relaxed))
                } {
                    *result.lock().unwrap_or_else(PoisonError::into_inner) = work(item);
                    progress.examined(done.fetch_add(1, Ordering::Relaxed) as u64 + 1);
                }
            });
        }
    });
    results.into_iter().map(|result| result.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// The workflow of a name in a text, if it means something.
fn protocol(source: &Source, text: &str, workflow: &str) -> Option<Protocol> {
    compile_one(&Source::new(source.name.clone(), text), workflow).ok().flatten()
}

fn judged(source: &Source, mutant: &Mutant, text: &str, fate: Fate) -> Judged {
    let difference = mutant.difference(source, text).into_iter().map(|line| match line {
        Line::Old(number, text) => (Some(number), text.to_owned()),
        Line::New(text) => (None, text.to_owned()),
    });
    let line = mutant.lines(source).start;
    let defence = Comments::of(source).at(line).map(str::to_owned);
    Judged { mutant: mutant.clone(), line, difference: difference.collect(), fate, defence }
}

/// Whether an operator changes what is tested.
fn is_condition(operator: Operator) -> bool {
    matches!(operator, Operator::DropCondition | Operator::NegateCondition | Operator::WidenTimeout)
}
