//! The intermediate representation: what a protocol means, as plain data.
//!
//! Everything downstream (evaluator, packed interpreter, emitters, other judges) reads this and nothing else. It
//! holds no source text and no spans of the compiler's, only [`Span`] numbers into a side table; patterns, helper
//! functions and method syntax are gone. Facts that can be derived are derived in [`query`], once.

mod action;
mod body;
mod declaration;
#[cfg(test)]
pub(crate) mod fixture;
mod print;
mod property;
pub mod query;
mod scope;
mod types;

pub use action::{Action, ActionKind, Dead, Fairness, Observer, Trigger};
pub use body::{Body, Expr, Local, LocalId, Place, Projection, Quantifier, Statement, StatementKind};
pub use declaration::{
    Channel, ChannelKind, Component, ComponentKind, Delivery, Effect, Endpoint, Enum, Field, Message, Otherwise,
    Parameter, ParameterKind, Sort, Struct, Variable, VariableRole, Variant,
};
pub use print::Words;
pub use property::{FinalState, Property, PropertyKind, Refuted};
pub use scope::{Amount, At, Purpose, Scope, Sizes};
pub use types::{Bound, Type};

/// Defines an index type into one of the tables of [`Ir`].
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident => $table:ident: $row:ty),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);

        impl core::ops::Index<$name> for Ir {
            type Output = $row;
            fn index(&self, index: $name) -> &$row {
                &self.$table[index.0]
            }
        }

        impl core::ops::IndexMut<$name> for Ir {
            fn index_mut(&mut self, index: $name) -> &mut $row {
                &mut self.$table[index.0]
            }
        }
    )*};
}

index! {
    /// An id sort.
    SortId => sorts: Sort,
    /// A struct of plain data.
    StructId => structs: Struct,
    /// An enum of plain data.
    EnumId => enums: Enum,
    /// A number that a scope gives: ids of a sort, a capacity, a budget.
    ParameterId => parameters: Parameter,
    /// A role, a store or a ghost.
    ComponentId => components: Component,
    /// A channel.
    ChannelId => channels: Channel,
    /// A message.
    MessageId => messages: Message,
    /// An effect.
    EffectId => effects: Effect,
    /// A declared value of the state.
    VariableId => variables: Variable,
    /// An action.
    ActionId => actions: Action,
    /// A property.
    PropertyId => properties: Property,
}

/// The number of a place in the source; what it stands for lies in a side table. Never fingerprinted, never compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub u32);

/// One workflow.
#[derive(Clone, Debug, Default)]
pub struct Ir {
    /// The module's name.
    pub name: String,
    /// The module's doc comment.
    pub doc: String,
    /// The id sorts, in the order of the source, as is every table here.
    pub sorts: Vec<Sort>,
    /// The plain structs. Synthesised ones (outbox entries) come last.
    pub structs: Vec<Struct>,
    /// The plain enums. Synthesised ones (outbox contents) come last.
    pub enums: Vec<Enum>,
    /// Every number that a scope must give.
    pub parameters: Vec<Parameter>,
    /// Roles, stores and ghosts.
    pub components: Vec<Component>,
    /// The channels: one for each `any` message, one for each named bag or FIFO and pair of roles.
    pub channels: Vec<Channel>,
    /// The messages.
    pub messages: Vec<Message>,
    /// The effects.
    pub effects: Vec<Effect>,
    /// The state's declared values. The whole state is these, the channels' contents and what is left of each budget.
    pub variables: Vec<Variable>,
    /// The actions.
    pub actions: Vec<Action>,
    /// The observers, one for each pair of observer function and trigger.
    pub observers: Vec<Observer>,
    /// The properties.
    pub properties: Vec<Property>,
    /// The declared final states: a state that satisfies any of them may be one in which nothing moves.
    pub final_states: Vec<FinalState>,
    /// The named scopes.
    pub scopes: Vec<Scope>,
}
