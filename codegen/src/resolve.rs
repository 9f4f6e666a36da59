//! Names: from items to tables.
//!
//! `resolve` fills every declaration of an [`Ir`](crate::ir::Ir) (sorts, data, parameters, channels, messages, effects,
//! components, variables, scopes, and the heads of actions, observers and properties with empty bodies) and the
//! [`Names`] by which bodies find them.

use std::collections::BTreeMap;

use crate::ir::{ActionId, ComponentId, EffectId, EnumId, MessageId, ParameterId, SortId, Span, StructId, VariableId};

/// What a name stands for. One namespace for types: two types of one name are an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeName {
    /// An id sort.
    Sort(SortId),
    /// A struct.
    Struct(StructId),
    /// An enum.
    Enum(EnumId),
    /// A message.
    Message(MessageId),
    /// An effect.
    Effect(EffectId),
    /// A role, store or ghost.
    Component(ComponentId),
}

/// The symbol table. Function numbers index `Workflow::functions`.
#[derive(Debug, Default)]
pub struct Names {
    /// Types by name.
    pub types: BTreeMap<String, TypeName>,
    /// Scope parameters by name.
    pub parameters: BTreeMap<String, ParameterId>,
    /// A component's variables by field name.
    pub variables: BTreeMap<(ComponentId, String), VariableId>,
    /// Functions of `impl` blocks of components without a mark: helpers.
    pub methods: BTreeMap<(ComponentId, String), usize>,
    /// Free functions without a mark: helpers.
    pub functions: BTreeMap<String, usize>,
    /// Which function each action's body is.
    pub actions: Vec<(ActionId, usize)>,
    /// Which function each row of `Ir::observers` is.
    pub observers: Vec<usize>,
    /// Which function each row of `Ir::properties` is.
    pub properties: Vec<usize>,
    /// Which function each row of `Ir::final_states` is.
    pub final_states: Vec<usize>,
    /// The source place behind each [`Span`] of the IR, by number; number 0 is the workflow's name.
    pub spans: Spans,
}

/// The side table of spans.
#[derive(Debug, Default, Clone)]
pub struct Spans(pub Vec<proc_macro2::Span>);

impl Spans {
    /// Gives a place a number.
    pub fn number(&mut self, span: proc_macro2::Span) -> Span {
        self.0.push(span);
        Span(u32::try_from(self.0.len() - 1).expect("fewer than 2^32 places in one source"))
    }

    /// The place behind a number.
    #[must_use]
    pub fn place(&self, span: Span) -> proc_macro2::Span {
        self.0[span.0 as usize]
    }
}
