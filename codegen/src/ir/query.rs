//! Facts that follow from an IR, each derived in one place: no emitter works one out for itself.

mod coverage;
mod duration;
mod effects;
mod event;
mod fairness;
mod premise;
mod requirements;
pub mod rewrite;
mod types;
mod walk;

pub use coverage::{Condition, Site};
pub use duration::milliseconds;
pub use effects::Output;
pub use event::{Argument, Event, Instance};
pub use premise::Premise;
pub use requirements::Requirement;
pub use types::{default_value, payload_type, place_type, type_of, variant_fields, variant_name, visit_type};
pub use walk::{visit_expr, visit_expressions, visit_statements};

use super::{
    Action, ActionId, ActionKind, Component, ComponentId, ComponentKind, Ir, MessageId, Observer, Trigger, VariableId,
    VariableRole,
};

impl Ir {
    /// The ids of all actions, in order.
    pub fn action_ids(&self) -> impl Iterator<Item = ActionId> + use<> {
        (0..self.actions.len()).map(ActionId)
    }

    /// The ids of all variables, in order.
    pub fn variable_ids(&self) -> impl Iterator<Item = VariableId> + use<> {
        (0..self.variables.len()).map(VariableId)
    }

    /// The ids of all messages, in order.
    pub fn message_ids(&self) -> impl Iterator<Item = MessageId> + use<> {
        (0..self.messages.len()).map(MessageId)
    }

    /// The ids of all components, in order.
    pub fn component_ids(&self) -> impl Iterator<Item = ComponentId> + use<> {
        (0..self.components.len()).map(ComponentId)
    }

    /// Whose action it is.
    #[must_use]
    pub fn role_of(&self, action: ActionId) -> &Component {
        &self[self[action].component]
    }

    /// Whose variable it is.
    #[must_use]
    pub fn owner_of(&self, variable: VariableId) -> &Component {
        &self[self[variable].component]
    }

    /// Whether a variable only records what was observed: erasing it changes no behaviour.
    #[must_use]
    pub fn is_ghost(&self, variable: VariableId) -> bool {
        self.owner_of(variable).kind == ComponentKind::Ghost
    }

    /// The variables of a component, in order.
    pub fn variables_of(&self, component: ComponentId) -> impl Iterator<Item = VariableId> + '_ {
        self.variable_ids().filter(move |&id| self[id].component == component)
    }

    /// The actions of a component, in order.
    pub fn actions_of(&self, component: ComponentId) -> impl Iterator<Item = ActionId> + '_ {
        self.action_ids().filter(move |&id| self[id].component == component)
    }

    /// The `#[crash]` actions of a component.
    pub fn crashes_of(&self, component: ComponentId) -> impl Iterator<Item = ActionId> + '_ {
        self.actions_of(component).filter(|&id| matches!(self[id].kind, ActionKind::Crash { .. }))
    }

    /// The `#[recover]` actions of a component.
    pub fn recoveries_of(&self, component: ComponentId) -> impl Iterator<Item = ActionId> + '_ {
        self.actions_of(component).filter(|&id| self[id].kind == ActionKind::Recover)
    }

    /// Whether a component can go down.
    #[must_use]
    pub fn crashes(&self, component: ComponentId) -> bool {
        self.crashes_of(component).next().is_some()
    }

    /// The variable that says that a component is down.
    #[must_use]
    pub fn down_of(&self, component: ComponentId) -> Option<VariableId> {
        self.variables_of(component).find(|&id| self[id].role == VariableRole::Down)
    }

    /// The variable that holds what a component has committed and may not have delivered.
    #[must_use]
    pub fn outbox_of(&self, component: ComponentId) -> Option<VariableId> {
        self.variables_of(component).find(|&id| self[id].role == VariableRole::Outbox)
    }

    /// What a crash of a component sets back to the default.
    pub fn volatile_of(&self, component: ComponentId) -> impl Iterator<Item = VariableId> + '_ {
        self.variables_of(component).filter(|&id| !self[id].durable && self[id].role == VariableRole::Declared)
    }

    /// The handlers of a message: one of them must be enabled at a delivery, or `otherwise` applies.
    pub fn handlers_of(&self, message: MessageId) -> impl Iterator<Item = ActionId> + '_ {
        self.action_ids().filter(move |&id| self[id].receives == Some(message) && self[id].kind == ActionKind::Receive)
    }

    /// The faults that may strike at the delivery of a message, in place of a handler.
    pub fn delivery_faults_of(&self, message: MessageId) -> impl Iterator<Item = ActionId> + '_ {
        self.action_ids().filter(move |&id| self[id].receives == Some(message) && self[id].kind != ActionKind::Receive)
    }

    /// What observes a trigger, in the order in which they run: that of the ghosts' names, then of the functions'
    /// names, so that moving an item in the source changes nothing.
    #[must_use]
    pub fn observers_of(&self, trigger: Trigger) -> Vec<&Observer> {
        let mut observers: Vec<&Observer> = self.observers.iter().filter(|o| o.trigger == trigger).collect();
        observers.sort_by_key(|observer| (&self[observer.component].name, &observer.name));
        observers
    }
}

impl Action {
    /// How many of the body's first locals are its arguments.
    #[must_use]
    pub fn arity(&self) -> usize {
        usize::from(self.me.is_some()) + self.payload.len() + self.choices.len()
    }
}

#[cfg(test)]
mod tests;
