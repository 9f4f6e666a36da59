//! How an output must be delivered.

/// What the host owes an output once it is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A message on a channel that may lose, repeat and reorder: send it once or more, or not at all.
    Anyhow,
    /// A message on a channel that neither loses nor repeats by itself: keep it in the outbox until it is acknowledged. A
    /// crash may repeat it.
    Acknowledged,
    /// An effect that is delivered again after a crash if it may not have been.
    AtLeastOnce {
        /// Whether the receiver knows a repeat by the effect's key. If not, a repeat is a second effect.
        keyed: bool,
    },
    /// An effect that is marked as released before it leaves, and never repeated.
    AtMostOnce,
}
