//! The protocol's time: real time, faster.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock that all processes of a run share: it starts at the same moment for all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// When it was zero, since 1970.
    pub(crate) origin: Duration,
    /// How long a second of the protocol takes, in seconds.
    pub(crate) scale: f64,
}

impl Clock {
    /// Starts now.
    pub(crate) fn start(scale: f64) -> Self {
        Self { origin: since_1970(), scale }
    }

    /// The protocol's time.
    pub(crate) fn now(self) -> Duration {
        since_1970().saturating_sub(self.origin).div_f64(self.scale)
    }

    /// How long to wait for it.
    pub(crate) fn until(self, when: Duration) -> Duration {
        when.saturating_sub(self.now()).mul_f64(self.scale)
    }
}

/// The time of the machine's clock, which a lease goes by. Safety does not rest on it.
pub(crate) fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
