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
use honnin_tests::fixtures::{DEPOT, FIXTURES};

/// The first scope of a protocol with some numbers replaced.
pub(crate) fn sized(name: &str, replaced: &[(&str, u32)]) -> (Ir, Sizes) {
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
pub(crate) fn walk_all(ir: &Ir, sizes: &Sizes, visit: impl Fn(&str, Walk<'_>) -> Option<Report>) -> Vec<Report> {
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
pub(crate) struct Walk<'a> {
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

struct Explore;

impl interpret::Visitor for Explore {
    type Output = Vec<Reach>;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Vec<Reach> {
        let layout = interpreter.layout().clone();
        let limits = Limits::default();
        reach(&Arc::new(interpreter), &layout, limits, &AtomicBool::new(false), &()).expect("every state is seen")
    }
}

/// One test for each protocol, in its first scope with some numbers replaced.
macro_rules! conforms {
    ($($protocol:ident with $conformance:ident at $sizes:expr;)*) => {
        mod machine_and_role_agree {
            use super::*;

            $(
                #[test]
                fn $protocol() {
                    let (ir, sizes) = crate::walks::sized(stringify!($protocol), $sizes);
                    let reports = crate::walks::walk_all(&ir, &sizes, |role, walk| super::$conformance::visit(role, walk));
                    let words: String = reports.iter().map(|report| format!("{report}\n")).collect();
                    assert!(reports.iter().all(|report| report.conforms()), "{words}");
                    println!("{words}");
                }
            )*
        }
    };
}

pub(crate) use conforms;
