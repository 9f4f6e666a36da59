//! The ways through an action's body, as far as its control state tells them apart.
//!
//! A condition over the control state is decided; any other may go either way. So a transition that is drawn may need
//! more than is shown, and none that exists is left out; an action that a crash interrupts is drawn as the two.

use std::collections::{BTreeMap, BTreeSet};

use super::control::{Extent, Region, State};
use crate::ir::query::{Output, visit_expressions, visit_statements};
use crate::ir::{Action, ActionKind, Expr, Ir, LocalId, Place, Statement, StatementKind};

/// One way through a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path {
    pub(super) state: State,
    pub(super) outputs: BTreeSet<Output>,
    /// Whether it looks at the control state or changes it.
    pub(super) touches: bool,
    /// What each local is known to be: the number of a variant.
    known: BTreeMap<LocalId, usize>,
}

/// The ways through an action from a control state; none when it is not enabled there.
pub(super) fn ways(ir: &Ir, region: &Region, action: &Action, from: &State) -> Vec<Path> {
    if from.down != (action.kind == ActionKind::Recover) {
        return Vec::new();
    }
    let aliases = Aliases::of(action);
    let opens = action.kind == (ActionKind::Input { opens: true }) && region.key.is_none();
    let mut ways = Vec::new();
    for focus in focuses(ir, region, action, &aliases) {
        let new = opens || focus.iter().any(|index| aliases.is_fresh(index));
        if new && from.variants != region.initial().variants {
            continue;
        }
        let state = State { down: false, ..from.clone() };
        let (outputs, known) = (BTreeSet::new(), BTreeMap::new());
        let start = Path { state, outputs, touches: region.variables.is_empty(), known };
        let walk = Walk { ir, region, focus, aliases: &aliases };
        ways.extend(walk.block(&action.body.statements, vec![start]).into_iter().map(|path| walk.end(action, path)));
    }
    ways
}

/// Which indexes of the body are the id that is followed: any set of them may be equal. A loop comes to the id in some
/// turn, so its variable is in every set. No index at all: only a crash or recovery, or a reset of the whole map,
/// concerns the id.
fn focuses(ir: &Ir, region: &Region, action: &Action, aliases: &Aliases<'_>) -> Vec<Vec<Expr>> {
    if region.key.is_none() {
        return vec![Vec::new()];
    }
    let mut indexes: Vec<Expr> = Vec::new();
    let mut whole = matches!(action.kind, ActionKind::Crash { .. } | ActionKind::Recover);
    let mut note = |place: &Place| {
        if region.position(place).is_some() {
            match region.index(ir, place).map(|index| index.map(|index| aliases.resolve(index))) {
                Ok(Some(index)) if !indexes.contains(&index) => indexes.push(index),
                Err(Extent::All) => whole = true,
                _ => {}
            }
        }
    };
    visit_expressions(&action.body.statements, &mut |expr| expr.place().into_iter().for_each(&mut note));
    visit_statements(&action.body.statements, &mut |statement| statement.target().into_iter().for_each(&mut note));
    let (always, sometimes): (Vec<_>, Vec<_>) = indexes.into_iter().partition(|index| aliases.is_loop(index));
    // A body with more than ten different indexes into one map would have to be seen first.
    let sometimes = &sometimes[..sometimes.len().min(10)];
    let sets = (0_usize..1 << sometimes.len()).map(|set| {
        let chosen = sometimes.iter().enumerate().filter(|(position, _)| set >> position & 1 == 1);
        chosen.map(|(_, index)| index.clone()).chain(always.iter().cloned()).collect::<Vec<_>>()
    });
    sets.filter(|set| whole || !set.is_empty()).collect()
}

/// What the locals of a body stand for.
struct Aliases<'a> {
    bound: BTreeMap<LocalId, &'a Expr>,
    fresh: BTreeSet<LocalId>,
    loops: BTreeSet<LocalId>,
}

impl<'a> Aliases<'a> {
    fn of(action: &'a Action) -> Self {
        let mut aliases = Self { bound: BTreeMap::new(), fresh: BTreeSet::new(), loops: BTreeSet::new() };
        visit_statements(&action.body.statements, &mut |statement| match &statement.kind {
            StatementKind::Let(local, value) => drop(aliases.bound.insert(*local, value)),
            StatementKind::Fresh(local, _) => drop(aliases.fresh.insert(*local)),
            StatementKind::ForEach { local, .. } => drop(aliases.loops.insert(*local)),
            _ => {}
        });
        aliases
    }

    /// The argument or the part of one that a local stands for, if it is one: what is read from the state may change
    /// and is not looked through.
    fn resolve(&self, expr: &Expr) -> Expr {
        match expr {
            Expr::Local(local) => match self.bound.get(local) {
                Some(value @ (Expr::Local(_) | Expr::Field { .. } | Expr::Payload { .. })) => self.resolve(value),
                _ => expr.clone(),
            },
            Expr::Field { of, id, field } => Expr::Field { of: Box::new(self.resolve(of)), id: *id, field: *field },
            Expr::Payload { of, ty, variant, field } => {
                let (of, ty) = (Box::new(self.resolve(of)), ty.clone());
                Expr::Payload { of, ty, variant: *variant, field: *field }
            }
            other => other.clone(),
        }
    }

    fn is_fresh(&self, index: &Expr) -> bool {
        matches!(index, Expr::Local(local) if self.fresh.contains(local))
    }

    fn is_loop(&self, index: &Expr) -> bool {
        matches!(index, Expr::Local(local) if self.loops.contains(local))
    }
}

struct Walk<'a> {
    ir: &'a Ir,
    region: &'a Region,
    focus: Vec<Expr>,
    aliases: &'a Aliases<'a>,
}

impl Walk<'_> {
    fn block(&self, statements: &[Statement], paths: Vec<Path>) -> Vec<Path> {
        let mut paths = paths;
        for statement in statements {
            paths = paths.into_iter().flat_map(|path| self.statement(statement, path)).collect();
            paths.sort();
            paths.dedup();
        }
        paths
    }

    fn statement(&self, statement: &Statement, mut path: Path) -> Vec<Path> {
        match &statement.kind {
            StatementKind::Let(local, value) => {
                if let Some(value) = self.value(value, &mut path) {
                    path.known.insert(*local, value);
                }
            }
            StatementKind::Require(guard) if self.value(guard, &mut path) == Some(0) => return Vec::new(),
            StatementKind::If(condition, yes, no) => {
                return match self.value(condition, &mut path) {
                    Some(0) => self.block(no, vec![path]),
                    Some(_) => self.block(yes, vec![path]),
                    None => {
                        let mut both = self.block(yes, vec![path.clone()]);
                        both.extend(self.block(no, vec![path]));
                        both
                    }
                };
            }
            StatementKind::ForEach { local, body, .. } => {
                let mut either = self.block(body, vec![path.clone()]);
                if !self.focus.contains(&Expr::Local(*local)) {
                    either.push(path);
                }
                return either;
            }
            StatementKind::Assign(place, value) => return self.assign(place, value, path),
            StatementKind::Reset(place) => {
                if let Some(variable) = self.region.position(place)
                    && (self.is_focus(place) || self.region.index(self.ir, place) == Err(Extent::All))
                {
                    path.state.variants[variable] = 0;
                    path.touches = true;
                }
            }
            StatementKind::Send(message, _) => drop(path.outputs.insert(Output::Message(*message))),
            StatementKind::Emit(effect, _) => drop(path.outputs.insert(Output::Effect(*effect))),
            _ => {}
        }
        vec![path]
    }

    fn assign(&self, place: &Place, value: &Expr, mut path: Path) -> Vec<Path> {
        let Some(variable) = self.region.position(place).filter(|_| self.is_focus(place)) else { return vec![path] };
        let become_variant = |path: &Path, variant: usize| {
            let mut path = path.clone();
            path.state.variants[variable] = variant;
            path.touches = true;
            path
        };
        match self.value(value, &mut path) {
            Some(variant) => vec![become_variant(&path, variant)],
            None => {
                (0..self.region.variants(self.ir, variable)).map(|variant| become_variant(&path, variant)).collect()
            }
        }
    }

    /// A crash takes what is volatile.
    fn end(&self, action: &Action, mut path: Path) -> Path {
        if matches!(action.kind, ActionKind::Crash { .. }) {
            path.state.down = self.ir.down_of(action.component).is_some();
            for (variant, &variable) in path.state.variants.iter_mut().zip(&self.region.variables) {
                if !self.ir[variable].durable {
                    *variant = 0;
                }
            }
        }
        path
    }

    fn is_focus(&self, place: &Place) -> bool {
        match self.region.index(self.ir, place) {
            Ok(Some(index)) => self.focus.contains(&self.aliases.resolve(index)),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// The variant of a value, if it is known; of a truth value 0 or 1.
    fn value(&self, expr: &Expr, path: &mut Path) -> Option<usize> {
        match expr {
            Expr::Bool(value) => Some(usize::from(*value)),
            Expr::Local(local) => path.known.get(local).copied(),
            Expr::Variant { variant, .. } => Some(*variant),
            Expr::Read(place) => {
                let variable = self.region.position(place).filter(|_| self.is_focus(place))?;
                path.touches = true;
                path.state.variants.get(variable).copied()
            }
            Expr::Is { of, variant, .. } => Some(usize::from(self.value(of, path)? == *variant)),
            Expr::Not(inner) => Some(1 - self.value(inner, path)?.min(1)),
            Expr::And(parts) => self.fold(parts, 0, path),
            Expr::Or(parts) => self.fold(parts, 1, path),
            Expr::Equal(a, b) => self.equal(a, b, path),
            Expr::If(condition, yes, no) => match self.value(condition, path) {
                Some(0) => self.value(no, path),
                Some(_) => self.value(yes, path),
                None => self.value(yes, path).filter(|&yes| self.value(no, path) == Some(yes)),
            },
            Expr::Let(local, value, body) => {
                if let Some(value) = self.value(value, path) {
                    path.known.insert(*local, value);
                }
                self.value(body, path)
            }
            _ => None,
        }
    }

    /// Variants that differ make values differ; the same variant makes them equal if it carries nothing.
    fn equal(&self, a: &Expr, b: &Expr, path: &mut Path) -> Option<usize> {
        let carries = |expr: &Expr| !matches!(expr, Expr::Bool(_)) && !is_bare(expr);
        let (left, right) = (self.value(a, path)?, self.value(b, path)?);
        if left != right {
            return Some(0);
        }
        (!carries(a) || !carries(b)).then_some(1)
    }

    fn fold(&self, parts: &[Expr], settled: usize, path: &mut Path) -> Option<usize> {
        let values: Vec<_> = parts.iter().map(|part| self.value(part, path)).collect();
        if values.contains(&Some(settled)) {
            return Some(settled);
        }
        (!values.contains(&None)).then_some(1 - settled)
    }
}

fn is_bare(expr: &Expr) -> bool {
    matches!(expr, Expr::Variant { fields, .. } if fields.is_empty())
}
