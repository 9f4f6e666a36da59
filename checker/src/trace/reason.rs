//! Why a predicate is false (or true) in a state: for which ids, and which part of it decides.

use honnin_codegen::evaluate::{Evaluator, Interpreted, project};
use honnin_codegen::ir::Words;
use honnin_codegen::ir::query::type_of;
use honnin_codegen::ir::{Expr, Ir, Local, Property, PropertyId, PropertyKind, Quantifier, SortId, Type};
use honnin_codegen::system::Defect;
use honnin_codegen::value::{Domain, State, Value};

/// The ids that only a ghost holds.
pub(super) fn ghosts(domain: Domain<'_>, state: &State) -> Vec<String> {
    let evaluator = Evaluator::new(domain.ir, domain.sizes);
    let erased = project(domain.ir, &evaluator.initial(), state);
    let sorts = (0..domain.ir.sorts.len()).map(SortId).filter(|sort| domain.ir[*sort].recycled);
    let ids = sorts.flat_map(|sort| (0..domain.ids(sort)).map(move |id| (sort, id)));
    let alone = ids.filter(|&(sort, id)| evaluator.is_held(state, sort, id) && !evaluator.is_held(&erased, sort, id));
    let tell = |(sort, id)| {
        format!("only a ghost remembers {}: let it forget where the protocol does", domain.show_id(sort, id))
    };
    alone.map(tell).collect()
}

/// What makes a property violated, or a witness of it: in a state, given twice, or in the step between two. `history` are
/// the states that lead to that state, itself included, so that it can be said since when.
pub(super) fn property(
    domain: Domain<'_>,
    id: PropertyId,
    (before, after): (&State, &State),
    history: &[State],
) -> Vec<String> {
    let property = &domain.ir[id];
    let sought = matches!(property.kind, PropertyKind::Never | PropertyKind::Reachable);
    let mut reasoner = Reasoner::new(domain, property, (before, after), history);
    let types: Vec<&Type> = property.locals[..property.parameters].iter().map(|local| &local.ty).collect();
    for ids in domain.tuples(&types) {
        reasoner.locals[..ids.len()].clone_from_slice(&ids);
        match reasoner.truth(&property.predicate) {
            Some(value) if value == sought => {}
            None if property.kind != PropertyKind::Reachable => {
                reasoner.lines.push("its arithmetic leaves the natural numbers, so it says nothing".to_owned());
                return reasoner.lines;
            }
            _ => continue,
        }
        if let Some(whom) = reasoner.assignment(0..property.parameters) {
            reasoner.lines.push(format!("for {whom}:"));
            reasoner.indent += 1;
        }
        reasoner.explain(&property.predicate, sought);
        return reasoner.lines;
    }
    reasoner.lines
}

/// Which rule is broken, as the end of a sentence.
pub(super) fn defect(ir: &Ir, defect: Defect) -> String {
    match defect {
        Defect::BoundExceeded(variable, _) => {
            let variable = &ir[variable];
            let owner = crate::words::noun(&ir[variable.component].name).replace(' ', "_");
            format!("it would go beyond the bound of {owner}.{}", variable.name)
        }
        Defect::Arithmetic(_) => "its arithmetic leaves the natural numbers or a bound".to_owned(),
        Defect::Unhandled(message) => {
            format!("no handler is enabled for {}: write one, or say `otherwise = drop` or `keep`", ir[message].name)
        }
        Defect::Ambiguous(message) => {
            format!("two handlers are enabled for {}: let their guards exclude each other", ir[message].name)
        }
    }
}

struct Reasoner<'a> {
    domain: Domain<'a>,
    evaluator: Interpreted<'a>,
    declared: &'a [Local],
    locals: Vec<Value>,
    before: &'a [Value],
    after: &'a [Value],
    history: &'a [State],
    indent: usize,
    lines: Vec<String>,
}

impl<'a> Reasoner<'a> {
    fn new(
        domain: Domain<'a>,
        property: &'a Property,
        (before, after): (&'a State, &'a State),
        history: &'a [State],
    ) -> Self {
        Self {
            domain,
            evaluator: Interpreted::new(domain),
            declared: &property.locals,
            locals: vec![Value::Bool(false); property.locals.len()],
            before: &before.variables,
            after: &after.variables,
            history,
            indent: 0,
            lines: Vec::new(),
        }
    }

    fn value(&self, expr: &'a Expr) -> Option<Value> {
        self.evaluator.value(expr, &self.locals, self.before, self.after)
    }

    fn truth(&self, expr: &'a Expr) -> Option<bool> {
        self.value(expr).map(|value| value.as_bool())
    }

    /// Goes down to the parts that decide that `expr` is `truth`.
    fn explain(&mut self, expr: &'a Expr, truth: bool) {
        match expr {
            Expr::Not(inner) if !is_comparison(inner) => self.explain(inner, !truth),
            Expr::And(parts) if truth => parts.iter().for_each(|part| self.explain(part, true)),
            Expr::Or(parts) if !truth => parts.iter().for_each(|part| self.explain(part, false)),
            Expr::And(parts) | Expr::Or(parts) => {
                if let Some(part) = parts.iter().find(|part| self.truth(part) == Some(truth)) {
                    self.explain(part, truth);
                }
            }
            Expr::If(condition, yes, no) => {
                if let Some(taken) = self.truth(condition) {
                    self.explain(condition, taken);
                    self.explain(if taken { yes } else { no }, truth);
                }
            }
            Expr::Let(local, bound, body) => {
                if let Some(value) = self.value(bound) {
                    self.locals[*local] = value;
                    self.explain(body, truth);
                }
            }
            Expr::Quantified { quantifier, local, sort, body } if *quantifier != Quantifier::Count => {
                self.quantified(*quantifier == Quantifier::Any, *local, self.domain.ids(*sort), body, truth, expr);
            }
            _ => self.leaf(expr, truth),
        }
    }

    /// One id decides an `any` that is true and an `all` that is false; otherwise all do, and the whole is said.
    fn quantified(&mut self, any: bool, local: usize, ids: usize, body: &'a Expr, truth: bool, whole: &'a Expr) {
        if any != truth {
            return self.leaf(whole, truth);
        }
        let decides = |reasoner: &mut Self, id| {
            reasoner.locals[local] = Value::Id(id);
            reasoner.truth(body) == Some(truth)
        };
        if let Some(id) = (0..ids).find(|id| decides(self, *id)) {
            self.locals[local] = Value::Id(id);
            if let Some(whom) = self.assignment(local..local + 1) {
                self.say(&format!("with {whom}:"));
            }
            self.indent += 1;
            self.explain(body, truth);
            self.indent -= 1;
        }
    }

    /// A part that is not taken apart any further: what it says, and the values that it compares.
    fn leaf(&mut self, expr: &'a Expr, truth: bool) {
        if matches!(expr, Expr::Bool(_)) {
            return;
        }
        let words = Words { ir: self.domain.ir, locals: self.declared };
        let since = self.since(expr, truth).map_or_else(String::new, |step| format!(", since step {step}"));
        self.say(&format!("{} is {truth}{since}", words.expr(expr)));
        let inner = if let Expr::Not(inner) = expr { inner } else { expr };
        let compared: Vec<&'a Expr> = match inner {
            Expr::Equal(a, b) | Expr::Less(a, b) => vec![&**a, &**b],
            Expr::Is { of, .. } => vec![&**of],
            Expr::Contains(set, _) => vec![&**set],
            _ => Vec::new(),
        };
        for part in compared.into_iter().filter(|part| !is_literal(part)) {
            if let Some(value) = self.value(part) {
                let ty = type_of(self.domain.ir, self.declared, part);
                let shown = self.domain.show(&ty, &value);
                self.say(&format!("  {} is {shown}", words.expr(part)));
            }
        }
    }

    /// The step that made it so, where it was not so from the start.
    fn since(&self, expr: &'a Expr, truth: bool) -> Option<usize> {
        let differs = |state: &State| {
            let value = self.evaluator.value(expr, &self.locals, &state.variables, &state.variables);
            value.map(|value| value.as_bool()) != Some(truth)
        };
        self.history.iter().rposition(differs).map(|last| last + 1)
    }

    /// `job = job 1 and session = session 2`.
    fn assignment(&self, locals: std::ops::Range<usize>) -> Option<String> {
        let parts: Vec<String> = locals
            .map(|local| {
                let declared = &self.declared[local];
                format!("{} = {}", declared.name, self.domain.show(&declared.ty, &self.locals[local]))
            })
            .collect();
        (!parts.is_empty()).then(|| crate::words::list(&parts))
    }

    fn say(&mut self, text: &str) {
        self.lines.push(format!("{}{text}", "  ".repeat(self.indent)));
    }
}

/// Comparisons are said with their negation: `a != b`.
fn is_comparison(expr: &Expr) -> bool {
    matches!(expr, Expr::Equal(..) | Expr::Less(..) | Expr::Is { .. })
}

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Count(_) | Expr::EmptySet(_) | Expr::Local(_) => true,
        Expr::Variant { fields, .. } | Expr::Struct { fields, .. } => fields.iter().all(is_literal),
        _ => false,
    }
}
