//! Crashes: what an instance loses, what its outbox holds, how it comes up.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::attempt::lasting;
use super::code::{Code, Level, mentions, number};
use super::context::{Context, ident, snake, types};
use super::output::Output;
use super::place::Scalar;
use crate::ir::{
    Action, ActionId, ActionKind, ComponentId, Delivery, EffectId, EnumId, MessageId, Span, Trigger, Type, VariableId,
    VariableRole,
};
use crate::runtime::Keep;

impl<'a> Context<'a> {
    /// `CrashingKiosk { me }`: an instance of a component that may crash.
    pub(super) fn need_crashing(&self, component: ComponentId, per: bool) -> TokenStream {
        let name = format_ident!("Crashing{}", self.ir[component].name.trim_start_matches("r#"));
        self.need_function(&name, || self.emit_crashing(component, per, &name));
        if per { quote!(#name { me }) } else { quote!(#name) }
    }

    /// ```text
    /// /// An instance of `Kiosk`, which may crash.
    /// struct CrashingKiosk { me: u64 }
    ///
    /// impl Crashing<2> for CrashingKiosk {
    ///     const CRASHES: usize = 1;
    ///     fn put_out(&self, state: &mut State, output: OutputCode) -> Outcome { put_out(state, output) }
    ///     fn keep(&self, output: OutputCode) -> Keep { match output.kind { 0 => Keep::AtMostOnce, _ => Keep::Never } }
    ///     ..
    /// }
    /// ```
    fn emit_crashing(&self, component: ComponentId, per: bool, name: &Ident) -> TokenStream {
        let crashes: Vec<_> = self.crashes(component).collect();
        let count = number(crashes.len() as u64);
        let arms = |of: &dyn Fn(ActionId, &'a Action) -> TokenStream| -> Vec<TokenStream> {
            let arm = |(position, (id, action)): (usize, &(ActionId, &'a Action))| {
                let (position, of) = (number(position as u64), of(*id, action));
                quote!(#position => #of,)
            };
            crashes.iter().enumerate().map(arm).collect()
        };
        let me = quote!(self.me);
        let may = arms(&|id, action| self.emit_may(id, action, &me));
        let body = arms(&|id, action| self.emit_crash_call(id, action, &me));
        let down = arms(&|id, action| {
            let draw = action.kind.budget().map(|budget| self.emit_draw(budget, &quote!(state)));
            let loss = self.emit_loss(id, &me, &quote!(state));
            quote!({ #draw #loss })
        });
        let witness = arms(&|id, action| {
            let arguments: Vec<Code> = action.me.map(|_| Code::atom(&me)).into_iter().collect();
            let seen = self.emit_observation(Trigger::Action(id), &arguments, &quote!(state));
            quote!({ #seen Ok(()) })
        });
        let (words, keep, stow) = (self.words(), self.emit_keep(component), self.emit_stow(component, per));
        let fields = if per { quote!({ me: u64 }) } else { quote!(;) };
        let doc = format!(" An instance of `{}`, which may crash.", self.ir[component].name);
        quote! {
            #[doc = #doc]
            struct #name #fields
            impl Crashing<#words> for #name {
                const CRASHES: usize = #count;
                fn put_out(&self, state: &mut State, output: OutputCode) -> Outcome { put_out(state, output) }
                fn keep(&self, output: OutputCode) -> Keep { #keep }
                fn may_crash(&self, crash: usize, state: &State) -> bool { match crash { #(#may)* _ => false } }
                fn crash(&self, crash: usize, run: &mut Run<'_, #words>) -> Outcome {
                    match crash { #(#body)* _ => Ok(()) }
                }
                fn go_down(&self, crash: usize, state: &mut State) { match crash { #(#down)* _ => {} } }
                #stow
                fn witness(&self, crash: usize, state: &mut State) -> Outcome {
                    match crash { #(#witness)* _ => Ok(()) }
                }
            }
        }
    }

    /// `may_power_loss(state, self.me)`, and that the budget lasts.
    fn emit_may(&self, id: ActionId, action: &Action, me: &TokenStream) -> TokenStream {
        let left = action.kind.budget().and_then(|budget| self.left(budget, &quote!(state)));
        let arguments: Vec<Code> = action.me.map(|_| Code::atom(me)).into_iter().collect();
        let guard = self.emit_guard(id).0.map(|guard| guard.call(&quote!(state), &arguments));
        match (left.map(|left| lasting(&left)), guard.map(Code::atom)) {
            (Some(lasts), Some(guard)) => Code::binary(&lasts, &quote!(&&), &guard, Level::And).at(Level::Block),
            (one, other) => one.or(other).map_or_else(|| quote!(true), |only| only.at(Level::Block)),
        }
    }

    fn emit_crash_call(&self, id: ActionId, action: &Action, me: &TokenStream) -> TokenStream {
        let (function, emitted) = (self.action_name(id), self.emit_action(id));
        let me = action.me.filter(|me| emitted.used.contains(me)).map(|_| me).into_iter();
        let free = emitted.fresh.iter().map(|sort| self.need_free(*sort));
        quote!(#function(run #(, #me)* #(, #free(run.before))*))
    }

    /// `match output.kind { 0 | 1 => Keep::AtMostOnce, 2 => Keep::UntilDelivered, _ => Keep::Never }`
    fn emit_keep(&self, component: ComponentId) -> TokenStream {
        let arms = self.kept(component).into_iter().map(|(_, output)| {
            let (kind, keep) = (self.output_kind(output), ident(&format!("{:?}", self.keep(output))));
            quote!(#kind => Keep::#keep,)
        });
        quote!(match output.kind { #(#arms)* _ => Keep::Never })
    }

    /// What an outbox does with what it holds.
    fn keep(&self, output: Output) -> Keep {
        match output {
            Output::Send(_) => Keep::Repeatable,
            Output::Emit(effect) => match &self.ir[effect].delivery {
                Delivery::AtMostOnce => Keep::AtMostOnce,
                Delivery::AtLeastOnce { key } if key.is_empty() => Keep::Repeatable,
                Delivery::AtLeastOnce { .. } => Keep::UntilDelivered,
            },
        }
    }

    /// Whether an action begins with an outbox that may hold what was delivered before: it is a choice whether again.
    pub(super) fn may_deliver_again(&self, action: &Action) -> bool {
        let kept = self.kept(action.component);
        action.kind == ActionKind::Recover && kept.iter().any(|(_, kept)| self.keep(*kept) == Keep::Repeatable)
    }

    /// ```text
    /// fn stow(&self, state: &mut State, delivered: bool, output: OutputCode) -> Outcome {
    ///     let full = Defect::BoundExceeded(VariableId(4), Span(0));
    ///     KIOSK_OUTBOX[self.me as usize].push_back(state, u64::from(delivered) | kiosk_entry(output) << 1, full)
    /// }
    /// ```
    fn emit_stow(&self, component: ComponentId, per: bool) -> TokenStream {
        let Some(outbox) = self.added(component, VariableRole::Outbox) else {
            return quote!(
                fn stow(&self, _: &mut State, _: bool, _: OutputCode) -> Outcome {
                    Ok(())
                }
            );
        };
        let me: Vec<Code> = per.then(|| Code::atom(quote!(self.me))).into_iter().collect();
        let (queue, entry) = (self.queue(outbox, &me), self.entry_name(component));
        let (variable, Span(span)) = (number(outbox.0 as u64), self.ir[outbox].span);
        let span = number(span.into());
        self.need_function(&entry, || self.emit_entry(component, &entry));
        quote! {
            fn stow(&self, state: &mut State, delivered: bool, output: OutputCode) -> Outcome {
                let full = Defect::BoundExceeded(VariableId(#variable), Span(#span));
                #queue.push_back(state, u64::from(delivered) | #entry(output) << 1, full)
            }
        }
    }

    fn entry_name(&self, component: ComponentId) -> Ident {
        format_ident!("put_out_in_{}", snake(&self.ir[component].name))
    }

    /// An output as the outbox holds it.
    ///
    /// ```text
    /// fn put_out_in_kiosk(output: OutputCode) -> u64 {
    ///     let index = u64::from(output.index);
    ///     match output.kind {
    ///         2 => 1 | index << 2,
    ///         _ => 0,
    ///     }
    /// }
    /// ```
    fn emit_entry(&self, component: ComponentId, function: &Ident) -> TokenStream {
        let Some(ty) = self.outbox_enum(component) else { return TokenStream::new() };
        let arms = self.kept(component).into_iter().map(|(variant, output)| {
            let (kind, fields) = (self.output_kind(output), types(self.output_fields(output)));
            let parts = self.tuple_at(&fields, &Code::atom(quote!(index))).into_iter().enumerate();
            let offset = |field| self.layout.payload_offset(&ty, variant, field);
            let value = Self::assemble(variant as u64, parts.map(|(field, part)| (part, offset(field))));
            quote!(#kind => #value,)
        });
        let arms: TokenStream = arms.collect();
        let index = mentions(&arms, &format_ident!("index")).then(|| quote!(let index = u64::from(output.index);));
        quote!(fn #function(output: OutputCode) -> u64 { #index match output.kind { #arms _ => 0 } })
    }

    /// What an instance does before the body of `#[recover]`: what was not delivered is, and what was, perhaps again.
    ///
    /// ```text
    /// fn try_come_up_kiosk(run: &mut Run<'_, 2>, me: u64) {
    ///     run.state.set_kiosk_down(me, 0);
    ///     for entry in KIOSK_OUTBOX[me as usize].take(&mut run.state) {
    ///         if entry & 0x1 == 0 || run.either() {
    ///             match entry >> 1 & 0x3 {
    ///                 0 => run.commit(0, (entry >> 3 & 0x1) * 4),
    ///                 _ => run.commit(2, 0),
    ///             }
    ///         }
    ///     }
    /// }
    /// ```
    pub(super) fn emit_come_up(&self, id: ActionId) -> TokenStream {
        let action = &self.ir[id];
        let component = action.component;
        let function = format_ident!("try_come_up_{}", snake(&self.ir[component].name));
        let me = action.me.map(|_| format_ident!("me"));
        self.need_function(&function, || {
            let indices: Vec<Code> = me.iter().map(Code::atom).collect();
            let up = self.added(component, VariableRole::Down).map(|variable| {
                let scalar = Scalar { variable, fields: Vec::new() };
                self.write(&quote!(run.state), scalar, &indices, &Code::number(0))
            });
            let flush = self.added(component, VariableRole::Outbox).map(|outbox| self.emit_flush(outbox, &indices));
            let (words, me) = (self.words(), me.iter());
            quote!(fn #function(run: &mut Run<'_, #words> #(, #me: u64)*) { #up; #flush })
        });
        let me = me.iter();
        quote!(#function(run #(, #me)*);)
    }

    fn emit_flush(&self, outbox: VariableId, me: &[Code]) -> TokenStream {
        let component = self.ir[outbox].component;
        let (queue, Some(ty)) = (self.queue(outbox, me), self.outbox_enum(component)) else {
            return TokenStream::new();
        };
        let output = Code::new(Level::Shift, quote!(entry >> 1));
        let arms = self.kept(component).into_iter().map(|(variant, kept)| {
            let (variant_number, kind) = (number(variant as u64), self.output_kind(kept));
            self.need_output(kept, true);
            let fields = types(self.output_fields(kept));
            let parts = fields.iter().enumerate().map(|(field, part)| {
                (self.part(&output, &ty, self.layout.payload_offset(&ty, variant, field), part), *part)
            });
            let index = self.tuple_index(&parts.collect::<Vec<_>>());
            quote!(#variant_number => run.commit(#kind, #index),)
        });
        let arms: Vec<TokenStream> = arms.collect();
        let tag = self.tag(&output, &ty);
        let commit = quote!(match #tag { #(#arms)* _ => {} });
        let again = self.kept(component).iter().any(|(_, kept)| self.keep(*kept) == Keep::Repeatable);
        let commit = if again { quote!(if entry & 0x1 == 0 || run.either() { #commit }) } else { commit };
        quote!(for entry in #queue.take(&mut run.state) { #commit })
    }

    /// What is volatile goes, and the instance is down.
    pub(super) fn emit_loss(&self, id: ActionId, me: &TokenStream, state: &TokenStream) -> TokenStream {
        let action = &self.ir[id];
        let indices: Vec<Code> = action.me.map(|_| Code::atom(me)).into_iter().collect();
        let volatile = self.ir.variables.iter().enumerate().filter(|(_, variable)| {
            variable.component == action.component && variable.role == VariableRole::Declared && !variable.durable
        });
        let volatile: Vec<VariableId> = volatile.map(|(variable, _)| VariableId(variable)).collect();
        let clear = if volatile.is_empty() { TokenStream::new() } else { self.clear(&volatile, &indices, state) };
        let down = self.added(action.component, VariableRole::Down).map(|variable| {
            let place = if mentions(state, &format_ident!("run")) { quote!(run.state) } else { state.clone() };
            let write = self.write(&place, Scalar { variable, fields: Vec::new() }, &indices, &Code::number(1));
            quote!(#write;)
        });
        quote!(#clear #down)
    }

    fn crashes(&self, component: ComponentId) -> impl Iterator<Item = (ActionId, &'a Action)> + use<'a> {
        let own =
            move |action: &Action| action.component == component && matches!(action.kind, ActionKind::Crash { .. });
        let actions = self.ir.actions.iter().enumerate();
        actions.filter(move |(_, action)| own(action)).map(|(id, action)| (ActionId(id), action))
    }

    /// The enum of what an outbox holds.
    fn outbox_enum(&self, component: ComponentId) -> Option<Type> {
        let outbox = self.added(component, VariableRole::Outbox)?;
        let Type::Queue(entry, _) = self.innermost(outbox) else { return None };
        let Type::Struct(entry) = **entry else { return None };
        self.ir[entry].fields.get(1).map(|field| field.ty.clone())
    }

    /// What an outbox may hold, each with its variant.
    fn kept(&self, component: ComponentId) -> Vec<(usize, Output)> {
        let Some(Type::Enum(EnumId(id))) = self.outbox_enum(component) else { return Vec::new() };
        let named = |name: &str| {
            let effect = self.ir.effects.iter().position(|effect| effect.name == name);
            let message = || self.ir.messages.iter().position(|message| message.name == name);
            effect
                .map(|effect| Output::Emit(EffectId(effect)))
                .or_else(|| message().map(|message| Output::Send(MessageId(message))))
        };
        let variants = self.ir.enums[id].variants.iter().enumerate();
        variants.filter_map(|(index, variant)| Some((index, named(&variant.name)?))).collect()
    }
}
