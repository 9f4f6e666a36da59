//! A body with its patterns back: what lowering took apart, as a careful person would write it.

use std::collections::VecDeque;

use super::parts::{fits_arm, is_fallible, is_plain, leading, substitute};
use super::pattern::{Match, Pattern, subject};
use crate::ir::query::rewrite;
use crate::ir::query::{type_of, visit_statements};
use crate::ir::{Expr, Ir, Local, LocalId, SortId, Statement, StatementKind, Type};

/// A statement with its patterns back.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// `let x = e;`
    Let(LocalId, Expr),
    /// `let P = e else { return Err(Stop::Guard(1)) };`
    LetElse(Pattern, Expr, usize),
    /// `if !(..) { return Err(Stop::Guard(1)); }`
    Require(Vec<Clause>, usize),
    /// `if .. && let P = e && .. { } else { }`
    If(Vec<Clause>, Vec<Self>, Vec<Self>),
    /// `match e { P if .. => { } }`
    Match(Expr, Vec<Arm>),
    /// `for x in .. { }`
    ForEach(LocalId, SortId, Vec<Self>),
    /// Anything else, as it is.
    Do(Statement),
}

/// A part of a condition.
#[derive(Clone, Debug)]
pub(super) enum Clause {
    /// `e`
    Test(Expr),
    /// `matches!(e, P)`
    Matches(Pattern, Expr),
    /// `let P = e`
    Let(Pattern, Expr),
}

/// An arm of a `match`.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    /// `None`: whatever is left.
    pub(super) pattern: Option<Pattern>,
    pub(super) guard: Vec<Clause>,
    pub(super) body: Vec<Node>,
}

/// What stands where a condition holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    pub(super) statements: Vec<Statement>,
    pub(super) value: Option<Expr>,
}

/// Builds the trees of one action.
pub(super) struct Builder<'a> {
    pub(super) ir: &'a Ir,
    /// The locals of the body, and those that patterns bind.
    pub(super) locals: Vec<Local>,
    /// The number of the next requirement.
    pub(super) requirement: usize,
}

impl Builder<'_> {
    /// Statements in order.
    pub(super) fn block(&mut self, statements: Vec<Statement>) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut rest = VecDeque::from(statements);
        while let Some(Statement { kind, span }) = rest.pop_front() {
            match kind {
                StatementKind::Let(local, bound) => self.hold(local, bound, &mut rest, &mut nodes),
                StatementKind::Require(guard) => {
                    if self.require(guard, &mut rest, &mut nodes) {
                        break;
                    }
                }
                StatementKind::If(condition, yes, no) => nodes.extend(self.branch(condition, yes, no)),
                StatementKind::ForEach { local, sort, body, .. } => {
                    let body = self.block(body);
                    nodes.push(Node::ForEach(local, sort, body));
                }
                StatementKind::Ignore => {}
                kind => nodes.push(Node::Do(Statement { kind, span })),
            }
        }
        nodes
    }

    /// A `let`: written where it is used when that reads as well, else kept.
    fn hold(&mut self, local: LocalId, bound: Expr, rest: &mut VecDeque<Statement>, nodes: &mut Vec<Node>) {
        if is_plain(&bound) {
            return substitute(rest, &rewrite::local(local, &bound));
        }
        let kept = match rest.front().map(|statement| &statement.kind) {
            Some(StatementKind::Require(guard)) => {
                let guard = guard.clone();
                rest.pop_front();
                let from = nodes.len();
                if self.require(guard, rest, nodes) {
                    rest.clear();
                }
                from
            }
            Some(StatementKind::If(..)) => {
                let Some(Statement { kind: StatementKind::If(condition, yes, no), .. }) = rest.pop_front() else {
                    return;
                };
                let from = nodes.len();
                nodes.extend(self.branch(condition, yes, no));
                from
            }
            _ => nodes.len(),
        };
        let after: usize =
            rest.iter().map(|statement| rewrite::mentioned(std::slice::from_ref(statement), local)).sum();
        let within: usize = nodes[kept..].iter().map(|node| node.mentions(local)).sum();
        if after + within == 1 && within == 1 && nodes[kept].takes(local, &bound) {
            return;
        }
        if after + within > 0 || is_fallible(&bound) {
            nodes.insert(kept, Node::Let(local, bound));
        }
    }

    /// A guard. Says whether nothing is reached after it.
    fn require(&mut self, guard: Expr, rest: &mut VecDeque<Statement>, nodes: &mut Vec<Node>) -> bool {
        let number = self.requirement;
        self.requirement += 1;
        if let Some(local) = guard.conjuncts().first().and_then(|first| subject(self.ir, first))
            && let Some(pattern) = self.let_else(local, &guard, rest)
        {
            nodes.push(Node::LetElse(pattern, Expr::Local(local), number));
            return false;
        }
        let never = guard == Expr::Bool(false);
        if guard != Expr::Bool(true) {
            let (clauses, _) = self.chain(guard, Region::default());
            nodes.push(Node::Require(clauses, number));
        }
        if never {
            // What cannot be reached keeps its numbers.
            let skipped: Vec<Statement> = rest.drain(..).collect();
            visit_statements(&skipped, &mut |statement| {
                self.requirement += usize::from(matches!(statement.kind, StatementKind::Require(_)));
            });
        }
        never
    }

    /// `let P = e else { .. }`, when all of the guard goes into the pattern and something of it is read later.
    fn let_else(&mut self, local: LocalId, guard: &Expr, rest: &mut VecDeque<Statement>) -> Option<Pattern> {
        let statements: Vec<Statement> = rest.iter().cloned().collect();
        let read = self.read(local, &VecDeque::new(), &Region { statements, value: None });
        let mut found = Match::new(self.ir, local);
        for conjunct in guard.conjuncts() {
            if !found.take(conjunct, &|steps| read.steps.iter().any(|other| other == steps)) {
                return None;
            }
        }
        if read.steps.is_empty() {
            return None;
        }
        let mut region = Region { statements: rest.drain(..).collect(), value: None };
        let pattern = self.bind(local, found, &read, &mut VecDeque::new(), &mut region);
        *rest = region.statements.into();
        pattern
    }

    /// A branch: an `if`, or a `match` where several look at one value.
    fn branch(&mut self, condition: Expr, yes: Vec<Statement>, no: Vec<Statement>) -> Vec<Node> {
        let mut arms = Vec::new();
        let mut next = Some((condition, yes));
        let mut otherwise = no;
        let mut about = None;
        while let Some((condition, yes)) = next.take() {
            let this = leading(self.ir, &condition);
            let (clauses, region) = self.chain(condition, Region { statements: yes, value: None });
            about = about.or(this);
            arms.push((clauses, region));
            if let (Some(this), [Statement { kind: StatementKind::If(condition, ..), .. }]) = (about, &*otherwise)
                && leading(self.ir, condition) == Some(this)
                && let Some(Statement { kind: StatementKind::If(condition, yes, no), .. }) = otherwise.pop()
            {
                next = Some((condition, yes));
                otherwise = no;
            }
        }
        match about
            .filter(|this| arms.len() > 1 && arms.iter().all(|(clauses, _)| fits_arm(clauses, &Expr::Local(*this))))
        {
            Some(this) => vec![self.arms(this, arms, otherwise)],
            None => self.ifs(arms, otherwise),
        }
    }

    fn arms(&mut self, this: LocalId, arms: Vec<(Vec<Clause>, Region)>, otherwise: Vec<Statement>) -> Node {
        let arms = arms.into_iter().map(|(mut clauses, region)| {
            let guard = clauses.split_off(1);
            let pattern = clauses.pop().and_then(Clause::into_pattern);
            Arm { pattern, guard, body: self.block(region.statements) }
        });
        let mut arms: Vec<Arm> = arms.collect();
        arms.push(Arm { pattern: None, guard: Vec::new(), body: self.block(otherwise) });
        Node::Match(Expr::Local(this), arms)
    }

    fn ifs(&mut self, arms: Vec<(Vec<Clause>, Region)>, otherwise: Vec<Statement>) -> Vec<Node> {
        let built: Vec<_> =
            arms.into_iter().map(|(clauses, region)| (clauses, self.block(region.statements))).collect();
        let no = self.block(otherwise);
        built.into_iter().rev().fold(no, |no, (clauses, yes)| vec![Node::If(clauses, yes, no)])
    }

    /// The type of an expression.
    pub(super) fn ty(&self, expr: &Expr) -> Type {
        type_of(self.ir, &self.locals, expr)
    }
}
