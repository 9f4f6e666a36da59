//! A protocol's own bodies as the evaluator's.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use honnin::native::{self, Choices, Datum, Left, NoChoice, Run};
use honnin::run;
use honnin_codegen::evaluate::{Bodies, Predicate, Stop, Tape};
use honnin_codegen::ir::{ActionId, EffectId, MessageId, ParameterId, SortId, Span, VariableId};
use honnin_codegen::system::{Defect, Edge};
use honnin_codegen::value::{Domain, Output, Packet, Value};

use super::datum::{datum, number, value};

/// A protocol's own bodies, in a scope.
#[derive(Clone, Copy)]
pub struct Native<'a> {
    domain: Domain<'a>,
    bodies: &'a dyn native::Bodies,
}

impl<'a> Native<'a> {
    /// What `native!` has made of a protocol, in a scope.
    #[must_use]
    pub fn new(domain: Domain<'a>, bodies: &'a dyn native::Bodies) -> Self {
        Self { domain, bodies }
    }

    fn start<R>(&self, choices: impl Choices + 'static, body: impl FnOnce() -> R) -> Result<R, Stop> {
        let Domain { ir, sizes } = self.domain;
        let amount = |parameter| sizes.get(parameter).unwrap_or(u32::MAX);
        let ids = ir.sorts.iter().map(|sort| amount(sort.parameter)).collect();
        let parameters = (0..ir.parameters.len()).map(|index| amount(ParameterId(index))).collect();
        native::run(Run::new(ids, parameters, choices), body).map_err(stop)
    }
}

impl Bodies for Native<'_> {
    fn run(
        &self,
        action: ActionId,
        arguments: &[Value],
        variables: &mut [Value],
        tape: &mut Tape,
    ) -> Result<Vec<Output>, Stop> {
        let shared = Rc::new(RefCell::new(mem::replace(tape, Tape::new(Vec::new()))));
        let (mut state, arguments) = (data(variables), data(arguments));
        let result = self.start(OnTape(Rc::clone(&shared)), || {
            self.bodies.act(action.0, &mut state, &arguments);
            self.bodies.left()
        });
        *tape = Rc::into_inner(shared).expect("the run is over").into_inner();
        let left = result?;
        write(variables, &state);
        Ok(left.into_iter().map(output).collect())
    }

    fn observe(&self, observer: usize, arguments: &[Value], variables: &mut [Value]) -> Result<(), Stop> {
        let (mut state, arguments) = (data(variables), data(arguments));
        self.start(NoChoice, || self.bodies.observe(observer, &mut state, &arguments))?;
        write(variables, &state);
        Ok(())
    }

    fn satisfies(&self, predicate: Predicate, ids: &[Value], before: &[Value], after: &[Value]) -> Option<bool> {
        let (ids, before, after) = (data(ids), data(before), data(after));
        let answer = self.start(NoChoice, || match predicate {
            Predicate::Property(id) => Some(self.bodies.ask(id.0, &before, &after, &ids).0),
            Predicate::Goal(id) => self.bodies.ask(id.0, &before, &after, &ids).1,
            Predicate::Final(index) => Some(self.bodies.is_final(index, &before)),
        });
        answer.ok().flatten()
    }
}

/// The evaluator's tape makes the choices, so that both sides explore alike.
struct OnTape(Rc<RefCell<Tape>>);

impl Choices for OnTape {
    fn choose(&mut self, of: u32) -> u32 {
        number(self.0.borrow_mut().choose(of as usize))
    }

    fn fresh(&mut self, sort: usize) -> Option<u32> {
        self.0.borrow_mut().fresh(SortId(sort)).ok().map(number)
    }
}

/// Where in the text a bound was exceeded rustc does not tell: a comparison leaves the places open on both sides.
fn stop(stop: run::Stop) -> Stop {
    match stop {
        run::Stop::Refused => Stop::Refused,
        run::Stop::NoFreeId(sort) => Stop::Edge(Edge::NoFreeId(SortId(sort))),
        run::Stop::BoundExceeded => Stop::Defect(Defect::BoundExceeded(VariableId(0), Span(0))),
        run::Stop::Arithmetic => Stop::Defect(Defect::Arithmetic(Span(0))),
    }
}

fn output(left: Left) -> Output {
    let values = |fields: Vec<Datum>| fields.iter().map(value).collect();
    match left {
        Left::Message(message, fields) => {
            Output::Message(Packet { message: MessageId(message), fields: values(fields) })
        }
        Left::Effect(effect, fields) => Output::Effect(EffectId(effect), values(fields)),
    }
}

fn data(values: &[Value]) -> Vec<Datum> {
    values.iter().map(datum).collect()
}

fn write(variables: &mut [Value], state: &[Datum]) {
    for (variable, datum) in variables.iter_mut().zip(state) {
        *variable = value(datum);
    }
}
