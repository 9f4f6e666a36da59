//! The guards of the issuing protocol, taken out one by one and together: does the checker notice?
//!
//! Two things keep a page from the wrong person: an image is collected *by its job*, and what is inside it is compared with
//! the person and the request, at the server and at the glass. Each edit below replaces one of them in the protocol's own
//! text.

use honnin_codegen::compile_file;
use honnin_codegen::diagnostic::render;
use honnin_codegen::source::Source;
use honnin_protocols::SOURCES;
use honnin_tests::verdicts::{compiled, sizes, verdict, violated};

/// A guard: as it stands in the protocol, and with it gone.
struct Guard {
    with: &'static str,
    without: &'static str,
}

/// The server takes an image for the job that it was made for. Without: for whichever job has the lane.
const BY_JOB: Guard = Guard {
    with: "require!(self.lane == Some(image.job));
            let Progress::Rendering { session, applicant, document } = self.jobs[image.job] else { refuse!() };
            self.end(image.job);",
    without: "let Some(job) = self.lane else { refuse!() };
            let Progress::Rendering { session, applicant, document } = self.jobs[job] else { refuse!() };
            self.end(job);",
};

/// The server compares what is inside the image with the person and the request.
const AT_THE_SERVER: Guard =
    Guard { with: "if image.subject == applicant && image.document == document {", without: "if true {" };

/// The kiosk compares it once more, at the glass.
const AT_THE_GLASS: Guard =
    Guard { with: "if image.subject == person && image.document == document {", without: "if true {" };

const PRINTED_SHOWN_SENT: [&str; 3] = ["wrong_page_printed", "wrong_page_shown", "wrong_page_sent"];

fn issuance() -> &'static str {
    SOURCES.iter().find(|source| source.name == "issuance").expect("it is shipped").text
}

/// Checks the issuing protocol without some of its guards, in a world where the renderer makes so many wrong pages.
fn without(guards: &[Guard], misprints: u32) -> Vec<String> {
    let mut text = issuance().to_owned();
    for Guard { with, without } in guards {
        assert_eq!(text.matches(with).count(), 1, "the protocol has this guard once: {with}");
        text = text.replace(with, without);
    }
    let ir = compiled("issuance.rs", &text);
    let faults = [("crash", 0), ("power_loss", 0), ("paper_jam", 0), ("renderer_failure", 0), ("misprint", misprints)];
    let verdict = verdict(&ir, &sizes(&ir, "quick", &faults), "custom", None);
    assert!(verdict.incomplete.is_none(), "every state was examined");
    violated(&verdict).into_iter().map(str::to_owned).collect()
}

#[test]
fn with_all_guards_nothing_goes_wrong() {
    assert_eq!(without(&[], 1), [""; 0]);
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
fn a_malformed_copy_gets_its_error_at_its_line() {
    let text = issuance().replacen("self.lane = Some(job);", "self.lane = Some(session);", 1);
    let line = 1 + text.lines().position(|line| line.contains("Some(session);")).expect("the copy is malformed");
    let source = Source::new("copy.rs", &text);
    let errors = compile_file(&source).expect_err("a session is no job");
    assert_eq!(errors.iter().map(|error| error.span.start().line).collect::<Vec<_>>(), [line]);
    let drawn = render(&source, &errors, false);
    assert!(drawn.contains(&format!("copy.rs:{line}:")) && drawn.contains("self.lane = Some(session);"), "{drawn}");
}
