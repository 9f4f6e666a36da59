//! A role by itself: what each action makes of the role's own state, with nobody else there.
//!
//! This is what a Machine in production is compared with. It cannot see channels, budgets and ghosts, so they are out of
//! the way here: a channel always has room, a fault may always strike, nobody observes. Fresh ids are given by the host,
//! and one is free when the role's own state does not name it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ptr;

use super::{Bodies, Committed, Evaluator, Interpreted, Outcome, Stop};
use crate::ir::query::visit_statements;
use crate::ir::{ActionId, Amount, Bound, ChannelKind, Expr, Ir, ParameterKind, Sizes, SortId, StatementKind};
use crate::value::{Domain, Interruption, Output, State, Value};

/// A protocol whose roles are looked at one by one.
#[derive(Clone)]
pub struct Local<'a> {
    evaluator: Evaluator<'a, Interpreted<'a>>,
    blank: State,
}

/// An action that came to its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commit {
    /// What it puts out, in order.
    pub outputs: Vec<Output>,
    /// All variables after it.
    pub variables: Vec<Value>,
    /// What a crash makes of it that strikes before all of that is delivered. Only where outputs are kept in an outbox,
    /// and only crashes that the protocol has.
    pub interrupted: Vec<Interrupted>,
}

/// An action that a crash struck between commit and delivery.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interrupted {
    /// How far the delivery had come.
    pub interruption: Interruption,
    /// All variables after the crash.
    pub variables: Vec<Value>,
}

impl<'a> Local<'a> {
    /// Takes a protocol apart; it has to come from [`alone`](Self::alone).
    #[must_use]
    pub fn new(ir: &'a Ir, sizes: &'a Sizes) -> Self {
        let evaluator = Evaluator::new(ir, sizes);
        let blank = evaluator.initial();
        Self { evaluator, blank }
    }

    /// A protocol without what one role cannot see, under the same numbers of variables, actions, messages and effects.
    #[must_use]
    pub fn alone(ir: &Ir, sizes: &Sizes) -> (Ir, Sizes) {
        let (mut ir, mut sizes) = (ir.clone(), sizes.clone());
        (ir.observers, ir.properties, ir.final_states) = Default::default();
        for channel in &mut ir.channels {
            match &mut channel.kind {
                ChannelKind::Any => {}
                ChannelKind::Bag { capacity, .. } | ChannelKind::Fifo { capacity } => {
                    *capacity = Bound::Literal(u32::MAX);
                }
            }
        }
        for (parameter, amount) in ir.parameters.iter().zip(&mut sizes.0) {
            if parameter.kind == ParameterKind::Budget {
                *amount = Amount::Unlimited;
            }
        }
        (ir, sizes)
    }

    /// The domains of the types.
    #[must_use]
    pub fn domain(&self) -> Domain<'a> {
        self.evaluator.domain
    }

    /// Takes an action in every way that its choices leave open, with these ids as fresh ones. Each outcome once; an action
    /// that is not enabled has [`Stop::Refused`] for one.
    #[must_use]
    pub fn take(
        &self,
        action: ActionId,
        arguments: &[Value],
        variables: &[Value],
        fresh: &[Vec<usize>],
    ) -> Vec<Result<Commit, Stop>> {
        let mut state = self.state(variables);
        if let Some(packet) = self.evaluator.received(action, arguments)
            && let Err(stop) = self.evaluator.send(&mut state, &packet)
        {
            return vec![Err(stop)];
        }
        let mut tape = self.evaluator.tape(&state, action, arguments).giving(fresh);
        let mut found = BTreeSet::new();
        loop {
            let committed = self.evaluator.commit(&state, action, arguments, &mut tape);
            found.insert(committed.map(|committed| self.finish(action, arguments, committed)));
            if !tape.advance() {
                return found.into_iter().collect();
            }
        }
    }

    /// The ids of a sort that the variables do not name.
    #[must_use]
    pub fn free(&self, variables: &[Value], sort: SortId) -> BTreeSet<usize> {
        self.evaluator.free(&self.state(variables), sort)
    }

    /// Which `require!` of an action says no, counted in the order of [`visit_statements`]; `None` when none does.
    #[must_use]
    pub fn refusal(
        &self,
        action: ActionId,
        arguments: &[Value],
        variables: &[Value],
        fresh: &[Vec<usize>],
    ) -> Option<usize> {
        let last: Cell<*const Expr> = Cell::new(ptr::null());
        let watch = |condition: &Expr, holds: bool| {
            if !holds {
                last.set(condition);
            }
        };
        let state = self.state(variables);
        let mut tape = self.evaluator.tape(&state, action, arguments).giving(fresh);
        let mut variables = state.variables;
        match Interpreted::watched(self.domain(), &watch).run(action, arguments, &mut variables, &mut tape) {
            Err(Stop::Refused) => requirement(self.domain().ir, action, last.get()),
            _ => None,
        }
    }

    /// Whether an outbox keeps an output: all but messages on channels that lose and repeat by themselves.
    #[must_use]
    pub fn is_kept(&self, output: &Output) -> bool {
        self.evaluator.is_kept(output)
    }

    /// Whether a crash may repeat an output, to one who does not recognise the repeat.
    #[must_use]
    pub fn is_repeatable(&self, output: &Output) -> bool {
        self.evaluator.is_repeatable(output)
    }

    /// Whether a crash may lose an output that had been marked as released.
    #[must_use]
    pub fn is_at_most_once(&self, output: &Output) -> bool {
        self.evaluator.is_at_most_once(output)
    }

    fn state(&self, variables: &[Value]) -> State {
        State { variables: variables.to_vec(), ..self.blank.clone() }
    }

    fn finish(&self, action: ActionId, arguments: &[Value], committed: Committed) -> Commit {
        let mut found = BTreeSet::new();
        self.evaluator.interruptions(action, arguments, &committed, &mut found);
        let interrupted = found.into_iter().filter_map(|outcome| match outcome {
            Outcome::Step { label, next } => {
                Some(Interrupted { interruption: label.event.interruption?, variables: next.variables })
            }
            Outcome::Edge { .. } | Outcome::Defect { .. } => None,
        });
        let interrupted = interrupted.collect();
        Commit { outputs: committed.outputs, variables: committed.state.variables, interrupted }
    }
}

/// The number of the `require!` that a conjunct is part of.
fn requirement(ir: &Ir, action: ActionId, conjunct: *const Expr) -> Option<usize> {
    let (mut number, mut found) = (0, None);
    visit_statements(&ir[action].body.statements, &mut |statement| {
        if let StatementKind::Require(guard) = &statement.kind {
            if guard.conjuncts().into_iter().any(|part| ptr::eq(part, conjunct)) {
                found = Some(number);
            }
            number += 1;
        }
    });
    found
}
