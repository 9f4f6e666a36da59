//! Properties, final states and quantifiers.

use super::{becomes, lowered};

/// The line that a property is printed on.
fn property(source: &str) -> String {
    let text = lowered("#[step] fn go(&mut self) { self.busy = true; }", source).to_string();
    let name = source.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).expect("it has a name");
    let line = text.lines().find(|line| line.contains(&format!(" {name}(")) || line.ends_with(name));
    line.unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn a_property_ranges_over_its_ids() {
    assert_eq!(
        property("#[never] fn wrong(server: &Server, job: Job) -> bool { let lane = server.lane; lane == Some(job) }"),
        "never wrong(job): let lane = server.lane; lane == Some(job)"
    );
}

#[test]
fn an_action_property_compares_two_states() {
    assert_eq!(
        property(
            "#[action_property] fn grows(before: &Server, after: &Server) -> bool { before.count <= after.count }"
        ),
        "action property grows(): after server.count >= server.count"
    );
}

#[test]
fn a_leads_to_has_two_sides() {
    assert_eq!(
        property("#[leads_to] fn ends(server: &Server) -> LeadsTo { leads_to!(server.busy => !server.busy) }"),
        "leads to ends(): server.busy => !server.busy"
    );
}

#[test]
fn quantifiers_over_all_ids() {
    becomes(
        "require!(Job::all().any(|j| self.lane == Some(j)) && Session::all().count() < Job::all().count());",
        &["require!(Job::all().any(|j| server.lane == Some(j)));", "require!(session < job);"],
    );
}

#[test]
fn quantifiers_over_some_ids() {
    becomes(
        "require!(self.members.iter().all(|s| s == session) && Job::all().filter(|j| j != job).count() < 2);",
        &[
            "require!(Session::all().all(|s| !server.members.contains(s) || s == session));",
            "require!(Job::all().filter(|j| j != job).count() < 2);",
        ],
    );
}

#[test]
fn an_option_is_asked_with_a_closure() {
    becomes(
        "require!(self.lane.is_some_and(|lane| lane == job) || self.lane.is_none_or(|lane| lane != job));",
        &["require!((let __value = server.lane; __value.is_some() && (let lane = __value.value; lane == job)) || \
         (let __value = server.lane; __value.is_none() || (let lane = __value.value; lane != job)));"],
    );
}

#[test]
fn matches_reads_what_it_can_at_once() {
    becomes(
        "require!(matches!(self.stage, Stage::Idle)); require!(matches!(self.lane, Some(lane) if lane == job));",
        &[
            "require!(matches!(server.stage, Stage::Idle));",
            "require!(let __value = server.lane; __value.is_some() && (let lane = __value.value; lane == job));",
        ],
    );
}
