//! The statements that are macros.

/// `require!(guard);`: the action is not enabled, and leaves no trace, unless the guard holds.
#[macro_export]
macro_rules! require {
    ($guard:expr $(,)?) => {{
        let holds: bool = $guard;
        if !holds {
            $crate::run::refuse();
        }
    }};
}

/// `refuse!()`: the action is not enabled, and leaves no trace.
#[macro_export]
macro_rules! refuse {
    () => {
        $crate::run::refuse()
    };
}

/// `fresh!(Job)`: any id of the sort that is free.
#[macro_export]
macro_rules! fresh {
    ($sort:ty $(,)?) => {
        $crate::run::fresh::<$sort>()
    };
}

/// `send!(Reply { session });`: sends a message on its channel.
#[macro_export]
macro_rules! send {
    ($message:expr $(,)?) => {
        $crate::run::send($message)
    };
}

/// `emit!(Print { session });`: lets an effect out into the world.
#[macro_export]
macro_rules! emit {
    ($effect:expr $(,)?) => {
        $crate::run::emit($effect)
    };
}

/// `ignore!();`, `ignore!("why");`: nothing is done, deliberately.
#[macro_export]
macro_rules! ignore {
    ($($why:literal)? $(,)?) => {
        ()
    };
}

/// `leads_to!(trigger => goal)`: from every state in which the trigger holds, a state comes in which the goal holds.
///
/// As an attribute, `#[leads_to]`, it marks the property whose body this is.
#[macro_export]
macro_rules! leads_to {
    ($trigger:expr => $goal:expr $(,)?) => {
        $crate::LeadsTo { trigger: $trigger, goal: $goal }
    };
}

/// Something with an error in it, which is reported: whole for the editor, which completes in it; a stub for rustc, which
/// would report it once more. Decided here, so that a user's crate need not know the `cfg`.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __stub {
    ({ $($whole:tt)* } { $($stub:tt)* }) => { $($whole)* };
}

#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __stub {
    ({ $($whole:tt)* } { $($stub:tt)* }) => { $($stub)* };
}
