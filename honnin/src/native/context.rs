//! The run of one body: what it may choose, what it has put out, why it stopped.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::run::{Output, Stop};

std::thread_local! {
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
}

/// The choices of a run, to be made again and then otherwise: depth first over everything that may be chosen.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    choices: Vec<Choice>,
    position: usize,
}

#[derive(Clone, Debug)]
struct Choice {
    taken: u32,
    of: u32,
}

impl Tape {
    /// The next choice: the one on the tape, or 0 beyond its end.
    fn choose(&mut self, of: u32) -> u32 {
        if self.position == self.choices.len() {
            self.choices.push(Choice { taken: 0, of });
        }
        let choice = &self.choices[self.position];
        assert_eq!(choice.of, of, "a body that runs again with the same choices meets the same choices");
        self.position += 1;
        choice.taken
    }

    /// Winds back to the start with the next combination of choices; `false` when there is none.
    pub fn advance(&mut self) -> bool {
        self.position = 0;
        while let Some(choice) = self.choices.last_mut() {
            choice.taken += 1;
            if choice.taken < choice.of {
                return true;
            }
            self.choices.pop();
        }
        false
    }
}

/// What a body sees besides its state and its arguments, and what it leaves behind.
#[derive(Debug, Default)]
pub struct Run {
    /// The scope: how many ids of each sort.
    pub ids: Vec<u32>,
    /// The scope: every parameter's number.
    pub parameters: Vec<u32>,
    /// The free ids of each sort.
    pub free: Vec<Vec<u32>>,
    /// The choices.
    pub tape: Tape,
    /// What was sent and emitted, in order.
    pub outputs: Vec<Output>,
}

impl Run {
    pub(crate) fn ids(&self, sort: usize) -> u32 {
        self.ids[sort]
    }

    pub(crate) fn choose(&mut self, of: u32) -> u32 {
        self.tape.choose(of)
    }

    pub(crate) fn fresh(&mut self, sort: usize) -> Option<u32> {
        let count = u32::try_from(self.free[sort].len()).ok().filter(|count| *count > 0)?;
        let taken = self.tape.choose(count);
        Some(self.free[sort].remove(taken as usize))
    }

    pub(crate) fn put_out(&mut self, output: Output) {
        self.outputs.push(output);
    }
}

/// Runs a body to its end or to where it stops, and gives the run back with what it has put out.
///
/// # Panics
/// As the body does, but for the overflow of a count, which is [`Stop::Arithmetic`].
pub fn run<R>(run: Run, body: impl FnOnce() -> R) -> (Run, Result<R, Stop>) {
    let outer = RUN.replace(Some(run));
    let result = catch_unwind(AssertUnwindSafe(body));
    let run = RUN.replace(outer).expect("nothing but this function takes a run away");
    match result {
        Ok(value) => (run, Ok(value)),
        Err(payload) => match payload.downcast::<Stop>() {
            Ok(stop) => (run, Err(*stop)),
            Err(payload) => resume_unwind(payload),
        },
    }
}

/// Speaks to the run of this thread.
pub(crate) fn with<R>(say: impl FnOnce(&mut Run) -> R) -> R {
    RUN.with_borrow_mut(|run| say(run.as_mut().expect("a body runs inside `honnin::native::run`")))
}

/// Leaves the body, from however deep a helper; `resume_unwind` because nothing is wrong that the panic hook should tell.
pub(crate) fn stop(stop: Stop) -> ! {
    resume_unwind(Box::new(stop))
}
