//! Names: the protocol's own, in TLA+'s manner, none of them twice.

use std::collections::BTreeSet;

/// What TLA+ and the modules that are extended already call something.
const TAKEN: &[&str] = &[
    "Nat",
    "Int",
    "Seq",
    "Len",
    "Append",
    "Head",
    "Tail",
    "SubSeq",
    "SelectSeq",
    "IsFiniteSet",
    "Cardinality",
    "BOOLEAN",
    "STRING",
    "IsABag",
    "BagToSet",
    "SetToBag",
    "BagIn",
    "EmptyBag",
    "SumBag",
    "BagUnion",
    "SubBag",
    "BagOfAll",
    "BagCardinality",
    "CopiesIn",
    "Sum",
    "Print",
    "PrintT",
    "Assert",
    "JavaTime",
    "TLCGet",
    "TLCSet",
    "Permutations",
    "SortSeq",
    "RandomElement",
    "Any",
    "ToString",
    "TLCEval",
    "None",
    "Init",
    "Next",
    "Spec",
    "Fairness",
    "TypeOK",
    "NoDefect",
    "NoDeadlock",
    "Final",
    "Protocol",
    "Environment",
    "vars",
    "messages",
    "left",
    "Range",
    "Orders",
    "At",
    "EdgeOfScope",
    "ASSUME",
    "MODULE",
    "EXTENDS",
    "EXCEPT",
    "CASE",
    "OTHER",
    "CHOOSE",
    "LET",
    "IF",
    "THEN",
    "ELSE",
    "IN",
    "DOMAIN",
    "SUBSET",
    "UNION",
    "ENABLED",
    "UNCHANGED",
    "LAMBDA",
    "CONSTANT",
    "CONSTANTS",
    "VARIABLE",
    "VARIABLES",
    "INSTANCE",
    "LOCAL",
    "WITH",
    "TRUE",
    "FALSE",
    "THEOREM",
    "PROOF",
    "QED",
    "BY",
    "OBVIOUS",
    "DEF",
    "TAKE",
    "HAVE",
    "PICK",
    "USE",
    "HIDE",
    "RECURSIVE",
    "WF_",
    "SF_",
    "new",
    "outputs",
    "interrupted",
    "delivery",
    "again",
    "run",
    "x",
    "Complete",
    "IsKept",
    "Kept",
    "Delivered",
    "Posted",
    "Interruptions",
];

/// The names given so far.
#[derive(Clone, Debug)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    pub(super) fn new() -> Self {
        Self(TAKEN.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The first of these that is free; if none is, the last with a number.
    pub(super) fn give(&mut self, wanted: &[&str]) -> String {
        if let Some(free) = wanted.iter().find(|name| !self.0.contains(**name)) {
            self.0.insert((*free).to_owned());
            return (*free).to_owned();
        }
        let last = wanted.last().copied().unwrap_or("x");
        let numbered = (2_u32..).map(|number| format!("{last}{number}"));
        let mut free = numbered.skip_while(|name| self.0.contains(name));
        // There are more numbers than names.
        let free = free.next().unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

/// The name under which Apalache knows a type: in camel case, and no single letter, which would be a type variable.
pub(super) fn alias(name: &str) -> String {
    let mut letters = name.chars().filter(|letter| *letter != '_');
    let alias: String = letters.next().iter().flat_map(|letter| letter.to_lowercase()).chain(letters).collect();
    if alias.len() > 1 { alias } else { alias + "Type" }
}
