//! Truth values: tests of variants, comparisons and their negations, in the words that TLA+ has for them.

use super::doc::Tla;
use super::env::Env;
use crate::ir::query::visit_expr;
use crate::ir::{Expr, Type};

impl Env<'_, '_> {
    /// Whether a value is of a variant, or is not.
    pub(super) fn is(&self, of: &Expr, ty: &Type, variant: usize, holds: bool) -> Tla {
        let operator = |holds: bool| if holds { "=" } else { "#" };
        match (ty, self.queue(of)) {
            (Type::Enum(id), _) => {
                let name = Tla::string(&self.context.ir[*id].variants[variant].name);
                Tla::compare(&self.tag(of, *id), operator(holds), &name)
            }
            (_, Some(queue)) => Tla::compare(&queue, operator(holds == (variant == 0)), &Tla::text("<<>>")),
            _ => Tla::compare(&self.expr(of), operator(holds == (variant == 0)), &Tla::text("None")),
        }
    }

    /// The queue whose head an expression is.
    pub(super) fn queue(&self, of: &Expr) -> Option<Tla> {
        match of {
            Expr::Front(place) => Some(self.place(place)),
            Expr::Local(local) => self.heads.get(local).cloned(),
            _ => None,
        }
    }

    fn tag(&self, of: &Expr, id: crate::ir::EnumId) -> Tla {
        let value = self.expr(of);
        if self.context.is_plain(id) { value } else { value.field("tag") }
    }

    pub(super) fn equal(&self, left: &Expr, right: &Expr, holds: bool) -> Tla {
        for (value, of) in [(right, left), (left, right)] {
            if let Expr::Variant { ty: ty @ Type::Enum(_), variant, fields } = value
                && fields.is_empty()
            {
                return self.is(of, ty, *variant, holds);
            }
        }
        if let (Expr::Length(place), Expr::Count(0)) | (Expr::Count(0), Expr::Length(place)) = (left, right) {
            return Tla::compare(&self.place(place), if holds { "=" } else { "#" }, &Tla::text("<<>>"));
        }
        let (left, right) = (self.expr(left), self.expr(right));
        match (right.flat().as_str(), left.flat().as_str(), holds) {
            ("TRUE", _, true) | ("FALSE", _, false) => left,
            (_, "TRUE", true) | (_, "FALSE", false) => right,
            _ => Tla::compare(&left, if holds { "=" } else { "#" }, &right),
        }
    }

    pub(super) fn not(&self, of: &Expr) -> Tla {
        match of {
            Expr::Equal(left, right) => self.equal(left, right, false),
            Expr::Is { of, ty, variant } => self.is(of, ty, *variant, false),
            Expr::Less(left, right) => Tla::compare(&self.expr(left), ">=", &self.expr(right)),
            Expr::Contains(set, id) => Tla::compare(&self.expr(id), "\\notin", &self.expr(set)),
            Expr::Not(of) => self.expr(of),
            Expr::Or(parts) if self.one_of(parts).is_none() => {
                Tla::and(parts.iter().map(|part| self.not(part)).collect())
            }
            Expr::If(condition, yes, no) if **yes == Expr::Bool(false) && **no == Expr::Bool(true) => {
                self.expr(condition)
            }
            _ => self.expr(of).not(),
        }
    }

    /// The parts of a conjunction, and those of the conjunctions in it.
    pub(super) fn conjuncts(&self, expr: &Expr) -> Vec<Tla> {
        match expr {
            Expr::And(parts) => parts.iter().flat_map(|part| self.conjuncts(part)).collect(),
            Expr::If(condition, yes, no) if **no == Expr::Bool(false) && **yes != Expr::Bool(true) => {
                [self.conjuncts(condition), self.conjuncts(yes)].concat()
            }
            other => vec![self.expr(other)],
        }
    }

    pub(super) fn or(&self, parts: &[Expr]) -> Tla {
        if let [Expr::Is { of, ty: ty @ Type::Option(_), variant: 0 }, rest @ ..] = parts
            && rest.iter().any(|part| looks_into(part, of))
        {
            // Not a disjunction: TLC takes the parts of one for steps of their own, and looks at each.
            return Tla::implies(&self.is(of, ty, 0, false), &self.or(rest));
        }
        self.one_of(parts).unwrap_or_else(|| Tla::or(parts.iter().map(|part| self.expr(part)).collect()))
    }

    /// `kiosk[me].visit.tag \in {"Shown", "Paid"}`
    fn one_of(&self, parts: &[Expr]) -> Option<Tla> {
        let Some(Expr::Is { of, ty: Type::Enum(id), .. }) = parts.first() else { return None };
        let name = |part: &Expr| match part {
            Expr::Is { of: other, variant, .. } if other == of => {
                Some(Tla::string(&self.context.ir[*id].variants[*variant].name))
            }
            _ => None,
        };
        let names: Option<Vec<Tla>> = parts.iter().map(name).collect();
        let names = names.filter(|names| names.len() > 1)?;
        Some(Tla::compare(&self.tag(of, *id), "\\in", &Tla::set(&names)))
    }

    pub(super) fn conditional(&self, condition: &Expr, yes: &Expr, no: &Expr) -> Tla {
        match (yes, no) {
            (Expr::Bool(true), Expr::Bool(false)) => self.expr(condition),
            (Expr::Bool(false), Expr::Bool(true)) => self.not(condition),
            (_, Expr::Bool(false)) => Tla::and([self.conjuncts(condition), self.conjuncts(yes)].concat()),
            // Not a disjunction: TLC takes the parts of one for steps of their own, and looks at both.
            (Expr::Bool(true), _) => Tla::implies(&self.not(condition), &self.expr(no)),
            (Expr::Bool(false), _) => Tla::and(vec![self.not(condition), self.expr(no)]),
            (_, Expr::Bool(true)) => Tla::implies(&self.expr(condition), &self.expr(yes)),
            _ => Tla::branch(&self.expr(condition), &self.expr(yes), &self.expr(no)),
        }
    }
}

/// Whether an expression reads what an option holds, where that is a record.
fn looks_into(expr: &Expr, option: &Expr) -> bool {
    let mut looks = false;
    visit_expr(expr, &mut |inner| {
        if let Expr::Payload { of, ty: Type::Option(some), .. } = inner {
            looks |= **of == *option && matches!(**some, Type::Struct(_) | Type::Enum(_));
        }
    });
    looks
}
