//! Conditions: conjuncts left out and negated, bounds moved.

use syn::visit::{self, Visit};

use super::function::{Function, Inner, Kind, edit, range};
use super::{Edit, Mutant, Operator};

/// Proposes changes of what is tested.
pub(super) fn propose(function: &Function<'_>, found: &mut Vec<Mutant>) {
    Tests { function, found }.visit_block(&function.item.block);
}

struct Tests<'f, 'm> {
    function: &'f Function<'m>,
    found: &'f mut Vec<Mutant>,
}

impl Tests<'_, '_> {
    /// A condition that something hangs on; `guards`: that the action does.
    fn condition(&mut self, condition: &syn::Expr, guards: bool) {
        let parts = conjuncts(condition);
        for (index, part) in parts.iter().enumerate() {
            if matches!(part, syn::Expr::Let(_)) {
                continue;
            }
            let drop = match (guards, self.function.kind) {
                (true, Kind::Timeout) => Operator::WidenTimeout,
                _ => Operator::DropCondition,
            };
            let without = Self::without(&parts, index);
            self.found.push(self.function.mutant(drop, vec![without]));
            let negated = format!("!({})", self.function.text(part));
            let negated = vec![edit(part, negated)];
            self.found.push(self.function.mutant(Operator::NegateCondition, negated));
        }
    }

    /// The edit that leaves a conjunct out, with the `&&` that joins it.
    fn without(parts: &[&syn::Expr], index: usize) -> Edit {
        let own = range(&parts[index]);
        let (start, end, text) = match (index, parts.len()) {
            (_, 1) => (own.start, own.end, "true"),
            (0, _) => (own.start, range(&parts[1]).start, ""),
            _ => (range(&parts[index - 1]).end, own.end, ""),
        };
        Edit { start, end, text: text.to_owned() }
    }

    fn bound(&mut self, what: &impl syn::spanned::Spanned, texts: &[String]) {
        for text in texts {
            let edit = edit(what, text.as_str());
            self.found.push(self.function.mutant(Operator::OffByOne, vec![edit]));
        }
    }
}

impl<'a> Visit<'a> for Tests<'_, '_> {
    fn visit_macro(&mut self, source: &'a syn::Macro) {
        let Some(inner) = Inner::of(source) else { return };
        if source.path.is_ident("require") {
            inner.values.iter().for_each(|condition| self.condition(condition, true));
        }
        let mut tests = Tests { function: self.function, found: &mut *self.found };
        inner.visit(&mut tests);
    }

    fn visit_expr_if(&mut self, branch: &'a syn::ExprIf) {
        self.condition(&branch.cond, false);
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_lit(&mut self, literal: &'a syn::ExprLit) {
        if let syn::Lit::Int(number) = &literal.lit
            && let Ok(value) = number.base10_parse::<u32>()
        {
            let others = [value.checked_sub(1), value.checked_add(1)];
            let others: Vec<String> = others.into_iter().flatten().map(|other| other.to_string()).collect();
            self.bound(literal, &others);
        }
    }

    fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
        let other = match binary.op {
            syn::BinOp::Lt(_) => Some("<="),
            syn::BinOp::Le(_) => Some("<"),
            syn::BinOp::Gt(_) => Some(">="),
            syn::BinOp::Ge(_) => Some(">"),
            _ => None,
        };
        if let Some(other) = other {
            self.bound(&binary.op, &[other.to_owned()]);
        }
        visit::visit_expr_binary(self, binary);
    }
}

/// What is joined by `&&`, from left to right.
fn conjuncts(expr: &syn::Expr) -> Vec<&syn::Expr> {
    match expr {
        syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_)) => {
            [conjuncts(&binary.left), conjuncts(&binary.right)].concat()
        }
        other => vec![other],
    }
}
