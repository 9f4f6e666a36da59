//! Every bug that can be sown, and what catches it.

use clap::ValueEnum;

use super::rates::Outcome;
use super::say;
use crate::program::bugs::{self, Bug};
use crate::program::plan::{Kills, Script};
use crate::program::trouble::Trouble;
use crate::program::verified::checks::CHECKS;
use crate::program::verified::service::rehearsal::rehearse;
use crate::program::verified::walk::Ground;

/// Sows one after the other. The service without any must pass everything.
pub(super) fn run() -> Result<Outcome, Trouble> {
    let ground = Ground::explore(&[("session", 1), ("job", 1), ("node", 2), ("document", 1)])?;
    let mut outcome = Outcome::AsItMustBe;
    let innocent = catches(&ground, None)?;
    say(&format!(
        "no bug: {}",
        if innocent.is_empty() { "nothing to complain of" } else { "caught, and must not be" }
    ))?;
    if !innocent.is_empty() {
        outcome = Outcome::Wrong;
    }
    for bug in Bug::value_variants() {
        let caught = catches(&ground, Some(*bug))?;
        let name = bug.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        let help = bug.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
        say(&format!("{name}: {}", help.unwrap_or_default()))?;
        for by in &caught {
            let shown: String = by.chars().take(SHOWN).collect();
            say(&format!("    caught by {shown}{}", if shown.len() < by.len() { " .." } else { "" }))?;
        }
        if caught.is_empty() {
            say("    NOT caught")?;
            outcome = Outcome::Wrong;
        }
    }
    Ok(outcome)
}

/// What catches a bug, each with the first thing that it says.
pub(crate) fn catches(ground: &Ground, bug: Option<Bug>) -> Result<Vec<String>, Trouble> {
    bugs::with(bug, || {
        let mut caught = Vec::new();
        for report in ground.walk(false)? {
            if !report.conforms() {
                let first = report.shown.first().map_or_else(String::new, |difference| {
                    format!(": put to it {}: {}", difference.offer, difference.wrong)
                });
                caught.push(format!("the walk over the {} ({} differences){first}", report.role, report.differences));
            }
        }
        // Somebody who sows a bug reaps trouble, which is one way to be caught.
        let complaints = rehearse(SCRIPT).map_or_else(|trouble| vec![trouble.to_string()], |review| review.complaints);
        if let Some(first) = complaints.first() {
            caught.push(format!("the rehearsal ({} complaints): {first}", complaints.len()));
        }
        for (name, check) in CHECKS {
            if let Some(wrong) = check().unwrap_or_else(|trouble| Some(trouble.to_string())) {
                caught.push(format!("the check that {name}: {wrong}"));
            }
        }
        Ok(caught)
    })
}

/// How much is shown of what somebody says.
const SHOWN: usize = 200;

/// Many people, a bad renderer, and somebody who pulls plugs; no line is lost, so everybody is answered.
const SCRIPT: Script = Script {
    seed: 11,
    kiosks: 5,
    people: 60,
    rate: Some(4.0),
    lost: 0,
    misprints: 10,
    amendments: 20,
    kills: Kills::Percent(20),
};
