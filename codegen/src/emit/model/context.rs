//! What every part of the emitter of the model needs: the layout, the names, and what was asked for so far.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::output::Output;
use super::place::Accessor;
use super::types::Helper;
use crate::ir::{ActionId, Field, Ir, SortId, Trigger, Type, VariableId};
use crate::layout::Layout;

/// A protocol at a scope, being emitted. Small functions are emitted when something asks for them.
pub(super) struct Context<'a> {
    /// The protocol.
    pub(super) ir: &'a Ir,
    /// Where everything lies.
    pub(super) layout: &'a Layout,
    variables: Vec<String>,
    accessors: RefCell<BTreeSet<Accessor>>,
    helpers: RefCell<BTreeSet<Helper>>,
    functions: RefCell<BTreeMap<String, TokenStream>>,
    delivered: RefCell<BTreeSet<Output>>,
    actions: Vec<Ident>,
    observers: Vec<Ident>,
}

impl<'a> Context<'a> {
    /// With nothing asked for.
    pub(super) fn new(layout: &'a Layout) -> Self {
        let ir = layout.ir();
        let mut variables: Vec<String> = Vec::new();
        for (index, variable) in ir.variables.iter().enumerate() {
            let name = format!("{}_{}", snake(&ir[variable.component].name), snake(&variable.name));
            let taken = variables.contains(&name);
            variables.push(if taken { format!("{name}_{index}") } else { name });
        }
        let (actions, observers) = names(ir);
        let (accessors, helpers, functions, delivered) = Default::default();
        Self { ir, layout, variables, accessors, helpers, functions, delivered, actions, observers }
    }

    /// `[u64; 2]`'s length.
    pub(super) fn words(&self) -> proc_macro2::Literal {
        proc_macro2::Literal::usize_unsuffixed(self.layout.words())
    }

    /// `server_progress`: a variable's name among all.
    pub(super) fn variable_name(&self, variable: VariableId) -> &str {
        &self.variables[variable.0]
    }

    /// An action's function.
    pub(super) fn action_name(&self, ActionId(action): ActionId) -> &Ident {
        &self.actions[action]
    }

    /// An observer's function.
    pub(super) fn observer_name(&self, observer: usize) -> Ident {
        self.observers[observer].clone()
    }

    /// How many ids a sort has.
    pub(super) fn ids(&self, sort: SortId) -> u64 {
        self.layout.domain().ids(sort) as u64
    }

    /// How many values a scalar type has.
    pub(super) fn cardinality(&self, ty: &Type) -> u64 {
        self.layout.domain().cardinality(ty)
    }

    /// Notes an output that is delivered after a body.
    pub(super) fn need_delivered(&self, output: Output) {
        self.delivered.borrow_mut().insert(output);
    }

    /// The outputs that are delivered after a body.
    pub(super) fn delivered(&self) -> Vec<Output> {
        self.delivered.borrow().iter().copied().collect()
    }

    /// Asks for an accessor.
    pub(super) fn need_accessor(&self, accessor: Accessor) {
        self.accessors.borrow_mut().insert(accessor);
    }

    /// Asks for a helper.
    pub(super) fn need_helper(&self, helper: Helper) {
        self.helpers.borrow_mut().insert(helper);
    }

    /// Asks for a function by its name, written by `emit` the first time.
    pub(super) fn need_function(&self, name: &Ident, emit: impl FnOnce() -> TokenStream) {
        let name = name.to_string();
        if !self.functions.borrow().contains_key(&name) {
            // Reserved first: a function may ask for itself.
            self.functions.borrow_mut().insert(name.clone(), TokenStream::new());
            let tokens = emit();
            self.functions.borrow_mut().insert(name, tokens);
        }
    }

    /// All functions that were asked for.
    pub(super) fn functions(&self) -> TokenStream {
        self.functions.borrow().values().cloned().collect()
    }

    /// All accessors that were asked for.
    pub(super) fn accessors(&self) -> Vec<Accessor> {
        self.accessors.borrow().iter().cloned().collect()
    }

    /// All helpers that were asked for, those that helpers ask for included.
    pub(super) fn helpers(&self) -> TokenStream {
        let mut emitted: BTreeMap<Helper, TokenStream> = BTreeMap::new();
        loop {
            let mut wanted: Vec<Helper> = self.helpers.borrow().iter().cloned().collect();
            wanted.retain(|helper| !emitted.contains_key(helper));
            if wanted.is_empty() {
                return emitted.into_values().collect();
            }
            emitted.extend(wanted.into_iter().map(|helper| (helper.clone(), self.emit_helper(&helper))));
        }
    }
}

/// The names of the functions of actions and observers, each of its own.
fn names(ir: &Ir) -> (Vec<Ident>, Vec<Ident>) {
    let mut taken: Vec<String> = Vec::new();
    let mut choose = |name: &str, longer: String| {
        let plain = name.strip_prefix("r#").unwrap_or(name);
        let mut chosen = if taken.iter().any(|other| other == plain) { longer } else { plain.to_owned() };
        while taken.contains(&chosen) || is_generated(&chosen) {
            chosen.push('_');
        }
        taken.push(chosen.clone());
        ident(&chosen)
    };
    let actions = ir
        .actions
        .iter()
        .map(|action| choose(&action.name, format!("{}_{}", snake(&ir[action.component].name), action.name)));
    let actions: Vec<_> = actions.collect();
    let observers = ir.observers.iter().map(|observer| {
        let on = match observer.trigger {
            Trigger::Action(action) => ir[action].name.clone(),
            Trigger::Send(message) => snake(&ir[message].name),
            Trigger::Effect(effect) => snake(&ir[effect].name),
        };
        choose(&observer.name, format!("{}_on_{on}", observer.name))
    });
    (actions, observers.collect())
}

/// Whether a name is of the form that this emitter gives to its own functions.
fn is_generated(name: &str) -> bool {
    let verbs = [
        "send_",
        "emit_",
        "commit_",
        "put_out",
        "free_",
        "held_",
        "may_",
        "try_",
        "deliver_",
        "index_of_",
        "property_",
    ];
    verbs.iter().any(|verb| name.starts_with(verb)) || name.ends_with("_at") || name.contains("_in_")
}

/// The types of fields.
pub(super) fn types(fields: &[Field]) -> Vec<&Type> {
    fields.iter().map(|field| &field.ty).collect()
}

/// An identifier; a raw one where the word is Rust's.
pub(in crate::emit) fn ident(name: &str) -> Ident {
    let name = name.strip_prefix("r#").unwrap_or(name);
    syn::parse_str(name).unwrap_or_else(|_| match name {
        "self" | "Self" | "super" | "crate" | "_" => format_ident!("{name}_"),
        _ => Ident::new_raw(name, Span::call_site()),
    })
}

/// `JobOfVisit` as `job_of_visit`. The underscores of an invented name are left out: its owner's name stands before it.
pub(in crate::emit) fn snake(name: &str) -> String {
    crate::casing::snake(name.strip_prefix("r#").or_else(|| name.strip_prefix("__")).unwrap_or(name))
}

/// `#[doc = "..."]`, a line for each line; nothing for no text.
pub(in crate::emit) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().filter(|_| !text.trim().is_empty()).map(|line| {
        let line = if line.is_empty() || line.starts_with(' ') { line.to_owned() } else { format!(" {line}") };
        quote!(#[doc = #line])
    });
    lines.fold(TokenStream::new(), |mut tokens, line| {
        line.to_tokens(&mut tokens);
        tokens
    })
}
