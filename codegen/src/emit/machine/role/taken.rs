//! Names that are in use in a role's module.

use std::collections::BTreeSet;

use proc_macro2::Ident;

use super::super::names::ident;

/// Names that are in use in a role's module: of methods and fields, which must not be the same.
pub(super) struct Taken(BTreeSet<String>);

/// The methods and fields that every `Machine` and `Transaction` has.
const METHODS: &[&str] = &[
    "new",
    "new_beyond_scope",
    "decide",
    "decide_into",
    "apply",
    "poll",
    "needs",
    "load",
    "rows",
    "snapshot",
    "recover",
    "armed",
    "config",
    "version",
    "incarnation",
    "timers",
    "turns",
    "machine",
    "changes",
    "reads",
    "outputs",
    "fresh",
    "settle",
    "begin",
    "finish",
    "step",
    "cause",
    "replay",
    "journal",
    "message",
    "ready",
    "transaction",
    "clone",
    "fmt",
];

impl Default for Taken {
    fn default() -> Self {
        Self(METHODS.iter().map(|&name| name.to_owned()).collect())
    }
}

impl Taken {
    pub(super) fn choose(&mut self, name: &str, longer: &str) -> Ident {
        let mut chosen = name.strip_prefix("r#").unwrap_or(name).to_owned();
        if self.is_taken(&chosen) {
            longer.clone_into(&mut chosen);
        }
        while self.is_taken(&chosen) {
            chosen.push('_');
        }
        self.0.extend([format!("set_{chosen}"), chosen.clone()]);
        ident(&chosen)
    }

    fn is_taken(&self, name: &str) -> bool {
        name.starts_with("used_") || self.0.contains(name) || self.0.contains(&format!("set_{name}"))
    }
}
