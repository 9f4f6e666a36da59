//! The Stateright models of the shipped protocols, and their registry.
//!
//! Each protocol's module holds a module for each scope that is compiled, and in it `Model`, a
//! [`System`] over packed states; `honnin_checker::stateright` makes a `stateright::Model`
//! of any of them.

use honnin_checker::conformance;
use honnin_checker::registry::{Runnable, Workflow, runnable};
use honnin_checker::runtime::Visitor;
use honnin_checker::system::System;
use honnin_protocols::SOURCES;
use std::sync::Arc;

/// Emits the models, and the functions that find them by name.
macro_rules! ship {
    ($($workflow:ident $(at $($scope:ident)+)?;)*) => {
        $(honnin::model!(honnin_protocols::$workflow::protocol $($(, scope($scope, like = $scope))+)?);)*

        /// Hands a compiled model to a visitor; `None` when there is no such workflow or scope.
        pub fn visit<V: Visitor>(workflow: &str, scope: &str, visitor: V) -> Option<V::Output> {
            match workflow {
                $(stringify!($workflow) => $workflow::visit(scope, visitor),)*
                _ => None,
            }
        }

        /// The fingerprint that a compiled model was emitted with, and its scopes.
        fn emitted(workflow: &str) -> Option<(&'static str, &'static [&'static str])> {
            match workflow {
                $(stringify!($workflow) => Some(($workflow::FINGERPRINT, $workflow::SCOPES)),)*
                _ => None,
            }
        }
    };
}

// At their other scopes the interpreter runs them: each of these models is a minute or more of a compiler's time.
ship! {
    issuance at quick ci;
    yokohama_next_image at quick;
    yokohama_unlocked_image at quick;
    two_phase_commit;
    tutorial;
}

/// The machines of the protocols that may be used, for the walk over their local states; ungated, since the walk comes before
/// the record.
mod machines {
    macro_rules! machines {
        ($($workflow:ident with $conformance:ident)*) => {
            $(
                honnin::unverified_machine!(honnin_protocols::$workflow::protocol);
                honnin::conformance!(honnin_protocols::$workflow::protocol, machine = $workflow);
            )*

            /// Whether it is one of them.
            pub(crate) fn has(workflow: &str) -> bool {
                [$(stringify!($workflow)),*].contains(&workflow)
            }

            /// Hands a walk to the machine of a role.
            pub(crate) fn walk<V: Visitor>(workflow: &str, role: &str, visitor: V) -> Option<V::Output> {
                match workflow {
                    $(stringify!($workflow) => $conformance::visit(role, visitor),)*
                    _ => None,
                }
            }
        };
    }

    use honnin_checker::conformance::Visitor;

    machines! {
        issuance with issuance_conformance
        two_phase_commit with two_phase_commit_conformance
        tutorial with tutorial_conformance
    }
}

/// Whether the machines of a workflow are here to be walked.
#[must_use]
pub fn has_machines(workflow: &str) -> bool {
    machines::has(workflow)
}

/// Hands a walk to the machine of a role; `None` where there is none.
pub fn walk<V: conformance::Visitor>(workflow: &str, role: &str, visitor: V) -> Option<V::Output> {
    machines::walk(workflow, role, visitor)
}

/// What is shipped, in the order in which it is shown, with its compiled models.
#[must_use]
pub fn workflows() -> Vec<Workflow> {
    let workflow = |source: &honnin_protocols::Source| Workflow {
        name: source.name,
        file: source.file,
        source: source.text,
        texts: vec![("ja", source.japanese)],
        models: scopes(source.name)
            .iter()
            .filter_map(|scope| Some((*scope, visit(source.name, scope, Erase)?)))
            .collect(),
    };
    SOURCES.iter().map(workflow).collect()
}

/// The fingerprint that a workflow's models were emitted with.
#[must_use]
pub fn fingerprint(workflow: &str) -> Option<&'static str> {
    emitted(workflow).map(|(fingerprint, _)| fingerprint)
}

/// The scopes that a workflow has compiled models for.
#[must_use]
pub fn scopes(workflow: &str) -> &'static [&'static str] {
    emitted(workflow).map_or(&[], |(_, scopes)| scopes)
}

/// Forgets how many words a model's states have.
struct Erase;

impl Visitor for Erase {
    type Output = Arc<dyn Runnable>;

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Self::Output {
        runnable(system)
    }
}
