//! `recover`: from stored rows to a machine, and the step that the protocol takes then.

use proc_macro2::TokenStream;
use quote::quote;

use super::own::Own;
use super::role::Role;

impl Role<'_> {
    /// ```text
    /// pub fn recover(config: Config<T>, rows: impl IntoIterator<Item = Stored<Row<T>>>, incarnation: u64, fresh: &Fresh<'_, T>)
    ///     -> Result<(Self, Step<T>), Foreign> { .. }
    /// ```
    pub(super) fn emit_recovery(&self) -> TokenStream {
        let [config, row, fresh] = [Own::Config, Own::Row, Own::Fresh].map(|own| self.own(own));
        let says = if self.ir.crashes(self.id) {
            " The step is the protocol's own recovery, of every instance that was not at rest."
        } else {
            " The protocol says nothing about crashes of this role: every row is stored, the step only starts the timers \
             again, and what a restart may break is **not covered by the verification**."
        };
        let (action, body) = self.emit_restart();
        let (next, bounds) = (self.emit_next(&quote!(machine)), self.bounds());
        quote! {
            impl<T: Types> Machine<T> #bounds {
                /// Builds a machine from its stored rows, and decides how it goes on.
                ///
                #[doc = #says]
                ///
                /// Commit the step and apply it; nothing else is decided before. `incarnation` is larger each time: an
                /// epoch, or a fencing token. What was committed and may not have been delivered is delivered again, as
                /// each output's [`delivery`](Output::delivery) says.
                ///
                /// # Errors
                /// A row was written in another layout.
                pub fn recover(
                    config: #config,
                    rows: impl IntoIterator<Item = support::Stored<#row>>,
                    incarnation: u64,
                    fresh: &#fresh,
                ) -> Result<(Self, Step<T>), support::Foreign> {
                    let mut machine = Self::blank(config, incarnation);
                    for row in rows {
                        machine.load(row.open(PROTOCOL.durable_layout)?);
                    }
                    machine.recovering = true;
                    let mut step = Step { cause: Cause::Recovery, #action ..Step::default() };
                    #next
                    let mut transaction = Transaction::begin(&machine, fresh, &mut step);
                    #body
                    transaction.settle_all();
                    Ok((machine, step))
                }
            }
        }
    }

    /// The action of the step, and the calls of the recovery's body.
    fn emit_restart(&self) -> (TokenStream, TokenStream) {
        let Some(act) = self.recoveries().next() else { return Default::default() };
        let (method, variant) = (&act.method, &act.variant);
        // One that refuses to come up stays as it was stored.
        let call = if let Some(live) = &self.live {
            quote! {
                for (me, _) in machine.#live.iter() {
                    let _ = transaction.#method(*me);
                }
            }
        } else {
            quote!(let _ = transaction.#method();)
        };
        (quote!(action: Some(Action::#variant),), call)
    }
}
