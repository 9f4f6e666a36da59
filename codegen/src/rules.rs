//! The static rules of the semantics, over the IR: what makes a verdict mean what it says.
//!
//! Each rule has a code and its reason in [`codes`], and a case that it refuses.

mod blind;
pub mod codes;
mod faults;
mod guards;
mod loops;
mod observers;
mod opens;
mod quantifiers;
mod receive;
mod timeouts;

use crate::diagnostic::{Diagnostic, Errors};
use crate::ir::{Ir, Local, LocalId, Place, SortId, Span, Type, Words};
use crate::resolve::{Names, Spans};

/// Checks every static rule of the semantics.
///
/// # Errors
/// All violations, in the order of the rules.
pub fn check(ir: &Ir, names: &Names) -> Result<(), Vec<Diagnostic>> {
    let mut check = Check { ir, spans: &names.spans, errors: Errors::default() };
    guards::check(&mut check);
    loops::check(&mut check);
    quantifiers::check(&mut check);
    timeouts::check(&mut check);
    observers::check(&mut check);
    receive::check(&mut check);
    faults::check(&mut check);
    opens::check(&mut check);
    check.errors.finish(())
}

/// What every rule needs.
struct Check<'a> {
    ir: &'a Ir,
    spans: &'a Spans,
    errors: Errors,
}

impl Check<'_> {
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.errors.push(code, self.spans.place(span), message);
    }

    fn error_with(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        also: Span,
        what: impl Into<String>,
    ) {
        self.errors.push_with(code, self.spans.place(span), message, self.spans.place(also), what);
    }
}

/// A place as its own component writes it: `self.lane`.
fn own_place(ir: &Ir, locals: &[Local], place: &Place) -> String {
    let place = Words { ir, locals }.place(place);
    place.split_once('.').map_or_else(|| place.clone(), |(_, rest)| format!("self.{rest}"))
}

/// The sort of an id type whose ids come without end in production: any but the declared nodes.
fn open_sort(ir: &Ir, ty: &Type) -> Option<SortId> {
    match ty {
        Type::Id(sort) if !ir[*sort].fixed => Some(*sort),
        _ => None,
    }
}

/// Those of an action's choices that range over ids that come without end.
fn open_choices(ir: &Ir, action: &crate::ir::Action) -> Vec<LocalId> {
    let open = |local: &LocalId| open_sort(ir, &action.body.locals[*local].ty).is_some();
    action.choices.iter().copied().filter(open).collect()
}

#[cfg(test)]
mod tests;
