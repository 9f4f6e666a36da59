//! Observers are total: they choose nothing, and nothing in them goes beyond a bound.

use std::collections::BTreeMap;

use super::{Check, codes, own_place};
use crate::ir::query::{place_type, type_of};
use crate::ir::{
    Body, Bound, Expr, Field, Ir, LocalId, Place, Quantifier, Span, Statement, StatementKind, Type, Words,
};

/// Checks every observer.
pub(super) fn check(check: &mut Check<'_>) {
    for observer in &check.ir.observers {
        let mut total = Total { body: &observer.body, bound: BTreeMap::new(), errors: Vec::new(), ir: check.ir };
        total.statements(&observer.body.statements, &mut Vec::new());
        for (span, text) in total.errors {
            check.error(codes::OBSERVER_TOTAL, span, text);
        }
    }
}

/// Whether a body is total.
struct Total<'a> {
    ir: &'a Ir,
    body: &'a Body,
    /// What each `let` stands for.
    bound: BTreeMap<LocalId, &'a Expr>,
    errors: Vec<(Span, String)>,
}

impl<'a> Total<'a> {
    /// `room` lists the queues that are known to have room for one more.
    fn statements(&mut self, statements: &'a [Statement], room: &mut Vec<&'a Place>) {
        for statement in statements {
            self.statement(statement, room);
        }
    }

    fn statement(&mut self, statement: &'a Statement, room: &mut Vec<&'a Place>) {
        match &statement.kind {
            StatementKind::Let(local, value) => {
                self.bound.insert(*local, value);
            }
            StatementKind::Assign(place, value) => self.fit(statement.span, place, value, &place_type(self.ir, place)),
            StatementKind::PushBack(place, value) => {
                if let Type::Queue(element, _) = place_type(self.ir, place) {
                    self.fit(statement.span, place, value, &element);
                }
                if let Some(known) = room.iter().position(|known| *known == place) {
                    room.swap_remove(known);
                } else {
                    let place = self.place(place);
                    let text = format!("`{place}` may be full; write `if !{place}.is_full() {{ .. }}` around it");
                    self.errors.push((statement.span, text));
                }
            }
            StatementKind::If(condition, yes, no) => {
                for (block, truth) in [(yes, true), (no, false)] {
                    let mut inner = room.clone();
                    has_room(condition, truth, &mut inner);
                    self.statements(block, &mut inner);
                    room.retain(|place| inner.contains(place));
                }
            }
            StatementKind::ForEach { ordered, body, .. } => {
                if *ordered {
                    let text = "an observer has no choice; loop without `any_order`".to_owned();
                    self.errors.push((statement.span, text));
                }
                room.clear();
                self.statements(body, room);
                room.clear();
            }
            _ => {}
        }
    }

    fn place(&self, place: &Place) -> String {
        own_place(self.ir, &self.body.locals, place)
    }

    fn fit(&mut self, span: Span, place: &Place, value: &Expr, ty: &Type) {
        if !self.fits(value, ty) {
            let text = format!(
                "`{}` may go beyond the bound of `{}`; let both have the same `#[max(..)]`",
                Words { ir: self.ir, locals: &self.body.locals }.expr(value),
                self.place(place),
            );
            self.errors.push((span, text));
        }
    }

    fn fits(&self, value: &Expr, ty: &Type) -> bool {
        match (value, ty) {
            (Expr::If(condition, yes, no), _) => {
                let smaller = matches!(&**condition, Expr::Less(a, b) if a == yes && b == no);
                let (yes, no) = (self.fits(yes, ty), self.fits(no, ty));
                yes && no || smaller && (yes || no)
            }
            (Expr::Let(_, _, body), _) => self.fits(body, ty),
            (Expr::Local(local), _) if self.bound.contains_key(local) => self.fits(self.bound[local], ty),
            (value, Type::Count(Some(bound))) => self.upper(value).is_some_and(|upper| within(upper, *bound)),
            (Expr::Struct { id, fields }, _) => self.all_fit(fields, &self.ir[*id].fields),
            (Expr::Variant { fields, .. }, Type::Option(inner)) => fields.iter().all(|field| self.fits(field, inner)),
            (Expr::Variant { variant, fields, .. }, Type::Enum(id)) => {
                self.all_fit(fields, &self.ir[*id].variants[*variant].fields)
            }
            (value, ty) => type_of(self.ir, &self.body.locals, value) == *ty,
        }
    }

    fn all_fit(&self, values: &[Expr], fields: &[Field]) -> bool {
        values.iter().zip(fields).all(|(value, field)| self.fits(value, &field.ty))
    }

    /// The largest value of a count. Lowering lets only saturating arithmetic through, a sum in one branch and its left
    /// side or the bound in the other: what holds of the left side holds of both.
    fn upper(&self, value: &Expr) -> Option<Bound> {
        match value {
            Expr::Count(number) => Some(Bound::Literal(*number)),
            Expr::Bound(bound) => Some(*bound),
            Expr::Parameter(parameter) => Some(Bound::Parameter(*parameter)),
            Expr::Add(left, _) | Expr::Subtract(left, _) => self.upper(left),
            Expr::Local(local) if self.bound.contains_key(local) => self.upper(self.bound[local]),
            Expr::Quantified { quantifier: Quantifier::Count, sort, .. } => {
                Some(Bound::Parameter(self.ir[*sort].parameter))
            }
            Expr::Cardinality(set) => match type_of(self.ir, &self.body.locals, set) {
                Type::Set(sort) => Some(Bound::Parameter(self.ir[sort].parameter)),
                _ => None,
            },
            Expr::Length(place) => match place_type(self.ir, place) {
                Type::Queue(_, bound) => Some(bound),
                _ => None,
            },
            other => match type_of(self.ir, &self.body.locals, other) {
                Type::Count(bound) => bound,
                _ => None,
            },
        }
    }
}

fn within(upper: Bound, bound: Bound) -> bool {
    match (upper, bound) {
        (Bound::Literal(upper), Bound::Literal(bound)) => upper <= bound,
        (Bound::Literal(upper), Bound::Parameter(_)) => upper == 0,
        (upper, bound) => upper == bound,
    }
}

/// Adds the queues that have room when a condition has this truth.
fn has_room<'a>(condition: &'a Expr, truth: bool, room: &mut Vec<&'a Place>) {
    match (condition, truth) {
        (Expr::Not(inner), _) => has_room(inner, !truth, room),
        (Expr::And(parts), true) | (Expr::Or(parts), false) => {
            for part in parts {
                has_room(part, truth, room);
            }
        }
        (Expr::Less(a, b), true) | (Expr::Equal(a, b), false) => {
            if let (Expr::Length(place), Expr::Bound(_)) = (&**a, &**b) {
                room.push(place);
            }
        }
        _ => {}
    }
}
