//! The reference semantics: small, slow, obvious. Everything else is compared with it.
//!
//! An [`Evaluator`] takes a structured [`State`] and says every way out of it. What a body does it leaves to [`Bodies`]:
//! [`Interpreted`] runs the IR; the protocol's own Rust, compiled by rustc, plugs into the same place.

mod bodies;
mod crash;
mod delivery;
mod erase;
mod expression;
mod ids;
mod local;
mod outputs;
mod properties;
mod statement;
mod tape;

use std::collections::BTreeSet;

pub use bodies::{Bodies, Interpreted, Predicate, Stop, Watch};
pub use erase::{erase_ghosts, project};
pub use local::{Commit, Local};
pub use tape::Tape;

use crate::ir::{Action, ActionId, ActionKind, ComponentId, ParameterId, SortId, VariableId, VariableRole};
use crate::ir::{Ir, Sizes};
use crate::system::{Defect, Edge};
use crate::value::{Domain, Event, Label, Occurrence, Output, Packet, State, Value};

/// A way out of a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A transition.
    Step {
        /// What happened, and what left.
        label: Label,
        /// The state after it.
        next: State,
    },
    /// An enabled event whose run leaves the scope here.
    Edge {
        /// What would have happened.
        event: Event,
        /// Why it is cut.
        cause: Edge,
    },
    /// An enabled event that breaks a rule of the semantics.
    Defect {
        /// What would have happened.
        event: Event,
        /// Which rule.
        defect: Defect,
    },
}

/// A protocol at a scope, with its bodies.
#[derive(Clone, Debug)]
pub struct Evaluator<'a, B> {
    domain: Domain<'a>,
    bodies: B,
}

/// An action committed and its outputs not yet delivered.
struct Committed {
    state: State,
    outputs: Vec<Output>,
}

impl<'a> Evaluator<'a, Interpreted<'a>> {
    /// Evaluates the IR itself.
    #[must_use]
    pub fn new(ir: &'a Ir, sizes: &'a Sizes) -> Self {
        let domain = Domain { ir, sizes };
        Self::with_bodies(domain, Interpreted::new(domain))
    }
}

impl<'a, B: Bodies> Evaluator<'a, B> {
    /// Evaluates with bodies of one's own.
    #[must_use]
    pub fn with_bodies(domain: Domain<'a>, bodies: B) -> Self {
        Self { domain, bodies }
    }

    /// The one initial state.
    #[must_use]
    pub fn initial(&self) -> State {
        self.domain.initial()
    }

    /// Every way out of a state, each once, in order.
    #[must_use]
    pub fn successors(&self, state: &State) -> Vec<Outcome> {
        let mut found = BTreeSet::new();
        for (index, action) in self.domain.ir.actions.iter().enumerate() {
            if action.receives.is_none() {
                self.spontaneous(state, ActionId(index), action, &mut found);
            }
        }
        self.deliveries(state, &mut found);
        self.channel_faults(state, &mut found);
        self.drains(state, &mut found);
        found.into_iter().collect()
    }

    /// An action that no message starts, with all of its arguments.
    fn spontaneous(&self, state: &State, id: ActionId, action: &'a Action, found: &mut BTreeSet<Outcome>) {
        let arguments = usize::from(action.me.is_some()) + action.choices.len();
        let types: Vec<_> = action.body.locals[..arguments].iter().map(|local| &local.ty).collect();
        let opened = match action.kind {
            ActionKind::Input { opens: true } => self.domain.ir[action.component].per,
            _ => None,
        };
        let free = opened.map(|sort| self.free(state, sort));
        for values in self.domain.tuples(&types) {
            if free.as_ref().is_none_or(|free| free.contains(&values[0].as_id())) {
                self.attempt(state, id, &values, found);
            }
        }
        if let (Some(sort), true) = (opened, free.is_some_and(|free| free.is_empty())) {
            let event = Occurrence::Action(id, self.domain.tuple_of(&types, 0)).into();
            found.insert(Outcome::Edge { event, cause: Edge::NoFreeId(sort) });
        }
    }

    /// Takes an action with its arguments in every way it can be taken. Says whether it is enabled at all: an edge or a
    /// defect counts, a refusal does not.
    fn attempt(&self, state: &State, id: ActionId, arguments: &[Value], found: &mut BTreeSet<Outcome>) -> bool {
        if !self.is_up_to(state, id, arguments) {
            return false;
        }
        let mut enabled = false;
        let mut tape = self.tape(state, id, arguments);
        loop {
            let outcome = self.commit(state, id, arguments, &mut tape);
            enabled |= !matches!(outcome, Err(Stop::Refused));
            let event = Event::from(Occurrence::Action(id, arguments.to_vec()));
            match outcome {
                Ok(committed) => self.deliver(id, arguments, &committed, found),
                Err(stop) => report(stop, event, found),
            }
            if !tape.advance() {
                return enabled;
            }
        }
    }

    /// Whether the instance is up (down, for `#[recover]`) and the budget lasts.
    fn is_up_to(&self, state: &State, id: ActionId, arguments: &[Value]) -> bool {
        let action = &self.domain.ir[id];
        let recovers = action.kind == ActionKind::Recover;
        self.is_down(state, action.component, self.instance(id, arguments)) == recovers
            && action.kind.budget().is_none_or(|budget| self.left(state, budget) != Some(0))
    }

    /// The choices of a run: the ids that are free when it starts, but for the one it opens.
    fn tape(&self, state: &State, id: ActionId, arguments: &[Value]) -> Tape {
        let sorts = (0..self.domain.ir.sorts.len()).map(SortId);
        let mut tape = Tape::new(sorts.map(|sort| self.free(state, sort)).collect());
        let action = &self.domain.ir[id];
        if let (ActionKind::Input { opens: true }, Some(sort)) = (&action.kind, self.domain.ir[action.component].per) {
            tape.exclude(sort, arguments[0].as_id());
        }
        tape
    }

    /// The receipt, the budget, the body, the observers of the action itself; nothing is delivered yet.
    fn commit(&self, state: &State, id: ActionId, arguments: &[Value], tape: &mut Tape) -> Result<Committed, Stop> {
        let mut state = state.clone();
        let action = &self.domain.ir[id];
        if let Some(packet) = self.received(id, arguments) {
            self.take(&mut state, &packet);
        }
        if let Some(budget) = action.kind.budget() {
            self.draw(&mut state, budget);
        }
        let mut outputs = match action.kind {
            ActionKind::Recover => self.come_up(&mut state, action.component, self.instance(id, arguments), tape),
            _ => Vec::new(),
        };
        outputs.extend(self.bodies.run(id, arguments, &mut state.variables, tape)?);
        if matches!(action.kind, ActionKind::Crash { .. }) {
            self.go_down(&mut state, action.component, self.instance(id, arguments), &[])?;
        }
        self.observe_action(&mut state, id, arguments)?;
        Ok(Committed { state, outputs })
    }

    /// Delivers all outputs; and where the component may crash, only some of them.
    fn deliver(&self, id: ActionId, arguments: &[Value], committed: &Committed, found: &mut BTreeSet<Outcome>) {
        let event = Event::from(Occurrence::Action(id, arguments.to_vec()));
        let mut next = committed.state.clone();
        match self.put_out(&mut next, &committed.outputs) {
            Ok(()) => {
                let label = Label { event, outputs: committed.outputs.clone() };
                found.insert(Outcome::Step { label, next });
            }
            Err(stop) => report(stop, event, found),
        }
        self.interruptions(id, arguments, committed, found);
    }

    /// The message that an action receives.
    fn received(&self, id: ActionId, arguments: &[Value]) -> Option<Packet> {
        let action = &self.domain.ir[id];
        let fields = action.payload.iter().map(|&local| arguments[local].clone()).collect();
        action.receives.map(|message| Packet { message, fields })
    }

    /// The instance that acts, where there is one for each id.
    fn instance(&self, id: ActionId, arguments: &[Value]) -> Option<usize> {
        self.domain.ir[id].me.map(|local| arguments[local].as_id())
    }

    /// A variable that the semantics adds to a component.
    fn added(&self, component: ComponentId, role: VariableRole) -> Option<VariableId> {
        let wanted = |variable: &crate::ir::Variable| variable.component == component && variable.role == role;
        self.domain.ir.variables.iter().position(wanted).map(VariableId)
    }

    /// What is left of a budget; `None` when it is unlimited.
    fn left(&self, state: &State, budget: ParameterId) -> Option<u32> {
        self.counter(budget).map(|counter| state.budgets[counter])
    }

    fn draw(&self, state: &mut State, budget: ParameterId) {
        if let Some(counter) = self.counter(budget) {
            state.budgets[counter] -= 1;
        }
    }

    fn counter(&self, budget: ParameterId) -> Option<usize> {
        self.domain.sizes.counted_budgets(self.domain.ir).position(|(counted, _)| counted == budget)
    }
}

/// Notes a run that did not come to its end.
fn report(stop: Stop, event: Event, found: &mut BTreeSet<Outcome>) {
    match stop {
        // Ids are given to a role by itself only, never here.
        Stop::Refused | Stop::InUse(_) => false,
        Stop::Edge(cause) => found.insert(Outcome::Edge { event, cause }),
        Stop::Defect(defect) => found.insert(Outcome::Defect { event, defect }),
    };
}
