//! Conditions: which of their tests are one pattern, and what it binds.

use std::collections::VecDeque;

use super::parts::{Part, inline, is_plain, take_apart, visit_whole};
use super::pattern::{Match, Parts, Pattern, Step, lets_in, name_of, path_of, subject, substitution};
use super::tree::{Builder, Clause, Region};
use crate::ir::query::{payload_type, visit_expressions, visit_statements};
use crate::ir::{Expr, Local, LocalId, StatementKind, Type};

impl Builder<'_> {
    /// A condition with its patterns, and what stands where it holds, in terms of what they bind.
    pub(super) fn chain(&mut self, condition: Expr, mut region: Region) -> (Vec<Clause>, Region) {
        let mut parts = VecDeque::new();
        take_apart(condition, &mut parts);
        let mut clauses = Vec::new();
        while let Some(part) = parts.pop_front() {
            match part {
                Part::Let(local, bound) if is_plain(&bound) => inline(&mut parts, local, &bound),
                Part::Let(local, bound) => self.held(local, &bound, &mut parts, &mut region, &mut clauses),
                Part::Test(test) => match subject(self.ir, &test) {
                    Some(local) => {
                        parts.push_front(Part::Test(test));
                        if !self.tested(local, &Expr::Local(local), &mut parts, &mut region, &mut clauses)
                            && let Some(Part::Test(test)) = parts.pop_front()
                        {
                            clauses.push(Clause::Test(test));
                        }
                    }
                    None => clauses.push(Clause::Test(test)),
                },
            }
        }
        (clauses, region)
    }

    /// `let P = e` where tests follow; else the value is written where it is used.
    fn held(
        &mut self,
        local: LocalId,
        bound: &Expr,
        parts: &mut VecDeque<Part>,
        region: &mut Region,
        clauses: &mut Vec<Clause>,
    ) {
        let (mut left, mut aliased, from) = (parts.clone(), region.clone(), clauses.len());
        aliased.alias(local, bound);
        if self.tested(local, bound, &mut left, &mut aliased, clauses) && !self.is_read(local, &left, &aliased) {
            (*parts, *region) = (left, aliased);
            return;
        }
        clauses.truncate(from);
        let mut left = parts.clone();
        if self.tested(local, bound, &mut left, &mut Region::default(), clauses)
            && !self.is_read(local, &left, &Region::default())
        {
            *parts = left;
            return;
        }
        clauses.truncate(from);
        inline(parts, local, bound);
    }

    fn is_read(&self, local: LocalId, parts: &VecDeque<Part>, region: &Region) -> bool {
        let read = self.read(local, parts, region);
        read.whole || !read.steps.is_empty()
    }

    /// Takes the leading tests of a local into a pattern. Changes nothing when there are none.
    fn tested(
        &mut self,
        local: LocalId,
        of: &Expr,
        parts: &mut VecDeque<Part>,
        region: &mut Region,
        clauses: &mut Vec<Clause>,
    ) -> bool {
        let mut left = parts.clone();
        let mut found = Match::new(self.ir, local);
        while let Some(Part::Test(test)) = left.front().cloned() {
            left.pop_front();
            let read = self.read(local, &left, region);
            if !found.take(&test, &|steps| read.steps.iter().any(|other| other == steps)) {
                left.push_front(Part::Test(test));
                break;
            }
        }
        if left.len() == parts.len() {
            return false;
        }
        let read = self.read(local, &left, region);
        if read.steps.is_empty() {
            clauses.push(Clause::Matches(found.pattern().clone(), of.clone()));
        } else if let Some(pattern) = self.bind(local, found, &read, &mut left, region) {
            clauses.push(Clause::Let(pattern, of.clone()));
        } else {
            return false;
        }
        *parts = left;
        true
    }

    /// Binds what is read of a local.
    pub(super) fn bind(
        &mut self,
        local: LocalId,
        found: Match<'_>,
        read: &Parts,
        parts: &mut VecDeque<Part>,
        region: &mut Region,
    ) -> Option<Pattern> {
        let lets = self.lets(local, parts, region);
        let mut bound: Vec<(Vec<Step>, LocalId)> = Vec::new();
        for steps in &read.steps {
            let name = name_of(self.ir, &self.locals, steps, &lets);
            let ty = self.part_type(local, steps);
            self.locals.push(Local { name, ty });
            bound.push((steps.clone(), self.locals.len() - 1));
        }
        let pattern = found.bind(&bound)?;
        let with = substitution(self.ir, local, &bound);
        for part in parts.iter_mut() {
            part.rewrite(&with);
        }
        region.rewrite(&with);
        Some(pattern)
    }

    fn part_type(&self, local: LocalId, steps: &[Step]) -> Type {
        steps.iter().fold(self.locals[local].ty.clone(), |_, step| match step {
            Step::Payload { ty, variant, field } => payload_type(self.ir, ty, *variant, *field),
            Step::Field { id, field } => self.ir[*id].fields[*field].ty.clone(),
        })
    }

    pub(super) fn read(&self, local: LocalId, parts: &VecDeque<Part>, region: &Region) -> Parts {
        let mut read = Parts::default();
        for part in parts {
            read.add(self.ir, part.expr(), local);
        }
        visit_whole(&region.statements, &mut |expr| read.add(self.ir, expr, local));
        if let Some(value) = &region.value {
            read.add(self.ir, value, local);
        }
        read.least()
    }

    fn lets(&self, local: LocalId, parts: &VecDeque<Part>, region: &Region) -> Vec<(LocalId, Vec<Step>)> {
        let mut lets = Vec::new();
        let mut note = |named: LocalId, bound: &Expr| {
            if let Some((of, steps)) = path_of(self.ir, bound)
                && of == local
            {
                lets.push((named, steps));
            }
        };
        for part in parts {
            if let Part::Let(named, bound) = part {
                note(*named, bound);
            }
        }
        visit_statements(&region.statements, &mut |statement| {
            if let StatementKind::Let(named, bound) = &statement.kind {
                note(*named, bound);
            }
        });
        for part in parts {
            lets_in(self.ir, part.expr(), local, &mut lets);
        }
        visit_expressions(&region.statements, &mut |expr| lets_in(self.ir, expr, local, &mut lets));
        region.value.iter().for_each(|value| lets_in(self.ir, value, local, &mut lets));
        lets
    }
}
