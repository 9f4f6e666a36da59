//! Expressions, places and statements as text.

use super::Words;
use crate::casing::snake;
use crate::ir::query::{variant_fields, variant_name};
use crate::ir::{Bound, Expr, Field, LocalId, Place, Projection, Quantifier, Statement, StatementKind, Type};

/// How tightly an expression binds; what is looser than its surroundings gets parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loose,
    Or,
    And,
    Comparison,
    Sum,
    Prefix,
    Atom,
}

impl Words<'_> {
    pub(super) fn loose(&self, expr: &Expr) -> String {
        self.bound_by(Binding::Loose, expr)
    }

    fn bound_by(&self, outer: Binding, expr: &Expr) -> String {
        let (binding, text) = self.describe(expr);
        if binding < outer { format!("({text})") } else { text }
    }

    fn atom(&self, expr: &Expr) -> String {
        self.bound_by(Binding::Atom, expr)
    }

    fn describe(&self, expr: &Expr) -> (Binding, String) {
        let comparison = |operator: &str, a: &Expr, b: &Expr| {
            let (a, b) = (self.bound_by(Binding::Sum, a), self.bound_by(Binding::Sum, b));
            (Binding::Comparison, format!("{a} {operator} {b}"))
        };
        match expr {
            Expr::Not(inner) => match &**inner {
                Expr::Equal(a, b) => comparison("!=", a, b),
                Expr::Less(a, b) => comparison(">=", a, b),
                Expr::Is { of, ty: Type::Option(_), variant } => {
                    (Binding::Atom, format!("{}.{}", self.atom(of), option_test(1 - (*variant).min(1))))
                }
                _ => (Binding::Prefix, format!("!{}", self.bound_by(Binding::Prefix, inner))),
            },
            Expr::Equal(a, b) => comparison("==", a, b),
            Expr::Less(a, b) => comparison("<", a, b),
            Expr::And(parts) => self.joined(Binding::And, " && ", "true", parts),
            Expr::Or(parts) => self.joined(Binding::Or, " || ", "false", parts),
            Expr::Add(a, b) => {
                let (a, b) = (self.bound_by(Binding::Sum, a), self.bound_by(Binding::Prefix, b));
                (Binding::Sum, format!("{a} + {b}"))
            }
            Expr::Subtract(a, b) => {
                let (a, b) = (self.bound_by(Binding::Sum, a), self.bound_by(Binding::Prefix, b));
                (Binding::Sum, format!("{a} - {b}"))
            }
            Expr::If(condition, yes, no) => {
                let [condition, yes, no] = [condition, yes, no].map(|part| self.loose(part));
                (Binding::Loose, format!("if {condition} {{ {yes} }} else {{ {no} }}"))
            }
            Expr::Let(local, value, body) => {
                let (value, body) = (self.loose(value), self.loose(body));
                (Binding::Loose, format!("let {} = {value}; {body}", self.local(*local)))
            }
            other => (Binding::Atom, self.describe_atom(other)),
        }
    }

    fn joined(&self, binding: Binding, operator: &str, empty: &str, parts: &[Expr]) -> (Binding, String) {
        match parts {
            [] => (Binding::Atom, empty.to_owned()),
            [one] => self.describe(one),
            _ => {
                let tighter = if binding == Binding::Or { Binding::And } else { Binding::Comparison };
                let parts: Vec<_> = parts.iter().map(|part| self.bound_by(tighter, part)).collect();
                (binding, parts.join(operator))
            }
        }
    }

    fn describe_atom(&self, expr: &Expr) -> String {
        match expr {
            Expr::Bool(value) => value.to_string(),
            Expr::Count(value) => value.to_string(),
            Expr::Bound(bound) => self.ir.bound_words(*bound),
            Expr::Parameter(parameter) => self.ir[*parameter].name.clone(),
            Expr::Local(local) => self.local(*local),
            Expr::Read(place) => self.path(place),
            Expr::Variant { ty, variant, fields } => self.variant(ty, *variant, fields),
            Expr::Struct { id, fields } => {
                format!("{}{}", self.ir[*id].name, self.braces(&self.ir[*id].fields, fields))
            }
            Expr::Field { of, id, field } => format!("{}.{}", self.atom(of), self.ir[*id].fields[*field].name),
            Expr::Is { of, ty: Type::Option(_), variant } => {
                format!("{}.{}", self.atom(of), option_test(*variant))
            }
            Expr::Is { of, ty, variant } => {
                let rest = if variant_fields(self.ir, ty, *variant).is_empty() { "" } else { " { .. }" };
                format!("matches!({}, {}{rest})", self.loose(of), self.variant_path(ty, *variant))
            }
            Expr::Payload { of, ty: Type::Option(_), .. } => format!("{}.value", self.atom(of)),
            Expr::Payload { of, ty, variant, field } => {
                let fields = variant_fields(self.ir, ty, *variant);
                format!("{}.{}", self.atom(of), fields[*field].name)
            }
            Expr::EmptySet(_) => "Set::new()".to_owned(),
            Expr::Contains(set, id) => format!("{}.contains({})", self.atom(set), self.loose(id)),
            Expr::Cardinality(set) => format!("{}.len()", self.atom(set)),
            Expr::Length(place) => format!("{}.len()", self.path(place)),
            Expr::Front(place) => format!("{}.front()", self.path(place)),
            Expr::Queued(place, value) => format!("{}.contains({})", self.path(place), self.loose(value)),
            Expr::Quantified { quantifier, local, sort, body } => {
                let (before, after) = match quantifier {
                    Quantifier::Any => ("any", ""),
                    Quantifier::All => ("all", ""),
                    Quantifier::Count => ("filter", ".count()"),
                };
                let (sort, local, body) = (&self.ir[*sort].name, self.local(*local), self.loose(body));
                format!("{sort}::all().{before}(|{local}| {body}){after}")
            }
            _ => self.bound_by(Binding::Atom, expr),
        }
    }

    fn local(&self, local: LocalId) -> String {
        self.locals.get(local).map_or_else(|| format!("__{local}"), |local| local.name.clone())
    }

    fn variant_path(&self, ty: &Type, variant: usize) -> String {
        match ty {
            Type::Enum(id) => format!("{}::{}", self.ir[*id].name, variant_name(self.ir, ty, variant)),
            _ => variant_name(self.ir, ty, variant).to_owned(),
        }
    }

    fn variant(&self, ty: &Type, variant: usize, values: &[Expr]) -> String {
        let path = self.variant_path(ty, variant);
        let fields = variant_fields(self.ir, ty, variant);
        let tuple = fields.iter().all(|field| field.name.starts_with(|c: char| c.is_ascii_digit()));
        match (values.is_empty(), tuple) {
            (true, _) => path,
            (false, true) => format!("{path}({})", self.list(values)),
            (false, false) => format!("{path}{}", self.braces(fields, values)),
        }
    }

    /// ` { job, subject: applicant }`, in Rust's short form where a field's value is the local of that name.
    fn braces(&self, fields: &[Field], values: &[Expr]) -> String {
        let parts: Vec<_> = fields
            .iter()
            .zip(values)
            .map(|(field, value)| match self.loose(value) {
                value if value == field.name => value,
                value => format!("{}: {value}", field.name),
            })
            .collect();
        if parts.is_empty() { String::new() } else { format!(" {{ {} }}", parts.join(", ")) }
    }

    fn list(&self, values: &[Expr]) -> String {
        values.iter().map(|value| self.loose(value)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn path(&self, place: &Place) -> String {
        let variable = &self.ir[place.variable];
        let component = &self.ir[variable.component];
        let (me, path) = match (component.per, place.path.split_first()) {
            (Some(_), Some((me, path))) => (self.step(me), path),
            _ => (String::new(), &*place.path),
        };
        let path: String = path.iter().map(|step| self.step(step)).collect();
        let after = if place.after { "after " } else { "" };
        format!("{after}{}{me}.{}{path}", snake(&component.name), variable.name)
    }

    fn step(&self, step: &Projection) -> String {
        match step {
            Projection::Index(index) => format!("[{}]", self.loose(index)),
            Projection::Field(id, field) => format!(".{}", self.ir[*id].fields[*field].name),
        }
    }

    pub(super) fn lines(&self, statement: &Statement, depth: usize, lines: &mut Vec<String>) {
        let indent = "    ".repeat(depth);
        let line = match &statement.kind {
            StatementKind::If(condition, yes, no) => {
                lines.push(format!("{indent}if {} {{", self.loose(condition)));
                self.block(yes, depth, lines);
                if !no.is_empty() {
                    lines.push(format!("{indent}}} else {{"));
                    self.block(no, depth, lines);
                }
                "}".to_owned()
            }
            StatementKind::ForEach { local, sort, ordered, body } => {
                let all = format!("{}::all()", self.ir[*sort].name);
                let all = if *ordered { format!("any_order({all})") } else { all };
                lines.push(format!("{indent}for {} in {all} {{", self.local(*local)));
                self.block(body, depth, lines);
                "}".to_owned()
            }
            other => self.line(other),
        };
        lines.push(indent + &line);
    }

    fn block(&self, statements: &[Statement], depth: usize, lines: &mut Vec<String>) {
        for statement in statements {
            self.lines(statement, depth + 1, lines);
        }
    }

    fn line(&self, kind: &StatementKind) -> String {
        let call = |place: &Place, method: &str, value: &Expr| {
            format!("{}.{method}({});", self.path(place), self.loose(value))
        };
        match kind {
            StatementKind::Let(local, value) => format!("let {} = {};", self.local(*local), self.loose(value)),
            StatementKind::Require(Expr::Bool(false)) => "refuse!();".to_owned(),
            StatementKind::Require(guard) => format!("require!({});", self.loose(guard)),
            StatementKind::Fresh(local, sort) => {
                format!("let {} = fresh!({});", self.local(*local), self.ir[*sort].name)
            }
            StatementKind::Assign(place, value) => format!("{} = {};", self.path(place), self.loose(value)),
            StatementKind::Reset(place) => format!("{}.clear();", self.path(place)),
            StatementKind::Insert(place, value) => call(place, "insert", value),
            StatementKind::Remove(place, value) => call(place, "remove", value),
            StatementKind::PushBack(place, value) => call(place, "push_back", value),
            StatementKind::PopFront(place) => format!("{}.pop_front();", self.path(place)),
            StatementKind::Send(id, values) => {
                format!("send!({}{});", self.ir[*id].name, self.braces(&self.ir[*id].fields, values))
            }
            StatementKind::Emit(id, values) => {
                format!("emit!({}{});", self.ir[*id].name, self.braces(&self.ir[*id].fields, values))
            }
            StatementKind::If(..) | StatementKind::ForEach { .. } => String::new(),
            StatementKind::Ignore => "ignore!();".to_owned(),
        }
    }
}

fn option_test(variant: usize) -> &'static str {
    if variant == 0 { "is_none()" } else { "is_some()" }
}

impl crate::ir::Ir {
    pub(super) fn bound_words(&self, bound: Bound) -> String {
        match bound {
            Bound::Literal(number) => number.to_string(),
            Bound::Parameter(parameter) => self[parameter].name.clone(),
        }
    }

    pub(super) fn type_words(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Count(None) => "Count".to_owned(),
            Type::Count(Some(bound)) => format!("Count<{}>", self.bound_words(*bound)),
            Type::Id(sort) => self[*sort].name.clone(),
            Type::Enum(id) => self[*id].name.clone(),
            Type::Struct(id) => self[*id].name.clone(),
            Type::Option(inner) => format!("Option<{}>", self.type_words(inner)),
            Type::Set(sort) => format!("Set<{}>", self[*sort].name),
            Type::Map(sort, entry) => format!("Map<{}, {}>", self[*sort].name, self.type_words(entry)),
            Type::Queue(inner, bound) => format!("Queue<{}, {}>", self.type_words(inner), self.bound_words(*bound)),
        }
    }
}
