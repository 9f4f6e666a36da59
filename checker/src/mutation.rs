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
mod same;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use honnin_codegen::diagnostic::Diagnostic;
use honnin_codegen::explained::Comments;
use honnin_codegen::ir::Sizes;
use honnin_codegen::mutate::{self, Line, Mutant, Operator};
use honnin_codegen::source::Source;
use honnin_codegen::{Protocol, compile_file};

use crate::control::Progress;
use crate::verdict::Verdict;
use judge::Judge;

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
    /// How many states the protocol has there, where it is not.
    states: usize,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every mutant that means something else than the protocol, in the order of the source.
    pub mutants: Vec<Judged>,
    /// How many changes were proposed.
    pub proposed: usize,
    /// How many of them are outside the language.
    pub malformed: usize,
    /// How many mean the same as the protocol, or as an earlier mutant, to the letter.
    pub same: usize,
    /// How many were not judged before an interrupt.
    pub left: usize,
    /// The scopes that no mutant was tried at: the protocol itself has more states there than a mutant may.
    pub skipped: Vec<String>,
}

/// A mutant and what became of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The change.
    pub mutant: Mutant,
    /// The first line that it touches.
    pub line: usize,
    /// The lines that were, with their numbers, and those that are instead.
    pub difference: Vec<(Option<usize>, String)>,
    /// What became of it.
    pub fate: Fate,
    /// Why the source says that it may survive: see [`honnin_codegen::explained`].
    pub defence: Option<String>,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Somebody noticed.
    Killed {
        /// At which scope.
        scope: String,
        /// What is not as stated, and the least number of steps, where it is known.
        by: Vec<(String, Option<u32>)>,
    },
    /// It does the same, and the changed place was executed.
    Equivalent {
        /// At which scope.
        scope: String,
    },
    /// Nobody noticed.
    Survived {
        /// It does the same as the protocol at the last scope: but the changed place was never executed, or its condition
        /// never decided.
        unexecuted: bool,
    },
    /// It could not be followed to the end: why.
    Unjudged(String),
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

impl Report {
    /// Killed, and those of which it was asked: all but the equivalent, the explained and those not judged.
    #[must_use]
    pub fn score(&self, of: impl Fn(&Judged) -> bool) -> (usize, usize) {
        let asked = self.mutants.iter().filter(|judged| of(judged) && judged.counts());
        let (mut killed, mut all) = (0, 0);
        for judged in asked {
            all += 1;
            killed += usize::from(matches!(judged.fate, Fate::Killed { .. }));
        }
        (killed, all)
    }

    /// The roles whose functions were changed, in the order of names; helpers that are no methods are nobody's.
    #[must_use]
    pub fn roles(&self) -> BTreeSet<Option<&str>> {
        self.mutants.iter().map(|judged| judged.mutant.role.as_deref()).collect()
    }

    /// By property, in the order in which they did: how many mutants it killed first, and how many of them nothing else did
    /// in as few steps.
    #[must_use]
    pub fn killers(&self) -> Vec<(&str, usize, usize)> {
        let mut killers: Vec<(&str, usize, usize)> = Vec::new();
        for judged in &self.mutants {
            let Fate::Killed { by, .. } = &judged.fate else { continue };
            for (name, _) in by {
                let at = killers.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
                    killers.push((name, 0, 0));
                    killers.len() - 1
                });
                killers[at].1 += 1;
                killers[at].2 += usize::from(by.len() == 1);
            }
        }
        killers
    }

    /// Those that survived and that the source does not explain.
    pub fn survivors(&self) -> impl Iterator<Item = &Judged> {
        let survived = |judged: &&Judged| matches!(judged.fate, Fate::Survived { .. }) && judged.defence.is_none();
        self.mutants.iter().filter(survived)
    }
}

impl Judged {
    /// Whether it has a part in the score.
    #[must_use]
    pub fn counts(&self) -> bool {
        match self.fate {
            Fate::Killed { .. } => true,
            Fate::Survived { .. } => self.defence.is_none(),
            Fate::Equivalent { .. } | Fate::Unjudged(_) => false,
        }
    }
}

/// Judges every mutant of a workflow. What is found does not depend on the number of workers.
///
/// # Errors
/// When the protocol itself does not compile, does not fit, or is not as it states.
pub fn mutate(plan: &Plan, interrupt: &AtomicBool, progress: &dyn Progress) -> Result<Report, Unfit> {
    let proposed = mutate::mutants(&plan.source, &plan.workflow).map_err(Unfit::Malformed)?;
    progress.phase("judging the protocol itself");
    let judge = Judge::new(plan, interrupt)?;
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
    Ok(Report { mutants: judged, proposed: proposed.len(), malformed, same, left, skipped: judge.skipped() })
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
    let protocols = compile_file(&Source::new(source.name.clone(), text)).ok()?;
    protocols.into_iter().find(|protocol| protocol.ir.name == workflow)
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
