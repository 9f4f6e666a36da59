//! Outputs: messages and effects, how they leave, and who sees it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, Level, mentions, number};
use super::context::{Context, snake};
use super::expression::{Body, is_reserved};
use super::place::emit_slot;
use super::statement::Writer;
use crate::ir::{ActionId, ChannelKind, EffectId, Field, MessageId, Trigger};
use crate::layout::ChannelRegion;

/// A message or an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Output {
    /// Sent.
    Send(MessageId),
    /// Let out.
    Emit(EffectId),
}

impl<'a> Context<'a> {
    /// Its kind in an output code.
    pub(super) fn output_kind(&self, output: Output) -> Literal {
        let kind = match output {
            Output::Emit(EffectId(effect)) => effect,
            Output::Send(MessageId(message)) => self.ir.effects.len() + message,
        };
        Literal::usize_unsuffixed(kind)
    }

    /// Its fields.
    pub(super) fn output_fields(&self, output: Output) -> &'a [Field] {
        match output {
            Output::Send(message) => &self.ir[message].fields,
            Output::Emit(effect) => &self.ir[effect].fields,
        }
    }

    /// Its name in snake case.
    pub(super) fn output_name(&self, output: Output) -> String {
        match output {
            Output::Send(message) => snake(&self.ir[message].name),
            Output::Emit(effect) => snake(&self.ir[effect].name),
        }
    }

    /// Whether it travels on a channel that repeats by itself.
    pub(super) fn is_on_any(&self, output: Output) -> bool {
        matches!(output, Output::Send(message) if self.ir[self.ir[message].channel].kind == ChannelKind::Any)
    }

    /// Whether letting it out may cut the run: a channel may be full, an observer may go beyond a bound.
    pub(super) fn is_cutting(&self, output: Output) -> bool {
        let trigger = match output {
            Output::Send(message) => Trigger::Send(message),
            Output::Emit(effect) => Trigger::Effect(effect),
        };
        let full = matches!(output, Output::Send(_)) && !self.is_on_any(output);
        full || self.observers(trigger).any(|observer| self.need_observer(observer).1)
    }

    /// The function that lets an output out: at once, or, where a crash may come between or the delivery may cut the run,
    /// after the body.
    ///
    /// ```ignore
    /// fn send_issue(run: &mut Run<'_, 2>, session: u64, applicant: u64) {
    ///     let index = session * 2 + applicant;
    ///     run.output(5, || index);
    ///     CHANNEL_ISSUE.insert(&mut run.state, index);
    ///     somebody_asks(&mut run.state, session);
    /// }
    ///
    /// fn commit_issue(run: &mut Run<'_, 2>, session: u64, applicant: u64) {
    ///     run.commit(5, session * 2 + applicant);
    /// }
    /// ```
    pub(super) fn need_output(&self, output: Output, deferred: bool) -> Ident {
        let verb = match output {
            _ if deferred => "commit",
            Output::Send(_) => "send",
            Output::Emit(_) => "emit",
        };
        let function = format_ident!("{verb}_{}", self.output_name(output));
        if deferred {
            self.need_delivery(output);
        }
        self.need_function(&function, || {
            let (fields, words) = (self.field_names(self.output_fields(output)), self.words());
            let types = self.output_fields(output).iter().map(|field| &field.ty);
            let parts: Vec<_> = fields.iter().map(Code::atom).zip(types).collect();
            let (index, kind) = (self.tuple_index(&parts), self.output_kind(output));
            let body = if deferred {
                quote!(run.commit(#kind, #index);)
            } else {
                let leaving = self.emit_leaving(output, &fields, &quote!(&mut run.state));
                quote!(let index = #index; run.output(#kind, || index); #leaving)
            };
            let parameters = fields.iter().map(|field| super::expression::unless_unused(field, &body));
            quote!(fn #function(run: &mut Run<'_, #words> #(, #parameters: u64)*) { #body })
        });
        function
    }

    /// The function that delivers an output by its number.
    ///
    /// ```ignore
    /// fn deliver_issue(state: &mut State, index: u64) -> Outcome {
    ///     let session = index / 2;
    ///     CHANNEL_ISSUE.insert(state, index);
    ///     somebody_asks(state, session);
    ///     Ok(())
    /// }
    /// ```
    fn need_delivery(&self, output: Output) {
        self.need_delivered(output);
        let function = format_ident!("put_out_{}", self.output_name(output));
        self.need_function(&function, || {
            let fields = self.field_names(self.output_fields(output));
            let leaving = self.emit_leaving(output, &fields, &quote!(state));
            let lets = self.emit_fields(self.output_fields(output), &fields, &leaving);
            let [state, index] = ["state", "index"].map(|name| format_ident!("{name}"));
            let body = quote!(#lets #leaving);
            let [state, index] = [state, index].map(|name| super::expression::unless_unused(&name, &body));
            quote!(fn #function(#state: &mut State, #index: u64) -> Outcome { #body Ok(()) })
        });
    }

    /// ```ignore
    /// fn put_out(state: &mut State, output: OutputCode) -> Outcome {
    ///     let index = u64::from(output.index);
    ///     match output.kind {
    ///         5 => put_out_issue(state, index),
    ///         _ => Ok(()),
    ///     }
    /// }
    /// ```
    pub(super) fn emit_put_out(&self) -> TokenStream {
        let outputs = self.delivered();
        if outputs.is_empty() {
            return TokenStream::new();
        }
        let arms = outputs.into_iter().map(|output| {
            let (kind, function) = (self.output_kind(output), format_ident!("put_out_{}", self.output_name(output)));
            quote!(#kind => #function(state, index),)
        });
        quote! {
            /// Sends a message or lets an effect out, and lets the observers see it.
            fn put_out(state: &mut State, output: OutputCode) -> Outcome {
                let index = u64::from(output.index);
                match output.kind { #(#arms)* _ => Ok(()) }
            }
        }
    }

    /// An output leaves: onto its channel, and before its observers' eyes.
    fn emit_leaving(&self, output: Output, fields: &[Ident], state: &TokenStream) -> TokenStream {
        let sent = match output {
            Output::Send(message) => self.emit_insert(message, fields, state),
            Output::Emit(_) => TokenStream::new(),
        };
        let trigger = match output {
            Output::Send(message) => Trigger::Send(message),
            Output::Emit(effect) => Trigger::Effect(effect),
        };
        let arguments: Vec<Code> = fields.iter().map(Code::atom).collect();
        let seen = self.emit_observation(trigger, &arguments, state);
        quote!(#sent #seen)
    }

    /// `CHANNEL_WIRE.insert(state, 4 + index)?;`
    fn emit_insert(&self, message: MessageId, fields: &[Ident], state: &TokenStream) -> TokenStream {
        let code = self.message_code(message);
        let fallible = (!self.is_on_any(Output::Send(message))).then(|| quote!(?));
        let channel = self.message_lane(message, fields);
        quote!(#channel.insert(#state, #code)#fallible;)
    }

    /// `4 + index`: a message's number on its channel.
    pub(super) fn message_code(&self, message: MessageId) -> Code {
        let index = Code::atom(quote!(index));
        match self.layout.message_base(message) {
            0 => index,
            base => Code::binary(&Code::number(base.into()), quote!(+), &index, Level::Sum),
        }
    }

    /// `CHANNEL_WIRE`, or `CHANNEL_WIRE[(session * 2 + server) as usize]` for the queue of one pair.
    pub(super) fn message_lane(&self, message: MessageId, fields: &[Ident]) -> TokenStream {
        let channel = self.channel_constant(message);
        let declared = &self.ir[message];
        let ChannelKind::Fifo { .. } = self.ir[declared.channel].kind else { return quote!(#channel) };
        let receivers = self.layout.domain().ends(declared.channel).1 as u64;
        let end = |instance: Option<usize>| instance.map(|field| Code::atom(&fields[field]));
        let scaled = |code| Code::binary(&code, quote!(*), &Code::number(receivers), Level::Product);
        let lane = match (end(declared.from.instance), end(declared.to.instance)) {
            (None, None) => return quote!(#channel[0]),
            (None, Some(to)) => to,
            (Some(from), None) => scaled(from),
            (Some(from), Some(to)) => Code::binary(&scaled(from), quote!(+), &to, Level::Sum),
        };
        let lane = lane.at(Level::Cast);
        quote!(#channel[#lane as usize])
    }

    /// `CHANNEL_WIRE`
    pub(super) fn channel_constant(&self, message: MessageId) -> Ident {
        let id = self.ir[message].channel;
        let name = snake(&self.ir[id].name).to_uppercase();
        let twin = self.ir.channels.iter().position(|channel| snake(&channel.name).to_uppercase() == name);
        if twin == Some(id.0) { format_ident!("CHANNEL_{name}") } else { format_ident!("CHANNEL_{name}_{}", id.0) }
    }

    /// ```ignore
    /// const CHANNEL_ISSUE: Any<1> = Any { chunks: [slot(0, 12, 8)] };
    /// const CHANNEL_WIRE: Bag<2> = Bag { channel: ChannelId(3), slots: [slot(0, 20, 4), slot(0, 24, 4)] };
    /// ```
    pub(super) fn emit_channels(&self) -> TokenStream {
        let emit = |(index, channel): (usize, &crate::ir::Channel)| {
            let constant = self.channel_constant(*channel.messages.first()?);
            let (id, all) =
                (number(index as u64), |slots: &[_]| slots.iter().copied().map(emit_slot).collect::<Vec<_>>());
            Some(match self.layout.channel(crate::ir::ChannelId(index)) {
                ChannelRegion::Any(chunks) => {
                    let (count, chunks) = (number(chunks.len() as u64), all(chunks));
                    quote!(const #constant: Any<#count> = Any { chunks: [#(#chunks),*] };)
                }
                ChannelRegion::Bag(slots) => {
                    let (count, slots) = (number(slots.len() as u64), all(slots));
                    quote!(const #constant: Bag<#count> = Bag { channel: ChannelId(#id), slots: [#(#slots),*] };)
                }
                ChannelRegion::Fifo(lanes) => {
                    let (count, capacity) =
                        (number(lanes.len() as u64), number(lanes.first().map_or(0, Vec::len) as u64));
                    let lanes = lanes.iter().map(|slots| {
                        let slots = all(slots);
                        quote!(Fifo { channel: ChannelId(#id), slots: [#(#slots),*] })
                    });
                    quote!(const #constant: [Fifo<#capacity>; #count] = [#(#lanes),*];)
                }
            })
        };
        self.ir.channels.iter().enumerate().filter_map(emit).collect()
    }

    /// The observers of a trigger see it: `somebody_comes(state, me, person);`
    pub(super) fn emit_observation(&self, trigger: Trigger, arguments: &[Code], state: &TokenStream) -> TokenStream {
        let call = |observer| {
            let (function, fallible, used) = self.need_observer(observer);
            let (used, fallible) = (used.into_iter().map(|local| &arguments[local]), fallible.then(|| quote!(?)));
            quote!(#function(#state #(, #used)*)#fallible;)
        };
        self.observers(trigger).map(call).collect()
    }

    /// The observers of a trigger, by their number.
    pub(super) fn observers(&self, trigger: Trigger) -> impl Iterator<Item = usize> {
        let all = self.ir.observers.iter().enumerate();
        all.filter(move |(_, observer)| observer.trigger == trigger).map(|(index, _)| index)
    }

    /// An observer's function, whether it may go beyond a bound, and which of its trigger's values it looks at.
    ///
    /// ```ignore
    /// fn somebody_comes(state: &mut State, me: u64, person: u64) {
    ///     state.set_world_standing_there(me, 1 | person << 1);
    /// }
    /// ```
    pub(super) fn need_observer(&self, index: usize) -> (Ident, bool, Vec<usize>) {
        let observer = &self.ir.observers[index];
        let body = Body::new(self, &observer.body.locals, quote!(state));
        let carried = match observer.trigger {
            Trigger::Action(action) => self.arguments(action),
            Trigger::Send(message) => self.ir[message].fields.len(),
            Trigger::Effect(effect) => self.ir[effect].fields.len(),
        };
        let names = body.names.clone();
        let mut writer = Writer { body, deferred: false, kept_apart: &[] };
        let statements = writer.statements(&observer.body.statements);
        let used: Vec<usize> = (0..carried).filter(|local| mentions(&statements, &names[*local])).collect();
        let fallible = super::code::is_fallible(&statements);
        let function = self.observer_name(index);
        self.need_function(&function, || {
            let parameters = used.iter().map(|local| &names[*local]);
            let (result, end) = if fallible { (quote!(-> Outcome), quote!(Ok(()))) } else { Default::default() };
            let state = super::expression::unless_unused(&format_ident!("state"), &statements);
            quote!(fn #function(#state: &mut State #(, #parameters: u64)*) #result { #statements #end })
        });
        (function, fallible, used)
    }

    /// How many arguments an action has: `me`, payload, choices.
    pub(super) fn arguments(&self, action: ActionId) -> usize {
        let action = &self.ir[action];
        usize::from(action.me.is_some()) + action.payload.len() + action.choices.len()
    }

    /// The names of fields as locals.
    pub(super) fn field_names(&self, fields: &[Field]) -> Vec<Ident> {
        let name = |(number, field): (usize, &Field)| {
            let name = field.name.trim_start_matches("r#");
            let plain = name.starts_with(|letter: char| letter.is_alphabetic()) && !is_reserved(name);
            if plain { super::context::ident(&field.name) } else { format_ident!("field_{number}") }
        };
        fields.iter().enumerate().map(name).collect()
    }

    /// `let session = index / 2;` for each field that `used` mentions.
    pub(super) fn emit_fields(&self, fields: &[Field], names: &[Ident], used: &TokenStream) -> TokenStream {
        let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
        let parts = self.tuple_at(&types, &Code::atom(quote!(index)));
        let used = names.iter().zip(parts).filter(|(name, _)| mentions(used, name));
        used.map(|(name, part)| quote!(let #name = #part;)).collect()
    }
}
