//! One handler for each delivery.

use super::{Check, codes};

/// Two handlers of one message need guards that tell them apart. Whether the guards exclude each other is checked on
/// every reachable state; a handler without any guard leaves nothing to the others.
pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    for message in ir.message_ids() {
        let handlers: Vec<_> = ir.handlers_of(message).collect();
        let Some(&bare) = handlers.iter().find(|&&id| !ir[id].body.is_guarded()) else { continue };
        for &other in handlers.iter().filter(|&&id| id != bare) {
            let (name, bare) = (&ir[message].name, &ir[bare]);
            let text = format!(
                "`{}` and `{}` both handle `{name}`, and `{}` always does; give each a `require!` that excludes \
                 the other",
                bare.name, ir[other].name, bare.name,
            );
            check.error_with(codes::TWO_HANDLERS, ir[other].span, text, bare.span, "this one has no guard");
        }
    }
}
