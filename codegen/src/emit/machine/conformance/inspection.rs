//! What a Machine lets be seen of itself, so that it can be compared with another, with its protocol, and with itself.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::machine::names::{holds_document, is_copy};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Container, Role, Var, plain};
use crate::emit::machine::rows::put_of;

impl Role<'_> {
    /// ```text
    /// impl<T: Types> Machine<T> {
    ///     pub fn difference(&self, other: &Self) -> Option<&'static str> { .. }
    ///     pub fn unloaded(&self) -> Self { .. }
    ///     pub fn take(&self, turn: &Turn<T>, fresh: &Fresh<'_, T>) -> Answer<Step<T>> { .. }
    /// }
    /// ```
    pub(in crate::emit::machine) fn emit_inspection(&self) -> TokenStream {
        let (difference, unloaded, take) = (self.emit_difference(), self.emit_unloaded(), self.emit_take());
        let bounds = self.bounds();
        quote! {
            impl<T: Types> Machine<T> { #difference #unloaded }
            impl<T: Types> Machine<T> #bounds { #take }
        }
    }

    fn emit_difference(&self) -> TokenStream {
        let vars = self.vars.iter().map(|var| self.emit_var_difference(var));
        let live = self.live.iter().map(|field| differs(&plain(field), &quote!(self.#field != other.#field)));
        let used = self.guarded.iter().map(|sort| {
            let field = self.used(*sort);
            differs(&plain(&field), &quote!(self.#field != other.#field))
        });
        let config = differs("config", &quote!(self.config != other.config));
        let timers = differs(
            "timers",
            &quote!(!self.timers.iter().map(|(timer, _)| timer).eq(other.timers.iter().map(|(timer, _)| timer))),
        );
        let turns = differs(
            "turns",
            &quote!(self.turns.in_turn().collect::<BTreeSet<_>>() != other.turns.in_turn().collect::<BTreeSet<_>>()),
        );
        let recovering = differs("recovering", &quote!(self.recovering != other.recovering));
        quote! {
            /// In what it differs from another machine, but for what is history: versions, armings, the positions of
            /// those who wait, whose turn it is. Two machines without a difference answer alike.
            #[must_use]
            pub fn difference(&self, other: &Self) -> Option<&'static str> {
                #(#vars)* #(#live)* #(#used)* #config #timers #turns #recovering
                None
            }
        }
    }

    fn emit_var_difference(&self, var: &Var<'_>) -> TokenStream {
        let field = &var.field;
        let documents = holds_document(self.ir, &var.value);
        let alike = match (var.container, documents) {
            (Container::Table, false) => quote!(self.#field != other.#field),
            (Container::Line, false) => {
                quote!(!self.#field.iter().map(|(_, item)| item).eq(other.#field.iter().map(|(_, item)| item)))
            }
            // A document cannot be compared; what it prints can.
            (Container::Table, true) => {
                quote!(super::alloc::format!("{:?}", self.#field) != super::alloc::format!("{:?}", other.#field))
            }
            (Container::Line, true) => quote! {
                !self.#field.iter().map(|(_, item)| super::alloc::format!("{item:?}"))
                    .eq(other.#field.iter().map(|(_, item)| super::alloc::format!("{item:?}")))
            },
        };
        let rows = differs(&plain(field), &alike);
        let positions = var.positions.as_ref().map(|positions| {
            differs(
                &plain(positions),
                &quote!(!self.#positions.are_of(&self.#field) || !other.#positions.are_of(&other.#field)),
            )
        });
        quote! { #rows #positions }
    }

    fn emit_unloaded(&self) -> TokenStream {
        let volatile = self.vars.iter().filter(|var| !var.durable).map(|var| {
            let (field, put) = (&var.field, put_of(var));
            if var.container == Container::Line {
                let load = format_ident!("load_{}", plain(field));
                return quote!(for (position, item) in self.#field.iter() { machine.#load(position, item.clone()); });
            }
            let row = if is_copy(self.ir, &var.value) { quote!(*row) } else { quote!(row.clone()) };
            if var.keys.is_empty() {
                return quote!(for ((), row) in self.#field.iter() { machine.#put(Some(#row)); });
            }
            quote!(for (key, row) in self.#field.iter() { machine.#put(*key, Some(#row)); })
        });
        let volatile: TokenStream = volatile.collect();
        quote! {
            /// The same machine without its stored rows, to [load](Self::load) those that an event [needs](Self::needs). It
            /// keeps what is not stored, and what runs against the clock.
            #[must_use]
            pub fn unloaded(&self) -> Self {
                let mut machine = Self::blank(self.config.clone(), 0);
                #volatile
                machine.timers = self.timers.clone();
                machine.turns = self.turns.clone();
                machine.version = self.version;
                machine.recovering = self.recovering;
                machine
            }
        }
    }

    fn emit_take(&self) -> TokenStream {
        if self.turns().next().is_none() {
            return TokenStream::new();
        }
        let [turn, fresh] = [Own::Turn, Own::Fresh].map(|own| self.own(own));
        quote! {
            /// Decides this turn, whosever it is; [`poll`](Self::poll) takes them in a fair order.
            #[must_use]
            pub fn take(&self, turn: &#turn, fresh: &#fresh) -> support::Answer<Step<T>> {
                let mut step = Step { cause: Cause::Turn(*turn), ..Step::default() };
                if self.recovering {
                    return support::Answer::NotNow(RECOVERING);
                }
                let result = self.take_turn(turn, fresh, &mut step);
                answer(result, &step).map(|()| step)
            }
        }
    }
}

/// `if self.jobs != other.jobs { return Some("jobs"); }`
fn differs(name: &str, condition: &TokenStream) -> TokenStream {
    quote!(if #condition { return Some(#name); })
}
