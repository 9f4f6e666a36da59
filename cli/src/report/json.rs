//! The verdicts for programs. The names are stable: what is here stays, and more may come.

pub(crate) mod catalogue;
mod exercised;
pub(crate) mod frontier;
mod judges;
pub(crate) mod mutation;

use honnin_checker::survey::collision_bound;
use honnin_checker::trace::TraceStep;
use honnin_checker::verdict::{Explorer, Finding, Verdict};
use honnin_judges::sheet::Sheet;
use serde::{Serialize, Serializer};

use exercised::{Gap, Row, Size};

/// The whole document, with a newline at the end.
pub(crate) fn document<'a>(verdicts: impl Iterator<Item = (&'a Verdict, &'a str, Option<&'a Sheet>)>) -> String {
    let workflows = verdicts.map(|(verdict, fingerprint, sheet)| workflow(verdict, fingerprint, sheet)).collect();
    written(&Document { schema: 1, workflows, errors: Vec::new() })
}

/// The document of a run that could check nothing, and why.
pub(crate) fn failure(message: &str) -> String {
    written(&Document { schema: 1, workflows: Vec::new(), errors: vec![Error { message }] })
}

fn written(document: &impl Serialize) -> String {
    // Strings, numbers and maps with string keys: nothing here can fail to be written.
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    workflows: Vec<Workflow<'a>>,
    /// Why nothing was checked; empty where something was.
    errors: Vec<Error<'a>>,
}

#[derive(Serialize)]
struct Error<'a> {
    message: &'a str,
}

#[derive(Serialize)]
struct Workflow<'a> {
    name: &'a str,
    fingerprint: &'a str,
    file: Option<&'a str>,
    scope: Scope<'a>,
    engine: String,
    complete: bool,
    incomplete_because: Option<String>,
    distinct_states: u64,
    transitions: u64,
    /// Unknown to an incomplete run, and to Stateright with several workers.
    depth: Option<u32>,
    bits_per_state: u64,
    /// Whether each state stands for all that differ from it in the names of ids only.
    symmetry: bool,
    /// An upper bound of the probability that a state was overlooked because its hash is another one's.
    collision_probability: f64,
    seconds: f64,
    assumptions: &'a [String],
    properties: Vec<Property<'a>>,
    edges: Vec<Edge<'a>>,
    actions: Vec<Action<'a>>,
    unused: &'a [String],
    /// What no state exercised; of an incomplete run nothing is said.
    unexercised: Vec<Gap>,
    /// How often everything was exercised, with `--coverage`.
    coverage: Option<Vec<Row<'a>>>,
    /// Why there are so many states, with `--size` or where there were too many.
    size: Option<Size<'a>>,
    notes: &'a [String],
    /// What others say, with `--engine all`.
    judges: Option<judges::Judges<'a>>,
}

#[derive(Serialize)]
struct Scope<'a> {
    name: &'a str,
    #[serde(serialize_with = "map")]
    ids: &'a [(String, u32)],
    #[serde(serialize_with = "map")]
    capacities: &'a [(String, u32)],
    /// `null` is unlimited.
    #[serde(serialize_with = "map")]
    budgets: &'a [(String, Option<u32>)],
}

#[derive(Serialize)]
struct Property<'a> {
    name: &'a str,
    words: &'a str,
    kind: &'static str,
    file: Option<&'a str>,
    line: Option<u32>,
    expected: &'static str,
    outcome: &'static str,
    as_expected: bool,
    scope: &'a str,
    /// How many steps lead there, where that is known.
    steps: Option<u32>,
    trace: Option<Vec<Step<'a>>>,
    /// How many steps of the trace come before those that repeat for ever; as many as there are where the run stops.
    cycle_from: Option<usize>,
    /// What decides at the end of the trace.
    conclusion: Option<&'a [String]>,
    /// Why it was not judged, or not to the end.
    because: Option<&'a str>,
    /// Of a promise that is kept: the events none of which may be put off for ever. Others may be needed together.
    needs: Option<&'a [String]>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct Step<'a> {
    action: &'a str,
    event: &'a str,
    #[serde(serialize_with = "map")]
    args: &'a [(String, String)],
    line: Option<u32>,
    outputs: &'a [String],
    #[serde(serialize_with = "map")]
    state: &'a [(String, String)],
}

#[derive(Serialize)]
struct Edge<'a> {
    cause: &'a str,
    states: u64,
}

#[derive(Serialize)]
struct Action<'a> {
    name: &'a str,
    taken: u64,
}

fn workflow<'a>(verdict: &'a Verdict, fingerprint: &'a str, sheet: Option<&'a Sheet>) -> Workflow<'a> {
    Workflow {
        name: &verdict.workflow,
        fingerprint,
        file: verdict.file.as_deref(),
        scope: Scope {
            name: &verdict.scope.name,
            ids: &verdict.scope.ids,
            capacities: &verdict.scope.capacities,
            budgets: &verdict.scope.budgets,
        },
        engine: format!("{}, {}", verdict.explorer, verdict.engine),
        complete: verdict.incomplete.is_none(),
        incomplete_because: verdict.incomplete.map(|cause| cause.to_string()),
        distinct_states: verdict.states,
        transitions: verdict.transitions,
        depth: verdict.depth,
        bits_per_state: verdict.bits,
        symmetry: verdict.symmetric,
        collision_probability: match verdict.explorer {
            Explorer::Honnin => 0.0,
            Explorer::Stateright => collision_bound(verdict.states),
        },
        seconds: verdict.seconds,
        assumptions: &verdict.assumptions,
        properties: verdict.findings.iter().map(|finding| property(verdict, finding)).collect(),
        edges: verdict.edges.iter().map(|edge| Edge { cause: &edge.cause, states: edge.states }).collect(),
        actions: verdict.actions.iter().map(|action| Action { name: &action.name, taken: action.taken }).collect(),
        unused: &verdict.unused,
        unexercised: exercised::gaps(&verdict.exercised),
        coverage: verdict.coverage.as_ref().map(exercised::rows),
        size: verdict.breakdown.as_ref().map(exercised::size),
        notes: &verdict.notes,
        judges: sheet.map(judges::judges),
    }
}

fn property<'a>(verdict: &'a Verdict, finding: &'a Finding) -> Property<'a> {
    Property {
        name: &finding.name,
        words: &finding.title,
        kind: finding.kind.name(),
        file: verdict.file.as_deref(),
        line: known(finding.line),
        expected: finding.expected.name(),
        outcome: finding.outcome.name(),
        as_expected: finding.as_expected(),
        scope: &verdict.scope.name,
        steps: finding.steps,
        trace: finding.trace.as_ref().map(|trace| trace.steps.iter().map(step).collect()),
        cycle_from: finding.trace.as_ref().and_then(|trace| trace.cycle_from),
        conclusion: finding.trace.as_ref().map(|trace| trace.conclusion.as_slice()),
        because: finding.because.as_deref(),
        needs: finding.needs.as_deref(),
        remarks: &finding.remarks,
    }
}

fn step(step: &TraceStep) -> Step<'_> {
    Step {
        action: &step.action,
        event: &step.call,
        args: &step.arguments,
        line: known(step.line),
        outputs: &step.outputs,
        state: &step.state,
    }
}

fn known(line: u32) -> Option<u32> {
    (line > 0).then_some(line)
}

/// Pairs as an object, in their order.
fn map<K: Serialize, V: Serialize, S: Serializer>(pairs: &&[(K, V)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}
