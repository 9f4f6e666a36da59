//! What became of each property, from what the survey saw.

use honnin_codegen::ir::{Property, PropertyId, PropertyKind};

use super::taken::taken;
use super::{Sought, Subject};
use crate::stateright::{Target, targets};
use crate::survey::Survey;
use crate::verdict::{Expected, Finding, Kind, Outcome};
use crate::words::first_sentence;

/// Every property in the order of the source, then deadlock (where final states are declared), defects, whether ghosts
/// only observe (where one could do more), and the actions that are dead, or declared so.
pub(super) fn findings(subject: &Subject, surveyed: &Survey) -> Vec<(Finding, Sought)> {
    let ir = subject.layout.ir();
    let judge = Judge { surveyed };
    let declared = ir.properties.iter().enumerate().map(|(index, property)| {
        let finding = Finding {
            name: property.name.clone(),
            title: first_sentence(&property.doc),
            kind: kind(property.kind),
            line: subject.lines.get(property.span.0 as usize).copied().unwrap_or(0),
            expected: expected(property, &subject.scope),
            outcome: Outcome::NotJudged,
            steps: None,
            trace: None,
            because: None,
            needs: None,
            remarks: Vec::new(),
        };
        judge.judge(finding, target(PropertyId(index), property.kind))
    });
    let deadlock = (!ir.final_states.is_empty())
        .then(|| judge.judge(built_in("no-deadlock", Kind::NoDeadlock), Some(Target::Deadlock)));
    let defect = judge.judge(built_in("no-defect", Kind::NoDefect), Some(Target::Defect));
    let ghosts = surveyed
        .watched
        .then(|| judge.judge(built_in("ghosts-observe", Kind::GhostsObserve), Some(Target::GhostHolds)));
    declared.chain(deadlock).chain([defect]).chain(ghosts).chain(taken(subject, surveyed)).collect()
}

/// What is not as stated when it is seen.
pub(super) fn alarms(subject: &Subject) -> Vec<Target> {
    let ir = subject.layout.ir();
    let unexpected = |target: &Target| match target {
        Target::Violated(property) | Target::Step(property) => {
            expected(&ir[*property], &subject.scope) == Expected::NoViolation
        }
        Target::Witnessed(property) => expected(&ir[*property], &subject.scope) == Expected::Violated,
        Target::Deadlock | Target::Defect | Target::GhostHolds => true,
    };
    targets(ir).into_iter().chain([Target::GhostHolds]).filter(unexpected).collect()
}

struct Judge<'a> {
    surveyed: &'a Survey,
}

impl Judge<'_> {
    fn judge(&self, mut finding: Finding, target: Sought) -> (Finding, Sought) {
        let Some(sought) = target else {
            finding.because = Some("no run was looked at as a whole".to_owned());
            return (finding, None);
        };
        let seen = self.surveyed.seen.get(&sought);
        finding.steps = seen.copied().filter(|_| self.surveyed.nearest);
        finding.outcome = self.outcome(finding.kind, seen.is_some());
        (finding, target)
    }

    fn outcome(&self, kind: Kind, seen: bool) -> Outcome {
        match (kind, seen, self.surveyed.incomplete) {
            (Kind::Reachable, true, _) => Outcome::Witnessed,
            (_, true, _) => Outcome::Violated,
            (_, false, Some(_)) => Outcome::Incomplete,
            (Kind::Reachable, false, None) => Outcome::Unwitnessed,
            (_, false, None) => Outcome::NoViolation,
        }
    }
}

pub(super) fn built_in(name: &str, kind: Kind) -> Finding {
    let title = match kind {
        Kind::NoDeadlock => "Until a final state is reached, something moves.",
        Kind::GhostsObserve => "No ghost alone remembers an id: without its ghosts the protocol does just the same.",
        Kind::PollingEnds => "No role goes on for ever by itself: polling it comes to an end.",
        _ => "Every message finds its handler, and every number and queue stays within its bound.",
    };
    Finding {
        name: name.to_owned(),
        title: title.to_owned(),
        kind,
        line: 0,
        expected: Expected::NoViolation,
        outcome: Outcome::NotJudged,
        steps: None,
        trace: None,
        because: None,
        needs: None,
        remarks: Vec::new(),
    }
}

/// `#[refuted]` turns the expectation around, in its scope or everywhere.
fn expected(property: &Property, scope: &str) -> Expected {
    let refuted = property.refuted.as_ref().is_some_and(|refuted| refuted.at.covers(scope));
    match property.kind {
        _ if refuted => Expected::Violated,
        PropertyKind::Reachable => Expected::Witnessed,
        _ => Expected::NoViolation,
    }
}

fn kind(kind: PropertyKind) -> Kind {
    match kind {
        PropertyKind::Always => Kind::Always,
        PropertyKind::Never => Kind::Never,
        PropertyKind::Action => Kind::Action,
        PropertyKind::Reachable => Kind::Reachable,
        PropertyKind::LeadsTo => Kind::LeadsTo,
        PropertyKind::AlwaysPossible => Kind::AlwaysPossible,
    }
}

fn target(id: PropertyId, kind: PropertyKind) -> Sought {
    match kind {
        PropertyKind::Always | PropertyKind::Never => Some(Target::Violated(id)),
        PropertyKind::Reachable => Some(Target::Witnessed(id)),
        PropertyKind::Action => Some(Target::Step(id)),
        PropertyKind::LeadsTo | PropertyKind::AlwaysPossible => None,
    }
}
