//! Expressions and places. Promela binds nothing within an expression, so a quantifier is written out for each value.

use super::context::Texts;
use crate::commands::{Expr, Index, LocalId, Place, Quantifier, Root, Shape, Step};

/// How tightly an operator binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Equal,
    Less,
    Sum,
    Prefix,
}

impl Texts<'_, '_> {
    /// An expression, without parentheses around it.
    pub(super) fn expr(&self, expr: &Expr) -> String {
        self.at(expr, Level::Or)
    }

    /// An expression, in parentheses where it binds less tightly than this.
    pub(super) fn at(&self, expr: &Expr, level: Level) -> String {
        let (text, own) = self.open(expr);
        if own < level { format!("({text})") } else { text }
    }

    /// The way to a place: `kiosk[me].visit.person`. An array in an array has to be a record with the field `at`.
    pub(super) fn place(&self, place: &Place) -> String {
        let mut text = match place.root {
            Root::Variable(id) => self.context.names.variables[id.0].clone(),
            Root::Before(id) => self.context.before[id.0].clone(),
            Root::Local(local) => self.said[local].clone(),
        };
        let mut indexed = false;
        for step in &place.path {
            match step {
                Step::Field(record, field) => {
                    text = format!("{text}.{}", self.context.names.fields[record.0][*field]);
                    indexed = false;
                }
                Step::Index(index) => {
                    let at = if indexed { ".at" } else { "" };
                    text = format!("{text}{at}[{}]", self.expr(index));
                    indexed = true;
                }
            }
        }
        text
    }

    /// For each value of an index: the body with this value in the local's place.
    pub(super) fn for_each(&self, local: LocalId, over: Index, body: &dyn Fn(&Self) -> String) -> Vec<String> {
        let values = (0..self.context.program.size(over)).map(|number| self.context.value(over, number));
        values.map(|value| body(&self.with(local, value))).collect()
    }

    fn open(&self, expr: &Expr) -> (String, Level) {
        let tight = |text: String| (text, Level::Prefix);
        let names = &self.context.names;
        match expr {
            Expr::Bool(value) => tight(value.to_string()),
            Expr::Number(number) => tight(number.to_string()),
            Expr::Tag(enumeration, tag) => tight(names.tags[enumeration.0][*tag].clone()),
            Expr::Id(_, number) => tight(number.to_string()),
            Expr::Read(place) => tight(self.place(place)),
            Expr::IsNothing(place) => (format!("{} == NONE", self.place(place)), Level::Equal),
            Expr::Equal(left, right) => self.binary("==", left, right, Level::Equal),
            Expr::Less(left, right) => self.binary("<", left, right, Level::Less),
            Expr::Add(left, right) => self.binary("+", left, right, Level::Sum),
            Expr::Subtract(left, right) => self.binary("-", left, right, Level::Sum),
            Expr::Not(of) => self.not(of),
            Expr::And(parts) => self.series("&&", "true", parts, Level::And),
            Expr::Or(parts) => self.series("||", "false", parts, Level::Or),
            Expr::If(condition, yes, no) => {
                let [condition, yes, no] = [condition, yes, no].map(|part| self.at(part, Level::And));
                tight(format!("({condition} -> {yes} : {no})"))
            }
            Expr::Quantified { quantifier, local, over, body } => self.quantified(*quantifier, *local, *over, body),
            Expr::Call(id, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.expr(argument)).collect();
                tight(call(&names.predicates[id.0], &arguments))
            }
        }
    }

    fn binary(&self, operator: &str, left: &Expr, right: &Expr, level: Level) -> (String, Level) {
        let [left, right] = [left, right].map(|side| self.at(side, next(level)));
        if let Some(value) = decided(operator, &left, &right) {
            return (value.to_string(), Level::Prefix);
        }
        (format!("{left} {operator} {right}"), level)
    }

    fn not(&self, of: &Expr) -> (String, Level) {
        match of {
            Expr::Not(of) => self.open(of),
            Expr::IsNothing(place) => (format!("{} != NONE", self.place(place)), Level::Equal),
            Expr::Equal(left, right) => self.binary("!=", left, right, Level::Equal),
            Expr::Less(left, right) => self.binary(">=", left, right, Level::Less),
            _ => match self.at(of, Level::Prefix).as_str() {
                "true" => ("false".to_owned(), Level::Prefix),
                "false" => ("true".to_owned(), Level::Prefix),
                text => (format!("!{text}"), Level::Prefix),
            },
        }
    }

    fn series(&self, operator: &str, none: &str, parts: &[Expr], level: Level) -> (String, Level) {
        if let [one] = parts {
            return self.open(one);
        }
        joined(parts.iter().map(|part| self.within(part, level)).collect(), operator, none, level)
    }

    /// A part of a series. A conjunction within a disjunction is in parentheses, for those who read.
    fn within(&self, part: &Expr, level: Level) -> String {
        let (text, own) = self.open(part);
        if own < level || own == Level::And && level == Level::Or { format!("({text})") } else { text }
    }

    fn quantified(&self, quantifier: Quantifier, local: LocalId, over: Index, body: &Expr) -> (String, Level) {
        let (operator, none, level) = match quantifier {
            Quantifier::Exists => ("||", "false", Level::Or),
            Quantifier::All => ("&&", "true", Level::And),
            Quantifier::Count => ("+", "0", Level::Sum),
        };
        let parts = self.for_each(local, over, &|bound| bound.within(body, level));
        joined(parts, operator, none, level)
    }
}

impl super::context::Context<'_> {
    /// What a clear cell of this shape holds.
    pub(super) fn clear(&self, shape: &Shape) -> String {
        match shape {
            Shape::Cell { optional: true, .. } => "NONE".to_owned(),
            Shape::Cell { kind, .. } => self.value(*kind, 0),
            Shape::Record(_) | Shape::Array(..) => String::new(),
        }
    }
}

/// `Show(0, 1)`.
pub(super) fn call(name: &str, arguments: &[String]) -> String {
    format!("{name}({})", arguments.join(", "))
}

/// What a comparison of two numbers comes to.
fn decided(operator: &str, left: &str, right: &str) -> Option<bool> {
    let (left, right): (u32, u32) = (left.parse().ok()?, right.parse().ok()?);
    match operator {
        "==" => Some(left == right),
        "!=" => Some(left != right),
        "<" => Some(left < right),
        ">=" => Some(left >= right),
        _ => None,
    }
}

/// A series without the parts that make no difference; where one decides it, this one.
fn joined(mut parts: Vec<String>, operator: &str, none: &str, level: Level) -> (String, Level) {
    parts.retain(|part| part != none);
    let deciding = if none == "true" { "false" } else { "true" };
    if level != Level::Sum && parts.iter().any(|part| part == deciding) {
        return (deciding.to_owned(), Level::Prefix);
    }
    match <[String; 1]>::try_from(parts) {
        // Whatever it is, it bound at least as tightly as the series does.
        Ok([one]) => (one, level),
        Err(parts) if parts.is_empty() => (none.to_owned(), Level::Prefix),
        Err(parts) => (parts.join(&format!(" {operator} ")), level),
    }
}

/// What the operands of an operator need to be.
fn next(level: Level) -> Level {
    match level {
        Level::Or | Level::And => Level::Equal,
        Level::Equal | Level::Less => Level::Sum,
        Level::Sum | Level::Prefix => Level::Prefix,
    }
}
