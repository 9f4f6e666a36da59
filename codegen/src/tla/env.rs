//! What the names of a body stand for at a point of it.

use std::collections::BTreeMap;

use super::context::Context;
use super::doc::Tla;
use super::names::Names;
use crate::ir::query::visit_expr;
use crate::ir::{ComponentId, Expr, Local, LocalId, Place, Projection, Quantifier, SortId, Type};

/// The value of a component.
#[derive(Clone, Debug)]
pub(super) enum Base {
    /// All of it: a record, or a function to records.
    Whole(Tla),
    /// The record of the instance that acts; no other is in reach.
    Entry(Tla),
}

/// What locals and places stand for.
#[derive(Clone)]
pub(super) struct Env<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    pub(super) locals: &'c [Local],
    pub(super) bound: BTreeMap<LocalId, Tla>,
    /// Which locals are the head of a queue, if it has one.
    pub(super) heads: BTreeMap<LocalId, Tla>,
    /// What a component is now, where it is not what it was when the step began.
    pub(super) bases: BTreeMap<ComponentId, Base>,
    pub(super) names: Names,
}

impl<'c, 'a> Env<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>, locals: &'c [Local]) -> Self {
        let (bound, heads, bases) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { context, locals, bound, heads, bases, names: context.names.clone() }
    }

    /// Gives a local a name of its own.
    pub(super) fn name(&mut self, local: LocalId) -> String {
        let name = self.locals[local].name.trim_start_matches('_').to_owned();
        let name = match (&self.locals[local].ty, name.as_str()) {
            (Type::Id(sort), text) if unnamed(text) => self.context.bound_name(*sort),
            (_, text) if unnamed(text) => "value".to_owned(),
            _ => name,
        };
        let name = self.names.give(&[&name]);
        self.bound.insert(local, Tla::text(&name));
        name
    }

    pub(super) fn base(&self, component: ComponentId) -> Base {
        let whole = || Base::Whole(Tla::text(self.context.component(component)));
        self.bases.get(&component).cloned().unwrap_or_else(whole)
    }

    /// What a place holds.
    pub(super) fn place(&self, place: &Place) -> Tla {
        let component = self.context.ir[place.variable].component;
        let base = match self.base(component) {
            Base::Whole(whole) if place.after => Base::Whole(whole.prime()),
            base => base,
        };
        let base = match base {
            Base::Whole(base) | Base::Entry(base) => base,
        };
        self.steps(place).iter().fold(base, |value, step| match step {
            Step::Index(index) => value.index(index),
            Step::Field(name) => value.field(name),
        })
    }

    /// The way from its component's value to a place.
    pub(super) fn steps(&self, place: &Place) -> Vec<Step> {
        let variable = &self.context.ir[place.variable];
        let field = Step::Field(self.context.fields[place.variable.0].clone());
        let entry = matches!(self.base(variable.component), Base::Entry(_));
        let mut steps: Vec<Step> = place.path.iter().map(|step| self.step(step)).collect();
        let own = usize::from(self.context.per(variable.component).is_some());
        steps.insert(own.min(steps.len()), field);
        if entry {
            steps.remove(0);
        }
        steps
    }

    fn step(&self, step: &Projection) -> Step {
        match step {
            Projection::Index(index) => Step::Index(self.expr(index)),
            Projection::Field(id, field) => Step::Field(self.context.ir[*id].fields[*field].name.clone()),
        }
    }

    pub(super) fn sort(&self, sort: SortId) -> Tla {
        Tla::text(&self.context.sorts[sort.0])
    }

    /// The expression.
    pub(super) fn expr(&self, expr: &Expr) -> Tla {
        match expr {
            Expr::Bool(value) => Tla::bool(*value),
            Expr::Count(value) => Tla::text(value.to_string()),
            Expr::Bound(bound) => Tla::text(self.context.bound(*bound)),
            Expr::Parameter(parameter) => self.parameter(*parameter),
            Expr::Local(local) => self.bound.get(local).cloned().unwrap_or_else(|| Tla::text("unbound")),
            Expr::Read(place) => self.place(place),
            Expr::Variant { ty, variant, fields } => self.variant(ty, *variant, fields),
            Expr::Struct { id, fields } => {
                let names = self.context.ir[*id].fields.iter().map(|field| field.name.clone());
                let fields: Vec<_> = names.zip(fields.iter().map(|field| self.expr(field))).collect();
                Tla::record(&fields, "|->")
            }
            Expr::Field { of, id, field } => self.expr(of).field(&self.context.ir[*id].fields[*field].name),
            Expr::Is { of, ty, variant } => self.is(of, ty, *variant, true),
            Expr::Payload { of, ty, variant, field } => self.payload(of, ty, *variant, *field),
            Expr::EmptySet(_) => Tla::text("{}"),
            Expr::Contains(set, id) => Tla::compare(&self.expr(id), "\\in", &self.expr(set)),
            Expr::Cardinality(set) => Tla::apply("Cardinality", &[self.expr(set)]),
            Expr::Length(place) => Tla::apply("Len", &[self.place(place)]),
            Expr::Front(place) => {
                let queue = self.place(place);
                let head = Tla::apply("Head", std::slice::from_ref(&queue));
                Tla::branch(&empty(&queue), &Tla::text("None"), &wrapped(&type_of_head(self, place), head))
            }
            Expr::Queued(place, item) => {
                let items = Tla::apply("Range", &[self.place(place)]);
                Tla::compare(&self.expr(item), "\\in", &items)
            }
            Expr::Equal(left, right) => self.equal(left, right, true),
            Expr::Less(left, right) => Tla::compare(&self.expr(left), "<", &self.expr(right)),
            Expr::Add(left, right) => Tla::chain(&self.expr(left), "+", &self.expr(right)),
            Expr::Subtract(left, right) => Tla::chain(&self.expr(left), "-", &self.expr(right)),
            Expr::Not(of) => self.not(of),
            Expr::And(_) => Tla::and(self.conjuncts(expr)),
            Expr::Or(parts) => self.or(parts),
            Expr::If(condition, yes, no) => self.conditional(condition, yes, no),
            Expr::Let(local, value, body) => self.binding(*local, value, body),
            Expr::Quantified { quantifier, local, sort, body } => self.quantified(*quantifier, *local, *sort, body),
        }
    }

    fn parameter(&self, parameter: crate::ir::ParameterId) -> Tla {
        match self.context.ir[parameter].kind {
            crate::ir::ParameterKind::Ids(sort) => Tla::apply("Cardinality", &[self.sort(sort)]),
            _ => Tla::text(self.context.number(parameter)),
        }
    }

    fn variant(&self, ty: &Type, variant: usize, fields: &[Expr]) -> Tla {
        let fields: Vec<Tla> = fields.iter().map(|field| self.expr(field)).collect();
        match ty {
            Type::Enum(id) => self.context.variant(*id, variant, fields),
            Type::Option(some) => match fields.into_iter().next() {
                Some(value) => wrapped(some, value),
                None => Tla::text("None"),
            },
            _ => Tla::text("None"),
        }
    }

    fn payload(&self, of: &Expr, ty: &Type, variant: usize, field: usize) -> Tla {
        match ty {
            Type::Enum(id) => self.expr(of).field(&self.context.variants[id.0][variant][field]),
            Type::Option(some) if super::context::is_option(some) => self.expr(of).field("some"),
            _ => match self.queue(of) {
                Some(queue) => Tla::apply("Head", &[queue]),
                None => self.expr(of),
            },
        }
    }

    fn binding(&self, local: LocalId, value: &Expr, body: &Expr) -> Tla {
        let mut inner = self.clone();
        let text = self.expr(value);
        if let Some(queue) = self.queue(value) {
            inner.heads.insert(local, queue);
        }
        let mut uses = 0;
        visit_expr(body, &mut |expr| uses += usize::from(*expr == Expr::Local(local)));
        if uses < 2 || is_simple(value) {
            inner.bound.insert(local, text);
            return inner.expr(body);
        }
        let name = inner.name(local);
        Tla::binding(&name, &text, &inner.expr(body))
    }

    fn quantified(&self, quantifier: Quantifier, local: LocalId, sort: SortId, body: &Expr) -> Tla {
        let mut inner = self.clone();
        let name = inner.name(local);
        let (sort, body) = (self.sort(sort), inner.expr(body));
        match quantifier {
            Quantifier::Any => Tla::quantified("\\E", &[(name, sort)], &body),
            Quantifier::All => Tla::quantified("\\A", &[(name, sort)], &body),
            Quantifier::Count => Tla::apply("Cardinality", &[Tla::filter(&name, &sort, &body)]),
        }
    }
}

/// One step on the way into a component's value.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Index(Tla),
    Field(String),
}

/// Whether an expression may stand wherever its name would: it is short, or a path.
pub(super) fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Count(_) | Expr::Bound(_) | Expr::Local(_) | Expr::EmptySet(_) | Expr::Front(_) => true,
        Expr::Read(place) => place.indexes().all(is_simple),
        Expr::Field { of, .. } | Expr::Payload { of, .. } => is_simple(of),
        Expr::Variant { fields, .. } => fields.is_empty(),
        _ => false,
    }
}

/// `queue = <<>>`
pub(super) fn empty(queue: &Tla) -> Tla {
    Tla::compare(queue, "=", &Tla::text("<<>>"))
}

fn unnamed(text: &str) -> bool {
    text.is_empty() || text.starts_with(|letter: char| letter.is_ascii_digit())
}

fn type_of_head(env: &Env<'_, '_>, place: &Place) -> Type {
    match crate::ir::query::place_type(env.context.ir, place) {
        Type::Queue(item, _) => *item,
        other => other,
    }
}

/// `Some(value)`: the value itself, but for an `Option` in an `Option`.
fn wrapped(some: &Type, value: Tla) -> Tla {
    if super::context::is_option(some) { Tla::record(&[("some".to_owned(), value)], "|->") } else { value }
}
