//! Faults of an emitter, to be seeded: each makes a machine that is not as its protocol, in one of the ways in which an
//! emitter goes wrong. What the walk over a role's local states is worth is how many of them it finds.
//!
//! Some are of what an action does: they are made in the representation before it is emitted. The others are of what is
//! around the actions: they are made in the emitted text.

mod body;
mod text;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::machine;
use crate::ir::Ir;

/// Lists the faults, with their names.
macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident = $name:literal),* $(,)?) => {
        /// A fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sabotage {
            $($(#[$doc])* $fault,)*
        }

        impl Sabotage {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$fault),*];

            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)*
                }
            }
        }
    };
}

faults! {
    /// A `require!` is left out.
    DroppedGuard = "dropped_guard",
    /// A `require!` asks for the opposite.
    NegatedGuard = "negated_guard",
    /// The branches of an `if` are exchanged.
    SwappedBranch = "swapped_branch",
    /// An effect is left out.
    LostEffect = "lost_effect",
    /// A message is left out.
    LostMessage = "lost_message",
    /// Two outputs leave in the other order.
    ReorderedOutputs = "reordered_outputs",
    /// A row is left as it was.
    DroppedWrite = "dropped_write",
    /// A row is written under another id.
    WrongRow = "wrong_row",
    /// The head of a queue stays.
    HeadStays = "head_stays",
    /// A message that nobody takes gets another answer.
    WrongOtherwise = "wrong_otherwise",
    /// Recovery does nothing.
    RecoveryNotRun = "recovery_not_run",
    /// What a crash loses is stored.
    VolatileMadeDurable = "volatile_made_durable",
    /// What a crash leaves is not stored.
    DurableMadeVolatile = "durable_made_volatile",
    /// A timer is not cancelled.
    MissedCancel = "missed_cancel",
    /// A timer is not started.
    MissedStart = "missed_start",
    /// Timers are not started again at recovery.
    ForgottenAtRecovery = "forgotten_at_recovery",
    /// A timer that was cancelled or started again is heard all the same.
    StaleArming = "stale_arming",
    /// An id in use is taken as fresh.
    FreshNotChecked = "fresh_not_checked",
    /// An index keeps what has left.
    StaleIndex = "stale_index",
    /// The row of an item that leaves a queue is not deleted.
    DroppedDelete = "dropped_delete",
    /// The row of an item that joins a queue is written over another's.
    WrongPosition = "wrong_position",
    /// It is not noted which instances hold something, so that recovery passes them by.
    LiveForgotten = "live_forgotten",
    /// What an event reads is not among what it needs.
    NeedForgotten = "need_forgotten",
}

impl Sabotage {
    /// The fault of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// Makes it in the representation, at the first place where it can be made; says whether there is one.
    pub fn edit(self, ir: &mut Ir) -> bool {
        body::edit(self, ir)
    }

    /// The machines with the fault in them, and their conformance; `None` where it has no place.
    #[must_use]
    pub fn emit(self, ir: &Ir) -> Option<TokenStream> {
        let mut edited = ir.clone();
        let in_bodies = self.edit(&mut edited);
        let machines = machine::workflow(&edited, None);
        let machines = if in_bodies { machines } else { text::edit(self, &edited, &machines)? };
        let name = quote::format_ident!("{}", ir.name);
        let conformance = super::workflow(&edited, &quote!(#name));
        Some(quote! { #machines #conformance })
    }
}
