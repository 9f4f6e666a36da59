//! TLA+ expressions as documents that fit a page: operators with their precedence, bulleted lists where a line is full.

mod bracket;

use pretty::{DocAllocator, RcAllocator, RcDoc};

type Doc = RcDoc<'static, ()>;

/// How wide a line may be.
const WIDTH: usize = 110;
/// How long what stands before an operator may be for what comes after it to follow on the same line.
const SHORT: usize = 20;

/// How tightly an expression binds, after Lamport's table (*Specifying Systems*, 2002, section 15.2.1), loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `IF`, `LET`, a quantifier: reaches as far to the right as it can.
    Open,
    /// `=>`
    Implies,
    /// `\/`
    Or,
    /// `/\`; TLA+ gives it the precedence of `\/`, so that they need parentheses in one another.
    And,
    /// `~`
    Not,
    /// `=`, `#`, `<`, `\in`
    Compare,
    /// `\cup`, `\`, `..`, `+`, `-`, `\o`: never without parentheses in one another, but for chains of the same.
    Sum,
    /// A name, an application, something in brackets.
    Atom,
}

/// An expression or a formula.
#[derive(Clone, Debug)]
pub(super) struct Tla {
    doc: Doc,
    level: Level,
}

/// One change in `[f EXCEPT ..]`.
#[derive(Clone, Debug)]
pub(super) struct Update {
    /// `.lane`, `[me].visit`
    pub(super) path: Tla,
    pub(super) value: Tla,
}

impl Tla {
    fn new(doc: Doc, level: Level) -> Self {
        Self { doc, level }
    }

    /// A name, a literal, or text that is one.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::new(Doc::text(text.into()), Level::Atom)
    }

    pub(super) fn string(text: &str) -> Self {
        Self::text(format!("\"{text}\""))
    }

    pub(super) fn bool(value: bool) -> Self {
        Self::text(if value { "TRUE" } else { "FALSE" })
    }

    /// The expression on one line, however long: to tell whether two are the same.
    pub(super) fn flat(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.doc.render_fmt(usize::MAX / 4, &mut text);
        text
    }

    /// The text, broken where a line is full.
    pub(super) fn render(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.doc.render_fmt(WIDTH, &mut text);
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.flat() == text
    }

    /// In parentheses unless it binds at least so tightly.
    fn at(&self, level: Level) -> Doc {
        if self.level >= level { self.doc.clone() } else { parenthesised(&self.doc) }
    }

    /// `left operator right`
    pub(super) fn binary(left: &Self, operator: &str, right: &Self, level: Level) -> Self {
        let inner = if level == Level::Compare { Level::Sum } else { Level::Atom };
        if left.flat().len() <= SHORT {
            // What is short stays on the line of its operator.
            let right = aligned(right.at(inner));
            return Self::new(left.at(inner).append(Doc::text(format!(" {operator} "))).append(right), level);
        }
        let right = Doc::line().append(Doc::text(format!("{operator} "))).append(aligned(right.at(inner))).nest(4);
        Self::new(left.at(inner).append(right).group(), level)
    }

    /// `left operator right` where the operator associates and the left may be a chain of it.
    pub(super) fn chain(left: &Self, operator: &str, right: &Self) -> Self {
        let left = Self { doc: left.at(Level::Sum), level: Level::Atom };
        Self::binary(&left, operator, right, Level::Sum)
    }

    pub(super) fn compare(left: &Self, operator: &str, right: &Self) -> Self {
        Self::binary(left, operator, right, Level::Compare)
    }

    pub(super) fn implies(left: &Self, right: &Self) -> Self {
        if left.is("TRUE") {
            return right.clone();
        }
        let right = Doc::line().append(Doc::text("=> ")).append(aligned(right.at(Level::Not)));
        Self::new(aligned(left.at(Level::Not).append(right)).group(), Level::Implies)
    }

    pub(super) fn not(&self) -> Self {
        match self.flat().as_str() {
            "TRUE" => return Self::bool(false),
            "FALSE" => return Self::bool(true),
            _ => {}
        }
        Self::new(Doc::text("~").append(self.at(Level::Atom)), Level::Not)
    }

    /// `a /\ b`, or a bulleted list. Parts that say nothing are left out.
    pub(super) fn and(parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| part.is("FALSE")) {
            return Self::bool(false);
        }
        junction("/\\", Level::And, parts.into_iter().filter(|part| !part.is("TRUE")).collect(), true)
    }

    /// `a \/ b`, or a bulleted list.
    pub(super) fn or(parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| part.is("TRUE")) {
            return Self::bool(true);
        }
        junction("\\/", Level::Or, parts.into_iter().filter(|part| !part.is("FALSE")).collect(), false)
    }

    /// A bulleted list, one bullet a line, whether it would fit or not.
    pub(super) fn list(bullet: &str, parts: Vec<Self>) -> Self {
        if parts.len() < 2 {
            return parts.into_iter().next().unwrap_or_else(|| Self::bool(bullet == "/\\"));
        }
        let items = parts.into_iter().map(|part| Doc::text(format!("{bullet} ")).append(aligned(part.doc)));
        let level = if bullet == "/\\" { Level::And } else { Level::Or };
        Self::new(aligned(Doc::intersperse(items, Doc::hardline())), level)
    }

    pub(super) fn branch(condition: &Self, yes: &Self, no: &Self) -> Self {
        let parts = [("IF ", condition), ("THEN ", yes), ("ELSE ", no)];
        let parts = parts.map(|(word, part)| Doc::text(word).append(aligned(part.doc.clone())));
        Self::new(aligned(Doc::intersperse(parts, Doc::line())).group(), Level::Open)
    }

    /// `LET a == .. IN ..`
    pub(super) fn binding(name: &str, value: &Self, body: &Self) -> Self {
        let value = Doc::text(format!("LET {name} == ")).append(aligned(value.doc.clone()));
        let body = Doc::text("IN ").append(aligned(body.doc.clone()));
        Self::new(aligned(value.append(Doc::line()).append(body)).group(), Level::Open)
    }

    /// `\E x \in S, y \in T : body`
    pub(super) fn quantified(quantifier: &str, binders: &[(String, Self)], body: &Self) -> Self {
        if binders.is_empty() {
            return body.clone();
        }
        let binders = binders.iter().map(|(name, set)| Doc::text(format!("{name} \\in ")).append(set.at(Level::Sum)));
        let head = Doc::text(format!("{quantifier} "))
            .append(Doc::intersperse(binders, Doc::text(", ")))
            .append(Doc::text(" :"));
        let body = Doc::line().append(aligned(body.doc.clone())).nest(4);
        Self::new(aligned(head.append(body)).group(), Level::Open)
    }

    pub(super) fn apply(name: &str, arguments: &[Self]) -> Self {
        if arguments.is_empty() {
            return Self::text(name);
        }
        Self::new(Doc::text(format!("{name}(")).append(list(arguments)).append(Doc::text(")")), Level::Atom)
    }

    pub(super) fn index(&self, index: &Self) -> Self {
        let index = Doc::text("[").append(index.doc.clone()).append(Doc::text("]"));
        Self::new(self.at(Level::Atom).append(index), Level::Atom)
    }

    pub(super) fn field(&self, name: &str) -> Self {
        Self::new(self.at(Level::Atom).append(Doc::text(format!(".{name}"))), Level::Atom)
    }

    pub(super) fn prime(&self) -> Self {
        Self::new(self.at(Level::Atom).append(Doc::text("'")), Level::Atom)
    }

    /// A word before an expression: `SUBSET S`, `UNCHANGED <<a, b>>`, `ENABLED A`.
    pub(super) fn prefix(word: &str, of: &Self) -> Self {
        Self::new(Doc::text(format!("{word} ")).append(of.at(Level::Atom)), Level::Sum)
    }

    /// Text directly before and after, as in `<<A>>_vars` and `[][A]_vars`.
    pub(super) fn enclosed(before: &str, of: &Self, after: &str) -> Self {
        let inner = aligned(of.doc.clone());
        let doc = Doc::text(before.to_owned()).append(inner).append(Doc::text(after.to_owned()));
        Self::new(doc.group(), Level::Atom)
    }

    /// Text before, as in `!.lane` for a path that begins with nothing.
    pub(super) fn empty() -> Self {
        Self::new(Doc::nil(), Level::Atom)
    }
}

/// `name(params) ==` and, where it does not fit beside it, below it the body.
pub(super) fn definition(head: &str, body: &Tla) -> String {
    let head = Doc::text(format!("{head} =="));
    let doc = head.append(Doc::line().append(aligned(body.doc.clone())).nest(4)).group();
    Tla::new(doc, Level::Atom).render()
}

fn aligned(doc: Doc) -> Doc {
    RcAllocator.nil().append(doc).align().into_doc()
}

/// Parentheses, which a bulleted list does without.
fn parenthesised(doc: &Doc) -> Doc {
    Doc::text("(").append(aligned(doc.clone())).append(Doc::text(")"))
}

fn list(items: &[Tla]) -> Doc {
    let separator = Doc::text(",").append(Doc::line());
    aligned(Doc::intersperse(items.iter().map(|item| aligned(item.doc.clone())), separator)).group()
}

fn junction(bullet: &str, level: Level, mut parts: Vec<Tla>, empty: bool) -> Tla {
    match parts.len() {
        0 => return Tla::bool(empty),
        1 => return parts.remove(0),
        _ => {}
    }
    let item = |part: &Tla| {
        // What a bullet's column delimits needs no parentheses; on one line it does.
        let loose = part.level <= Level::And;
        let open = if loose { Doc::nil().flat_alt(Doc::text("(")) } else { Doc::nil() };
        let close = if loose { Doc::nil().flat_alt(Doc::text(")")) } else { Doc::nil() };
        aligned(open.append(part.doc.clone()).append(close))
    };
    let first = Doc::text(format!("{bullet} ")).flat_alt(Doc::nil()).append(item(&parts[0]));
    let rest = parts[1..].iter().map(|part| Doc::line().append(Doc::text(format!("{bullet} "))).append(item(part)));
    Tla::new(aligned(first.append(Doc::concat(rest))).group(), level)
}
