//! What can be said of an id whose entries are all at their default.
//!
//! In production there are unboundedly many such ids and nothing is stored for them, so a quantifier must come out the
//! same whatever their number, a loop must do nothing for them, and no timer may be armed for them. This is partial
//! evaluation in three values: the entries of one id are at their default, and all else is unknown.

mod known;

use std::collections::BTreeMap;

use crate::ir::query::{place_type, type_of};
use crate::ir::{Bound, Expr, Ir, Local, LocalId, Place, Quantifier, Statement, StatementKind, Type};
use known::Known;

/// Partial evaluation for one id.
pub(super) struct Blind<'a> {
    ir: &'a Ir,
    locals: &'a [Local],
    /// Whether the id, beyond having its entries at their default, occurs in no value of the state.
    forgotten: bool,
    known: BTreeMap<LocalId, Known>,
}

/// What statements do for the id.
pub(super) enum Outcome<'a> {
    /// Nothing.
    Nothing,
    /// The action is refused.
    Refused,
    /// This, perhaps.
    Acts(&'a Statement),
}

impl<'a> Blind<'a> {
    /// An id whose entries are at their default; it may still stand in other places.
    pub(super) fn at_default(ir: &'a Ir, locals: &'a [Local], this: LocalId) -> Self {
        Self { ir, locals, forgotten: false, known: [(this, Known::This)].into() }
    }

    /// An id that also occurs in no value of the state.
    pub(super) fn forgotten(ir: &'a Ir, locals: &'a [Local], this: LocalId) -> Self {
        Self { ir, locals, forgotten: true, known: [(this, Known::This)].into() }
    }

    /// The truth of an expression for the id; `None` when it depends on something else.
    pub(super) fn truth(&mut self, expr: &Expr) -> Option<bool> {
        match self.value(expr) {
            Known::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// What statements do for the id.
    pub(super) fn run<'s>(&mut self, statements: &'s [Statement]) -> Outcome<'s> {
        let mut outcome = Outcome::Nothing;
        for statement in statements {
            match (self.step(statement), &outcome) {
                (Outcome::Refused, _) => return Outcome::Refused,
                (acts @ Outcome::Acts(_), Outcome::Nothing) => outcome = acts,
                _ => {}
            }
        }
        outcome
    }

    fn step<'s>(&mut self, statement: &'s Statement) -> Outcome<'s> {
        let nothing = match &statement.kind {
            StatementKind::Let(local, expr) => {
                let value = self.value(expr);
                self.known.insert(*local, value);
                true
            }
            StatementKind::Require(guard) => match self.truth(guard) {
                Some(false) => return Outcome::Refused,
                truth => truth.is_some(),
            },
            StatementKind::Assign(place, expr) => self.keeps(place, expr),
            StatementKind::Reset(place) | StatementKind::PopFront(place) => self.is_own(place),
            StatementKind::Remove(place, value) => self.is_own(place) || self.value(value) == Known::This,
            StatementKind::If(condition, yes, no) => return self.branch(condition, yes, no),
            StatementKind::ForEach { body, .. } => return self.run(body),
            StatementKind::Ignore => true,
            StatementKind::Fresh(..)
            | StatementKind::Insert(..)
            | StatementKind::PushBack(..)
            | StatementKind::Send(..)
            | StatementKind::Emit(..) => false,
        };
        if nothing { Outcome::Nothing } else { Outcome::Acts(statement) }
    }

    fn branch<'s>(&mut self, condition: &Expr, yes: &'s [Statement], no: &'s [Statement]) -> Outcome<'s> {
        match self.truth(condition) {
            Some(true) => self.run(yes),
            Some(false) => self.run(no),
            None => match (self.run(yes), self.run(no)) {
                (Outcome::Acts(statement), _) | (_, Outcome::Acts(statement)) => Outcome::Acts(statement),
                (Outcome::Refused, Outcome::Refused) => Outcome::Refused,
                _ => Outcome::Nothing,
            },
        }
    }

    /// Whether an assignment leaves what is there: a default to an entry of the id, or `|= false` and the like.
    fn keeps(&mut self, place: &Place, expr: &Expr) -> bool {
        if self.is_own(place) {
            let ty = place_type(self.ir, place);
            return self.value(expr) == self.default(&ty);
        }
        let same = |part: &Expr| *part == Expr::Read(place.clone());
        match expr {
            Expr::Or(parts) if parts.first().is_some_and(same) => {
                parts[1..].iter().all(|part| self.truth(part) == Some(false))
            }
            Expr::And(parts) if parts.first().is_some_and(same) => {
                parts[1..].iter().all(|part| self.truth(part) == Some(true))
            }
            Expr::Add(a, b) | Expr::Subtract(a, b) if same(a) => self.value(b) == Known::Count(0),
            expr => same(expr),
        }
    }

    fn is_own(&mut self, place: &Place) -> bool {
        place.indexes().any(|index| self.value(index) == Known::This)
    }

    fn value(&mut self, expr: &Expr) -> Known {
        match expr {
            Expr::Bool(value) => Known::Bool(*value),
            Expr::Count(value) | Expr::Bound(Bound::Literal(value)) => Known::Count(*value),
            Expr::Local(local) => self.known.get(local).cloned().unwrap_or(Known::Unknown),
            Expr::Read(place) => self.read(place),
            Expr::Variant { variant, fields, .. } => Known::Data(*variant, self.values(fields)),
            Expr::Struct { fields, .. } => Known::Data(0, self.values(fields)),
            Expr::Field { of, field, .. } => self.value(of).part(*field),
            Expr::Payload { of, variant, field, .. } => match self.value(of) {
                Known::Data(other, _) if other != *variant => Known::Unknown,
                value => value.part(*field),
            },
            Expr::EmptySet(_) => Known::EmptySet,
            Expr::Length(place) if self.is_own(place) => Known::Count(0),
            Expr::Front(place) if self.is_own(place) => Known::Data(0, Vec::new()),
            Expr::Front(_) if self.forgotten => Known::Elsewhere,
            Expr::Add(a, b) => self.count(a, b, u32::checked_add),
            Expr::Subtract(a, b) => self.count(a, b, u32::checked_sub),
            Expr::Cardinality(set) if self.value(set) == Known::EmptySet => Known::Count(0),
            Expr::If(condition, yes, no) => self.choose(condition, yes, no),
            Expr::Let(local, value, body) => {
                let value = self.value(value);
                self.known.insert(*local, value);
                self.value(body)
            }
            Expr::Quantified { quantifier: Quantifier::Count, body, .. } if self.truth(body) == Some(false) => {
                Known::Count(0)
            }
            other => self.test(other).map_or(Known::Unknown, Known::Bool),
        }
    }

    fn test(&mut self, expr: &Expr) -> Option<bool> {
        match expr {
            Expr::Not(inner) => self.truth(inner).map(|truth| !truth),
            Expr::And(parts) => self.fold(parts, false),
            Expr::Or(parts) => self.fold(parts, true),
            Expr::Equal(a, b) => self.value(a).equals(&self.value(b)),
            Expr::Less(a, b) => match (self.value(a), self.value(b)) {
                (_, Known::Count(0)) => Some(false),
                (Known::Count(a), Known::Count(b)) => Some(a < b),
                _ => None,
            },
            Expr::Is { of, variant, .. } => match self.value(of) {
                Known::Data(other, _) => Some(other == *variant),
                _ => None,
            },
            Expr::Contains(set, id) => self.contains(set, id),
            Expr::Queued(place, value) => {
                let absent = self.is_own(place) || (self.forgotten && self.value(value).names_this());
                absent.then_some(false)
            }
            Expr::Quantified { quantifier, body, .. } => {
                let settled = *quantifier == Quantifier::All;
                self.truth(body).filter(|&truth| truth == settled)
            }
            _ => None,
        }
    }

    /// Membership in a set of the state is an entry of the id; at the default it is not in.
    fn contains(&mut self, set: &Expr, id: &Expr) -> Option<bool> {
        let id = self.value(id);
        match self.value(set) {
            Known::EmptySet => Some(false),
            Known::Elsewhere if id == Known::This => Some(false),
            _ if id == Known::This && matches!(set, Expr::Read(_)) => Some(false),
            _ => None,
        }
    }

    /// A conjunction is false as soon as one part is; a disjunction true.
    fn fold(&mut self, parts: &[Expr], settled: bool) -> Option<bool> {
        let truths: Vec<_> = parts.iter().map(|part| self.truth(part)).collect();
        match () {
            () if truths.contains(&Some(settled)) => Some(settled),
            () if truths.contains(&None) => None,
            () => Some(!settled),
        }
    }

    fn choose(&mut self, condition: &Expr, yes: &Expr, no: &Expr) -> Known {
        match self.truth(condition) {
            Some(true) => self.value(yes),
            Some(false) => self.value(no),
            None => {
                let (yes, no) = (self.value(yes), self.value(no));
                if yes == no { yes } else { Known::Unknown }
            }
        }
    }

    fn count(&mut self, a: &Expr, b: &Expr, operation: fn(u32, u32) -> Option<u32>) -> Known {
        match (self.value(a), self.value(b)) {
            (Known::Count(a), Known::Count(b)) => operation(a, b).map_or(Known::Unknown, Known::Count),
            _ => Known::Unknown,
        }
    }

    fn read(&mut self, place: &Place) -> Known {
        if self.is_own(place) {
            self.default(&type_of(self.ir, self.locals, &Expr::Read(place.clone())))
        } else if self.forgotten {
            Known::Elsewhere
        } else {
            Known::Unknown
        }
    }

    fn values(&mut self, exprs: &[Expr]) -> Vec<Known> {
        exprs.iter().map(|expr| self.value(expr)).collect()
    }

    fn default(&self, ty: &Type) -> Known {
        let all = |fields: &[crate::ir::Field]| fields.iter().map(|field| self.default(&field.ty)).collect();
        match ty {
            Type::Bool => Known::Bool(false),
            Type::Count(_) => Known::Count(0),
            Type::Option(_) => Known::Data(0, Vec::new()),
            Type::Enum(id) => Known::Data(0, self.ir[*id].variants.first().map(|v| all(&v.fields)).unwrap_or_default()),
            Type::Struct(id) => Known::Data(0, all(&self.ir[*id].fields)),
            Type::Set(_) => Known::EmptySet,
            Type::Id(_) | Type::Map(..) | Type::Queue(..) => Known::Unknown,
        }
    }
}
