//! Names: from items to tables.
//!
//! `resolve` fills every declaration of an [`Ir`] (sorts, data, parameters, channels, messages, effects,
//! components, variables, scopes, and the heads of actions, observers and properties with empty bodies) and the
//! [`Names`] by which bodies find them.

mod actions;
pub(crate) mod codes;
mod components;
mod data;
mod declare;
mod functions;
mod observers;
mod properties;
mod scopes;
mod shape;
mod types;
mod width;
mod wire;

pub(crate) use types::value_type;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Errors};
use crate::ir::{
    ActionId, ComponentId, EffectId, EnumId, Ir, MessageId, Otherwise, ParameterId, SortId, Span, StructId, VariableId,
};
use crate::syntax::Workflow;

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
    ///
    /// # Panics
    /// With more than 2^32 places: a source has at most 4 MiB.
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

/// Fills every declaration of an IR, and the names by which bodies find them.
///
/// # Errors
/// All unknown, doubled and misused names; or, where there are none, all that is infinite, has no default, or does not
/// fit in a scope.
pub fn resolve(workflow: &Workflow) -> Result<(Ir, Names), Vec<Diagnostic>> {
    let mut resolver = declare(workflow)?;
    resolver.declare_scopes();
    let mut resolver = resolver.barrier()?;
    resolver.check_widths();
    let resolver = resolver.barrier()?;
    Ok((resolver.ir, resolver.names))
}

/// The names of what a scope of this workflow gives a number for.
///
/// # Errors
/// Whatever is wrong with the names before its scopes are read.
pub fn parameters(workflow: &Workflow) -> Result<BTreeSet<String>, Vec<Diagnostic>> {
    Ok(declare(workflow)?.names.parameters.into_keys().collect())
}

/// Everything but the scopes.
fn declare(workflow: &Workflow) -> Result<Resolver<'_>, Vec<Diagnostic>> {
    let mut resolver = Resolver::new(workflow);
    resolver.declare_types();
    resolver.declare_sorts();
    resolver.declare_structs();
    resolver.declare_enums();
    resolver.declare_components();
    resolver.declare_messages();
    resolver.declare_effects();
    resolver.declare_variables();
    let mut resolver = resolver.barrier()?;
    resolver.check_recursion();
    let mut resolver = resolver.barrier()?;
    resolver.check_defaults();
    resolver.declare_functions();
    resolver.barrier()
}

/// The tables while they are filled.
struct Resolver<'a> {
    workflow: &'a Workflow,
    ir: Ir,
    names: Names,
    errors: Errors,
    /// Where each type was first declared.
    type_places: BTreeMap<String, proc_macro2::Span>,
    /// Where each parameter was first mentioned.
    parameter_places: Vec<proc_macro2::Span>,
    /// What the handlers of each message have said so far, and where.
    otherwise: BTreeMap<MessageId, (Otherwise, proc_macro2::Span)>,
}

impl<'a> Resolver<'a> {
    fn new(workflow: &'a Workflow) -> Self {
        let mut names = Names::default();
        names.spans.number(workflow.ident.span());
        Self {
            workflow,
            ir: Ir { name: workflow.ident.to_string(), doc: workflow.doc.clone(), ..Ir::default() },
            names,
            errors: Errors::default(),
            type_places: BTreeMap::new(),
            parameter_places: Vec::new(),
            otherwise: BTreeMap::new(),
        }
    }

    /// Goes on only without errors.
    fn barrier(mut self) -> Result<Self, Vec<Diagnostic>> {
        std::mem::take(&mut self.errors).finish(self)
    }

    /// The value, or its default beside a noted error: what is wrong never leaves this phase.
    fn accept(&mut self, result: Result<crate::ir::Type, Diagnostic>) -> crate::ir::Type {
        result.unwrap_or_else(|diagnostic| {
            self.refuse(diagnostic);
            crate::ir::Type::Bool
        })
    }

    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.errors.push(diagnostic.code, diagnostic.span, diagnostic.message);
    }
}
