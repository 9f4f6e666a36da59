//! `conformance!`: what the walk over a role's local states needs of its emitted Machine.

/// Emits, where it is called, a module `name_conformance` that puts the machines of a protocol to the conformance walk:
/// translations between their types and the model's values, for ids and documents of one's own, and for each role an
/// implementation of `honnin_checker::conformance::Machine`.
///
/// ```text
/// honnin::unverified_machine!(honnin_protocols::issuance::protocol);
/// honnin::conformance!(honnin_protocols::issuance::protocol, machine = issuance);
/// ```
///
/// `machine` is the module with the machines, as it is called where the macro is; what `machine!` emits serves as well. The
/// crate that calls it depends on `honnin-checker`, so that a service alone does not: put it into the tests.
#[macro_export]
macro_rules! conformance {
    ($source:path, machine = $machine:path $(,)?) => {
        $source! { { $machine } $crate::__conformance }
    };
}

/// The machines of a protocol as an emitter with a known fault would emit them, with their conformance: to show that the
/// walk finds it. Never for anything else.
#[doc(hidden)]
#[macro_export]
macro_rules! sabotaged_machine {
    ($source:path, fault = $fault:literal $(,)?) => {
        $source! { { $fault } $crate::__sabotaged }
    };
}
