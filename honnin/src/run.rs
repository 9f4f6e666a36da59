//! What a protocol's statements mean while a body runs: choices, refusals, outputs.
//!
//! The words of the [`prelude`](crate::prelude) call these functions. Under the feature `native` they speak to the run
//! that [`native::run`](mod@crate::native) has started on this thread; without it rustc only reads the bodies, nothing calls
//! them, and a call is a panic.

use alloc::boxed::Box;
use core::any::Any;

use crate::ids::{Count, Id};
use crate::outputs::{Effect, Message};

/// Why a body ends before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A guard does not hold.
    Refused,
    /// A fresh id of this sort was wanted and none is free.
    NoFreeId(usize),
    /// A count or a queue in the state would leave its bound.
    BoundExceeded,
    /// Arithmetic would leave the naturals, or a count in an output its bound.
    Arithmetic,
}

/// Something that a body has put out, and which one it is.
#[derive(Debug)]
pub enum Output {
    /// A message, by its number.
    Message(usize, Box<dyn Any>),
    /// An effect, by its number.
    Effect(usize, Box<dyn Any>),
}

/// How many ids of a sort there are.
#[must_use]
pub fn ids(sort: usize) -> Count {
    context::with(|run| run.ids(sort))
}

/// A number below `count`: every one of them is explored.
#[must_use]
pub fn choose(count: u32) -> u32 {
    context::with(|run| run.choose(count))
}

/// Any free id, other than those that this run has already taken.
#[must_use]
pub fn fresh<K: Id>() -> K {
    match context::with(|run| run.fresh(K::SORT)) {
        Some(number) => K::from_number(number),
        None => context::stop(Stop::NoFreeId(K::SORT)),
    }
}

/// Sends a message.
pub fn send<M: Message + 'static>(message: M) {
    context::with(|run| run.put_out(Output::Message(M::MESSAGE, Box::new(message))));
}

/// Lets an effect out.
pub fn emit<E: Effect + 'static>(effect: E) {
    context::with(|run| run.put_out(Output::Effect(E::EFFECT, Box::new(effect))));
}

/// The action is not enabled.
pub fn refuse() -> ! {
    context::stop(Stop::Refused)
}

/// A place would leave its bound.
pub fn bound_exceeded() -> ! {
    context::stop(Stop::BoundExceeded)
}

/// Arithmetic would leave the naturals.
pub fn arithmetic() -> ! {
    context::stop(Stop::Arithmetic)
}

#[cfg(feature = "native")]
use crate::native::context;

#[cfg(not(feature = "native"))]
mod context {
    //! Without a run: the same words, and nobody to speak to.

    use core::convert::Infallible;

    use super::{Output, Stop};

    pub(super) struct Run(Infallible);

    impl Run {
        pub(super) fn ids(&self, _: usize) -> u32 {
            match self.0 {}
        }

        pub(super) fn choose(&mut self, _: u32) -> u32 {
            match self.0 {}
        }

        pub(super) fn fresh(&mut self, _: usize) -> Option<u32> {
            match self.0 {}
        }

        pub(super) fn put_out(&mut self, _: Output) {
            match self.0 {}
        }
    }

    pub(super) fn with<R>(_: impl FnOnce(&mut Run) -> R) -> R {
        panic!("a protocol's bodies run under honnin's feature `native` only")
    }

    pub(super) fn stop(stop: Stop) -> ! {
        panic!("{stop:?}: a protocol's bodies run under honnin's feature `native` only")
    }
}
