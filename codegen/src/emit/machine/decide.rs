//! `decide`, `apply` and `poll`: from an event to a step, and from a step to the next state.

mod offered;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::names::{ident, is_copy};
use super::own::Own;
use super::role::{Act, Role, plain};
use crate::ir::ActionKind;

impl Role<'_> {
    /// ```text
    /// impl<T: Types> Machine<T> { pub fn decide(..)  pub fn decide_into(..)  pub fn apply(..)  pub fn poll(..)  pub fn needs(..) }
    /// ```
    pub(super) fn emit_decisions(&self) -> TokenStream {
        let (decide, apply, poll) = (self.emit_decide(), self.emit_apply_step(), self.emit_poll());
        let kinds = [self.emit_inputs(), self.emit_deliveries(), self.emit_faults(), self.emit_timeouts()];
        let (run, bounds) = (self.emit_run(), self.bounds());
        quote! { impl<T: Types> Machine<T> #bounds { #decide #apply #poll #(#kinds)* #run } }
    }

    fn emit_decide(&self) -> TokenStream {
        let [event, fresh, need] = [Own::Event, Own::Fresh, Own::Need].map(|own| self.own(own));
        let timeout = self
            .timers()
            .next()
            .map(|_| quote!(Event::Timeout(timer, arming) => self.decide_timeout(timer, *arming, fresh, step),));
        let of = |own: Own, there: bool| {
            let (name, method) = (own.ident(), format_ident!("decide_{}", own.ident().to_string().to_lowercase()));
            let parameter = ident(&name.to_string().to_lowercase());
            there.then(|| quote!(Event::#name(#parameter) => self.#method(#parameter, fresh, step),))
        };
        let arms = [
            of(Own::Input, self.inputs().next().is_some()),
            of(Own::Message, !self.received.is_empty()),
            timeout,
            of(Own::Fault, self.faults().next().is_some()),
        ];
        let arms: TokenStream = arms.into_iter().flatten().collect();
        if arms.is_empty() {
            return quote! {
                /// There are no events.
                pub fn decide(&self, event: impl Into<#event>, _: &#fresh) -> support::Answer<Step<T>> { match event.into() {} }

                /// There are no events.
                pub fn decide_into(&self, event: &#event, _: &#fresh, _: &mut Step<T>) -> support::Answer<()> { match *event {} }

                /// There are no events.
                #[must_use]
                pub fn needs(&self, event: &#event) -> Vec<#need> { match *event {} }
            };
        }
        let types = self.holds(Own::Event);
        let copied = if types.iter().all(|ty| is_copy(self.ir, ty)) { quote!(*event) } else { quote!(event.clone()) };
        quote! {
            /// Decides what an event leads to. Nothing changes: commit the step, then [apply](Self::apply) it.
            #[must_use]
            pub fn decide(&self, event: impl Into<#event>, fresh: &#fresh) -> support::Answer<Step<T>> {
                let mut step = Step::default();
                self.decide_into(&event.into(), fresh, &mut step).map(|()| step)
            }

            /// Decides as [`decide`](Self::decide) does, into a step of the caller's, whose room is used again.
            pub fn decide_into(&self, event: &#event, fresh: &#fresh, step: &mut Step<T>) -> support::Answer<()> {
                step.cause = Cause::Event(#copied);
                if self.recovering {
                    return support::Answer::NotNow(RECOVERING);
                }
                match event { #arms }
            }

            /// What must be loaded before this event can be decided. Load it and ask again, until nothing new is asked for.
            #[must_use]
            pub fn needs(&self, event: &#event) -> Vec<#need> {
                let mut step = Step::default();
                let _ = self.decide_into(event, &Fresh::default(), &mut step);
                step.reads
            }
        }
    }

    fn emit_apply_step(&self) -> TokenStream {
        let tables = self.vars.iter().map(|var| self.emit_apply(var));
        let live = self.live.iter().map(|field| {
            let put = format_ident!("put_{}", plain(field));
            quote!(for (me, row) in step.changes.#field.iter() { self.#put(*me, row.copied()); })
        });
        let taken = self.turns().next().map(|_| {
            quote!(if let Cause::Turn(turn) = &step.cause {
                self.turns.take(*turn);
            })
        });
        quote! {
            /// Makes a step that was committed.
            ///
            /// # Errors
            /// The step was decided on another version of the machine; nothing is changed.
            pub fn apply(&mut self, step: &Step<T>) -> Result<(), support::Stale> {
                if step.version != self.version {
                    return Err(support::Stale { decided_on: step.version, now: self.version });
                }
                self.make(step);
                #[cfg(feature = "tracing")]
                ::tracing::debug!(protocol = PROTOCOL.name, role = ROLE, action = step.action(), version = self.version, "applied");
                self.version += 1;
                self.recovering = false;
                Ok(())
            }

            /// Makes the steps of a journal again: the machine is then as it was.
            ///
            /// # Errors
            /// A step of another Machine, or one that does not follow; the steps before it are made.
            pub fn replay(&mut self, journal: impl IntoIterator<Item = support::Stored<Step<T>>>) -> Result<(), support::Unreplayable> {
                for step in journal {
                    self.apply(&step.open(PROTOCOL.machine)?)?;
                }
                Ok(())
            }

            fn make(&mut self, step: &Step<T>) {
                #(#tables)* #(#live)*
                self.timers.apply(&step.timers);
                self.turns.apply(&step.ready);
                #taken
            }
        }
    }

    fn emit_poll(&self) -> TokenStream {
        let [fresh, turn] = [Own::Fresh, Own::Turn].map(|own| self.own(own));
        let arms: Vec<_> = self
            .turns()
            .map(|act| {
                let (pattern, call) = (pattern(Own::Turn, act), self.emit_call(act, None));
                quote!(#pattern => #call,)
            })
            .collect();
        let (body, turns) = if arms.is_empty() {
            (quote!(None), TokenStream::new())
        } else {
            let body = quote! {
                if self.recovering {
                    return None;
                }
                for turn in self.turns.in_turn() {
                    step.cause = Cause::Turn(turn);
                    match self.take_turn(&turn, fresh, step) {
                        Err(support::Stop::Guard(_)) => {}
                        result => return Some(answer(result, step)),
                    }
                }
                None
            };
            let turns = quote! {
                fn take_turn(&self, turn: &#turn, fresh: &#fresh, step: &mut Step<T>) -> Result<(), support::Stop> {
                    match turn { #(#arms)* }
                }
            };
            (body, turns)
        };
        quote! {
            /// Decides the next thing that the role does by itself, the least recently done first; `None` where there is
            /// nothing to do.
            #[must_use]
            pub fn poll(&self, fresh: &#fresh) -> Option<support::Answer<Step<T>>> {
                let mut step = Step::default();
                self.poll_into(fresh, &mut step).map(|answer| answer.map(|()| step))
            }

            /// Decides as [`poll`](Self::poll) does, into a step of the caller's, whose room is used again.
            #[allow(unused_variables, clippy::needless_pass_by_ref_mut, clippy::unused_self, reason = "a role may do nothing by itself")]
            pub fn poll_into(&self, fresh: &#fresh, step: &mut Step<T>) -> Option<support::Answer<()>> { #body }
            #turns
        }
    }

    /// `self.run(Action::Choose, fresh, step, |transaction| transaction.choose(*me, *document))`
    fn emit_call(&self, act: &Act<'_>, message: Option<TokenStream>) -> TokenStream {
        let (variant, method) = (&act.variant, &act.method);
        let arguments = act.arguments.iter().map(|argument| {
            let name = &argument.name;
            if is_copy(self.ir, &argument.ty) { quote!(*#name) } else { quote!(#name) }
        });
        let arguments = arguments.chain(message);
        quote!(self.run(Action::#variant, fresh, step, |transaction| transaction.#method(#(#arguments),*)))
    }

    fn emit_inputs(&self) -> TokenStream {
        let arms = self
            .inputs()
            .map(|act| {
                let (pattern, call) = (pattern(Own::Input, act), self.emit_call(act, None));
                let opened = self.component.per.filter(|_| act.action.kind == ActionKind::Input { opens: true });
                let Some(sort) = opened else { return quote!(#pattern => #call,) };
                let (is_used, me, name, variant) =
                    (self.is_used(sort), &act.arguments[0].name, &self.ir[sort].name, &act.variant);
                quote! {
                    #pattern if self.#is_used(*#me) => {
                        step.action = Some(Action::#variant);
                        Err(support::Stop::Used(#name))
                    }
                    #pattern => #call,
                }
            })
            .collect();
        self.emit_kind(Own::Input, &arms)
    }

    fn emit_faults(&self) -> TokenStream {
        let arms = self
            .faults()
            .map(|act| {
                let (pattern, call) = (pattern(Own::Fault, act), self.emit_call(act, None));
                quote!(#pattern => #call,)
            })
            .collect();
        self.emit_kind(Own::Fault, &arms)
    }

    fn emit_kind(&self, own: Own, arms: &TokenStream) -> TokenStream {
        if arms.is_empty() {
            return TokenStream::new();
        }
        let (parameter, ty, fresh) =
            (ident(&own.ident().to_string().to_lowercase()), self.own(own), self.own(Own::Fresh));
        let method = format_ident!("decide_{parameter}");
        quote! {
            fn #method(&self, #parameter: &#ty, fresh: &#fresh, step: &mut Step<T>) -> support::Answer<()> {
                let result = match #parameter { #arms };
                answer(result, step)
            }
        }
    }

    fn emit_run(&self) -> TokenStream {
        let (fresh, next) = (self.own(Own::Fresh), self.emit_next(&quote!(self)));
        if self.actions.is_empty() {
            return TokenStream::new();
        }
        quote! {
            /// Runs a body, and completes the step.
            fn run(
                &self,
                action: Action,
                fresh: &#fresh,
                step: &mut Step<T>,
                body: impl FnOnce(&mut Transaction<'_, T>) -> Result<(), support::Stop>,
            ) -> Result<(), support::Stop> {
                step.action = Some(action);
                step.version = self.version;
                #next
                let mut transaction = Transaction::begin(self, fresh, step);
                let result = body(&mut transaction);
                if result.is_ok() {
                    transaction.settle();
                }
                result
            }
        }
    }
}

/// `Input::Choose { me, document }`
fn pattern(own: Own, act: &Act<'_>) -> TokenStream {
    let (own, variant) = (own.ident(), &act.variant);
    let names: Vec<_> = act.arguments.iter().map(|argument| &argument.name).collect();
    if names.is_empty() { quote!(#own::#variant) } else { quote!(#own::#variant { #(#names),* }) }
}
