//! Helpers, inlined.

use super::{becomes, lowered, printed, refused, step};

#[test]
fn an_argument_that_is_a_local_stays_itself() {
    let helper = "fn end(&mut self, which: Job) { if self.lane == Some(which) { self.lane = None; } }";
    assert_eq!(step("self.end(job);", helper), "if server.lane == Some(job) {\n    server.lane = None;\n}");
}

#[test]
fn an_argument_is_evaluated_before_the_body() {
    let helper = "fn set(&mut self, busy: bool) { self.busy = true; self.stage = Stage::Idle; self.busy = busy; }";
    assert_eq!(
        step("self.set(!self.busy);", helper),
        "let busy = !server.busy;\nserver.busy = true;\nserver.stage = Stage::Idle;\nserver.busy = busy;"
    );
}

#[test]
fn names_of_the_caller_are_out_of_sight() {
    let functions =
        "#[step] fn go(&mut self, job: Job) { self.helper(); } fn helper(&mut self) { self.lane = Some(job); }";
    assert_eq!(refused(functions), ["E0301"]);
}

#[test]
fn a_helper_that_writes_has_a_value() {
    let helper = "fn take(&mut self) -> bool { let was = self.busy; self.busy = true; was }";
    assert_eq!(
        step("let was = self.take(); if was { self.lane = None; }", helper),
        "let was = server.busy;\nserver.busy = true;\nif was {\n    server.lane = None;\n}"
    );
}

#[test]
fn a_helper_that_reads_stands_anywhere() {
    let helper = "fn owner(&self, job: Job) -> Option<Session> {
            if let Stage::Busy { page, .. } = self.stage && page.job == job { Some(page.owner) } else { None }
        }";
    assert_eq!(
        step("require!(self.busy || self.owner(job) == Some(session));", helper),
        "require!(server.busy || (let __value = server.stage; if matches!(__value, Stage::Busy { .. }) && \
         (let page = __value.page; page.job == job) { let page = __value.page; Some(page.owner) } else { None }) == \
         Some(session));"
    );
}

#[test]
fn a_store_is_reached_through_its_parameter() {
    let functions = "#[step] fn go(&mut self, spool: &mut Spool, job: Job) {
            require!(free(spool, job));
            spool.take(job);
        }";
    let items = "impl Spool { fn take(&mut self, job: Job) { self.jammed.remove(job); self.next = Some(job); } }
        fn free(spool: &Spool, job: Job) -> bool { !spool.jammed.contains(job) }";
    assert_eq!(
        printed(&lowered(functions, items), "step go"),
        "require!(!spool.jammed.contains(job));\nspool.jammed.remove(job);\nspool.next = Some(job);"
    );
}

/// An action that calls the first of many helpers, each written by a function of its number and the next one's name.
fn helpers(count: u32, first: &str, helper: impl Fn(u32, &str) -> String) -> String {
    let row = (0..count).map(|number| helper(number, &format!("h{}", number + 1)));
    format!("#[step] fn go(&mut self) {{ {first} }} {}", row.collect::<Vec<_>>().join("\n"))
}

#[test]
fn helpers_that_double_are_stopped() {
    let doubling = helpers(40, "self.h0();", |number, next| {
        format!("fn h{number}(&mut self) {{ self.{next}(); self.{next}(); }}")
    });
    assert_eq!(refused(&format!("{doubling} fn h40(&mut self) {{}}")), ["E0327"]);
}

#[test]
fn helpers_in_a_long_row_are_stopped_before_the_stack_is() {
    let writing = helpers(400, "self.h0();", |number, next| {
        format!("fn h{number}(&mut self) {{ if self.busy {{ self.{next}(); }} }}")
    });
    assert_eq!(refused(&format!("{writing} fn h400(&mut self) {{ self.busy = true; }}")), ["E0327"]);
    let reading = helpers(400, "require!(self.h0());", |number, next| {
        format!("fn h{number}(&self) -> bool {{ if self.busy {{ !self.{next}() }} else {{ true }} }}")
    });
    assert_eq!(refused(&format!("{reading} fn h400(&self) -> bool {{ self.busy }}")), ["E0327"]);
}

#[test]
fn a_helper_that_is_never_called_has_its_errors() {
    assert_eq!(refused("fn unused(&self, job: Job) -> bool { job == self.busy }"), ["E0305"]);
}

#[test]
fn what_a_helper_takes_is_checked_once() {
    becomes(
        "let Page { owner, .. } = Page { job, owner: session }; self.members.insert(owner);",
        &["let __value = Page { job, owner: session };", "let owner = __value.owner;", "server.members.insert(owner);"],
    );
}
