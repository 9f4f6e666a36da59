//! Outboxes.

use super::lowered;
use crate::ir::{Bound, Type, VariableRole};

const CRASH: &str = "#[crash(budget = crash)] fn crash(&mut self) {}";

/// What the outbox of `Server` holds, and how much; `None` without one.
fn outbox(functions: &str) -> Option<(String, u32)> {
    let ir = lowered(functions, "");
    let variable = ir.variables.iter().find(|variable| variable.role == VariableRole::Outbox)?;
    let Type::Queue(entry, Bound::Literal(room)) = &variable.ty else { panic!("{:?}", variable.ty) };
    let Type::Struct(entry) = **entry else { panic!("{entry:?}") };
    let Type::Enum(contents) = ir[entry].fields[1].ty else { panic!("{:?}", ir[entry]) };
    let names: Vec<_> = ir[contents].variants.iter().map(|variant| variant.name.as_str()).collect();
    Some((names.join(" "), *room))
}

#[test]
fn no_crash_no_outbox() {
    assert_eq!(outbox("#[step] fn go(&mut self) { emit!(Bell); }"), None);
}

#[test]
fn what_travels_on_an_any_channel_needs_none() {
    let functions = "#[step] fn go(&mut self, job: Job, owner: Session) { send!(Hint { page: Page { job, owner } }); }";
    assert_eq!(outbox(&format!("{functions} {CRASH}")), None);
}

#[test]
fn it_holds_effects_then_messages_and_as_many_as_the_longest_path_has() {
    let functions = "#[step] fn go(&mut self, job: Job, owner: Session) {
            send!(Note { job });
            if self.busy { emit!(Bell); emit!(Bell); } else { emit!(Print { page: Page { job, owner } }); }
        }";
    assert_eq!(outbox(&format!("{functions} {CRASH}")), Some(("Bell Print Note".to_owned(), 3)));
}

#[test]
fn a_loop_takes_its_turns_in_the_largest_scope_and_a_recovery_adds_its_own() {
    let functions = "#[step] fn go(&mut self) { for _ in Job::all() { emit!(Bell); } }
        #[recover] fn back(&mut self) { emit!(Bell); }";
    assert_eq!(outbox(&format!("{functions} {CRASH}")), Some(("Bell".to_owned(), 5)));
}
