//! Outputs: messages and effects, how they leave, and who sees it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, mentions};
use super::context::{Context, ident, snake};
use super::expression::{is_reserved, unless_unused};
use crate::ir::{ChannelKind, EffectId, Field, MessageId, Trigger};

/// A message or an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Output {
    /// Sent.
    Send(MessageId),
    /// Let out.
    Emit(EffectId),
}

impl Output {
    /// What observers see of it.
    fn trigger(self) -> Trigger {
        match self {
            Self::Send(message) => Trigger::Send(message),
            Self::Emit(effect) => Trigger::Effect(effect),
        }
    }
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
        let full = matches!(output, Output::Send(_)) && !self.is_on_any(output);
        full || self.observers(output.trigger()).any(|observer| self.need_observer(observer).1)
    }

    /// The function that lets an output out: at once, or, where a crash may come between or the delivery may cut the run,
    /// after the body.
    ///
    /// ```text
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
            let (fields, words) = (field_names(self.output_fields(output)), self.words());
            let types = self.output_fields(output).iter().map(|field| &field.ty);
            let parts: Vec<_> = fields.iter().map(Code::atom).zip(types).collect();
            let (index, kind) = (self.tuple_index(&parts), self.output_kind(output));
            let body = if deferred {
                quote!(run.commit(#kind, #index);)
            } else {
                let leaving = self.emit_leaving(output, &fields, &quote!(&mut run.state));
                quote!(let index = #index; run.output(#kind, || index); #leaving)
            };
            let parameters = fields.iter().map(|field| unless_unused(field, &body));
            quote!(fn #function(run: &mut Run<'_, #words> #(, #parameters: u64)*) { #body })
        });
        function
    }

    /// The function that delivers an output by its number.
    ///
    /// ```text
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
            let fields = field_names(self.output_fields(output));
            let leaving = self.emit_leaving(output, &fields, &quote!(state));
            let lets = self.emit_fields(self.output_fields(output), &fields, &leaving);
            let [state, index] = ["state", "index"].map(|name| format_ident!("{name}"));
            let body = quote!(#lets #leaving);
            let [state, index] = [state, index].map(|name| unless_unused(&name, &body));
            quote!(fn #function(#state: &mut State, #index: u64) -> Outcome { #body Ok(()) })
        });
    }

    /// ```text
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
        let arguments: Vec<Code> = fields.iter().map(Code::atom).collect();
        let seen = self.emit_observation(output.trigger(), &arguments, state);
        quote!(#sent #seen)
    }

    /// `let session = index / 2;` for each field that `used` mentions.
    pub(super) fn emit_fields(&self, fields: &[Field], names: &[Ident], used: &TokenStream) -> TokenStream {
        let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
        let parts = self.tuple_at(&types, &Code::atom(quote!(index)));
        let used = names.iter().zip(parts).filter(|(name, _)| mentions(used, name));
        used.map(|(name, part)| quote!(let #name = #part;)).collect()
    }
}

/// The names of fields as locals.
pub(super) fn field_names(fields: &[Field]) -> Vec<Ident> {
    let name = |(number, field): (usize, &Field)| {
        let name = field.name.trim_start_matches("r#");
        let plain = name.starts_with(|letter: char| letter.is_alphabetic()) && !is_reserved(name);
        if plain { ident(&field.name) } else { format_ident!("field_{number}") }
    };
    fields.iter().enumerate().map(name).collect()
}
