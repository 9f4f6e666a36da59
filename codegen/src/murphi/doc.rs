//! Murphi expressions as documents that fit a page: operators with their precedence, one conjunct a line where a line is
//! full.

use pretty::{DocAllocator, RcAllocator, RcDoc};

type Doc = RcDoc<'static, ()>;

/// How wide a line may be.
pub(super) const WIDTH: usize = 110;

/// How tightly an expression binds, loosest first. In Rumur's grammar `!` binds looser than a
/// comparison: what stands behind it is always in brackets unless it is a name, for those who expect otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `a ? b : c`
    Choice,
    /// `|`
    Or,
    /// `&`
    And,
    /// `=`, `!=`, `<`
    Compare,
    /// `+`, `-`
    Sum,
    /// A name, a call, a quantifier up to its `end`, `!` and what it negates.
    Atom,
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) struct Text {
    doc: Doc,
    level: Level,
}

impl Text {
    fn new(doc: Doc, level: Level) -> Self {
        Self { doc, level }
    }

    /// A name, a number, or text that is one.
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::new(Doc::text(text.into()), Level::Atom)
    }

    pub(super) fn bool(value: bool) -> Self {
        Self::atom(if value { "true" } else { "false" })
    }

    /// The expression on one line, however long.
    pub(super) fn flat(&self) -> String {
        self.rendered(usize::MAX / 4)
    }

    /// The lines of the expression where it begins at a column.
    pub(super) fn render(&self, column: usize) -> String {
        self.rendered(WIDTH.saturating_sub(column))
    }

    fn rendered(&self, width: usize) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.doc.render_fmt(width, &mut text);
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    fn is(&self, text: &str) -> bool {
        self.flat() == text
    }

    /// In brackets unless it binds at least so tightly.
    fn at(&self, level: Level) -> Doc {
        if self.level >= level {
            return self.doc.clone();
        }
        Doc::text("(").append(aligned(self.doc.clone())).append(Doc::text(")"))
    }

    /// `left operator right`, of which neither may be another comparison.
    pub(super) fn compare(left: &Self, operator: &str, right: &Self) -> Self {
        Self::binary(left.at(Level::Sum), operator, right.at(Level::Sum), Level::Compare)
    }

    /// `left + right`, `left - right`
    pub(super) fn sum(left: &Self, operator: &str, right: &Self) -> Self {
        Self::binary(left.at(Level::Sum), operator, right.at(Level::Atom), Level::Sum)
    }

    fn binary(left: Doc, operator: &str, right: Doc, level: Level) -> Self {
        let right = Doc::line().append(Doc::text(format!("{operator} "))).append(aligned(right));
        Self::new(aligned(left.append(right)).group(), level)
    }

    pub(super) fn not(&self) -> Self {
        match self.flat().as_str() {
            "true" => return Self::bool(false),
            "false" => return Self::bool(true),
            _ => {}
        }
        Self::new(Doc::text("!").append(self.at(Level::Atom)), Level::Atom)
    }

    /// `a & b`. Parts that say nothing are left out.
    pub(super) fn and(parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| part.is("false")) {
            return Self::bool(false);
        }
        junction("&", Level::And, parts.into_iter().filter(|part| !part.is("true")).collect(), true)
    }

    /// `a | b`
    pub(super) fn or(parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| part.is("true")) {
            return Self::bool(true);
        }
        junction("|", Level::Or, parts.into_iter().filter(|part| !part.is("false")).collect(), false)
    }

    /// `condition ? yes : no`
    pub(super) fn choice(condition: &Self, yes: &Self, no: &Self) -> Self {
        let part = |word: &'static str, of: &Self| Doc::line().append(Doc::text(word)).append(of.at(Level::Or));
        let doc = condition.at(Level::Or).append(part("? ", yes)).append(part(": ", no));
        Self::new(aligned(doc).group(), Level::Choice)
    }

    /// `forall m: Manager do body end`
    pub(super) fn quantified(word: &str, binders: &[(String, String)], body: &Self) -> Self {
        let within = binders.iter().rev().fold(aligned(body.doc.clone()), |body, (name, range)| {
            let head = Doc::text(format!("{word} {name}: {range} do"));
            let body = Doc::line().append(body).nest(2);
            aligned(head.append(body).append(Doc::line()).append(Doc::text("end"))).group()
        });
        let level = if binders.is_empty() { body.level } else { Level::Atom };
        Self::new(within, level)
    }

    /// `Name(a, b)`
    pub(super) fn call(name: &str, arguments: &[Self]) -> Self {
        let separator = Doc::text(",").append(Doc::line());
        let arguments = Doc::intersperse(arguments.iter().map(|argument| aligned(argument.doc.clone())), separator);
        let arguments = aligned(arguments).group();
        Self::new(Doc::text(format!("{name}(")).append(arguments).append(Doc::text(")")), Level::Atom)
    }

    pub(super) fn index(&self, index: &Self) -> Self {
        let index = Doc::text("[").append(index.doc.clone()).append(Doc::text("]"));
        Self::new(self.at(Level::Atom).append(index), Level::Atom)
    }

    pub(super) fn field(&self, name: &str) -> Self {
        Self::new(self.at(Level::Atom).append(Doc::text(format!(".{name}"))), Level::Atom)
    }
}

fn aligned(doc: Doc) -> Doc {
    RcAllocator.nil().append(doc).align().into_doc()
}

fn junction(operator: &str, level: Level, mut parts: Vec<Text>, empty: bool) -> Text {
    match parts.len() {
        0 => return Text::bool(empty),
        1 => return parts.remove(0),
        _ => {}
    }
    // Murphi reads a chain of the same operator from the left, which is all the same to its meaning.
    let first = aligned(parts[0].at(level));
    let rest = parts[1..]
        .iter()
        .map(|part| Doc::line().append(Doc::text(format!("{operator} "))).append(aligned(part.at(level))));
    Text::new(aligned(first.append(Doc::concat(rest))).group(), level)
}
