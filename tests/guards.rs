//! The guards of the issuing protocol, taken out one by one and together: does the checker notice?
//!
//! A sheet is collected *by its job*, and what is on it is compared with the person, with what was asked for and with the
//! registration in force, at the server and, but for the registration, at the glass. Each edit below takes one of these out
//! of the protocol's own text.

use honnin_codegen::compile_file;
use honnin_codegen::diagnostic::render;
use honnin_codegen::source::Source;
use honnin_protocols::SOURCES;
use honnin_tests::verdicts::{compiled, sizes, verdict, violated};

/// A guard: where it stands, and what stands there when it is gone.
struct Guard {
    /// The item that it is a part of, by its first words.
    within: &'static str,
    /// What is replaced, each as often as it occurs there, and by what.
    edits: &'static [(&'static str, &'static str)],
}

/// The server takes a sheet for the job that it was made for. Without: for whichever job has the lane.
const BY_JOB: Guard = Guard {
    within: "fn collect(",
    edits: &[
        ("require!(self.lane == Some(page.job));", "let Some(job) = self.lane else { refuse!() };"),
        ("page.job", "job"),
    ],
};

/// The server takes the sheet that it has asked for last. Without: any sheet of the job.
const IN_TURN: Guard =
    Guard { within: "fn collect(", edits: &[("require!(page.sheet == if first.is_none() { 0 } else { 1 });", "")] };

/// The server compares what is on a sheet with the person and the request.
const AT_THE_SERVER: Guard = Guard { within: "fn collect(", edits: &[("!is_of(page, applicant, request)", "false")] };

/// The kiosk compares it once more, at the glass.
const AT_THE_GLASS: Guard = Guard {
    within: "fn show(",
    edits: &[(
        "if is_of(image.first, person, request) && image.second.is_none_or(|page| is_of(page, person, request)) {",
        "if true {",
    )],
};

/// At the glass, the sheets after the first are compared as well.
const EVERY_SHEET: Guard =
    Guard { within: "fn show(", edits: &[(" && image.second.is_none_or(|page| is_of(page, person, request))", "")] };

/// A certificate leaves when it is whole.
const WHOLE: Guard = Guard { within: "fn collect(", edits: &[("page.sheet < request.further", "false")] };

/// Which sheet is taken is read from what is on it. Without: from what has come before.
const BY_FIRST: Guard = Guard {
    within: "fn collect(",
    edits: &[("page.sheet < request.further", "first.is_none() && request.further > 0")],
};

/// A sheet is as new as the registration was when the application was accepted.
const IN_FORCE: Guard = Guard { within: "fn collect(", edits: &[("page.version < version", "false")] };

/// The version is that of the acceptance. Without: whatever it was at first.
const AS_ACCEPTED: Guard = Guard { within: "fn accept(", edits: &[("registry.versions[applicant]", "0")] };

/// Both comparisons are of the person.
const PERSON: Guard = Guard { within: "fn is_of(", edits: &[("page.subject == person && ", "")] };

/// Both comparisons are of what is on the page.
const CONTENT: Guard = Guard { within: "fn is_of(", edits: &[(" && page.content == request.content", "")] };

/// Of that, not only of the kind of certificate, but of the fields too.
const FIELDS: Guard = Guard {
    within: "fn is_of(",
    edits: &[("page.content == request.content", "page.content.document == request.content.document")],
};

/// Every server hears that a visit is over. Without: none.
const EVERY_SERVER: Guard = Guard { within: "fn close(", edits: &[("send!(Leave { node, session: me });", "")] };

/// Staff are called when the power is back and somebody had paid.
const AFTER_POWER_LOSS: Guard = Guard { within: "fn power_up(", edits: &[("if self.paid {", "if false {")] };

/// Staff are called when paper was left behind.
const LEFT_BEHIND: Guard = Guard { within: "fn paper_left_behind(", edits: &[("emit!(Alarm { session: me });", "")] };

const PRINTED_SHOWN_SENT: [&str; 3] = ["wrong_page_printed", "wrong_page_shown", "wrong_page_sent"];

/// The `quick` scope, where nothing is at fault but the renderer.
const CALM: [(&str, u32); 4] = [("crash", 0), ("power_loss", 0), ("paper_jam", 0), ("renderer_failure", 0)];

/// One visit with one job.
const ONE: [(&str, u32); 2] = [("session", 1), ("job", 1)];

/// Certificates of two sheets.
const SHEETS: [(&str, u32); 1] = [("sheet", 1)];

/// A registration that changes once.
const CHANGES: [(&str, u32); 2] = [("version", 1), ("amendment", 1)];

fn issuance() -> &'static str {
    SOURCES.iter().find(|source| source.name == "issuance").expect("it is shipped").text
}

/// The protocol's text without a guard.
fn cut(text: &str, guard: &Guard) -> String {
    let Guard { within, edits } = guard;
    assert_eq!(text.matches(within).count(), 1, "the protocol has this once: {within}");
    let start = text.find(within).expect("it is there once");
    let ends = ["\n        }\n", "\n    }\n"].into_iter().filter_map(|end| text[start..].find(end));
    let end = start + ends.min().expect("an item has an end");
    let mut item = text[start..end].to_owned();
    for (with, without) in *edits {
        assert!(item.contains(with), "`{within}` has this guard: {with}");
        item = item.replace(with, without);
    }
    [&text[..start], &item, &text[end..]].concat()
}

/// Checks the issuing protocol without some of its guards, at the `quick` scope with these numbers.
fn at(numbers: &[&[(&str, u32)]], guards: &[Guard]) -> Vec<String> {
    let text = guards.iter().fold(issuance().to_owned(), |text, guard| cut(&text, guard));
    let ir = compiled("issuance.rs", &text);
    let verdict = verdict(&ir, &sizes(&ir, "quick", &numbers.concat()), "custom", None);
    assert!(verdict.incomplete.is_none(), "every state was examined");
    violated(&verdict).into_iter().map(str::to_owned).collect()
}

/// The same for two visits in a world where the renderer makes so many wrong pages.
fn without(guards: &[Guard], misprints: u32) -> Vec<String> {
    at(&[&CALM, &[("misprint", misprints)]], guards)
}

#[test]
fn with_all_guards_nothing_goes_wrong() {
    assert_eq!(without(&[], 1), [""; 0]);
    for more in [SHEETS.as_slice(), &CHANGES, &[("field", 1)], &[("node", 2)]] {
        assert_eq!(at(&[&ONE, more], &[]), [""; 0]);
    }
}

#[test]
fn each_comparison_stands_in_for_the_other_before_the_glass() {
    // The kiosk still compares: a wrong page leaves the server, and nobody sees it.
    assert_eq!(without(&[AT_THE_SERVER], 1), ["wrong_page_sent"]);
    assert_eq!(without(&[AT_THE_GLASS], 1), [""; 0]);
}

#[test]
fn the_comparisons_stand_in_for_collecting_by_job() {
    assert_eq!(without(&[BY_JOB], 1), [""; 0]);
}

#[test]
fn no_comparison_stands_in_for_collecting_by_job_where_there_are_two_sheets() {
    // A sheet of a job that was given up and one of the next try are about the same person.
    let two_jobs = [("session", 1), ("job", 2), ("misprint", 0)];
    assert_eq!(at(&[&CALM, &two_jobs, &SHEETS], &[BY_JOB]), ["sheets_mixed_up"]);
    assert_eq!(at(&[&CALM, &two_jobs], &[BY_JOB]), [""; 0]);
}

#[test]
fn without_comparisons_a_misprint_reaches_the_wrong_person() {
    assert_eq!(without(&[AT_THE_SERVER, AT_THE_GLASS], 1), PRINTED_SHOWN_SENT);
    // Collecting by job is no help against a renderer that errs, and enough against one that does not.
    assert_eq!(without(&[AT_THE_SERVER, AT_THE_GLASS], 0), [""; 0]);
}

#[test]
fn without_any_guard_load_alone_does_it() {
    assert_eq!(without(&[BY_JOB, AT_THE_SERVER, AT_THE_GLASS], 0), PRINTED_SHOWN_SENT);
}

#[test]
fn a_second_sheet_is_compared_as_the_first_is() {
    assert_eq!(at(&[&CALM, &ONE, &SHEETS], &[EVERY_SHEET]), [""; 0]);
    assert_eq!(at(&[&CALM, &ONE, &SHEETS], &[EVERY_SHEET, AT_THE_SERVER]), PRINTED_SHOWN_SENT);
}

#[test]
fn a_certificate_is_whole_and_in_order() {
    assert_eq!(at(&[&CALM, &ONE, &SHEETS], &[WHOLE]), ["sheets_mixed_up"]);
    // The last sheet ends the certificate whichever comes: the first is only taken once more.
    assert_eq!(at(&[&CALM, &ONE, &SHEETS], &[IN_TURN]), [""; 0]);
    assert_eq!(at(&[&CALM, &ONE, &SHEETS], &[IN_TURN, BY_FIRST]), ["sheets_mixed_up"]);
}

#[test]
fn what_was_in_force_is_noted_and_compared() {
    for guard in [IN_FORCE, AS_ACCEPTED] {
        assert_eq!(at(&[&CALM, &ONE, &CHANGES], &[guard]), ["outdated_page"]);
    }
    assert_eq!(at(&[&CALM, &ONE], &[IN_FORCE]), [""; 0]);
}

#[test]
fn a_page_is_compared_with_the_person_and_with_all_that_was_asked_for() {
    let fields = [("field", 1)];
    assert_eq!(at(&[&CALM, &ONE, &fields], &[PERSON]), PRINTED_SHOWN_SENT);
    assert_eq!(at(&[&CALM, &ONE, &fields], &[CONTENT]), ["more_than_asked_for"]);
    assert_eq!(at(&[&CALM, &ONE, &fields], &[FIELDS]), ["more_than_asked_for"]);
    assert_eq!(at(&[&CALM, &ONE, &[("document", 2)]], &[FIELDS]), [""; 0]);
}

#[test]
fn every_server_hears_that_a_visit_is_over() {
    assert_eq!(at(&[&CALM, &ONE, &[("node", 2), ("misprint", 0)]], &[EVERY_SERVER]), ["no-deadlock"]);
}

#[test]
fn no_paper_is_left_without_an_alarm() {
    assert_eq!(at(&[&CALM, &ONE], &[LEFT_BEHIND]), ["left_unnoticed"]);
    assert_eq!(at(&[&ONE], &[AFTER_POWER_LOSS]), ["left_unnoticed"]);
}

#[test]
fn a_malformed_copy_gets_its_error_at_its_line() {
    let text = issuance().replacen("self.lane = Some(job);", "self.lane = Some(session);", 1);
    let line = 1 + text.lines().position(|line| line.contains("Some(session);")).expect("the copy is malformed");
    let source = Source::new("copy.rs", &text);
    let errors = compile_file(&source).expect_err("a session is no job");
    assert_eq!(errors.iter().map(|error| error.span.start().line).collect::<Vec<_>>(), [line]);
    let drawn = render(&source, &errors, false);
    assert!(drawn.contains(&format!("copy.rs:{line}:")) && drawn.contains("self.lane = Some(session);"), "{drawn}");
}
