//! Statements: left out, repeated, swapped, reordered.

use syn::visit::{self, Visit};

use super::function::{Fields, Function, Kind, edit};
use super::{Edit, Mutant, Operator};

/// Proposes changes of whole statements.
pub(super) fn propose(function: &Function<'_>, found: &mut Vec<Mutant>) {
    let mut blocks = Blocks::default();
    blocks.visit_block(&function.item.block);
    for statements in &blocks.blocks {
        for statement in *statements {
            if let Some(what) = kind(statement) {
                single(function, statement, what, found);
            }
        }
        for pair in statements.windows(2) {
            neighbours(function, &pair[0], &pair[1], found);
        }
    }
    for body in blocks.arms {
        if let Some(what) = kind_of(body) {
            found.push(function.mutant(dropped(function, what, written(body)), vec![edit(body, "{}")]));
        }
    }
}

/// What a statement does, if it does something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Assignment,
    Change,
    Output,
    Call,
}

fn kind(statement: &syn::Stmt) -> Option<What> {
    match statement {
        syn::Stmt::Expr(expr, Some(_)) => kind_of(expr),
        syn::Stmt::Macro(statement) => output(&statement.mac),
        _ => None,
    }
}

fn kind_of(expr: &syn::Expr) -> Option<What> {
    match expr {
        syn::Expr::Assign(_) => Some(What::Assignment),
        syn::Expr::Binary(binary) if is_compound(binary.op) => Some(What::Change),
        syn::Expr::MethodCall(call) if is_self(&call.receiver) => Some(What::Call),
        syn::Expr::MethodCall(_) => Some(What::Change),
        syn::Expr::Macro(expr) => output(&expr.mac),
        _ => None,
    }
}

fn output(source: &syn::Macro) -> Option<What> {
    (source.path.is_ident("send") || source.path.is_ident("emit")).then_some(What::Output)
}

/// Whether it is `+=` or one like it.
fn is_compound(op: syn::BinOp) -> bool {
    use syn::BinOp::{AddAssign, BitAndAssign, BitOrAssign, SubAssign};
    matches!(op, AddAssign(_) | SubAssign(_) | BitAndAssign(_) | BitOrAssign(_))
}

fn is_self(expr: &syn::Expr) -> bool {
    matches!(expr, syn::Expr::Path(path) if path.path.is_ident("self"))
}

fn dropped(function: &Function<'_>, what: What, written: Option<&syn::Expr>) -> Operator {
    let mut fields = Fields::default();
    if let Some(written) = written {
        fields.visit_expr(written);
    }
    match (function.kind, what) {
        (Kind::Recovery, _) => Operator::DropRecovery,
        (_, What::Assignment | What::Change) if !fields.0.is_disjoint(&function.timed) => Operator::DropCancel,
        (_, What::Output) => Operator::DropOutput,
        (_, What::Call) => Operator::DropCall,
        (_, What::Assignment | What::Change) => Operator::DropAssignment,
    }
}

fn single(function: &Function<'_>, statement: &syn::Stmt, what: What, found: &mut Vec<Mutant>) {
    let text = function.text(statement);
    let place = if let syn::Stmt::Expr(expr, _) = statement { written(expr) } else { None };
    // What a mark of a twin stands before cannot just be gone.
    let nothing = if function.is_marked(statement) { "ignore!(\"left out\");" } else { "" };
    found.push(function.mutant(dropped(function, what, place), vec![edit(statement, nothing)]));
    if what == What::Change {
        let twice = format!("{text} {text}");
        found.push(function.mutant(Operator::RepeatAssignment, vec![edit(statement, twice)]));
    }
}

/// Statements that stand side by side change places; assignments also change values.
fn neighbours(function: &Function<'_>, first: &syn::Stmt, second: &syn::Stmt, found: &mut Vec<Mutant>) {
    let (Some(_), Some(_)) = (kind(first), kind(second)) else { return };
    let swapped = |one: &dyn Fn() -> Edit, other: &dyn Fn() -> Edit| vec![one(), other()];
    if !is_apart(first, second) {
        let places = swapped(&|| edit(first, function.text(second)), &|| edit(second, function.text(first)));
        found.push(function.mutant(Operator::Reorder, places));
    }
    if let (Some(one), Some(other)) = (assigned(first), assigned(second)) {
        let values = vec![edit(one, function.text(other)), edit(other, function.text(one))];
        found.push(function.mutant(Operator::SwapAssignments, values));
    }
}

/// Whether one is a message and the other an effect: they leave at once, on different ways.
fn is_apart(first: &syn::Stmt, second: &syn::Stmt) -> bool {
    let is = |statement: &syn::Stmt, name: &str| matches!(statement, syn::Stmt::Macro(statement) if statement.mac.path.is_ident(name));
    is(first, "send") && is(second, "emit") || is(first, "emit") && is(second, "send")
}

/// The place that is written.
fn written(expr: &syn::Expr) -> Option<&syn::Expr> {
    match expr {
        syn::Expr::Assign(assign) => Some(&assign.left),
        syn::Expr::Binary(binary) => Some(&binary.left),
        syn::Expr::MethodCall(call) => Some(&call.receiver),
        _ => None,
    }
}

/// The value that a statement assigns.
fn assigned(statement: &syn::Stmt) -> Option<&syn::Expr> {
    match statement {
        syn::Stmt::Expr(syn::Expr::Assign(assign), _) => Some(&assign.right),
        _ => None,
    }
}

/// The blocks of a function, and the arms that are no block.
#[derive(Default)]
struct Blocks<'a> {
    blocks: Vec<&'a [syn::Stmt]>,
    arms: Vec<&'a syn::Expr>,
}

impl<'a> Visit<'a> for Blocks<'a> {
    fn visit_block(&mut self, block: &'a syn::Block) {
        self.blocks.push(&block.stmts);
        visit::visit_block(self, block);
    }

    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        self.arms.push(&arm.body);
        visit::visit_arm(self, arm);
    }
}
