//! The premises of a property: what must hold somewhere, or else the property says nothing.
//!
//! They are read off its form, as vacuity is defined for model checking (I. Beer, S. Ben-David, C. Eisner, Y. Rodeh,
//! *Efficient detection of vacuity in temporal model checking*, 2001): where a premise never holds, its conclusion may be
//! anything.

use super::visit_expr;
use crate::ir::{Expr, Ir, Property, PropertyId, PropertyKind, Quantifier};

/// A premise of a property, over the property's locals.
#[derive(Clone, Debug)]
pub struct Premise {
    /// Whose.
    pub property: PropertyId,
    /// What must hold for some ids, or else the property says nothing.
    pub expr: Expr,
}

impl Ir {
    /// The premises of all properties, by property. Of an action property only those that look at the state before alone.
    #[must_use]
    pub fn premises(&self) -> Vec<Premise> {
        let properties = self.properties.iter().enumerate();
        let of_property = |(index, property): (usize, &Property)| {
            let premises = property.premises().into_iter();
            premises.map(move |expr| Premise { property: PropertyId(index), expr })
        };
        properties.flat_map(of_property).collect()
    }
}

impl Property {
    /// Its premises, each once.
    ///
    /// `a || b` has the premise that `a` does not hold, `if a { b } else { c }` has `a` and that `a` does not hold, unless
    /// what follows is `true` or `false` whatever else holds; a conjunction has those of its parts, and for all ids is for
    /// some. A `#[never]` is read as the negation that always holds, a `#[leads_to]` has its trigger. What is claimed to be
    /// reachable needs none.
    #[must_use]
    pub fn premises(&self) -> Vec<Expr> {
        let mut premises = Vec::new();
        match self.kind {
            PropertyKind::Always | PropertyKind::Action => collect(&[], &self.predicate, &mut premises),
            PropertyKind::Never => collect(&[], &negation(&self.predicate), &mut premises),
            PropertyKind::LeadsTo => premises.push(self.predicate.clone()),
            PropertyKind::Reachable | PropertyKind::AlwaysPossible => {}
        }
        premises.retain(|premise| !looks_after(premise));
        let mut once: Vec<Expr> = Vec::new();
        for premise in premises {
            if !once.contains(&premise) {
                once.push(premise);
            }
        }
        once
    }
}

/// Adds the premises of `claim`, which is only claimed where `context` holds.
fn collect(context: &[Expr], claim: &Expr, premises: &mut Vec<Expr>) {
    match claim {
        Expr::Bool(_) => {}
        Expr::If(condition, yes, no) => {
            collect(&with(context, [(**condition).clone()]), yes, premises);
            collect(&with(context, [negation(condition)]), no, premises);
        }
        Expr::Or(parts) => {
            if let Some((conclusion, others)) = parts.split_last() {
                collect(&with(context, others.iter().map(negation)), conclusion, premises);
            }
        }
        Expr::And(parts) => parts.iter().for_each(|part| collect(context, part, premises)),
        Expr::Let(local, value, body) => {
            let inside = |premise| Expr::Let(*local, value.clone(), Box::new(premise));
            nested(context, body, premises, inside);
        }
        Expr::Quantified { quantifier: Quantifier::All, local, sort, body } => {
            let (local, sort) = (*local, *sort);
            let inside =
                |premise| Expr::Quantified { quantifier: Quantifier::Any, local, sort, body: Box::new(premise) };
            nested(context, body, premises, inside);
        }
        Expr::Not(of) if negation(of) != *claim => collect(context, &negation(of), premises),
        _ => premises.extend(conjunction(context)),
    }
}

/// The premises of a claim under a binder. One that has none rests on the context alone.
fn nested(context: &[Expr], body: &Expr, premises: &mut Vec<Expr>, inside: impl Fn(Expr) -> Expr) {
    let mut found = Vec::new();
    collect(&[], body, &mut found);
    if found.is_empty() && !matches!(body, Expr::Bool(_)) {
        premises.extend(conjunction(context));
    }
    premises.extend(found.into_iter().filter_map(|premise| conjunction(&with(context, [inside(premise)]))));
}

fn with(context: &[Expr], more: impl IntoIterator<Item = Expr>) -> Vec<Expr> {
    context.iter().cloned().chain(more).collect()
}

fn conjunction(parts: &[Expr]) -> Option<Expr> {
    match parts {
        [] => None,
        [one] => Some(one.clone()),
        _ => Some(Expr::And(parts.to_vec())),
    }
}

/// The opposite, with the negation as far inside as it goes.
fn negation(expr: &Expr) -> Expr {
    let inside = |expr: &Expr| Box::new(negation(expr));
    match expr {
        Expr::Bool(value) => Expr::Bool(!value),
        Expr::Not(of) => (**of).clone(),
        Expr::And(parts) => Expr::Or(parts.iter().map(negation).collect()),
        Expr::Or(parts) => Expr::And(parts.iter().map(negation).collect()),
        Expr::If(condition, yes, no) => Expr::If(condition.clone(), inside(yes), inside(no)),
        Expr::Let(local, value, body) => Expr::Let(*local, value.clone(), inside(body)),
        Expr::Quantified { quantifier: Quantifier::Any, local, sort, body } => {
            Expr::Quantified { quantifier: Quantifier::All, local: *local, sort: *sort, body: inside(body) }
        }
        Expr::Quantified { quantifier: Quantifier::All, local, sort, body } => {
            Expr::Quantified { quantifier: Quantifier::Any, local: *local, sort: *sort, body: inside(body) }
        }
        other => Expr::Not(Box::new(other.clone())),
    }
}

/// Whether an expression looks at the state after a step.
fn looks_after(expr: &Expr) -> bool {
    let mut after = false;
    visit_expr(expr, &mut |inner| after |= inner.place().is_some_and(|place| place.after));
    after
}

#[cfg(test)]
mod tests {
    use super::super::super::Words;
    use super::super::super::fixture::*;
    use super::*;
    use crate::ir::Span;

    /// The premises of a predicate with a local `session`, in words.
    fn premises(kind: PropertyKind, predicate: Expr) -> Vec<String> {
        let ir = workflow();
        let locals = vec![crate::ir::Local { name: "session".into(), ty: crate::ir::Type::Id(SESSION) }];
        let name = String::new();
        let (doc, span, refuted, goal) = (String::new(), Span(0), None, None);
        let property = Property { name, doc, span, kind, parameters: 1, locals, predicate, goal, refuted };
        let words = Words { ir: &ir, locals: &property.locals };
        property.premises().iter().map(|premise| words.expr(premise)).collect()
    }

    fn paid() -> Expr {
        read(PAID, &[0])
    }

    fn not(expr: Expr) -> Expr {
        Expr::Not(Box::new(expr))
    }

    fn busy() -> Expr {
        equal(read(TRIES, &[]), Expr::Count(1))
    }

    fn choose(condition: Expr, yes: Expr, no: Expr) -> Expr {
        Expr::If(Box::new(condition), Box::new(yes), Box::new(no))
    }

    #[test]
    fn an_implication_has_its_premise_however_it_is_written() {
        let paid_ones = ["kiosk[session].paid"];
        assert_eq!(premises(PropertyKind::Always, Expr::Or(vec![not(paid()), busy()])), paid_ones);
        assert_eq!(premises(PropertyKind::Always, choose(paid(), busy(), Expr::Bool(true))), paid_ones);
        assert_eq!(premises(PropertyKind::Always, choose(not(paid()), Expr::Bool(true), busy())), paid_ones);
        assert_eq!(premises(PropertyKind::Never, Expr::And(vec![paid(), busy()])), paid_ones);
        assert_eq!(premises(PropertyKind::Always, not(Expr::And(vec![paid(), busy()]))), paid_ones);
        assert_eq!(premises(PropertyKind::LeadsTo, paid()), paid_ones);
    }

    #[test]
    fn what_always_or_never_holds_is_no_conclusion() {
        assert_eq!(premises(PropertyKind::Always, busy()), [""; 0]);
        assert_eq!(premises(PropertyKind::Never, paid()), [""; 0]);
        assert_eq!(premises(PropertyKind::Reachable, Expr::Or(vec![not(paid()), busy()])), [""; 0]);
        assert_eq!(premises(PropertyKind::Always, choose(paid(), Expr::Bool(false), Expr::Bool(true))), [""; 0]);
    }

    #[test]
    fn each_case_has_its_premise() {
        let cases = choose(paid(), busy(), choose(busy(), paid(), Expr::Bool(true)));
        assert_eq!(
            premises(PropertyKind::Always, cases),
            ["kiosk[session].paid", "!kiosk[session].paid && server.tries == 1"]
        );
        let nested = Expr::Or(vec![not(busy()), Expr::Or(vec![not(paid()), busy()])]);
        assert_eq!(premises(PropertyKind::Always, nested), ["server.tries == 1 && kiosk[session].paid"]);
        let both = Expr::And(vec![Expr::Or(vec![not(paid()), busy()]), Expr::Or(vec![not(busy()), paid()])]);
        assert_eq!(premises(PropertyKind::Always, both), ["kiosk[session].paid", "server.tries == 1"]);
    }

    #[test]
    fn for_all_ids_is_for_some() {
        let each = Expr::Or(vec![not(paid()), busy()]);
        let all = Expr::Quantified { quantifier: Quantifier::All, local: 0, sort: SESSION, body: Box::new(each) };
        assert_eq!(premises(PropertyKind::Always, all.clone()), ["Session::all().any(|session| kiosk[session].paid)"]);
        let guarded = Expr::Or(vec![not(busy()), all]);
        assert_eq!(
            premises(PropertyKind::Always, guarded),
            ["server.tries == 1 && Session::all().any(|session| kiosk[session].paid)"]
        );
    }

    #[test]
    fn a_premise_of_an_action_property_looks_before() {
        let mut later = place(TRIES, &[]);
        later.after = true;
        let later = equal(Expr::Read(later), Expr::Count(1));
        assert_eq!(premises(PropertyKind::Action, Expr::Or(vec![not(paid()), later.clone()])), ["kiosk[session].paid"]);
        assert_eq!(premises(PropertyKind::Action, Expr::Or(vec![not(later), paid()])), [""; 0]);
    }
}
