//! What a body does: the place where the protocol's own Rust can be plugged in.

use super::Tape;
use super::statement::Frame;
use crate::ir::{ActionId, Body, Expr, PropertyId, SortId};
use crate::system::{Defect, Edge};
use crate::value::{Domain, Output, Value};

/// Why a body does not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// A `require!` does not hold: the action is not enabled.
    Refused,
    /// The run leaves the scope.
    Edge(Edge),
    /// It breaks a rule of the semantics.
    Defect(Defect),
    /// An id that was [given](Tape::giving) as fresh is not free.
    InUse(SortId),
}

/// A predicate of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// A property's; the trigger of a `leads_to`.
    Property(PropertyId),
    /// The goal of a `leads_to`.
    Goal(PropertyId),
    /// A final state's, by number.
    Final(usize),
}

/// The bodies of a protocol.
///
/// `variables` are always all variables of the IR, by [`VariableId`](crate::ir::VariableId). A body that stops may leave
/// them half written: the caller throws them away.
pub trait Bodies {
    /// Runs an action with all its arguments (`me`, payload, choices) and says what it sends and emits, in order. The
    /// message is already taken, nothing is delivered yet.
    ///
    /// # Errors
    /// Why the body stops early.
    fn run(
        &self,
        action: ActionId,
        arguments: &[Value],
        variables: &mut [Value],
        tape: &mut Tape,
    ) -> Result<Vec<Output>, Stop>;

    /// Runs an observer, by its number in the IR, with all that its trigger carries.
    ///
    /// # Errors
    /// A defect where it writes beyond a bound; nothing else stops an observer.
    fn observe(&self, observer: usize, arguments: &[Value], variables: &mut [Value]) -> Result<(), Stop>;

    /// Whether a predicate holds for some ids. Only an action property looks at `after`; other callers pass the state
    /// twice. `None` where its arithmetic leaves the naturals: it is neither true nor false.
    fn satisfies(&self, predicate: Predicate, ids: &[Value], before: &[Value], after: &[Value]) -> Option<bool>;
}

/// Told of each [condition](crate::ir::query::Condition) that a body tests, and whether it holds.
pub type Watch<'a> = dyn Fn(&'a Expr, bool) + 'a;

/// The bodies as the IR has them.
#[derive(Clone, Copy)]
pub struct Interpreted<'a> {
    domain: Domain<'a>,
    watch: Option<&'a Watch<'a>>,
}

impl<'a> Interpreted<'a> {
    /// The bodies of a protocol at a scope.
    #[must_use]
    pub fn new(domain: Domain<'a>) -> Self {
        Self { domain, watch: None }
    }

    /// The same, with somebody who watches.
    #[must_use]
    pub fn watched(domain: Domain<'a>, watch: &'a Watch<'a>) -> Self {
        Self { domain, watch: Some(watch) }
    }

    /// The value of a part of a predicate, for those who explain it; `locals` are all of the predicate's. `None` where its
    /// arithmetic leaves the naturals.
    #[must_use]
    pub fn value(&self, part: &'a Expr, locals: &[Value], before: &[Value], after: &[Value]) -> Option<Value> {
        Frame::new(self.domain, locals.len(), locals).evaluate(part, before, after).ok()
    }

    fn perform(
        &self,
        body: &'a Body,
        arguments: &[Value],
        variables: &mut [Value],
        tape: &mut Tape,
    ) -> Result<Vec<Output>, Stop> {
        let mut frame = Frame::new(self.domain, body.locals.len(), arguments);
        frame.watch = self.watch;
        let mut outputs = Vec::new();
        frame.block(&body.statements, variables, tape, &mut outputs)?;
        Ok(outputs)
    }
}

impl Bodies for Interpreted<'_> {
    fn run(
        &self,
        action: ActionId,
        arguments: &[Value],
        variables: &mut [Value],
        tape: &mut Tape,
    ) -> Result<Vec<Output>, Stop> {
        self.perform(&self.domain.ir[action].body, arguments, variables, tape)
    }

    fn observe(&self, observer: usize, arguments: &[Value], variables: &mut [Value]) -> Result<(), Stop> {
        let body = &self.domain.ir.observers[observer].body;
        self.perform(body, arguments, variables, &mut Tape::new(Vec::new())).map(|_| ())
    }

    fn satisfies(&self, predicate: Predicate, ids: &[Value], before: &[Value], after: &[Value]) -> Option<bool> {
        let (locals, expression) = match predicate {
            Predicate::Property(id) => (&self.domain.ir[id].locals, &self.domain.ir[id].predicate),
            Predicate::Goal(id) => (&self.domain.ir[id].locals, self.domain.ir[id].goal.as_ref()?),
            Predicate::Final(index) => {
                let state = &self.domain.ir.final_states[index];
                (&state.locals, &state.predicate)
            }
        };
        let mut frame = Frame::new(self.domain, locals.len(), ids);
        let value = frame.evaluate(expression, before, after);
        value.ok().map(|value| value.as_bool())
    }
}
