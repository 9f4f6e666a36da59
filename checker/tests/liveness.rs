//! Small protocols, each about one trap of liveness: what is expected of each claim, what it rests on, and how it breaks.
//!
//! `liveness/judged.txt` holds one line for each claim; each was thought through by hand.

#[path = "liveness/explore.rs"]
mod explore;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honnin_checker::liveness::{Assumed, Claim, Demand, Judged, Of, Outcome, Run, judge};
use honnin_checker::reference::Graph;
use honnin_checker::space::Space as _;
use honnin_checker::trace::run;
use honnin_codegen::Protocol;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::query::Event;
use honnin_codegen::ir::{Amount, Ir, Parameter, ParameterKind, PropertyId, Scope, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;

use explore::Explored;

/// Every fixture by name: the file's name, its text.
fn fixtures() -> BTreeMap<String, String> {
    sources("../tests/fixtures/liveness")
}

fn sources(folder: &str) -> BTreeMap<String, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let named = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).map(|path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("readable"))
    });
    named.collect()
}

/// Tells what was judged, a line for each claim.
struct Tell<'a> {
    ir: &'a Ir,
    /// Word for word, or in short.
    whole: bool,
    workers: usize,
}

impl Visitor for Tell<'_> {
    type Output = String;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> String {
        let space = Explored::of(&system, self.workers > 1);
        let stop = AtomicBool::new(false);
        let demand = Demand { stop: &stop, max_memory: None, workers: self.workers, of: Of::States, needs: true };
        let judged = judge(&system, system.layout(), &space, demand, &()).expect("nothing stops it");
        if self.whole { traces(system.layout(), &judged) } else { told(self.ir, &judged) }
    }
}

fn told<const W: usize>(ir: &Ir, judged: &Judged<W>) -> String {
    let mut text = String::new();
    for judgement in &judged.judgements {
        let name = name(ir, judgement.claim);
        if let Claim::Property(property) = judgement.claim {
            let refuted = ir[property].refuted.is_some();
            assert_eq!(refuted, matches!(judgement.outcome, Outcome::Violated(_)), "{}: {name}", ir.name);
        }
        let outcome = match &judgement.outcome {
            Outcome::Holds(assumed) => assumptions(ir, assumed),
            Outcome::Violated(example) => {
                let whom: Vec<String> = example.ids.iter().map(|id| format!(" {}", id + 1)).collect();
                let run = match &example.run {
                    Run::Lasso(lasso) if lasso.cycle.is_empty() => {
                        format!("{} steps, then none", lasso.stem.steps.len())
                    }
                    Run::Lasso(lasso) => {
                        format!("{} steps, then {} for ever", lasso.stem.steps.len(), lasso.cycle.len())
                    }
                    Run::Lost(path) => format!("{} steps, then never again", path.steps.len()),
                };
                format!("violated{}: {run}", whom.concat())
            }
        };
        let cut = if judgement.cut > 0 { format!(" ({} states at the edge)", judgement.cut) } else { String::new() };
        let _ = writeln!(text, "  {name}: {outcome}{cut}");
    }
    text
}

/// How each claim breaks, in words.
fn traces<const W: usize>(layout: &Layout, judged: &Judged<W>) -> String {
    let mut text = String::new();
    for judgement in &judged.judgements {
        let Outcome::Violated(example) = &judgement.outcome else { continue };
        let _ = writeln!(text, "  {}", name(layout.ir(), judgement.claim));
        let trace = run(layout, judgement.claim, example, &[]);
        let places = trace.cycle_from.into_iter().chain([trace.steps.len()]);
        for (at, step) in trace.steps.iter().enumerate() {
            let repeats = if places.clone().next() <= Some(at) { "*" } else { " " };
            let _ = writeln!(text, "   {repeats}{:2} {}", at + 1, step.call);
        }
        for line in &trace.conclusion {
            let _ = writeln!(text, "      {line}");
        }
    }
    text
}

fn name(ir: &Ir, claim: Claim) -> &str {
    match claim {
        Claim::Property(property) => &ir[property].name,
        Claim::PollingEnds => "polling-ends",
    }
}

fn assumptions(ir: &Ir, assumed: &Assumed) -> String {
    let name = |event: &Event| match event {
        Event::Action(action) => ir[*action].name.clone(),
        Event::Drop(message) => format!("drop {}", ir[*message].name),
        other => format!("{other:?}"),
    };
    let needs: Vec<String> = assumed.needs.iter().map(name).collect();
    match (needs.is_empty(), assumed.without_fairness, assumed.owed) {
        (_, true, _) if assumed.asked == 0 => "no violation, and nothing is ever asked".to_owned(),
        (_, true, owed) => format!("no violation, {owed} owed"),
        (true, false, owed) => format!("no violation, {owed} owed, provided one of several is fair"),
        (false, false, owed) => format!("no violation, {owed} owed, provided {}", needs.join(" and ")),
    }
}

fn protocol(name: &str, text: &str) -> Protocol {
    let compiled = honnin_codegen::compile_file(&Source::new(format!("{name}.rs"), text));
    compiled.unwrap_or_else(|errors| panic!("{name}: {errors:#?}")).remove(0)
}

#[test]
fn every_fixture_is_a_protocol() {
    let wrong = |(name, text): (String, String)| {
        let errors = honnin_codegen::compile_file(&Source::new(&*name, &text)).err()?;
        Some((name, errors.into_iter().map(|error| error.message).collect::<Vec<_>>()))
    };
    let wrong: Vec<_> = fixtures().into_iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(fixtures().len() >= 22);
}

/// The promises that hold.
struct Kept(u64);

impl Visitor for Kept {
    type Output = Option<Vec<(PropertyId, bool)>>;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Self::Output {
        let space = Explored::of(&system, false);
        if u64::from(space.len()) > self.0 {
            return None;
        }
        let stop = AtomicBool::new(false);
        let demand = Demand { stop: &stop, max_memory: None, workers: 1, of: Of::States, needs: true };
        let judged = judge(&system, system.layout(), &space, demand, &()).expect("nothing stops it");
        let kept = judged.judgements.iter().filter_map(|judgement| match judgement.claim {
            Claim::Property(property) => Some((property, matches!(judgement.outcome, Outcome::Holds(_)))),
            Claim::PollingEnds => None,
        });
        Some(kept.collect())
    }
}

/// Whether the judge and the reference agree on a protocol; how many promises it makes.
fn agree(name: &str, ir: &Ir, sizes: &Sizes) -> usize {
    let kept = dispatch(ir, sizes, Kept(20_000)).expect("small").unwrap_or_else(|| panic!("{name} is too large"));
    let slow = Graph::explore(ir, sizes, |states| states > 20_000).expect("as many states");
    for (property, holds) in &kept {
        assert_eq!(!slow.found(*property), *holds, "{name}: {}", ir[*property].name);
    }
    kept.len()
}

#[test]
fn the_slow_way_leads_to_the_same() {
    for (name, text) in fixtures() {
        let protocol = protocol(&name, &text);
        assert_ne!(agree(&name, &protocol.ir, &protocol.ir.scopes[0].sizes), 0);
    }
    let others = sources("../tests/fixtures").into_iter().map(|(name, text)| (protocol(&name, &text), name));
    assert!(others.map(|(protocol, name)| agree(&name, &protocol.ir, &protocol.ir.scopes[0].sizes)).sum::<usize>() > 1);
}

#[test]
fn the_slow_way_leads_to_the_same_on_what_is_shipped() {
    for name in ["issuance", "yokohama_next_image", "yokohama_unlocked_image"] {
        let file = format!("../model/protocols/src/workflows/{name}.rs");
        let text = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)).expect("it is there");
        let protocol = protocol(name, &text);
        let ir = &protocol.ir;
        let least = |parameter: &Parameter| match parameter.kind {
            ParameterKind::Budget => Amount::AtMost(0),
            _ => Amount::AtMost(1),
        };
        let mut sizes = Sizes(ir.parameters.iter().map(least).collect());
        assert!(agree(name, ir, &sizes) >= 5);
        for (amount, parameter) in sizes.0.iter_mut().zip(&ir.parameters) {
            // For changes without limit a registration has too few versions.
            if parameter.kind == ParameterKind::Budget && parameter.name != "amendment" {
                *amount = Amount::Unlimited;
            }
        }
        assert!(agree(name, ir, &sizes) >= 5);
    }
}

/// What is told of all fixtures, by name.
fn all(whole: bool) -> String {
    let mut text = String::new();
    for (name, source) in fixtures() {
        let protocol = protocol(&name, &source);
        let scope: &Scope = &protocol.ir.scopes[0];
        let tell = |workers| Tell { ir: &protocol.ir, whole, workers };
        let run = |workers| dispatch(&protocol.ir, &scope.sizes, tell(workers)).expect("small");
        let once = run(1);
        assert_eq!(once, run(2), "{name}: neither the order of states nor workers may show");
        let _ = write!(text, "{name}\n{once}");
    }
    text
}

/// Says the first line that differs, not the whole of both.
fn compare(text: &str, expected: &str, file: &str) {
    for (line, expected) in text.lines().zip(expected.lines()) {
        assert_eq!(line, expected, "see {file}; it is all:\n{text}");
    }
    assert_eq!(text.len(), expected.len(), "see {file}; it is all:\n{text}");
}

#[test]
fn every_claim_is_judged_as_expected() {
    compare(&all(false), include_str!("liveness/judged.txt"), "liveness/judged.txt");
}

#[test]
fn every_counterexample_is_told_as_expected() {
    compare(&all(true), include_str!("liveness/told.txt"), "liveness/told.txt");
}
