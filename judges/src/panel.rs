//! Everybody who is asked: who is there, and what they say of many protocols, several at a time.

use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use honnin_checker::control::Progress;
use honnin_codegen::ir::{Ir, Sizes};

use crate::asking::ask;
use crate::column::{Cell, Column};
use crate::judge::{Effort, Judge, Missing};
use crate::ours;
use crate::process::Patience;
use crate::rumur::Rumur;
use crate::sheet::Sheet;
use crate::spin::Spin;
use crate::tlc::Tlc;

/// The judges, in the order of the table.
pub struct Panel {
    seats: Vec<Result<Box<dyn Judge>, Missing>>,
}

/// A protocol at a scope, judged by our own engine already.
pub struct Case<'a> {
    /// The protocol.
    pub ir: &'a Ir,
    /// Its sizes.
    pub sizes: &'a Sizes,
    /// The scope, in words.
    pub scope: String,
    /// What our engine says.
    pub ours: Column,
}

/// How to ask.
pub struct Way<'a> {
    /// Where the files go: a folder for each protocol, in it one for each judge, in it one for each run.
    pub folder: &'a Path,
    /// How many may work at the same time.
    pub workers: usize,
    /// Set to end it all.
    pub interrupt: &'a AtomicBool,
    /// How long each judge may take for each protocol.
    pub max_time: Option<Duration>,
    /// Hears who is asked.
    pub progress: &'a dyn Progress,
}

impl Panel {
    /// Looks for everybody on this machine.
    #[must_use]
    pub fn find(effort: Effort) -> Self {
        let tlc = Tlc::find().map(|tlc| tlc.with(effort));
        let spin = Spin::find().map(|spin| spin.with(effort));
        let rumur = Rumur::find().map(|rumur| rumur.with(effort));
        Self { seats: vec![boxed(tlc), boxed(spin), boxed(rumur)] }
    }

    /// Of these only.
    #[must_use]
    pub fn of(seats: Vec<Result<Box<dyn Judge>, Missing>>) -> Self {
        Self { seats }
    }

    /// Who is not there.
    pub fn missing(&self) -> impl Iterator<Item = &Missing> {
        self.seats.iter().filter_map(|seat| seat.as_ref().err())
    }

    /// Asks everybody about every case; the sheets are in the order of the cases.
    #[must_use]
    pub fn compare(&self, cases: &[Case<'_>], way: &Way<'_>) -> Vec<Sheet> {
        let width = 2 + self.seats.len();
        let columns = each(cases.len() * width, way.workers, |task| {
            let (case, seat) = (&cases[task / width], task % width);
            let until = way.max_time.map(|time| Instant::now() + time);
            self.column(case, seat, way, &Patience { interrupt: way.interrupt, until })
        });
        let sheet = |(case, columns): (&Case<'_>, &[Column])| {
            let mut columns = columns.to_vec();
            columns.insert(1, case.ours.clone());
            Sheet::new(case.ir, &case.scope, &columns)
        };
        cases.iter().zip(columns.chunks(width)).map(sheet).collect()
    }

    fn column(&self, case: &Case<'_>, seat: usize, way: &Way<'_>, patience: &Patience<'_>) -> Column {
        let asking = |judge: &str| way.progress.phase(&format!("asking {judge} about {}", case.ir.name));
        match seat.checked_sub(2).map(|seat| &self.seats[seat]) {
            None if seat == 0 => {
                asking(ours::EVALUATOR);
                ours::evaluator(case.ir, case.sizes, patience)
            }
            None => {
                asking(ours::STATERIGHT);
                ours::stateright(case.ir, case.sizes, patience)
            }
            Some(Ok(judge)) => {
                asking(judge.name());
                let folder = way.folder.join(&case.ir.name).join(judge.name().to_lowercase());
                ask(&**judge, case.ir, case.sizes, &case.ours, &folder, patience)
            }
            Some(Err(missing)) => Column::of(missing.judge, case.ir, &Cell::Missing(missing.remedy())),
        }
    }
}

fn boxed<J: Judge + 'static>(found: Result<J, Missing>) -> Result<Box<dyn Judge>, Missing> {
    found.map(|judge| Box::new(judge) as Box<dyn Judge>)
}

/// Does every task, some at a time, and gives their results in order.
fn each<T: Send>(tasks: usize, workers: usize, task: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= tasks {
                        return;
                    }
                    let result = task(index);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
