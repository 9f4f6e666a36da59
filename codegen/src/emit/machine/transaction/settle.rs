//! What follows from a change: timers that start or end, turns that come or go, instances that come to rest.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::body::{Body, Needed};
use super::keys::{self, open_arguments};
use crate::emit::machine::names::{ident, snake};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Act, Role, plain};
use crate::ir::query::rewrite;
use crate::ir::{ActionKind, Expr, Type};

/// Everything that is derived from the changes of a body.
pub(super) struct Settle<'r, 'a> {
    pub(super) role: &'r Role<'a>,
    pub(super) needed: &'r Needed,
}

impl<'a> Settle<'_, 'a> {
    /// ```text
    /// fn settle(&mut self) { .. }  fn settle_all(&mut self) { .. }
    /// fn touch(&self, all: bool, timer: &mut impl FnMut(Timer<T>), turn: &mut impl FnMut(Turn<T>)) { .. }
    /// fn armed_give_up(&self, me: T::Session) -> bool { .. }
    /// ```
    pub(super) fn emit(&self) -> TokenStream {
        let (settle, touch, live) = (self.emit_settle(), self.emit_touch(), self.emit_live());
        let guards = self.acts().map(|act| self.emit_guard(act));
        let armed = self.emit_dispatch();
        quote! { #settle #touch #armed #(#guards)* #live }
    }

    fn acts(&self) -> impl Iterator<Item = &Act<'a>> {
        let asked = |act: &&Act<'a>| is_timer(act) || !open_arguments(self.role.ir, act).is_empty();
        self.role.timers().chain(self.role.turns()).filter(asked)
    }

    fn emit_settle(&self) -> TokenStream {
        let live = self.role.live.as_ref().map(|_| quote!(self.settle_live();));
        let rest = self.role.live.as_ref().filter(|_| !self.recovery_touches()).map(|_| quote!(self.settle_rest();));
        let [timer, turn] = [Own::Timer, Own::Turn].map(|own| self.role.own(own));
        quote! {
            /// Notes what follows from the rows that were changed.
            fn settle(&mut self) {
                #live
                let (mut timers, mut ready) = (core::mem::take(self.timers), core::mem::take(self.ready));
                self.touch(
                    false,
                    &mut |timer| {
                        if !timers.iter().any(|change| *change.timer() == timer) {
                            self.machine.timers.note(timer, self.is_armed(timer), timer.after(), &mut timers);
                        }
                    },
                    &mut |turn| self.note_turn(turn, &mut ready),
                );
                *self.timers = timers;
                *self.ready = ready;
            }

            /// Notes what follows from all rows.
            fn settle_all(&mut self) {
                #live
                #rest
                let (mut timers, mut ready) = (BTreeSet::<#timer>::new(), BTreeSet::<#turn>::new());
                self.touch(
                    true,
                    &mut |timer| {
                        timers.insert(timer);
                    },
                    &mut |turn| {
                        ready.insert(turn);
                    },
                );
                let (mut changes, mut turns) = (core::mem::take(self.timers), core::mem::take(self.ready));
                for timer in timers {
                    self.machine.timers.note(timer, self.is_armed(timer), timer.after(), &mut changes);
                }
                for turn in ready {
                    self.note_turn(turn, &mut turns);
                }
                *self.timers = changes;
                *self.ready = turns;
            }
        }
    }

    /// `fn is_armed(&self, timer: Timer<T>) -> bool`, `fn note_turn(&self, turn: Turn<T>, changes: &mut ..)`
    fn emit_dispatch(&self) -> TokenStream {
        let [timer, turn] = [Own::Timer, Own::Turn].map(|own| self.role.own(own));
        let pattern = |own: &TokenStream, act: &Act<'_>| {
            let (variant, names) = (&act.variant, act.arguments.iter().map(|argument| &argument.name));
            if act.arguments.is_empty() { quote!(#own::#variant) } else { quote!(#own::#variant { #(#names),* }) }
        };
        let timers = self.role.timers().map(|act| {
            let (pattern, call) = (pattern(&quote!(Timer), act), Self::guard_call(act));
            quote!(#pattern => #call,)
        });
        let turns = self.role.turns().map(|act| {
            if open_arguments(self.role.ir, act).is_empty() {
                let variant = &act.variant;
                let rest = if act.arguments.is_empty() { TokenStream::new() } else { quote!({ .. }) };
                return quote!(Turn::#variant #rest => (true, true),);
            }
            let (pattern, call, kept) = (pattern(&quote!(Turn), act), Self::guard_call(act), self.kept(act));
            quote!(#pattern => (#call, #kept),)
        });
        let timers: TokenStream = timers.collect();
        let turns: TokenStream = turns.collect();
        let armed = if timers.is_empty() { quote!(match timer {}) } else { quote!(match timer { #timers }) };
        let enabled = if turns.is_empty() {
            quote!(match turn {})
        } else {
            quote! {
                let (enabled, kept) = match turn { #turns };
                self.machine.turns.note(turn, enabled, kept, changes);
            }
        };
        quote! {
            #[allow(clippy::unused_self, reason = "a role may have no timers")]
            fn is_armed(&self, timer: #timer) -> bool { #armed }

            #[allow(unused_variables, clippy::unused_self, clippy::ptr_arg, reason = "a role may do nothing by itself")]
            fn note_turn(&self, turn: #turn, changes: &mut Vec<(#turn, support::Ready)>) { #enabled }
        }
    }

    fn guard_name(act: &Act<'_>) -> Ident {
        let what = if is_timer(act) { "armed" } else { "enabled" };
        format_ident!("{what}_{}", plain(&act.method))
    }

    fn guard_call(act: &Act<'_>) -> TokenStream {
        let (name, arguments) = (Self::guard_name(act), act.arguments.iter().map(|argument| &argument.name));
        quote!(self.#name(#(#arguments),*))
    }

    /// Whether an id still has a row: else its turn is forgotten.
    fn kept(&self, act: &Act<'_>) -> TokenStream {
        let open = open_arguments(self.role.ir, act);
        let Some(argument) = act.arguments.iter().find(|argument| open.first() == Some(&argument.local)) else {
            return quote!(true);
        };
        let Type::Id(sort) = argument.ty else { return quote!(true) };
        let name = &argument.name;
        let tables = self.role.vars.iter().filter(|var| *var.keys == [sort]).map(|var| {
            let field = &var.field;
            quote!(self.changes.#field.get(&self.machine.#field, &#name).is_some())
        });
        let tables: Vec<TokenStream> = tables.collect();
        if tables.is_empty() { quote!(true) } else { quote!(#(#tables)||*) }
    }

    /// ```text
    /// /// Whether `give_up` is armed.
    /// fn armed_give_up(&self, me: T::Session) -> bool { matches!(*self.visit(me), Visit::Waiting { .. }) }
    /// ```
    fn emit_guard(&self, act: &Act<'a>) -> TokenStream {
        let guard = if is_timer(act) { act.action.body.guards() } else { keys::local(self.role, act).guard };
        let guard = Expr::And(guard);
        let body = Body::new(self.role, self.needed, &act.action.body.locals, act.first_requirement);
        let parameters = act.arguments.iter().map(|argument| {
            let (name, ty) = (body.argument(argument.local), self.role.names.ty(&argument.ty));
            let name = if rewrite::mentions(&guard, argument.local) > 0 {
                quote!(#name)
            } else {
                let name = format_ident!("_{}", plain(&name));
                quote!(#name)
            };
            quote!(#name: #ty)
        });
        let parameters: Vec<TokenStream> = parameters.collect();
        let holds = body.look(&guard);
        let name = Self::guard_name(act);
        let says = if is_timer(act) {
            format!(" Whether the timer of `{}` runs.", plain(&act.method))
        } else {
            format!(" Whether `{}` may be taken, as far as its own rows tell.", plain(&act.method))
        };
        let unused = parameters.is_empty().then(|| quote!(#[allow(clippy::unused_self, reason = "it may always run")]));
        if crate::emit::model::code::is_fallible(&quote!(#holds)) {
            return quote! {
                #[doc = #says]
                fn #name(&self, #(#parameters),*) -> bool {
                    // Where its arithmetic leaves the naturals it is taken, and says so.
                    let holds = || -> Result<bool, support::Stop> { Ok(#holds) };
                    holds().unwrap_or(true)
                }
            };
        }
        quote! {
            #[doc = #says]
            #unused
            fn #name(&self, #(#parameters),*) -> bool { #holds }
        }
    }

    /// ```text
    /// fn fresh_job(&mut self) -> Result<T::Job, Stop> { .. }
    /// ```
    pub(super) fn emit_fresh(&self) -> TokenStream {
        let each = self.role.fresh.iter().map(|&sort| {
            let (name, ty) = (&self.role.ir[sort].name, self.role.names.sort(sort));
            let (method, taken) = (format_ident!("fresh_{}", snake(name)), format_ident!("taken_{}", snake(name)));
            let (offered, is_used) = (ident(&snake(name)), format_ident!("is_{}", plain(&self.role.used(sort))));
            let says = format!(" The next `{name}` that the caller offers as fresh.");
            quote! {
                #[doc = #says]
                fn #method(&mut self) -> Result<#ty, support::Stop> {
                    let offered = self.fresh.#offered;
                    let id = *offered.get(self.#taken).ok_or(support::Stop::Wanted(#name))?;
                    if self.machine.#is_used(id) || offered[..self.#taken].contains(&id) {
                        return Err(support::Stop::Used(#name));
                    }
                    self.#taken += 1;
                    Ok(id)
                }
            }
        });
        each.collect()
    }
}

/// Whether an action is a timer, and not a turn.
pub(super) fn is_timer(act: &Act<'_>) -> bool {
    matches!(act.action.kind, ActionKind::Timeout { .. })
}
