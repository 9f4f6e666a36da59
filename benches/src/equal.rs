//! The issuing protocol by hand has the states of the issuing protocol, where a test can afford to look at them all.

use honnin_checker::runtime::Visitor as _;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Amount, Ir, Sizes};

use crate::models::{ir, limit};
use crate::ours::Ours;
use crate::ran::Ran;
use crate::v0_31;

const WORKERS: usize = 1;

/// Our engine on the interpreter.
struct Explore<'a>(&'a Ir);

impl Visitor for Explore<'_> {
    type Output = Ran;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Ran {
        Ours { ir: self.0, reduced: None, workers: WORKERS }.visit(interpreter)
    }
}

/// The scope `quick`, with a number for each of these parameters.
fn quick(ir: &Ir, numbers: &[(&str, u32)]) -> Sizes {
    let mut sizes = ir.scopes.iter().find(|scope| scope.name == "quick").expect("it is declared").sizes.clone();
    for (name, number) in numbers {
        let index = ir.parameters.iter().position(|parameter| parameter.name == *name);
        sizes.0[index.expect("a parameter of that name")] = Amount::AtMost(*number);
    }
    sizes
}

/// States and transitions, which both must count.
fn counted(numbers: &[(&str, u32)]) -> (u64, Option<u64>) {
    let ir = ir("issuance");
    let sizes = quick(&ir, numbers);
    let ours = dispatch(&ir, &sizes, Explore(&ir)).expect("it fits");
    let by_hand = v0_31::explore(v0_31::issuance(|name| limit(&ir, &sizes, name)), WORKERS);
    assert_eq!((ours.states, ours.transitions), (by_hand.states, by_hand.transitions), "{numbers:?}");
    (by_hand.states, by_hand.transitions)
}

const CALM: [(&str, u32); 4] = [("crash", 0), ("power_loss", 0), ("paper_jam", 0), ("renderer_failure", 0)];

#[test]
fn of_one_visit_with_every_fault() {
    assert_eq!(counted(&[("session", 1), ("job", 1)]), (602, Some(2_668)));
}

#[test]
fn of_several_servers_and_fields() {
    assert_eq!(counted(&[("session", 1), ("job", 1), ("node", 2), ("field", 1)]), (4_052, Some(20_982)));
}

#[test]
fn of_sheets() {
    let calm = CALM.as_slice();
    assert_eq!(counted(&[&[("session", 1), ("job", 1), ("sheet", 1)], calm].concat()), (978, Some(4_600)));
}

#[test]
fn of_a_registration_that_changes() {
    let one = [("session", 1), ("job", 1), ("sheet", 1), ("version", 1), ("amendment", 1)];
    assert_eq!(counted(&one), (20_076, Some(113_056)));
}
