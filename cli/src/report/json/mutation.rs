//! What became of mutants, for programs.

use honnin_checker::mutation::{Fate, Judged, Plan, Report};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    workflows: Vec<Workflow<'a>>,
}

#[derive(Serialize)]
struct Workflow<'a> {
    name: &'a str,
    fingerprint: String,
    file: &'a str,
    scopes: Vec<&'a str>,
    scopes_left_out: &'a [String],
    proposed: usize,
    malformed: usize,
    same: usize,
    not_judged: usize,
    score: Score,
    roles: Vec<Part<'a>>,
    properties: Vec<Kills<'a>>,
    mutants: Vec<Mutant<'a>>,
}

#[derive(Serialize)]
struct Score {
    killed: usize,
    asked: usize,
}

#[derive(Serialize)]
struct Part<'a> {
    role: Option<&'a str>,
    score: Score,
}

#[derive(Serialize)]
struct Kills<'a> {
    property: &'a str,
    killed: usize,
    alone: usize,
}

#[derive(Serialize)]
struct Mutant<'a> {
    operator: &'a str,
    role: Option<&'a str>,
    function: &'a str,
    line: usize,
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    outcome: &'a str,
    scope: Option<&'a str>,
    by: Vec<By<'a>>,
    executed: Option<bool>,
    because: Option<&'a str>,
}

#[derive(Serialize)]
struct By<'a> {
    property: &'a str,
    steps: Option<u32>,
}

/// Everything, for programs.
pub(crate) fn document<'a>(reports: impl Iterator<Item = ((&'a Report, &'a Plan), String)>) -> String {
    let workflows = reports.map(|((report, plan), fingerprint)| workflow(report, plan, fingerprint)).collect();
    super::written(&Document { schema: 1, workflows })
}

fn workflow<'a>(report: &'a Report, plan: &'a Plan, fingerprint: String) -> Workflow<'a> {
    let part = |(killed, asked)| Score { killed, asked };
    let of_role = |role: Option<&'a str>| Part {
        role,
        score: part(report.score(|judged| judged.mutant.role.as_deref() == role)),
    };
    Workflow {
        name: &plan.workflow,
        fingerprint,
        file: &plan.source.name,
        scopes: plan.scopes.iter().map(|(name, _)| name.as_str()).collect(),
        scopes_left_out: &report.skipped,
        proposed: report.proposed,
        malformed: report.malformed,
        same: report.same,
        not_judged: report.left,
        score: part(report.score(|_| true)),
        roles: report.roles().into_iter().map(of_role).collect(),
        properties: report
            .killers()
            .into_iter()
            .map(|(property, killed, alone)| Kills { property, killed, alone })
            .collect(),
        mutants: report.mutants.iter().map(written).collect(),
    }
}

fn written(judged: &Judged) -> Mutant<'_> {
    let lines = |old: bool| {
        let lines = judged.difference.iter().filter(move |(number, _)| number.is_some() == old);
        lines.map(|(_, line)| line.as_str()).collect()
    };
    let (outcome, scope, by, executed, because) = match &judged.fate {
        Fate::Killed { scope, by } => ("killed", Some(scope.as_str()), by.as_slice(), None, None),
        Fate::Equivalent { scope } => ("equivalent", Some(scope.as_str()), &[] as &[_], Some(true), None),
        Fate::Survived { unexecuted } => {
            let executed = if *unexecuted { Some(false) } else { None };
            ("survived", None, &[] as &[_], executed, judged.defence.as_deref())
        }
        Fate::Unjudged(why) => ("not_judged", None, &[] as &[_], None, Some(why.as_str())),
    };
    Mutant {
        operator: judged.mutant.operator.words(),
        role: judged.mutant.role.as_deref(),
        function: &judged.mutant.function,
        line: judged.line,
        old: lines(true),
        new: lines(false),
        outcome,
        scope,
        by: by.iter().map(|(property, steps)| By { property, steps: *steps }).collect(),
        executed,
        because,
    }
}
