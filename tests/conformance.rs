//! Machine = role: every generated machine, in every local state that its protocol reaches.

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
use honnin_tests::fixtures::FIXTURES;

/// The machines of each protocol, and what puts them to the walk.
macro_rules! machines {
    ($($crate_name:ident :: $($protocol:ident)::+ as $name:ident;)*) => {
        $(
            honnin::unverified_machine!($crate_name::$($protocol)::+::protocol);
            honnin::conformance!($crate_name::$($protocol)::+::protocol, machine = $name);
        )*
    };
}

machines! {
    honnin_protocols::tutorial as tutorial;
    honnin_protocols::two_phase_commit as two_phase_commit;
    honnin_protocols::issuance as issuance;
}

/// The smallest scope of a protocol with some numbers replaced.
fn sized(name: &str, replaced: &[(&str, u32)]) -> (Ir, Sizes) {
    let source = SOURCES.iter().chain(FIXTURES).find(|source| source.name == name).expect("it is listed");
    let ir = compile_file(&Source::new(source.file, source.text)).expect("it compiles").swap_remove(0).ir;
    let mut sizes = ir.scopes[0].sizes.clone();
    for (name, number) in replaced {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name).expect("a parameter");
        sizes.0[parameter] = Amount::AtMost(*number);
    }
    (ir, sizes)
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

/// Walks with one machine.
struct Walk<'a> {
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

/// One test for each protocol: the numbers of its `quick` scope that are replaced.
macro_rules! conforms {
    ($($protocol:ident with $conformance:ident at [$($size:ident = $number:literal),*];)*) => {
        $(
            #[test]
            fn $protocol() {
                let (ir, sizes) = sized(stringify!($protocol), &[$((stringify!($size), $number)),*]);
                let reaches = dispatch(&ir, &sizes, Explore).expect("it fits");
                let (alone, large) = Local::alone(&ir, &sizes);
                for component in alone.components.iter().filter(|of| of.kind == ComponentKind::Role) {
                    let walk = Walk { ir: &alone, sizes: &large, reaches: &reaches };
                    let report = $conformance::visit(&component.name, walk).expect("every role has a machine");
                    println!("{report}");
                    assert!(report.conforms(), "{report}");
                }
            }
        )*
    };
}

conforms! {
    tutorial with tutorial_conformance at [];
    two_phase_commit with two_phase_commit_conformance at [];
    issuance with issuance_conformance at [session = 1, job = 1];
}
