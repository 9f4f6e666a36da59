//! What a Machine cannot express: a check of its own, before emission, which cannot fail.

pub(crate) mod codes;

use super::names::{RESERVED, holds_document};
use super::role::Role;
use super::transaction::is_told;
use crate::Protocol;
use crate::diagnostic::{Diagnostic, Errors};
use crate::ir::query::{place_type, type_of, visit_expr, visit_statements};
use crate::ir::{ActionId, ActionKind, Expr, Ir, Local, Span, Statement, StatementKind, Type, Words};
use crate::resolve::Spans;

/// Checks that a protocol can be a Machine.
///
/// # Errors
/// All that it cannot express, in the order of the rules.
pub fn check(protocol: &Protocol) -> Result<(), Vec<Diagnostic>> {
    let mut check = Check { ir: &protocol.ir, spans: &protocol.spans, errors: Errors::default() };
    check.names();
    for role in Role::all(check.ir) {
        check.recoveries(&role);
        for act in &role.actions {
            check.body(act.id);
            check.choices(act.id);
        }
        for act in role.turns().filter(|act| !is_told(&role, act)) {
            check.not_told(act.id);
        }
    }
    check.errors.finish(())
}

struct Check<'a> {
    ir: &'a Ir,
    spans: &'a Spans,
    errors: Errors,
}

impl Check<'_> {
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.errors.push(code, self.spans.place(span), message);
    }

    /// Names that the emitted module needs for itself.
    fn names(&mut self) {
        let ir = self.ir;
        let sorts = ir.sorts.iter().map(|sort| (&sort.name, sort.span));
        let structs = ir.structs.iter().map(|data| (&data.name, data.span));
        let enums = ir.enums.iter().map(|data| (&data.name, data.span));
        let messages = ir.messages.iter().map(|message| (&message.name, message.span));
        let effects = ir.effects.iter().map(|effect| (&effect.name, effect.span));
        for (name, span) in sorts.chain(structs).chain(enums).chain(messages).chain(effects) {
            if RESERVED.contains(&&**name) || name == "T" {
                let text = format!("`{name}` is a word of every Machine's module; give this another name");
                self.error(codes::RESERVED_NAME, span, text);
            }
        }
        for role in Role::all(ir).iter().filter(|role| role.module() == "support") {
            let text = "`support` is a module of every Machine; give this role another name";
            self.error(codes::RESERVED_NAME, role.component.span, text);
        }
    }

    fn recoveries(&mut self, role: &Role<'_>) {
        for act in role.recoveries().skip(1) {
            let text = format!(
                "`{}` has a `#[recover]` already, and a Machine that comes up cannot choose; branch inside one",
                role.component.name
            );
            self.error(codes::ONE_RECOVERY, act.action.span, text);
        }
    }

    /// What is chosen by nobody: a host delivers messages and restarts, it does not say what comes of them.
    fn choices(&mut self, id: ActionId) {
        let ir = self.ir;
        let action = &ir[id];
        for local in &action.choices {
            let Local { name, ty } = &action.body.locals[*local];
            match action.kind {
                ActionKind::Receive | ActionKind::Recover => {
                    let text = format!(
                        "`{}` chooses `{name}`, and nobody tells the Machine which; let the message carry it, or take it \
                         from the state",
                        action.name
                    );
                    self.error(codes::NOBODY_CHOOSES, action.span, text);
                }
                ActionKind::Step | ActionKind::Timeout { .. } if !is_key(ir, ty) => {
                    let text = format!(
                        "`{}` is offered for each value of `{name}`, which holds more than a key may; branch inside the \
                         body",
                        action.name
                    );
                    self.error(codes::TURN_KEY, action.span, text);
                }
                _ => {}
            }
        }
    }

    fn not_told(&mut self, id: ActionId) {
        let action = &self.ir[id];
        let text = format!(
            "nothing in the rows of an id tells that `{}` may be taken for it; guard it by what is stored under its id, \
             or take the id from the state in the body",
            action.name
        );
        self.error(codes::TURN_NOT_TOLD, action.span, text);
    }

    fn body(&mut self, id: ActionId) {
        let body = &self.ir[id].body;
        let mut found = Vec::new();
        visit_statements(&body.statements, &mut |statement| {
            for expr in statement.expressions() {
                visit_expr(expr, &mut |inner| {
                    found.extend(self.expr(&body.locals, inner).map(|(code, text)| (code, statement.span, text)));
                });
            }
            found.extend(
                self.removal(&body.locals, statement).map(|text| (codes::DOCUMENT_COMPARED, statement.span, text)),
            );
        });
        for (code, span, text) in found {
            self.error(code, span, text);
        }
    }

    fn expr(&self, locals: &[Local], expr: &Expr) -> Option<(&'static str, String)> {
        match expr {
            Expr::Equal(a, b) => {
                let plain = |side: &Expr| matches!(side, Expr::Variant { fields, .. } if fields.is_empty());
                let whole = holds_document(self.ir, &type_of(self.ir, locals, a)) && !plain(a) && !plain(b);
                whole.then(|| (codes::DOCUMENT_COMPARED, self.compared(locals, expr)))
            }
            Expr::Queued(place, item) => {
                let held = holds_document(self.ir, &place_type(self.ir, place));
                held.then(|| (codes::DOCUMENT_COMPARED, self.compared(locals, item)))
            }
            _ => None,
        }
    }

    fn removal(&self, locals: &[Local], statement: &Statement) -> Option<String> {
        let StatementKind::Remove(place, item) = &statement.kind else { return None };
        holds_document(self.ir, &place_type(self.ir, place)).then(|| self.compared(locals, item))
    }

    fn compared(&self, locals: &[Local], expr: &Expr) -> String {
        let words = Words { ir: self.ir, locals }.expr(expr);
        format!(
            "`{words}` compares documents as a whole, which are the caller's own; compare what they say of themselves"
        )
    }
}

/// Whether a timer or turn can be kept for each value of a type.
fn is_key(ir: &Ir, ty: &Type) -> bool {
    match ty {
        Type::Id(_) | Type::Bool | Type::Count(_) => true,
        Type::Enum(id) => ir[*id].variants.iter().all(|variant| variant.fields.is_empty()),
        _ => false,
    }
}
