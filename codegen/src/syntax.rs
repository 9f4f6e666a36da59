//! The syntax of a protocol: items classified and attributes parsed; bodies are still `syn`'s.
//!
//! Names are not looked up here; [`crate::resolve`] does that.

mod arguments;
mod attribute;
pub(crate) mod codes;
mod depth;
mod function;
mod item;
mod module;

use proc_macro2::{Ident, Span};

pub use depth::check as check_depth;
pub(crate) use module::name;
pub use module::{find, parse};

/// A workflow module.
pub struct Workflow {
    /// The module's name.
    pub ident: Ident,
    /// Its doc comment, one line per `///`, joined with `\n`.
    pub doc: String,
    /// `#[scope(..)]`, in order.
    pub scopes: Vec<ScopeItem>,
    /// `#[id]` and `#[node]` structs.
    pub sorts: Vec<SortItem>,
    /// Structs without an attribute.
    pub structs: Vec<StructItem>,
    /// Enums.
    pub enums: Vec<EnumItem>,
    /// `#[message(..)]` structs.
    pub messages: Vec<MessageItem>,
    /// `#[effect(..)]` structs.
    pub effects: Vec<EffectItem>,
    /// `#[role(..)]`, `#[store]` and `#[ghost]` structs.
    pub components: Vec<ComponentItem>,
    /// Every function: those of `impl` blocks and free ones, in order.
    pub functions: Vec<FunctionItem>,
}

/// `#[scope(quick, purpose = safety, person = 2, crash = unlimited)]`.
pub struct ScopeItem {
    /// `quick`.
    pub ident: Ident,
    /// `purpose = ..`, any number of them.
    pub purposes: Vec<Ident>,
    /// The numbers; `None` is `unlimited`.
    pub sizes: Vec<(Ident, Option<u32>)>,
}

/// `#[id] pub struct Session;` or `#[node] pub struct Manager;`.
pub struct SortItem {
    /// `Session`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// `#[node]`.
    pub node: bool,
}

/// A bound in `#[max(..)]`.
#[derive(Debug)]
pub enum MaxItem {
    /// A number.
    Literal(u32),
    /// A scope parameter.
    Parameter(Ident),
}

/// A named field, or a numbered one of a tuple variant.
pub struct FieldItem {
    /// The name: `_0`, `_1`, … in a tuple variant.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// `#[max(..)]`.
    pub max: Option<MaxItem>,
    /// The type as written.
    pub ty: syn::Type,
}

/// A plain struct.
pub struct StructItem {
    /// `Image`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// `#[document]`.
    pub document: bool,
    /// The fields.
    pub fields: Vec<FieldItem>,
}

/// A plain enum.
pub struct EnumItem {
    /// `Progress`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// The variants as written.
    pub variants: Vec<VariantItem>,
}

/// A variant.
pub struct VariantItem {
    /// `Queued`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// `#[initial]`.
    pub initial: bool,
    /// Written with parentheses rather than braces.
    pub tuple: bool,
    /// The payload.
    pub fields: Vec<FieldItem>,
}

/// `Kiosk` or `Kiosk[session]`.
#[derive(Clone)]
pub struct EndpointItem {
    /// The role.
    pub role: Ident,
    /// The field.
    pub instance: Option<Ident>,
}

/// `any` (nothing written), `bag = name`, `fifo = name`.
pub enum ChannelItem {
    /// The default.
    Any,
    /// `bag = wire, loss = lost, repeat = doubled`.
    Bag {
        /// The channel's name, and the parameter for its capacity.
        name: Ident,
        /// The budget.
        loss: Option<Ident>,
        /// The budget.
        repeat: Option<Ident>,
    },
    /// `fifo = wire`.
    Fifo {
        /// The channel's name, and the parameter for its capacity.
        name: Ident,
    },
}

/// A message.
pub struct MessageItem {
    /// `Certificate`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// `from = ..`.
    pub from: EndpointItem,
    /// `to = ..`.
    pub to: EndpointItem,
    /// How it travels.
    pub channel: ChannelItem,
    /// The payload.
    pub fields: Vec<FieldItem>,
}

/// An effect.
pub struct EffectItem {
    /// `Print`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// `at_most_once`; `at_least_once` otherwise.
    pub at_most_once: bool,
    /// `key = session` or `key = [session, job]`.
    pub key: Vec<Ident>,
    /// The payload.
    pub fields: Vec<FieldItem>,
}

/// Which kind of component.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ComponentItemKind {
    /// `#[role]`.
    Role,
    /// `#[store]`.
    Store,
    /// `#[ghost]`.
    Ghost,
}

/// A role, store or ghost.
pub struct ComponentItem {
    /// `Kiosk`.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// Which kind.
    pub kind: ComponentItemKind,
    /// `per = Session`.
    pub per: Option<Ident>,
    /// `durable = [..]`. Everything in a store is durable.
    pub durable: Vec<Ident>,
    /// The fields.
    pub fields: Vec<FieldItem>,
}

/// A function.
pub struct FunctionItem {
    /// The type of its `impl` block.
    pub owner: Option<Ident>,
    /// The name.
    pub ident: Ident,
    /// The doc comment.
    pub doc: String,
    /// Its attributes, parsed, each with its span.
    pub marks: Vec<(Mark, Span)>,
    /// Whether it takes `&self` or `&mut self`.
    pub receiver: Option<Receiver>,
    /// The other parameters.
    pub parameters: Vec<ParameterItem>,
    /// The result type.
    pub output: Option<syn::Type>,
    /// The body.
    pub block: syn::Block,
}

/// How a function takes `self`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// `&self`.
    Shared,
    /// `&mut self`.
    Mutable,
}

/// A parameter: a name, or a pattern (`Issue { session, applicant }: Issue`).
pub struct ParameterItem {
    /// The pattern.
    pub pattern: syn::Pat,
    /// The type.
    pub ty: syn::Type,
}

/// An attribute of a function.
pub enum Mark {
    /// `#[input]`.
    Input,
    /// `#[opens]`.
    Opens,
    /// `#[receive]`, `#[receive(otherwise = drop)]`.
    Receive {
        /// `drop`, `keep` or `defect`.
        otherwise: Option<Ident>,
    },
    /// `#[step]`.
    Step,
    /// `#[timeout]`, `#[timeout(after = "30s")]`.
    Timeout {
        /// The duration.
        after: Option<syn::LitStr>,
    },
    /// `#[fault(budget = jam)]`, `#[fault]`.
    Fault {
        /// The budget.
        budget: Option<Ident>,
    },
    /// `#[crash(budget = crash)]`.
    Crash {
        /// The budget.
        budget: Option<Ident>,
    },
    /// `#[recover]`.
    Recover,
    /// `#[fair]`, `#[unfair]`, `#[strongly_fair]`.
    Fairness(crate::ir::Fairness),
    /// `#[on(Print, send Reply, present_card)]`: the flag says `send`.
    On(Vec<(Ident, bool)>),
    /// `#[always]` and its kin.
    Property(crate::ir::PropertyKind),
    /// `#[refuted]`, `#[refuted(at = full)]`, `#[refuted(at = [quick, full])]`.
    Refuted {
        /// The scopes; none are all.
        at: Vec<Ident>,
    },
    /// `#[dead]`, `#[dead(at = quick)]`, `#[dead(at = [quick, full])]`.
    Dead {
        /// The scopes; none are all.
        at: Vec<Ident>,
    },
    /// `#[final_state]`, `#[final_state(remaining = [Reply])]`.
    FinalState {
        /// What may remain.
        remaining: Vec<Ident>,
    },
}
