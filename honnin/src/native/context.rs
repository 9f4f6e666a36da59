//! The run of one body: what it may choose, what it has put out, why it stopped.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;
use core::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::run::{Output, Stop};

std::thread_local! {
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
}

/// Whoever explores: it makes the choices of a run, and runs the body again to make others.
pub trait Choices {
    /// A number below `of`.
    fn choose(&mut self, of: u32) -> u32;

    /// A free id of a sort that this run has not taken yet; `None` when there is none.
    fn fresh(&mut self, sort: usize) -> Option<u32>;
}

/// No choices: for what has none, observers and properties.
#[derive(Clone, Copy, Debug)]
pub struct NoChoice;

impl Choices for NoChoice {
    fn choose(&mut self, _: u32) -> u32 {
        panic!("an observer or a property chooses nothing")
    }

    fn fresh(&mut self, _: usize) -> Option<u32> {
        panic!("an observer or a property takes no fresh id")
    }
}

/// What a body sees besides its state and its arguments, and what it leaves behind.
pub struct Run {
    ids: Vec<u32>,
    parameters: Vec<u32>,
    choices: Box<dyn Choices>,
    outputs: Vec<Output>,
}

impl Run {
    /// A run in a scope: how many ids each sort has, and every parameter's number.
    #[must_use]
    pub fn new(ids: Vec<u32>, parameters: Vec<u32>, choices: impl Choices + 'static) -> Self {
        Self { ids, parameters, choices: Box::new(choices), outputs: Vec::new() }
    }

    pub(crate) fn ids(&self, sort: usize) -> u32 {
        self.ids[sort]
    }

    pub(crate) fn choose(&mut self, of: u32) -> u32 {
        self.choices.choose(of)
    }

    pub(crate) fn fresh(&mut self, sort: usize) -> Option<u32> {
        self.choices.fresh(sort)
    }

    pub(crate) fn put_out(&mut self, output: Output) {
        self.outputs.push(output);
    }
}

/// Runs a body to its end or to where it stops.
///
/// # Errors
/// Why it stops.
///
/// # Panics
/// As the body does, but for the overflow of a count, which is [`Stop::Arithmetic`].
pub fn run<R>(run: Run, body: impl FnOnce() -> R) -> Result<R, Stop> {
    let outer = RUN.replace(Some(run));
    let result = catch_unwind(AssertUnwindSafe(body));
    RUN.replace(outer);
    result.map_err(|payload| why(&*payload).unwrap_or_else(|| resume_unwind(payload)))
}

/// What a body put out so far.
#[must_use]
pub fn outputs() -> Vec<Output> {
    with(|run| core::mem::take(&mut run.outputs))
}

/// The scope's number for a parameter.
#[must_use]
pub fn parameter(number: usize) -> u32 {
    with(|run| run.parameters[number])
}

/// Why a body stopped, if it was one of the language's reasons. Counts are plain `u32`s to rustc, and what it says when
/// they leave the naturals is all that there is to know it by; so bodies run in builds with overflow checks only.
fn why(payload: &(dyn Any + Send)) -> Option<Stop> {
    let text = || payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let overflow = |text: &str| text.starts_with("attempt to ") && text.ends_with(" with overflow");
    payload.downcast_ref::<Stop>().copied().or_else(|| text().filter(|text| overflow(text)).map(|_| Stop::Arithmetic))
}

/// Speaks to the run of this thread.
pub(crate) fn with<R>(say: impl FnOnce(&mut Run) -> R) -> R {
    RUN.with_borrow_mut(|run| say(run.as_mut().expect("a body runs inside `honnin::native::run`")))
}

/// Leaves the body, from however deep a helper; `resume_unwind` because nothing is wrong that the panic hook should tell.
pub(crate) fn stop(stop: Stop) -> ! {
    resume_unwind(Box::new(stop))
}
