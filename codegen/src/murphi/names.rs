//! Names: the protocol's own, in Murphi's manner, none of them twice.

use std::collections::BTreeSet;

/// Words of the language. They are reserved however they are written: `Clear` is `clear`.
const RESERVED: &[&str] = &[
    "alias",
    "array",
    "assert",
    "assume",
    "begin",
    "boolean",
    "by",
    "case",
    "clear",
    "const",
    "cover",
    "do",
    "else",
    "elsif",
    "end",
    "endalias",
    "endexists",
    "endfor",
    "endforall",
    "endfunction",
    "endif",
    "endprocedure",
    "endrecord",
    "endrule",
    "endruleset",
    "endstartstate",
    "endswitch",
    "endwhile",
    "enum",
    "error",
    "exists",
    "false",
    "for",
    "forall",
    "function",
    "if",
    "in",
    "interleaved",
    "invariant",
    "ismember",
    "isundefined",
    "liveness",
    "multiset",
    "multisetadd",
    "multisetcount",
    "multisetremove",
    "multisetremovepred",
    "none",
    "of",
    "procedure",
    "process",
    "program",
    "put",
    "real",
    "record",
    "return",
    "rule",
    "ruleset",
    "scalarset",
    "startstate",
    "switch",
    "then",
    "to",
    "traceuntil",
    "true",
    "type",
    "undefine",
    "union",
    "var",
    "while",
];

/// Names of which none is given twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The first of these that is free; if none is, the last with a number.
    pub(super) fn give(&mut self, wanted: &[&str]) -> String {
        let spelled: Vec<String> = wanted.iter().map(|name| spelled(name)).collect();
        let last = spelled.last().cloned().unwrap_or_default();
        let numbered = (2_u32..).map(|number| format!("{last}{number}"));
        // There are more numbers than names.
        let free = spelled.into_iter().chain(numbered).find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

/// A name as Murphi can spell it: in ASCII, and no word of the language.
fn spelled(name: &str) -> String {
    let letter = |letter: char| match letter {
        '_' => "_".to_owned(),
        letter if letter.is_ascii_alphanumeric() => letter.to_string(),
        other => format!("u{:x}", u32::from(other)),
    };
    let text: String = name.trim_start_matches('_').chars().map(letter).collect();
    let starts_well = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let text = if starts_well { text } else { format!("x{text}") };
    let reserved = RESERVED.contains(&text.to_lowercase().as_str());
    if reserved { text + "_" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        assert_eq!(names.give(&["Open"]), "Open");
        assert_eq!(names.give(&["Open", "Door_Open"]), "Door_Open");
        assert_eq!(names.give(&["Open"]), "Open2");
    }

    #[test]
    fn words_of_the_language_are_no_names() {
        let mut names = Names::default();
        assert_eq!(names.give(&["Clear"]), "Clear_");
        assert_eq!(names.give(&["by"]), "by_");
        assert_eq!(names.give(&["_job"]), "job");
        assert_eq!(names.give(&["7"]), "x7");
        assert_eq!(names.give(&["印刷"]), "u5370u5237");
    }
}
