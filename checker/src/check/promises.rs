//! What is promised of whole runs, judged once all states are there.

use std::sync::atomic::AtomicBool;

use honnin_codegen::ir::Ir;
use honnin_codegen::ir::query::Event;
use honnin_codegen::ir::{ActionId, ActionKind, Fairness, PropertyKind, Purpose};

use super::explorer::Explored;
use super::findings::built_in;
use super::quotient::Quotient;
use super::{Options, Subject};
use crate::control::{Cause, Progress};
use crate::liveness::{Assumed, Claim, Demand, Judged as Found, Judgement, Of, Outcome as Judged, Run, judge};
use crate::system::System;
use crate::trace::{event_name, run};
use crate::verdict::{Finding, Kind, Outcome, Verdict};
use crate::words::{count, first_sentence, list};

/// Completes the findings about promises, and adds whether polling ends.
pub(super) fn look_ahead<const W: usize, S: System<W> + 'static>(
    system: &S,
    explored: &Explored<W, S>,
    subject: &Subject,
    options: &Options,
    verdict: &mut Verdict,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) {
    if verdict.incomplete.is_some() {
        of_runs(verdict).for_each(|finding| {
            finding.outcome = Outcome::Incomplete;
            finding.because = None;
        });
        return;
    }
    let Some(space) = explored.space() else {
        let why = explored.scattered().unwrap_or_else(|| "Stateright misses runs that end or repeat".to_owned());
        return leave(verdict, subject, &why);
    };
    if !is_wanted(subject) {
        return leave(verdict, subject, &format!("the scope `{}` is not for liveness", subject.scope));
    }
    if let Some(why) = too_large(verdict, options) {
        return give_up(verdict, subject, &why);
    }
    let limits = options.limits;
    let of = if verdict.symmetric { Of::Classes } else { Of::States };
    let workers = limits.workers.max(1);
    let demand = Demand { stop: interrupt, max_memory: limits.max_memory, workers, of, needs: !options.untold };
    let judged = if verdict.symmetric {
        leave(verdict, subject, "with symmetry the names of ids are not kept, and whose turn it is goes by names");
        let quotient = Quotient { system, explored };
        judge(&quotient, &subject.layout, space, demand, progress).and_then(|judged| lifted(&quotient, judged))
    } else {
        judge(system, &subject.layout, space, demand, progress)
    };
    match judged {
        Ok(judged) => {
            judged.judgements.iter().for_each(|judgement| enter(judgement, subject, options, verdict));
            let symmetric = verdict.symmetric;
            verdict.assumptions.extend(fairness(subject.layout.ir()).filter(|_| !symmetric));
        }
        // The flag does not say whose wish it was.
        Err(Cause::Interrupt) if limits.max_time.is_some() => give_up(verdict, subject, "stopped: the time was over"),
        Err(cause) => give_up(verdict, subject, &cause.to_string()),
    }
}

/// The graph takes eight bytes for each transition: whether that is more than there may be is known before.
fn too_large(verdict: &Verdict, options: &Options) -> Option<String> {
    let bytes = verdict.transitions.saturating_mul(8);
    let most = options.limits.max_memory.filter(|most| bytes > *most)?;
    let (wanted, most) = (crate::words::bytes(bytes), crate::words::bytes(most));
    Some(format!("the graph of all transitions takes up to {wanted}, and the memory limit is {most}"))
}

/// Nothing is known of any promise, nor whether polling ends.
fn give_up(verdict: &mut Verdict, subject: &Subject, why: &str) {
    if !verdict.findings.iter().any(|finding| finding.kind == Kind::PollingEnds) {
        leave(verdict, subject, why);
    }
    for finding in of_runs(verdict) {
        finding.outcome = Outcome::Incomplete;
        finding.because = Some(why.to_owned());
    }
}

/// It is about the protocol itself, and stands with the others of that kind: before those about actions.
fn insert_polling(verdict: &mut Verdict) -> usize {
    let end = verdict.findings.iter().position(|finding| finding.kind == Kind::Taken);
    let end = end.unwrap_or(verdict.findings.len());
    verdict.findings.insert(end, built_in("polling-ends", Kind::PollingEnds));
    end
}

/// Counterexamples as runs of the system itself.
fn lifted<const W: usize, S: System<W> + 'static>(
    quotient: &Quotient<'_, W, S>,
    mut judged: Found<W>,
) -> Result<Found<W>, Cause> {
    for judgement in &mut judged.judgements {
        if let Judged::Violated(example) = &mut judgement.outcome
            && let Run::Lost(path) = &mut example.run
        {
            *path = quotient.lift(path).ok_or(Cause::Internal)?;
        }
    }
    Ok(judged)
}

/// The findings about whole runs: promises, and polling where it is there already.
fn of_runs(verdict: &mut Verdict) -> impl Iterator<Item = &mut Finding> {
    let is_open = |finding: &&mut Finding| is_promise(finding) || finding.kind == Kind::PollingEnds;
    verdict.findings.iter_mut().filter(is_open)
}

/// Nothing is judged that is said of whole runs.
fn leave(verdict: &mut Verdict, subject: &Subject, why: &str) {
    if subject.layout.ir().actions.iter().any(|action| action.kind == ActionKind::Step) {
        insert_polling(verdict);
    }
    of_runs(verdict).for_each(|finding| finding.because = Some(why.to_owned()));
}

/// A scope that names what it is for need not be for this; numbers given by hand are for everything.
fn is_wanted(subject: &Subject) -> bool {
    let named = subject.layout.ir().scopes.iter().find(|scope| scope.name == subject.scope);
    named.is_none_or(|scope| scope.purposes.is_empty() || scope.purposes.contains(&Purpose::Liveness))
}

/// Writes a judgement into its finding.
fn enter<const W: usize>(judgement: &Judgement<W>, subject: &Subject, options: &Options, verdict: &mut Verdict) {
    let ir = subject.layout.ir();
    let place = match judgement.claim {
        Claim::Property(property) => {
            verdict.findings.iter().position(|finding| finding.name == ir[property].name && is_promise(finding))
        }
        Claim::PollingEnds => Some(insert_polling(verdict)),
    };
    let Some(finding) = place.and_then(|place| verdict.findings.get_mut(place)) else { return };
    finding.because = None;
    match &judgement.outcome {
        Judged::Holds(assumed) => {
            finding.outcome = Outcome::NoViolation;
            if finding.kind == Kind::LeadsTo && !options.untold {
                finding.needs = Some(assumed.needs.iter().map(|event| event_name(ir, *event)).collect());
                finding.remarks.push(provided(ir, assumed));
            }
        }
        Judged::Violated(example) => {
            finding.outcome = Outcome::Violated;
            finding.steps = u32::try_from(example.run.len()).ok();
            finding.trace = Some(run(&subject.layout, judgement.claim, example, &subject.lines));
        }
    }
    if judgement.cut > 0 {
        let states = count(judgement.cut, "state", "states");
        finding.remarks.push(match finding.kind {
            Kind::AlwaysPossible => format!("from {states} it is reached beyond the edge of the scope, if at all"),
            _ => format!("still owed in {states} where a run leaves the scope"),
        });
    }
}

fn is_promise(finding: &Finding) -> bool {
    matches!(finding.kind, Kind::LeadsTo | Kind::AlwaysPossible)
}

/// On what a promise rests, in the protocol's words.
fn provided(ir: &Ir, assumed: &Assumed) -> String {
    if assumed.owed == 0 {
        return "nothing was ever owed: this says nothing".to_owned();
    }
    if assumed.without_fairness {
        return "even if anything may be put off for ever".to_owned();
    }
    if assumed.needs.is_empty() {
        return "not if everything is put off for ever; but no single action is indispensable".to_owned();
    }
    let needs: Vec<String> = assumed.needs.iter().map(|event| need(ir, *event)).collect();
    format!("it would not come about if any of these were put off for ever: {}", list(&needs))
}

/// What is fair, where anything is promised of fair runs.
fn fairness(ir: &Ir) -> Option<String> {
    let promised = ir.properties.iter().any(|property| property.kind == PropertyKind::LeadsTo);
    let of = |wanted: Fairness| -> Vec<String> {
        let fair = ir.actions.iter().filter(|action| action.fairness == wanted);
        fair.map(|action| format!("`{}`", action.name)).collect()
    };
    let (weak, strong) = (of(Fairness::Weak), of(Fairness::Strong));
    let mut parts = Vec::new();
    if !weak.is_empty() {
        parts.push(format!("{} while they stay possible", list(&weak)));
    }
    if !strong.is_empty() {
        parts.push(format!("{} if they are possible again and again", list(&strong)));
    }
    (promised && !parts.is_empty()).then(|| {
        format!(
            "Promises are about runs in which these are not put off for ever, each by its ids: {}.",
            parts.join("; ")
        )
    })
}

fn need(ir: &Ir, event: Event) -> String {
    let name = event_name(ir, event);
    match event {
        Event::Action(ActionId(action)) => {
            let doc = first_sentence(&ir.actions[action].doc);
            if doc.is_empty() { format!("`{name}`") } else { format!("`{name}` ({})", doc.trim_end_matches('.')) }
        }
        _ => format!("`{name}`"),
    }
}
