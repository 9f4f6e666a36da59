//! Patterns and branches.

use super::{becomes, refused};

#[test]
fn a_scrutinee_is_read_once() {
    becomes(
        "if let Stage::Busy { page: Page { owner, .. }, again: Some(_) } = self.stage { self.members.insert(owner); }",
        &[
            "let __value = server.stage;",
            "if matches!(__value, Stage::Busy { .. }) && __value.again.is_some() {",
            "    let owner = __value.page.owner;",
            "    server.members.insert(owner);",
            "}",
        ],
    );
}

#[test]
fn a_local_that_is_matched_is_not_copied() {
    becomes(
        "let stage = self.stage; if let Stage::Pair(other, true) = stage { self.lane = Some(other); }",
        &[
            "let stage = server.stage;",
            "if matches!(stage, Stage::Pair { .. }) && stage.1 {",
            "    let other = stage.0;",
            "    server.lane = Some(other);",
            "}",
        ],
    );
}

#[test]
fn arms_are_tried_in_order_and_the_last_needs_no_test() {
    becomes(
        "match self.stage {
            Stage::Idle => {}
            Stage::Pair(other, flag) if flag && other == job => self.busy = flag,
            Stage::Busy { .. } | Stage::Pair(..) => refuse!(),
        }",
        &[
            "let __value = server.stage;",
            "if matches!(__value, Stage::Idle) {",
            "} else {",
            "    if matches!(__value, Stage::Pair { .. }) && (let other = __value.0; let flag = __value.1; flag && other == job) {",
            "        let other = __value.0;",
            "        let flag = __value.1;",
            "        server.busy = flag;",
            "    } else {",
            "        refuse!();",
            "    }",
            "}",
        ],
    );
}

#[test]
fn a_match_has_a_value() {
    becomes(
        "self.lane = match self.stage { Stage::Pair(other, _) => Some(other), whole @ Stage::Idle if whole == Stage::Idle => None, _ => Some(job) };",
        &[
            "let whole = server.stage;",
            "server.lane = if matches!(whole, Stage::Pair { .. }) { let other = whole.0; Some(other) } else { \
             if matches!(whole, Stage::Idle) && whole == Stage::Idle { None } else { Some(job) } };",
        ],
    );
}

#[test]
fn a_chain_binds_for_what_follows() {
    becomes(
        "if self.busy && let Some(lane) = self.lane && lane == job { self.lane = Some(lane); } else { self.lane = None; }",
        &[
            "if server.busy && (let __value = server.lane; __value.is_some() && (let lane = __value.value; lane == job)) {",
            "    let __value = server.lane;",
            "    let lane = __value.value;",
            "    server.lane = Some(lane);",
            "} else {",
            "    server.lane = None;",
            "}",
        ],
    );
}

#[test]
fn a_let_else_is_a_guard() {
    becomes(
        "let Some(lane) = self.lane else { refuse!() }; self.order.push_back(lane);",
        &[
            "let __value = server.lane;",
            "require!(__value.is_some());",
            "let lane = __value.value;",
            "server.order.push_back(lane);",
        ],
    );
}

#[test]
fn a_guard_precedes_what_is_popped() {
    becomes(
        "let Some(first) = self.order.pop_front() else { refuse!() }; self.lane = Some(first);",
        &[
            "let __value = server.order.front();",
            "require!(__value.is_some());",
            "server.order.pop_front();",
            "let first = __value.value;",
            "server.lane = Some(first);",
        ],
    );
}

#[test]
fn a_count_is_matched_by_numbers() {
    becomes(
        "match self.count { 0 | 1 => self.busy = false, _ => self.busy = true }",
        &[
            "let __value = server.count;",
            "if __value == 0 || __value == 1 {",
            "    server.busy = false;",
            "} else {",
            "    server.busy = true;",
            "}",
        ],
    );
}

#[test]
fn one_mistake_is_one_error() {
    let body = "if let Some(other) = self.nothing { self.lane = Some(other); self.order.push_back(other); }";
    assert_eq!(refused(&format!("#[step] fn go(&mut self) {{ {body} }}")), ["E0302"]);
}

#[test]
fn exhaustiveness_looks_inside() {
    let covered = "match self.stage {
        Stage::Pair(_, true) => {}
        Stage::Busy { again: None, .. } | Stage::Idle => {}
        Stage::Pair(_, false) | Stage::Busy { again: Some(_), .. } => {}
    }";
    becomes(
        &format!("{covered} self.busy = true;"),
        &[
            "let __value = server.stage;",
            "if matches!(__value, Stage::Pair { .. }) && __value.1 {",
            "} else {",
            "    if matches!(__value, Stage::Busy { .. }) && __value.again.is_none() || matches!(__value, Stage::Idle) {",
            "    }",
            "}",
            "server.busy = true;",
        ],
    );
    let hole = covered.replace("Stage::Pair(_, false) | ", "");
    assert_eq!(refused(&format!("#[step] fn go(&mut self) {{ {hole} }}")), ["E0312"]);
}

#[test]
fn alternatives_bind_the_same_names() {
    becomes(
        "if let Stage::Pair(job, _) | Stage::Busy { again: Some(job), .. } = self.stage { self.lane = Some(job); }",
        &[
            "let __value = server.stage;",
            "if matches!(__value, Stage::Pair { .. }) || matches!(__value, Stage::Busy { .. }) && __value.again.is_some() {",
            "    let job = if matches!(__value, Stage::Pair { .. }) { __value.0 } else { __value.again.value };",
            "    server.lane = Some(job);",
            "}",
        ],
    );
}

#[test]
fn a_branch_without_a_type_gets_that_of_another() {
    becomes(
        "let lane = if self.busy { None } else if self.count == 1 { None } else { Some(job) };
         let next = match self.count { 0 => None, _ => lane }; self.lane = next;",
        &[
            "let lane = if server.busy { None } else { if server.count == 1 { None } else { Some(job) } };",
            "let __value = server.count;",
            "let next = if __value == 0 { None } else { lane };",
            "server.lane = next;",
        ],
    );
    assert_eq!(refused("#[step] fn go(&mut self) { let x = if self.busy { None } else { None }; }"), ["E0306"]);
}
