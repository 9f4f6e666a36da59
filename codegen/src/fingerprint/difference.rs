//! Where two workflows differ in what they mean.

use super::canonical;
use crate::ir::{ActionId, Expr, Ir, Span, Statement, StatementKind};

/// The actions that mean something else in another workflow, where nothing but the bodies of actions does: then states, events
/// and properties of one are those of the other. `None` where more is different.
#[must_use]
pub fn changed_actions(one: &Ir, other: &Ir) -> Option<Vec<ActionId>> {
    if canonical::surroundings(one) != canonical::surroundings(other) || one.actions.len() != other.actions.len() {
        return None;
    }
    let differs = |id: &ActionId| canonical::action(one, &one[*id]) != canonical::action(other, &other[*id]);
    Some(one.action_ids().filter(differs).collect())
}

/// A workflow that refuses to go where another one is different: before the first statement of each action that the other
/// does not have there. Beside it those places; where something is added at the end of a block, the span is that of what
/// stands around it.
#[must_use]
pub fn refused_where_changed(one: &Ir, other: &Ir) -> (Ir, Vec<(ActionId, Span)>) {
    let (mut refused, mut places) = (one.clone(), Vec::new());
    for (id, theirs) in one.action_ids().zip(&other.actions) {
        let around = one[id].span;
        let difference = Difference { one, other };
        let ours = &mut refused.actions[id.0].body.statements;
        places.extend(difference.refuse(ours, &theirs.body.statements, around).map(|span| (id, span)));
    }
    (refused, places)
}

struct Difference<'a> {
    one: &'a Ir,
    other: &'a Ir,
}

impl Difference<'_> {
    /// Puts a refusal before the first statement that is different, and says where that is.
    fn refuse(&self, ours: &mut Vec<Statement>, theirs: &[Statement], around: Span) -> Option<Span> {
        let same = ours.iter().zip(theirs).take_while(|(ours, theirs)| self.is_same(ours, theirs)).count();
        if same == ours.len() && same == theirs.len() {
            return None;
        }
        let span = ours.get(same).map_or(around, |statement| statement.span);
        if let (Some(inner), Some(theirs)) = (ours.get_mut(same), theirs.get(same))
            && let Some(place) = self.within(inner, theirs)
        {
            return Some(place);
        }
        ours.insert(same, Statement { kind: StatementKind::Require(Expr::Bool(false)), span });
        Some(span)
    }

    /// The same inside of a statement that only holds what is different.
    fn within(&self, ours: &mut Statement, theirs: &Statement) -> Option<Span> {
        let span = ours.span;
        match (&mut ours.kind, &theirs.kind) {
            (StatementKind::If(ours, yes, no), StatementKind::If(theirs, then, otherwise)) => {
                let same = canonical::expr(self.one, ours) == canonical::expr(self.other, theirs);
                same.then(|| self.refuse(yes, then, span).or_else(|| self.refuse(no, otherwise, span)))?
            }
            (
                StatementKind::ForEach { local, sort, ordered, body },
                StatementKind::ForEach { local: bound, sort: over, ordered: order, body: theirs },
            ) => {
                let same = (&*local, &*sort, &*ordered) == (bound, over, order);
                same.then(|| self.refuse(body, theirs, span))?
            }
            _ => None,
        }
    }

    fn is_same(&self, ours: &Statement, theirs: &Statement) -> bool {
        let (ours, theirs) = (std::slice::from_ref(ours), std::slice::from_ref(theirs));
        canonical::block(self.one, ours) == canonical::block(self.other, theirs)
    }
}
