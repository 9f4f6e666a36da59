//! Chance, from a seed: when people come, and how long things take.

use std::time::Duration;

/// The longest that anything takes: a heavy tail has no end of its own.
const LONGEST: f64 = 600.0;

/// A seeded source of chance.
#[derive(Clone, Debug)]
pub(crate) struct Chance(fastrand::Rng);

impl Chance {
    /// The same numbers for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// Another source, which draws numbers of its own.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.0.fork())
    }

    /// One of `0..end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.u64(0..end)
    }

    /// One of these, if there is one.
    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.0.usize(0..all.len())]) }
    }

    /// Whether something happens that happens `often` times in 100.
    pub(crate) fn percent(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    /// Anything between the two, all alike.
    pub(crate) fn between(&mut self, least: Duration, most: Duration) -> Duration {
        least + most.saturating_sub(least).mul_f64(self.0.f64())
    }

    /// The time to the next of many independent arrivals (exponential).
    pub(crate) fn until_next(&mut self, per_minute: f64) -> Duration {
        Duration::from_secs_f64((-(1.0 - self.0.f64()).ln() * 60.0 / per_minute).min(LONGEST))
    }

    /// A heavy-tailed delay (Pareto): at least `least`; the smaller `shape`, the heavier the tail. With shape 1.2, one
    /// in 16 takes ten times as long as the least.
    pub(crate) fn heavy_tailed(&mut self, least: Duration, shape: f64) -> Duration {
        let factor = (1.0 - self.0.f64()).powf(-1.0 / shape);
        Duration::from_secs_f64((least.as_secs_f64() * factor).min(LONGEST))
    }
}
