//! Progress on a terminal, for what takes longer than a second.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use honnin_checker::control::Progress;
use honnin_checker::words::number;
use indicatif::{ProgressBar, ProgressStyle};

/// A line on the standard error, drawn only on a terminal.
pub(crate) struct Line {
    workflow: String,
    /// What is counted.
    unit: &'static str,
    now: Mutex<Phase>,
}

struct Phase {
    what: String,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Line {
    pub(crate) fn new(workflow: &str) -> Self {
        Self::counting(workflow, "states")
    }

    /// What is examined are not states but these.
    pub(crate) fn counting(workflow: &str, unit: &'static str) -> Self {
        let phase = Phase { what: String::new(), began: Instant::now(), bar: None };
        Self { workflow: workflow.to_owned(), unit, now: Mutex::new(phase) }
    }

    fn clear(phase: &mut Phase) {
        if let Some(bar) = phase.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        Self::clear(self.now.get_mut().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Progress for Line {
    fn phase(&self, what: &str) {
        let mut phase = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        Self::clear(&mut phase);
        *phase = Phase { what: what.to_owned(), began: Instant::now(), bar: None };
    }

    fn examined(&self, states: u64) {
        let mut phase = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let took = phase.began.elapsed();
        if took < Duration::from_secs(1) {
            return;
        }
        let rate = u128::from(states) * 1000 / took.as_millis().max(1);
        let rate = number(u64::try_from(rate).unwrap_or(u64::MAX));
        let message = format!("{}: {}, {} {}, {rate} a second", self.workflow, phase.what, number(states), self.unit);
        let bar = phase.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} {wide_msg}");
            ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        bar.set_message(message);
        bar.tick();
    }
}
