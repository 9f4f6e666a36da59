//! All ways through a body: guards, choices and branches, with what is at the end of each.

use super::doc::Tla;

/// Why a way does not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The run leaves the scope.
    Edge,
    /// A rule of the semantics is broken.
    Defect,
}

/// The ways through a body.
#[derive(Clone, Debug)]
pub(super) enum Tree<L> {
    /// Not enabled where the condition does not hold.
    Guard(Tla, Box<Tree<L>>),
    /// Where the condition does not hold, the way stops.
    Check(Tla, Stop, Box<Tree<L>>),
    /// `LET`
    Let(String, Tla, Box<Tree<L>>),
    /// Any free id; where none is, the way leaves the scope.
    Fresh { name: String, set: Tla, rest: Box<Tree<L>> },
    /// Any member of a set that is never empty.
    Choose { name: String, set: Tla, rest: Box<Tree<L>> },
    /// A branch.
    If(Tla, Box<Tree<L>>, Box<Tree<L>>),
    /// The end.
    Done(L),
}

impl<L> Tree<L> {
    pub(super) fn guard(condition: Tla, rest: Self) -> Self {
        if condition.is("TRUE") { rest } else { Self::Guard(condition, Box::new(rest)) }
    }

    pub(super) fn check(condition: Tla, stop: Stop, rest: Self) -> Self {
        if condition.is("TRUE") { rest } else { Self::Check(condition, stop, Box::new(rest)) }
    }

    pub(super) fn with_lets(self, lets: Vec<(String, Tla)>) -> Self {
        lets.into_iter().rev().fold(self, |tree, (name, value)| Self::Let(name, value, Box::new(tree)))
    }

    /// Every end.
    pub(super) fn ends(&self) -> Vec<&L> {
        match self {
            Self::Guard(_, rest)
            | Self::Check(_, _, rest)
            | Self::Let(_, _, rest)
            | Self::Fresh { rest, .. }
            | Self::Choose { rest, .. } => rest.ends(),
            Self::If(_, yes, no) => [yes.ends(), no.ends()].concat(),
            Self::Done(end) => vec![end],
        }
    }

    /// As a formula: the conjuncts of the step, `end` being those of an end.
    pub(super) fn formula(&self, end: &dyn Fn(&L) -> Vec<Tla>) -> Vec<Tla> {
        let list = |tree: &Self| Tla::list("/\\", tree.formula(end));
        match self {
            Self::Guard(condition, rest) | Self::Check(condition, _, rest) => {
                let mut conjuncts = vec![condition.clone()];
                conjuncts.extend(rest.formula(end));
                conjuncts
            }
            Self::Let(name, value, rest) => vec![Tla::binding(name, value, &list(rest))],
            Self::Fresh { name, set, rest, .. } | Self::Choose { name, set, rest } => {
                vec![Tla::quantified("\\E", &[(name.clone(), set.clone())], &list(rest))]
            }
            Self::If(condition, yes, no) => vec![Tla::branch(condition, &list(yes), &list(no))],
            Self::Done(done) => end(done),
        }
    }

    /// Where some way stops for this reason; `end` says where one stops at its end.
    pub(super) fn stops(&self, why: Stop, end: &dyn Fn(&L) -> Tla) -> Tla {
        match self {
            Self::Guard(condition, rest) => Tla::and(vec![condition.clone(), rest.stops(why, end)]),
            Self::Check(condition, stop, rest) => {
                let rest = Tla::and(vec![condition.clone(), rest.stops(why, end)]);
                if *stop == why { Tla::or(vec![condition.not(), rest]) } else { rest }
            }
            Self::Let(name, value, rest) => {
                unless_constant(rest.stops(why, end), |body| Tla::binding(name, value, &body))
            }
            Self::Fresh { name, set, rest, .. } => {
                let rest = exists(name, set, rest.stops(why, end));
                let none = Tla::compare(set, "=", &Tla::text("{}"));
                if why == Stop::Edge { Tla::or(vec![none, rest]) } else { rest }
            }
            Self::Choose { name, set, rest } => exists(name, set, rest.stops(why, end)),
            Self::If(condition, yes, no) => either(condition, yes.stops(why, end), no.stops(why, end)),
            Self::Done(done) => end(done),
        }
    }

    /// Where some way is not refused: it comes to its end, or stops for another reason.
    pub(super) fn enabled(&self) -> Tla {
        match self {
            Self::Guard(condition, rest) => Tla::and(vec![condition.clone(), rest.enabled()]),
            Self::Check(condition, _, rest) => Tla::or(vec![condition.not(), rest.enabled()]),
            Self::Let(name, value, rest) => unless_constant(rest.enabled(), |body| Tla::binding(name, value, &body)),
            Self::Fresh { name, set, rest, .. } => {
                let none = Tla::compare(set, "=", &Tla::text("{}"));
                match rest.enabled() {
                    all if all.is("TRUE") => all,
                    rest => Tla::or(vec![none, exists(name, set, rest)]),
                }
            }
            Self::Choose { name, set, rest } => match rest.enabled() {
                all if all.is("TRUE") => all,
                rest => exists(name, set, rest),
            },
            Self::If(condition, yes, no) => either(condition, yes.enabled(), no.enabled()),
            Self::Done(_) => Tla::bool(true),
        }
    }
}

impl Tree<Tla> {
    /// As an expression; `stopped` is its value where a way does not come to its end.
    pub(super) fn value(&self, stopped: &dyn Fn(Option<Stop>) -> Tla) -> Tla {
        match self {
            Self::Guard(condition, rest) => Tla::branch(condition, &rest.value(stopped), &stopped(None)),
            Self::Check(condition, stop, rest) => Tla::branch(condition, &rest.value(stopped), &stopped(Some(*stop))),
            Self::Let(name, value, rest) => Tla::binding(name, value, &rest.value(stopped)),
            Self::If(condition, yes, no) => Tla::branch(condition, &yes.value(stopped), &no.value(stopped)),
            // The rules of the language have choices before every change, and so before every loop and observer.
            Self::Fresh { rest, .. } | Self::Choose { rest, .. } => rest.value(stopped),
            Self::Done(value) => value.clone(),
        }
    }

    /// Whether some way does not come to its end.
    pub(super) fn may_stop(&self) -> bool {
        match self {
            Self::Guard(..) | Self::Check(..) => true,
            Self::Let(_, _, rest) | Self::Fresh { rest, .. } | Self::Choose { rest, .. } => rest.may_stop(),
            Self::If(_, yes, no) => yes.may_stop() || no.may_stop(),
            Self::Done(_) => false,
        }
    }

    /// Whether something is chosen on some way.
    pub(super) fn chooses(&self) -> bool {
        match self {
            Self::Fresh { .. } | Self::Choose { .. } => true,
            Self::Guard(_, rest) | Self::Check(_, _, rest) | Self::Let(_, _, rest) => rest.chooses(),
            Self::If(_, yes, no) => yes.chooses() || no.chooses(),
            Self::Done(_) => false,
        }
    }
}

fn is_constant(formula: &Tla) -> bool {
    formula.is("TRUE") || formula.is("FALSE")
}

fn unless_constant(formula: Tla, wrap: impl Fn(Tla) -> Tla) -> Tla {
    if is_constant(&formula) { formula } else { wrap(formula) }
}

/// A set of free ids may be empty, so that only `FALSE` is left as it is.
fn exists(name: &str, set: &Tla, body: Tla) -> Tla {
    if body.is("FALSE") { body } else { Tla::quantified("\\E", &[(name.to_owned(), set.clone())], &body) }
}

fn either(condition: &Tla, yes: Tla, no: Tla) -> Tla {
    match (yes.flat().as_str(), no.flat().as_str()) {
        ("TRUE", "TRUE") | ("FALSE", "FALSE") => yes,
        ("TRUE", "FALSE") => condition.clone(),
        ("FALSE", "TRUE") => condition.not(),
        ("FALSE", _) => Tla::and(vec![condition.not(), no]),
        (_, "FALSE") => Tla::and(vec![condition.clone(), yes]),
        ("TRUE", _) => Tla::or(vec![condition.clone(), no]),
        (_, "TRUE") => Tla::implies(condition, &yes),
        _ => Tla::branch(condition, &yes, &no),
    }
}
