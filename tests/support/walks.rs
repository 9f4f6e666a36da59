//! Walks over the machines of a protocol.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::conformance::{Machine, Reach, Renaming, Report, Role, Visitor, reach, walk_machine};
use honnin_checker::control::Limits;
use honnin_codegen::compile_file;
use honnin_codegen::evaluate::Local;
use honnin_codegen::interpret::{self, Interpreter, dispatch};
use honnin_codegen::ir::{Amount, ComponentId, ComponentKind, Ir, Sizes};
use honnin_codegen::source::Source;
use honnin_protocols::SOURCES;

use crate::fixtures::{DEPOT, FIXTURES};

/// A protocol's representation, and the sizes of its first scope with some of them replaced.
///
/// # Panics
/// When a name is not there.
#[must_use]
pub fn sized(name: &str, replaced: &[(&str, u32)]) -> (Ir, Sizes) {
    let mut sources = SOURCES.iter().chain(FIXTURES).chain([&DEPOT]);
    let source = sources.find(|source| source.name == name).expect("it is listed");
    let ir = compile_file(&Source::new(source.file, source.text)).expect("it compiles").swap_remove(0).ir;
    let mut sizes = ir.scopes[0].sizes.clone();
    for (name, number) in replaced {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name).expect("a parameter");
        sizes.0[parameter] = Amount::AtMost(*number);
    }
    (ir, sizes)
}

/// Walks over each role; `visit` hands the walk to the role's machine.
///
/// # Panics
/// When a role has none, or the protocol does not fit.
pub fn walk_all(ir: &Ir, sizes: &Sizes, visit: impl Fn(&str, Walk<'_>) -> Option<Report>) -> Vec<Report> {
    let reaches = dispatch(ir, sizes, Explore).expect("it fits");
    let (alone, large) = Local::alone(ir, sizes);
    let roles = alone.components.iter().filter(|component| component.kind == ComponentKind::Role);
    let walk = |name: &str| {
        let walk = Walk { ir: &alone, sizes: &large, reaches: &reaches };
        visit(name, walk).expect("every role has a machine")
    };
    roles.map(|component| walk(&component.name)).collect()
}

/// A walk to be done.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    ir: &'a Ir,
    sizes: &'a Sizes,
    reaches: &'a [Reach],
}

impl Visitor for Walk<'_> {
    type Output = Report;

    fn visit<M: Machine<Names = Renaming>>(self) -> Report {
        let role = Role::new(self.ir, self.sizes, ComponentId(M::COMPONENT));
        walk_machine::<M>(&role, &self.reaches[M::COMPONENT])
    }
}

/// Finds the local states of all roles.
pub struct Explore;

impl interpret::Visitor for Explore {
    type Output = Vec<Reach>;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Vec<Reach> {
        let layout = interpreter.layout().clone();
        let limits = Limits::default();
        reach(&Arc::new(interpreter), &layout, limits, &AtomicBool::new(false), &()).expect("every state is seen")
    }
}
