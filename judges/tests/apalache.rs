//! The type annotations of exports, held against Apalache's grammar of types (its ADR-002, with aliases by `$name`):
//! every constant and variable has one, each is a type, and each alias is defined before it is used.
//!
//! Apalache itself is not asked. It would still refuse what the grammar cannot show: see `ARCHITECTURE.md`.

#[path = "agreement/protocols.rs"]
mod protocols;

use std::collections::BTreeSet;

use honnin_codegen::tla;

use protocols::{everything, named};

/// Reads a type, and notes the aliases that are used.
struct Reader<'a> {
    left: &'a str,
    used: Vec<String>,
}

impl<'a> Reader<'a> {
    fn of(text: &'a str) -> Self {
        Self { left: text, used: Vec::new() }
    }

    fn skip(&mut self, token: &str) -> bool {
        let left = self.left.trim_start();
        let after = left.strip_prefix(token);
        self.left = after.unwrap_or(left);
        after.is_some()
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.skip(token) { Ok(()) } else { Err(format!("`{token}` is missing before `{}`", self.left)) }
    }

    fn word(&mut self) -> &'a str {
        let left = self.left.trim_start();
        let end = left.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(left.len());
        self.left = &left[end..];
        &left[..end]
    }

    /// `T ::= Bool | Int | Str | T -> T | Set(T) | Seq(T) | <<T, ..>> | { field: T, .. } | CONST | $alias`
    fn ty(&mut self) -> Result<(), String> {
        if self.skip("<<") {
            self.list(">>", Self::ty)?;
        } else if self.skip("{") {
            let mut fields = BTreeSet::new();
            self.list("}", |reader| {
                let name = reader.word();
                if name.is_empty() || !fields.insert(name) {
                    return Err(format!("field `{name}` before `{}`", reader.left));
                }
                reader.expect(":")?;
                reader.ty()
            })?;
        } else if self.skip("$") {
            let name = self.word();
            alias_name(name)?;
            self.used.push(name.to_owned());
        } else {
            match self.word() {
                "Bool" | "Int" | "Str" => {}
                "Set" | "Seq" => {
                    self.expect("(")?;
                    self.ty()?;
                    self.expect(")")?;
                }
                name if is_constant(name) => {}
                other => return Err(format!("`{other}` is no type")),
            }
        }
        if self.skip("->") { self.ty() } else { Ok(()) }
    }

    fn list(&mut self, end: &str, mut item: impl FnMut(&mut Self) -> Result<(), String>) -> Result<(), String> {
        loop {
            item(self)?;
            if self.skip(end) {
                return Ok(());
            }
            self.expect(",")?;
        }
    }

    fn end(&self) -> Result<(), String> {
        if self.left.trim().is_empty() { Ok(()) } else { Err(format!("`{}` is left over", self.left)) }
    }
}

fn is_constant(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    name.chars().all(letters) && name.starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '_')
}

/// In camel case, and no type variable.
fn alias_name(name: &str) -> Result<(), String> {
    let camel = name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if camel && name.len() > 1 { Ok(()) } else { Err(format!("`{name}` is no alias in camel case")) }
}

/// Everything that is annotated in a module.
fn annotated(module: &str) -> Result<(), String> {
    let (mut aliases, mut section, mut typed) = (BTreeSet::new(), "", false);
    for line in module.lines() {
        let annotation = |keyword: &str| Some(line.trim_start().strip_prefix("\\* ")?.strip_prefix(keyword)?.trim());
        if let Some(text) = annotation("@typeAlias:") {
            let (name, ty) = text.split_once('=').ok_or("an alias of nothing")?;
            read(ty, &aliases)?;
            alias_name(name.trim())?;
            if !aliases.insert(name.trim().to_owned()) {
                return Err(format!("`{name}` is two aliases"));
            }
        } else if let Some(text) = annotation("@type:") {
            read(text, &aliases)?;
            typed = true;
        } else if ["CONSTANTS", "VARIABLES"].contains(&line) {
            section = line;
        } else if !section.is_empty() && !line.trim().is_empty() && !line.trim_start().starts_with("\\*") {
            if !line.starts_with("    ") {
                section = "";
            } else if !std::mem::take(&mut typed) {
                return Err(format!("`{}` of the {section} has no type", line.trim()));
            }
        }
    }
    Ok(())
}

fn read(text: &str, aliases: &BTreeSet<String>) -> Result<(), String> {
    let mut reader = Reader::of(text.trim_end().strip_suffix(';').ok_or("no semicolon")?);
    reader.ty()?;
    reader.end()?;
    match reader.used.iter().find(|used| !aliases.contains(*used)) {
        Some(unknown) => Err(format!("`${unknown}` is used before it is defined")),
        None => Ok(()),
    }
}

#[test]
fn every_constant_and_variable_has_a_type() {
    let all = everything();
    assert!(all.len() > 80);
    for protocol in all {
        let export = tla::export(&protocol.ir, &protocol.sizes).expect("it can be said");
        annotated(&export.module).unwrap_or_else(|why| panic!("{}: {why}", protocol.ir.name));
    }
}

#[test]
fn a_wrong_annotation_is_noticed() {
    let protocol = named("model/protocols/src/workflows/issuance.rs");
    let right = tla::export(&protocol.ir, &protocol.sizes).expect("it can be said").module;
    assert_eq!(annotated(&right), Ok(()));
    for (from, to, why) in [
        ("    \\* @type: { amendment: Int, misprint: Int };\n", "", "has no type"),
        ("    \\* @type: Set(JOB);\n", "", "has no type"),
        ("@typeAlias: image =", "@typeAlias: picture =", "is used before it is defined"),
        ("@typeAlias: progress =", "@typeAlias: print_progress =", "no alias in camel case"),
        ("@typeAlias: progress =", "@typeAlias: image =", "two aliases"),
        ("misprint: Int }", "misprint: Int, misprint: Bool }", "field `misprint`"),
        ("misprint: Int }", "misprint: Integer }", "is no type"),
        ("Set(JOB);", "Set(JOB;", "is missing"),
        ("Set(JOB);", "Set(JOB) JOB;", "left over"),
    ] {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(wrong, right, "{from} is not there");
        let noticed = annotated(&wrong).expect_err(to);
        assert!(noticed.contains(why), "{to}: {noticed}");
    }
}
