//! The protocols that are run, as they are written and as compiled models.

use honnin_checker::runtime::Visitor;
use honnin_codegen::ir::{Ir, ParameterId, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;
use stateright::Expectation::{self, Always, Sometimes};

honnin::model!(honnin_protocols::issuance::protocol, scope(quick, like = quick), scope(ci, like = ci));
honnin::model!(
    honnin_protocols::two_phase_commit::protocol,
    scope(full, like = full),
    scope(ten, like = full, manager = 10),
    scope(eleven, like = full, manager = 11)
);

/// A protocol at a scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// The protocol.
    pub(crate) workflow: &'static str,
    /// Its scope.
    pub(crate) scope: &'static str,
    /// What is expected of its properties, those first that are asked of Stateright.
    pub(crate) expected: &'static [Expectation],
}

/// What is run, by name.
pub(crate) static CASES: [Case; 3] = [
    Case { workflow: "two_phase_commit", scope: "full", expected: &[Always, Sometimes, Sometimes] },
    Case { workflow: "issuance", scope: "quick", expected: &[const { Always }; 16] },
    Case { workflow: "issuance", scope: "ci", expected: &[const { Always }; 16] },
];

impl Case {
    /// `issuance quick`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.workflow, self.scope)
    }

    /// The case of that name.
    pub(crate) fn of(name: &str) -> Option<&'static Self> {
        CASES.iter().find(|case| case.name() == name)
    }

    /// The protocol at the scope.
    pub(crate) fn layout(&self) -> Layout {
        let ir = ir(self.workflow);
        let scope = ir.scopes.iter().find(|scope| scope.name == self.scope).expect("the scope is declared");
        Layout::new(&ir, &scope.sizes).expect("it has a compiled model, so it is not too wide")
    }
}

/// What a scope says of a parameter; nothing where it is without limit.
pub(crate) fn limit(ir: &Ir, sizes: &Sizes, name: &str) -> Option<usize> {
    let index = ir.parameters.iter().position(|parameter| parameter.name == name).expect("a parameter of that name");
    sizes.get(ParameterId(index)).map(|number| number as usize)
}

/// A shipped protocol.
pub(crate) fn ir(workflow: &str) -> Ir {
    let source = honnin_protocols::SOURCES.iter().find(|source| source.name == workflow).expect("it is shipped");
    let source = Source::new(source.file, source.text);
    honnin_codegen::compile_file(&source).expect("it compiles").remove(0).ir
}

/// Hands a compiled model to a visitor.
pub(crate) fn visit<V: Visitor>(workflow: &str, scope: &str, visitor: V) -> V::Output {
    let visited = match workflow {
        "issuance" => issuance::visit(scope, visitor),
        _ => two_phase_commit::visit(scope, visitor),
    };
    visited.expect("it is compiled in")
}
