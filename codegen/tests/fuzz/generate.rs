//! Texts to try: arbitrary ones, arbitrary tokens, and real protocols with something changed.

use std::fs;
use std::path::{Path, PathBuf};

/// Words, punctuation and brackets that make the deepest paths likely.
const WORDS: &[&str] = &[
    "#[workflow]",
    "#[scope(quick, session = 2)]",
    "#[id]",
    "#[node]",
    "#[role]",
    "#[role(per = Session)]",
    "#[store]",
    "#[ghost]",
    "#[message(from = R, to = R)]",
    "#[effect(at_least_once)]",
    "#[input]",
    "#[opens]",
    "#[receive]",
    "#[step]",
    "#[timeout]",
    "#[fault]",
    "#[crash]",
    "#[recover]",
    "#[on(Print)]",
    "#[always]",
    "#[never]",
    "#[reachable]",
    "#[leads_to]",
    "#[final_state]",
    "#[refuted]",
    "#[dead]",
    "#[dead(at = quick)]",
    "#[max(3)]",
    "#[initial]",
    "mod",
    "pub",
    "struct",
    "enum",
    "impl",
    "fn",
    "let",
    "if",
    "else",
    "match",
    "for",
    "in",
    "self",
    "&mut self",
    "&self",
    "me",
    "Session",
    "R",
    "Print",
    "Option",
    "Map",
    "Set",
    "Queue",
    "Count",
    "bool",
    "Some",
    "None",
    "true",
    "false",
    "require!",
    "refuse!",
    "send!",
    "emit!",
    "ignore!",
    "fresh!",
    "matches!",
    "any_order",
    "all",
    "any",
    "count",
    "is_some",
    "pop_front",
    "push_back",
    "insert",
    "x",
    "y",
    "0",
    "1",
    "4294967296",
    "\"s\"",
    "'a'",
    "'a",
    "r#type",
    "_",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "::",
    ":",
    ";",
    ",",
    ".",
    "..",
    "=",
    "==",
    "=>",
    "->",
    "!",
    "&",
    "&&",
    "|",
    "||",
    "+",
    "-",
    "#",
    "?",
    "@",
    "$",
    "//",
    "/*",
    "*/",
    "\n",
    "証明書",
];

/// A source of texts that depends on its seed only.
pub(crate) struct Generator {
    state: u64,
    protocols: Vec<String>,
}

impl Generator {
    /// Starts at a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, protocols: protocols() }
    }

    /// The next text.
    pub(crate) fn text(&mut self) -> String {
        match self.below(10) {
            0 => self.characters(),
            1 | 2 => self.words(),
            3 => format!("#[workflow] #[scope(quick, session = 2)] pub mod case {{ {} }}", self.words()),
            _ => self.mutant(),
        }
    }

    /// xorshift64*: Marsaglia 2003, Vigna 2016.
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % bound.max(1)
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    fn characters(&mut self) -> String {
        let length = self.below(60);
        let mut text = String::new();
        for _ in 0..length {
            let code = if self.below(4) == 0 { self.below(0x11_0000) } else { 32 + self.below(95) };
            text.extend(u32::try_from(code).ok().and_then(char::from_u32));
        }
        text
    }

    fn words(&mut self) -> String {
        let length = self.below(60);
        (0..length).flat_map(|_| [self.word(), " "]).collect()
    }

    /// A real protocol with one to three changes.
    fn mutant(&mut self) -> String {
        let index = self.below(self.protocols.len());
        let text = self.protocols[index].clone();
        let mut pieces = pieces(&text);
        for _ in 0..=self.below(3) {
            self.mutate(&mut pieces);
        }
        pieces.concat()
    }

    fn mutate<'a>(&mut self, pieces: &mut Vec<&'a str>) {
        // A small case may have lost all it had.
        if pieces.is_empty() {
            return pieces.push(self.word());
        }
        let at = self.below(pieces.len());
        let other = self.below(pieces.len());
        match self.below(7) {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, self.word()),
            2 => pieces[at] = self.word(),
            3 => pieces.swap(at, other),
            4 => pieces[at] = pieces[other],
            5 => {
                // A stretch once more, elsewhere.
                let length = self.below(40).min(pieces.len() - at);
                let stretch: Vec<&'a str> = pieces[at..at + length].to_vec();
                pieces.splice(other..other, stretch);
            }
            _ => {
                let length = self.below(20).min(pieces.len() - at);
                pieces.drain(at..at + length);
            }
        }
    }
}

/// Cuts a text into words, spaces and single other characters.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |character: char| match character {
        letter if letter.is_alphanumeric() || letter == '_' => 0,
        space if space.is_whitespace() => 1,
        _ => 2,
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous = 2;
    for (index, character) in text.char_indices() {
        let own = kind(character);
        if index > start && (own != previous || own == 2) {
            pieces.push(&text[start..index]);
            start = index;
        }
        previous = own;
    }
    pieces.push(&text[start..]);
    pieces
}

/// The shipped protocols and all cases: small ones, each with something of the language in it.
fn protocols() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("../model/protocols/src/workflows"), &mut files);
    collect(&root.join("../tests/fixtures"), &mut files);
    collect(&root.join("tests/errors"), &mut files);
    files.sort();
    let texts: Vec<String> = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    assert!(texts.len() > 20, "no protocols to mutate");
    texts
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}
