//! Statements with their patterns, in order.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{Body, Mode};
use super::pattern::Pattern;
use super::tree::{Arm, Clause, Node};
use crate::emit::model::code::Code;
use crate::ir::query::rewrite;
use crate::ir::{Expr, LocalId, Statement, Type};

impl Body<'_, '_> {
    /// Statements in order; `after` says which locals are read after them.
    pub(super) fn nodes(&self, nodes: &[Node], after: &BTreeSet<LocalId>) -> TokenStream {
        let mut tokens = TokenStream::new();
        for (index, node) in nodes.iter().enumerate() {
            let rest = &nodes[index + 1..];
            let mut again = after.clone();
            again.extend(mentioned(rest));
            if let Node::Do(statement) = node {
                again.extend(repeated(statement));
            }
            self.again.replace(again.clone());
            tokens.extend(self.node(node, rest, &again));
        }
        tokens
    }

    fn node(&self, node: &Node, rest: &[Node], again: &BTreeSet<LocalId>) -> TokenStream {
        let later = |local| rest.iter().any(|node| node.mentions(local) > 0);
        match node {
            Node::Let(local, bound) => {
                let value = self.value(bound);
                let name = self.bind(*local, Mode::Value, &later);
                quote!(let #name = #value;)
            }
            Node::LetElse(pattern, of, number) => {
                let (place, held) = (self.look(of), self.scrutinee(of));
                let tokens = self.pattern(pattern, held, &later);
                let kept = self.kept(pattern.bound(), held.of_state, rest);
                let number = proc_macro2::Literal::usize_unsuffixed(*number);
                quote!(let #tokens = #place else { return Err(support::Stop::Guard(#number)); }; #kept)
            }
            Node::Require(clauses, number) => self.require(clauses, *number),
            Node::If(clauses, yes, no) => self.branch(clauses, yes, no, again),
            Node::Match(of, arms) => self.arms(of, arms, again),
            Node::ForEach(local, sort, body) => {
                let mut outer: BTreeSet<LocalId> = mentioned(body);
                outer.retain(|local| self.names.borrow().contains_key(local));
                outer.extend(again);
                let over = self.each(*local, *sort, body);
                let name = self.bind(*local, Mode::Value, &|other| body.iter().any(|node| node.mentions(other) > 0));
                let body = self.nodes(body, &outer);
                let (pattern, over) = over.written(&name);
                quote!(for #pattern in #over { #body })
            }
            Node::Do(statement) => self.statement(statement),
        }
    }

    fn require(&self, clauses: &[Clause], number: usize) -> TokenStream {
        let number = proc_macro2::Literal::usize_unsuffixed(number);
        let stop = quote!(return Err(support::Stop::Guard(#number)););
        let holds = match clauses {
            [Clause::Test(Expr::Bool(false))] => return stop,
            [Clause::Test(test)] => self.negation(test),
            [Clause::Matches(pattern, of)] => self.comparison_of(pattern, of),
            clauses => self.conjunction(clauses).negated(),
        };
        quote!(if #holds { #stop })
    }

    /// `!matches!(e, P)`, `e.is_none()`.
    fn comparison_of(&self, pattern: &Pattern, of: &Expr) -> Code {
        if let Pattern::Variant { ty: ty @ Type::Option(_), variant, fields } = pattern
            && fields.iter().all(|field| *field == Pattern::Wild)
        {
            let is = Expr::Is { of: Box::new(of.clone()), ty: ty.clone(), variant: *variant };
            return self.comparison(&is, true);
        }
        self.matches(pattern, of).negated()
    }

    fn branch(&self, clauses: &[Clause], yes: &[Node], no: &[Node], again: &BTreeSet<LocalId>) -> TokenStream {
        if yes.is_empty() && !clauses.iter().any(|clause| matches!(clause, Clause::Let(..))) {
            if no.is_empty() {
                return TokenStream::new();
            }
            let holds = match clauses {
                [Clause::Test(test)] => self.negation(test),
                [Clause::Matches(pattern, of)] => self.comparison_of(pattern, of),
                clauses => self.conjunction(clauses).negated(),
            };
            let no = self.nodes(no, again);
            return quote!(if #holds { #no });
        }
        let condition = self.condition(clauses, &|local| yes.iter().any(|node| node.mentions(local) > 0));
        let bound = clauses.iter().flat_map(|clause| match clause {
            Clause::Let(pattern, of) if self.scrutinee(of).of_state => pattern.bound(),
            _ => Vec::new(),
        });
        let kept = self.kept(bound.collect(), true, yes);
        let yes = self.nodes(yes, again);
        let otherwise = match no {
            [] => TokenStream::new(),
            [Node::If(clauses, yes, no)] if !yes.is_empty() => {
                let next = self.branch(clauses, yes, no, again);
                quote!(else #next)
            }
            no => {
                let no = self.nodes(no, again);
                quote!(else { #no })
            }
        };
        quote!(if #condition { #kept #yes } #otherwise)
    }

    fn arms(&self, of: &Expr, arms: &[Arm], again: &BTreeSet<LocalId>) -> TokenStream {
        let (place, held) = (self.look(of), self.scrutinee(of));
        let mut patterns = Vec::new();
        let mut tokens = TokenStream::new();
        for arm in arms {
            let Some(pattern) = &arm.pattern else {
                if let Some(rest) = self.rest(&patterns) {
                    let body = self.nodes(&arm.body, again);
                    tokens.extend(quote!(#rest => { #body }));
                }
                continue;
            };
            patterns.push((pattern.clone(), arm.guard.is_empty()));
            let mentions = |local| {
                arm.body.iter().any(|node| node.mentions(local) > 0)
                    || arm.guard.iter().any(|clause| rewrite::mentions(clause.of(), local) > 0)
            };
            let shown = self.pattern(pattern, held, &mentions);
            let guard = self.guard(&arm.guard);
            let kept = self.kept(pattern.bound(), held.of_state, &arm.body);
            let body = self.nodes(&arm.body, again);
            tokens.extend(quote!(#shown #guard => { #kept #body }));
        }
        quote!(match #place { #tokens })
    }

    /// `let image = image.clone();` for what was borrowed of the state and is wanted after a change to it.
    fn kept(&self, bound: Vec<LocalId>, of_state: bool, rest: &[Node]) -> TokenStream {
        let Some(first) = rest.iter().position(Node::acts).filter(|_| of_state) else { return TokenStream::new() };
        let compound = usize::from(matches!(rest[first], Node::Do(_)));
        let wanted = |local: &LocalId| {
            let borrowed = self.names.borrow().get(local).is_some_and(|(_, mode)| *mode == Mode::Reference);
            borrowed && rest[first + compound..].iter().any(|node| node.mentions(*local) > 0)
        };
        let kept = bound.into_iter().filter(wanted).map(|local| {
            let (name, _) = self.name(local);
            self.names.borrow_mut().insert(local, (name.clone(), Mode::Value));
            quote!(let #name = #name.clone();)
        });
        kept.collect()
    }
}

/// The locals that statements mention.
pub(super) fn mentioned(nodes: &[Node]) -> BTreeSet<LocalId> {
    let mut found = BTreeSet::new();
    for node in nodes {
        node.visit(&mut |expr| {
            crate::ir::query::visit_expr(expr, &mut |inner| {
                if let Expr::Local(local) = inner {
                    found.insert(*local);
                }
            });
        });
    }
    found
}

/// The locals that a statement mentions more than once.
fn repeated(statement: &Statement) -> BTreeSet<LocalId> {
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for expr in statement.expressions() {
        crate::ir::query::visit_expr(expr, &mut |inner| {
            if let Expr::Local(local) = inner
                && !once.insert(*local)
            {
                twice.insert(*local);
            }
        });
    }
    twice
}
