//! The compiled model: a protocol at a scope as a Rust module that implements [`System`](crate::system::System).
//!
//! A state is the packed one of [`Layout`]; every access is a shift and a mask with literal constants. There is a function
//! for each action, observer, property and final state, named as in the protocol; what is the same in every model lies in
//! [`crate::runtime`].

mod action;
mod attempt;
mod bound;
mod channel;
pub(super) mod code;
pub(super) mod context;
mod crash;
mod delivery;
mod expression;
mod guard;
mod identity;
mod observer;
mod output;
mod place;
mod property;
mod scopes;
mod statement;
mod types;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::fingerprint::Fingerprints;
use crate::ir::{ActionId, Amount, ChannelId, Ir, MessageId, Scope, SortId};
use crate::layout::Layout;
use action::Emitted;
use attempt::Attempt;
use code::{hexadecimal, mentions, number};
use context::{Context, doc, ident};
use scopes::Asked;

/// Expands `model!`: `{ .. }`, which holds scopes to emit instead of the protocol's own, and the protocol's module.
///
/// ```text
/// pub mod issuance {
///     pub const FINGERPRINT: &str = "..";
///     pub const SCOPES: &[&str] = &["quick", "ci"];
///     pub fn visit<V: Visitor>(scope: &str, visitor: V) -> Option<V::Output> { .. }
///     pub mod quick { .. }
///     pub mod ci { .. }
/// }
/// ```
#[must_use]
pub fn module(source: &TokenStream) -> TokenStream {
    let mut tokens = source.clone().into_iter();
    let head = match tokens.next() {
        Some(TokenTree::Group(head)) => head.stream(),
        _ => TokenStream::new(),
    };
    let protocol = match crate::compile(&tokens.collect()) {
        Ok(protocol) => protocol,
        Err(errors) => return super::workflow::compile_errors(&errors),
    };
    let scopes = syn::parse2(head).and_then(|asked: Asked| asked.of(&protocol.ir));
    scopes.map_or_else(syn::Error::into_compile_error, |scopes| workflow(&protocol.ir, &scopes))
}

/// Some scopes of a protocol.
#[must_use]
pub fn workflow(ir: &Ir, scopes: &[Scope]) -> TokenStream {
    let name = ident(&ir.name);
    let modules = scopes.iter().map(|scope| {
        match Layout::new(ir, &scope.sizes) {
            Ok(layout) => emit_scope(scope, &layout),
            // The protocol's own scopes have been checked; one that a call asks for has not.
            Err(too_wide) => {
                let message = format!("in scope `{}`, {too_wide}", scope.name);
                quote!(::core::compile_error! { #message })
            }
        }
    });
    let register = emit_register(ir, scopes);
    let doc = if ir.doc.is_empty() { doc(&format!("The model of `{}`.", ir.name)) } else { doc(&ir.doc) };
    quote! { #doc pub mod #name { #register #(#modules)* } }
}

/// ```text
/// /// The fingerprint of the protocol's behaviour.
/// pub const FINGERPRINT: &str = "5f0c..";
/// /// The names of the scopes.
/// pub const SCOPES: &[&str] = &["quick", "ci"];
/// /// Hands the model of a scope to a visitor.
/// pub fn visit<V: Visitor>(scope: &str, visitor: V) -> Option<V::Output> {
///     match scope {
///         "quick" => Some(visitor.visit(quick::Model)),
///         ..
///         _ => None,
///     }
/// }
/// ```
fn emit_register(ir: &Ir, scopes: &[Scope]) -> TokenStream {
    let fingerprint = Fingerprints::of(ir).behaviour.to_string();
    let names = scopes.iter().map(|scope| &scope.name);
    let arms = scopes.iter().map(|Scope { name, .. }| {
        let module = ident(name);
        quote!(#name => Some(visitor.visit(#module::Model)),)
    });
    quote! {
        /// The fingerprint of the protocol's behaviour.
        pub const FINGERPRINT: &str = #fingerprint;
        /// The names of the scopes.
        pub const SCOPES: &[&str] = &[#(#names),*];
        /// Hands the model of a scope to a visitor; `None` when there is no such scope.
        pub fn visit<V: ::honnin_checker::runtime::Visitor>(scope: &str, visitor: V) -> Option<V::Output> {
            match scope { #(#arms)* _ => None }
        }
    }
}

/// ```text
/// /// The scope `quick`: session = 2, job = 2, crash = 1.
/// pub mod quick {
///     use ::honnin_checker::runtime::{self, ..};
///     /// A packed state.
///     pub type State = [u64; 2];
///     /// The protocol at this scope.
///     pub struct Model;
///     impl System<2> for Model { .. }
///     ..
/// }
/// ```
fn emit_scope(scope: &Scope, layout: &Layout) -> TokenStream {
    let (name, context) = (ident(&scope.name), Context::new(layout));
    let model = system(&context);
    let doc = format!(" The scope `{}`: {}.", scope.name, sizes(layout.ir(), scope));
    quote! {
        #[doc = #doc]
        #[allow(
            unused_assignments,
            clippy::bool_to_int_with_if,
            clippy::cast_possible_truncation,
            clippy::eq_op,
            clippy::erasing_op,
            clippy::identity_op,
            clippy::manual_range_patterns,
            clippy::match_same_arms,
            clippy::nonminimal_bool,
            clippy::precedence,
            clippy::semicolon_if_nothing_returned,
            clippy::single_match,
            clippy::single_match_else,
            clippy::too_many_lines,
            clippy::trivially_copy_pass_by_ref,
            clippy::unnecessary_wraps,
            clippy::verbose_bit_mask,
            reason = "shifts and masks with literal constants, and one shape for every action and predicate"
        )]
        pub mod #name {
            #model
        }
    }
}

/// `session = 2, crash = unlimited`
fn sizes(ir: &Ir, scope: &Scope) -> String {
    let numbers = ir.parameters.iter().zip(&scope.sizes.0).map(|(parameter, amount)| match amount {
        Amount::AtMost(number) => format!("{} = {number}", parameter.name),
        Amount::Unlimited => format!("{} = unlimited", parameter.name),
    });
    numbers.collect::<Vec<_>>().join(", ")
}

/// The contents of a scope's module.
fn system(context: &Context<'_>) -> TokenStream {
    let ir = context.ir;
    let actions: Vec<Emitted> = (0..ir.actions.len()).map(|action| context.emit_action(ActionId(action))).collect();
    let mut functions: TokenStream = actions.iter().map(|action| action.tokens.clone()).collect();
    let mut moves = TokenStream::new();
    for (index, action) in actions.iter().enumerate().filter(|(index, _)| ir.actions[*index].receives.is_none()) {
        let attempt = context.emit_try(ActionId(index), action);
        let call = attempt.call(None);
        functions.extend(attempt.tokens);
        moves.extend(quote!(#call;));
    }
    let messages = (0..ir.messages.len()).map(MessageId);
    let deliveries: Vec<Attempt> = messages.map(|message| context.emit_deliver(message, &actions)).collect();
    functions.extend(deliveries.iter().map(|attempt| attempt.tokens.clone()));
    moves.extend((0..ir.channels.len()).map(|channel| context.emit_channel(ChannelId(channel), &deliveries)));
    let mut census = TokenStream::new();
    for sort in (0..ir.sorts.len()).map(SortId) {
        census.extend(context.emit_census(sort, &moves));
        if ir[sort].recycled {
            functions.extend(context.emit_named(sort));
            moves.extend(context.emit_drain(sort));
        }
    }
    let moves = quote!(#census #moves);
    let (predicates, questions) = context.emit_properties();
    functions.extend([context.emit_put_out(), context.functions(), predicates]);
    // Last: all of the above ask for these.
    let (places, channels, helpers) = (context.emit_accessors(), context.emit_channels(), context.helpers());
    let interface = emit_interface(context, &moves, &questions);
    let imports = emit_imports(&quote!(#interface #functions #places #channels #helpers));
    quote! { #imports #interface #functions #channels #places #helpers }
}

/// ```text
/// impl System<2> for Model {
///     fn initial(&self) -> State { [0, 0x40] }
///     fn expand<K: Sink<2>>(&self, state: &State, sink: &mut K) {
///         let run = &mut Run::new(state, K::LABELLED);
///         let (held_job, named_job) = (held_job(state), runtime::overlapping(state, &NAMED_JOB));
///         try_present_card(state, run, sink);
///         ..
///     }
///     ..
/// }
/// ```
fn emit_interface(context: &Context<'_>, moves: &TokenStream, questions: &TokenStream) -> TokenStream {
    let words = context.words();
    let mut initial = vec![0; context.layout.words()];
    for (budget, slot) in context.layout.budgets() {
        let left = context.layout.sizes().get(*budget).unwrap_or_default();
        initial[slot.word] |= u64::from(left) << slot.shift;
    }
    let initial = initial.into_iter().map(|word| if word == 0 { number(0) } else { hexadecimal(word) });
    let run = mentions(moves, &ident("run")).then(|| quote!(let run = &mut Run::new(state, K::LABELLED);));
    quote! {
        /// A packed state.
        pub type State = [u64; #words];

        /// The protocol at this scope.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Model;

        impl System<#words> for Model {
            fn initial(&self) -> State { [#(#initial),*] }
            fn expand<K: Sink<#words>>(&self, state: &State, sink: &mut K) { #run #moves }
            #questions
        }
    }
}

/// What of the runtime and the system's interface is mentioned, and only that.
fn emit_imports(tokens: &TokenStream) -> TokenStream {
    let wanted = |names: &[&str]| {
        let named = names.iter().map(|name| ident(name)).filter(|name| mentions(tokens, name));
        named.collect::<Vec<_>>()
    };
    let runtime = wanted(&["Any", "Bag", "Crashing", "Fifo", "Keep", "Outcome", "Queue", "Run", "Slot", "slot"]);
    let ids = wanted(&["ChannelId", "MessageId", "PropertyId", "SortId", "Span", "VariableId"]);
    let system = wanted(&["Defect", "Edge", "OutputCode", "Sink", "System"]);
    let itself = mentions(tokens, &ident("runtime")).then(|| quote!(self,));
    quote! {
        use ::honnin_checker::runtime::{#itself #(#runtime,)* #(#ids),*};
        use ::honnin_checker::system::{#(#system),*};
    }
}
