//! `machine!` and `unverified_machine!`: a protocol's production state machines.

/// Emits, where it is called, a module with the production state machines of a verified protocol, one for each role.
///
/// ```text
/// honnin::machine!(honnin_protocols::issuance::protocol, records = "verified");
/// let server = issuance::server::Machine::<Ours>::new(config)?;
/// ```
///
/// `records` is a folder beside the `Cargo.toml` of the crate that calls it. `honnin verify` explores the protocol, walks
/// its machines and leaves a record there, one file for each fingerprint. A debug build needs the record of the first
/// scope, a release build (one without `debug_assertions`) that of every claimed scope. Without it, or with one that is
/// stale, was changed, or is of a protocol that is known to break, the crate does not compile, and is told what to run.
/// Deleting or editing the record stops the next build; an edit to a comment of the protocol asks for nothing.
///
/// What is emitted uses `core` and `alloc` only; the crate that calls it says `extern crate alloc` if it has no `std`.
#[macro_export]
macro_rules! machine {
    ($source:path, records = $records:literal $(,)?) => {
        $source! { { $records } $crate::__machine }
    };
}

/// Emits the same module as [`machine!`] for a protocol of which nothing is known: for tests, for experiments, and to show
/// what a broken protocol does. **Not for production**: no record is read, and every refusal says that it is unverified.
///
/// ```text
/// honnin::unverified_machine!(honnin_protocols::yokohama_next_image::protocol);
/// ```
#[macro_export]
macro_rules! unverified_machine {
    ($source:path $(,)?) => {
        $source! { { } $crate::__unverified_machine }
    };
}

/// What a compiler explores of a protocol, an editor does not: it expands with every key that is pressed, and waits. Decided
/// here, so that a user's crate need not know the `cfg`.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __look {
    ($($protocol:tt)*) => {};
}
