//! Statements that do something.

use super::{becomes, lowered, printed, refused};

#[test]
fn each_conjunct_is_a_guard_of_its_own() {
    becomes(
        "require!(self.busy && (self.lane.is_none() && !self.order.is_full()) && (self.count < 3 || self.order.is_empty()));",
        &[
            "require!(server.busy);",
            "require!(server.lane.is_none());",
            "require!(server.order.len() < order);",
            "require!(server.count < 3 || server.order.len() == 0);",
        ],
    );
}

#[test]
fn a_compound_assignment_reads_and_writes() {
    becomes(
        "self.busy |= self.lane.is_some(); self.busy &= true; self.count += 1; self.count -= 1;",
        &[
            "server.busy = server.busy || server.lane.is_some();",
            "server.busy = server.busy;",
            "server.count = server.count + 1;",
            "server.count = server.count - 1;",
        ],
    );
}

#[test]
fn a_fresh_id_is_taken_where_it_stands() {
    becomes(
        "let page = Page { owner: session, job: fresh!(Job) }; self.lane = Some(page.job);",
        &[
            "let __fresh = fresh!(Job);",
            "let page = Page { job: __fresh, owner: session };",
            "server.lane = Some(page.job);",
        ],
    );
    becomes(
        "let next = fresh!(Job); self.lane = Some(next);",
        &["let next = fresh!(Job);", "server.lane = Some(next);"],
    );
}

#[test]
fn a_loop_over_a_set_takes_its_members_before_it_starts() {
    becomes(
        "for one in self.members.iter() { self.members.remove(one); }",
        &[
            "let __value = server.members;",
            "for one in Session::all() {",
            "    if __value.contains(one) {",
            "        server.members.remove(one);",
            "    }",
            "}",
        ],
    );
}

#[test]
fn a_loop_may_take_any_order() {
    becomes(
        "for one in any_order(Job::all()) { self.order.push_back(one); }",
        &["for one in any_order(Job::all()) {", "    server.order.push_back(one);", "}"],
    );
}

#[test]
fn collections_are_emptied() {
    becomes(
        "self.order.clear(); self.members = Set::new(); self.stage_of.clear(); self.order = Queue::new();",
        &["server.order.clear();", "server.members = Set::new();", "server.stage_of.clear();", "server.order.clear();"],
    );
}

#[test]
fn a_head_may_go_straight_into_a_place() {
    becomes(
        "self.lane = self.order.pop_front();",
        &["let __value = server.order.front();", "server.order.pop_front();", "server.lane = __value;"],
    );
}

#[test]
fn a_message_is_taken_apart_where_it_is_received() {
    let functions = "#[receive] fn hear(&mut self, Hint { page: Page { job, .. } }: Hint) { self.lane = Some(job); }";
    assert_eq!(printed(&lowered(functions, ""), "receive hear"), "let job = page.job;\nserver.lane = Some(job);");
}

/// What the statements of an observer become.
fn observer(body: &str) -> String {
    let ghost = format!(
        "#[ghost] pub struct World {{ #[max(2)] bells: Count, #[max(limit)] all: Count }}
        impl World {{ #[on(Bell)] fn ring(&mut self) {{ {body} }} }}"
    );
    printed(&lowered("#[step] fn go(&mut self) { emit!(Bell); }", &ghost), "on Bell")
}

#[test]
fn an_observer_stops_at_the_bound() {
    assert_eq!(
        observer("self.bells = self.bells.saturating_add(1);"),
        "world.bells = if world.bells < 2 { world.bells + 1 } else { world.bells };"
    );
    assert_eq!(
        observer("self.all = self.bells.saturating_add(2);"),
        "world.all = if limit < world.bells + 2 { limit } else { world.bells + 2 };"
    );
}

#[test]
fn what_saturates_is_evaluated_once() {
    assert_eq!(
        observer("self.all = self.all.saturating_sub(self.bells.saturating_sub(1));"),
        "world.all = let __value = if world.bells < 1 { 0 } else { world.bells - 1 }; \
         if world.all < __value { 0 } else { world.all - __value };"
    );
}

#[test]
fn an_assignment_has_the_type_of_its_place() {
    becomes(
        "self.stage_of[session] = Stage::default(); self.lane = Default::default();",
        &["server.stage_of[session] = Stage::Idle;", "server.lane = None;"],
    );
    assert_eq!(refused("#[step] fn go(&mut self) { self.lane = Some(self.busy); }"), ["E0305"]);
}

#[test]
fn all_errors_are_found_at_once() {
    let body = "self.lane = 1; self.nothing = 2; let Some(lane) = self.lane; require!(self.count); go();";
    let mut found = refused(&format!("#[step] fn go(&mut self) {{ {body} }}"));
    found.sort_unstable();
    assert_eq!(found, ["E0301", "E0302", "E0305", "E0305", "E0313"]);
}
