//! Names, each given once.

use std::collections::BTreeSet;

/// The names given so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// This name if it is free, or else with a number. Judges tell `Job` from `job`, but not all of them do.
    pub(super) fn give(&mut self, wanted: &str) -> String {
        let wanted = wanted.trim_start_matches("__");
        let wanted = if wanted.is_empty() || wanted == "_" { "value" } else { wanted };
        let numbered = (2_u32..).map(|number| format!("{wanted}_{number}"));
        let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
        // There are more numbers than names.
        let free = all.find(|name| !self.0.contains(&name.to_lowercase())).unwrap_or_default();
        self.0.insert(free.to_lowercase());
        free
    }
}
