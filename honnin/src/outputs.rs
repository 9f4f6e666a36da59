//! What leaves a role, and what a `#[leads_to]` property says.

/// A message: implemented by `#[workflow]` for every `#[message(..)]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message, and only a message is sent",
    label = "not a `#[message(..)]`",
    note = "an effect leaves by `emit!`"
)]
pub trait Message: Copy {
    /// Which message of its protocol, in the order of the source.
    const MESSAGE: usize;
}

/// An effect: implemented by `#[workflow]` for every `#[effect(..)]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an effect, and only an effect is emitted",
    label = "not an `#[effect(..)]`",
    note = "a message leaves by `send!`"
)]
pub trait Effect: Copy {
    /// Which effect of its protocol, in the order of the source.
    const EFFECT: usize;
}

/// A trigger and its goal: made by [`leads_to!`](crate::leads_to).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadsTo {
    /// From a state in which this holds on …
    pub trigger: bool,
    /// … a state comes in which this holds.
    pub goal: bool,
}
