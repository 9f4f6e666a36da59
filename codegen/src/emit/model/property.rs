//! Properties and final states, as predicates on packed states.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::code::{mentions, number};
use super::context::{Context, doc};
use super::expression::Body;
use crate::ir::{ChannelId, ChannelKind, Expr, FinalState, Local, Property, PropertyKind, Span};

/// A predicate's function, and how it is called.
struct Predicate {
    tokens: TokenStream,
    /// `property_every_job_ends(state, job)`
    call: TokenStream,
    /// The names of its ids.
    ids: Vec<Ident>,
    /// Its arithmetic may leave the naturals: then it is neither true nor false.
    fallible: bool,
}

impl Context<'_> {
    /// The functions of all predicates, and the methods of `System` that ask them.
    ///
    /// ```text
    /// fn holds(&self, property: PropertyId, state: &State) -> bool {
    ///     match property.0 {
    ///         0 => !property_wrong_page(state),
    ///         1 => (0..2).all(|job: u64| property_no_job_waits(state, job)),
    ///         _ => true,
    ///     }
    /// }
    ///
    /// fn may_violate(&self, state: &State) -> bool {
    ///     property_wrong_page(state) || !(0..2).all(|job: u64| property_no_job_waits(state, job))
    /// }
    /// ```
    pub(super) fn emit_properties(&self) -> (TokenStream, TokenStream) {
        let (mut functions, mut holds, mut steps) = (TokenStream::new(), Vec::new(), Vec::new());
        let mut violated = Vec::new();
        for (index, property) in self.ir.properties.iter().enumerate() {
            if property.kind == PropertyKind::LeadsTo {
                continue;
            }
            let predicate = self.emit_property(property);
            let (number, asked) = (number(index as u64), self.emit_for_ids(property, &predicate));
            let arms = if property.kind == PropertyKind::Action { &mut steps } else { &mut holds };
            arms.push(quote!(#number => #asked,));
            if matches!(property.kind, PropertyKind::Always | PropertyKind::Never) {
                violated.push(negated(&asked));
            }
            functions.extend(predicate.tokens);
        }
        let (finals, is_final) = self.emit_finals();
        functions.extend(finals);
        let holds = method(&quote!(holds), &[quote!(state)], &holds);
        let steps = method(&quote!(step_holds), &[quote!(before), quote!(after)], &steps);
        let violated = if violated.is_empty() { quote!(false) } else { quote!(#(#violated)||*) };
        let state = super::expression::unless_unused(&format_ident!("state"), &violated);
        let violated = quote!(fn may_violate(&self, #state: &State) -> bool { #violated });
        (functions, quote!(#holds #violated #steps #is_final))
    }

    fn emit_property(&self, property: &Property) -> Predicate {
        let states = match property.kind {
            PropertyKind::Action => vec![quote!(before), quote!(after)],
            _ => vec![quote!(state)],
        };
        let name = format_ident!("property_{}", property.name.trim_start_matches("r#"));
        self.emit_predicate(&name, &property.doc, &property.locals, property.parameters, &property.predicate, &states)
    }

    /// ```text
    /// /// What the server takes on, it answers.
    /// fn property_every_job_ends(state: &State, job: u64) -> bool {
    ///     state.server_progress(job) & 0x3 == 0
    /// }
    /// ```
    fn emit_predicate(
        &self,
        name: &Ident,
        text: &str,
        locals: &[Local],
        parameters: usize,
        predicate: &Expr,
        states: &[TokenStream],
    ) -> Predicate {
        let mut body = Body::new(self, locals, states[0].clone());
        body.span = Some(Span(0));
        let holds = body.condition(predicate);
        let (fallible, tokens) = (holds.is_fallible(), quote!(#holds));
        let ids = &body.names[..parameters];
        let used: Vec<&Ident> = ids.iter().filter(|id| mentions(&tokens, id)).collect();
        let looked_at: Vec<_> =
            states.iter().filter(|state| mentions(&tokens, &format_ident!("{}", state.to_string()))).collect();
        let (result, holds) =
            if fallible { (quote!(Outcome<bool>), quote!(Ok(#holds))) } else { (quote!(bool), tokens) };
        let doc = doc(text);
        Predicate {
            tokens: quote!(#doc fn #name(#(#looked_at: &State,)* #(#used: u64),*) -> #result { #holds }),
            call: quote!(#name(#(#looked_at,)* #(#used),*)),
            ids: ids.iter().map(|id| super::expression::unless_unused(id, &quote!(#(#used)*))).collect(),
            fallible,
        }
    }

    /// The predicate for all ids of its parameters, or for some.
    fn emit_for_ids(&self, property: &Property, predicate: &Predicate) -> TokenStream {
        let call = &predicate.call;
        let one = match (property.kind, predicate.fallible) {
            (PropertyKind::Never, false) => quote!(!#call),
            (PropertyKind::Never, true) => quote!(#call == Ok(false)),
            (_, false) => call.clone(),
            (_, true) => quote!(#call == Ok(true)),
        };
        let each = if property.kind == PropertyKind::Reachable { quote!(any) } else { quote!(all) };
        let ids = predicate.ids.iter().zip(&property.locals).rev();
        ids.fold(one, |inner, (id, local)| {
            let count = number(self.cardinality(&local.ty));
            quote!((0..#count).#each(|#id: u64| #inner))
        })
    }

    /// ```text
    /// fn is_final(&self, state: &State) -> bool {
    ///     final_decided(state) && CHANNEL_WIRE.iter(state).all(|code| matches!(code, 0..4))
    /// }
    /// ```
    fn emit_finals(&self) -> (TokenStream, TokenStream) {
        let mut functions = TokenStream::new();
        let declared = self.ir.final_states.iter().map(|declared| {
            let name = format_ident!("final_{}", declared.name.trim_start_matches("r#"));
            let predicate = self.emit_predicate(&name, "", &declared.locals, 0, &declared.predicate, &[quote!(state)]);
            let (call, certain) = (&predicate.call, predicate.fallible.then(|| quote!(== Ok(true))));
            functions.extend(predicate.tokens.clone());
            let waiting =
                (0..self.ir.channels.len()).filter_map(|id| self.emit_only_remaining(ChannelId(id), declared));
            quote!(#call #certain #(&& #waiting)*)
        });
        let declared: Vec<TokenStream> = declared.collect();
        let any = if declared.is_empty() { quote!(false) } else { quote!(#(#declared)||*) };
        let state = super::expression::unless_unused(&format_ident!("state"), &any);
        (functions, quote!(fn is_final(&self, #state: &State) -> bool { #any }))
    }

    /// Nothing waits on a bag or FIFO but what a final state allows.
    fn emit_only_remaining(&self, id: ChannelId, declared: &FinalState) -> Option<TokenStream> {
        let channel = &self.ir[id];
        let constant = self.channel_constant(*channel.messages.first()?);
        let all = match channel.kind {
            ChannelKind::Any => return None,
            ChannelKind::Bag { .. } => quote!(#constant.iter(state)),
            ChannelKind::Fifo { .. } => quote!(#constant.iter().flat_map(|queue| queue.iter(state))),
        };
        let allowed = channel.messages.iter().filter(|message| declared.remaining.contains(message));
        let ranges = allowed.map(|&message| {
            let base = u64::from(self.layout.message_base(message));
            let (from, to) = (number(base), number(base + self.layout.message_cardinality(message)));
            quote!(#from..#to)
        });
        let ranges: Vec<TokenStream> = ranges.collect();
        Some(match ranges.len() {
            0 => quote!(#all.next().is_none()),
            some if some == channel.messages.len() => return None,
            _ => quote!(#all.all(|code| matches!(code, #(#ranges)|*))),
        })
    }
}

/// `call` for `!call`, and the other way round.
fn negated(holds: &TokenStream) -> TokenStream {
    let mut tokens = holds.clone().into_iter();
    match tokens.next() {
        Some(TokenTree::Punct(not)) if not.as_char() == '!' => tokens.collect(),
        _ if mentions(holds, &format_ident!("Ok")) => quote!(!(#holds)),
        _ => quote!(!#holds),
    }
}

/// A method of `System` that asks a property by its number.
fn method(name: &TokenStream, states: &[TokenStream], arms: &[TokenStream]) -> TokenStream {
    let body = if arms.is_empty() { quote!(true) } else { quote!(match property.0 { #(#arms)* _ => true }) };
    let used = |name: &str| super::expression::unless_unused(&format_ident!("{name}"), &body);
    let property = used("property");
    let states = states.iter().map(|state| used(&state.to_string()));
    quote!(fn #name(&self, #property: PropertyId #(, #states: &State)*) -> bool { #body })
}
