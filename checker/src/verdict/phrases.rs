//! The words for outcomes: semantics' "words in every output", in one place for every printer.

use std::fmt;

use super::{Engine, Expected, Explorer, Finding, Kind, Outcome, Standing, Verdict};
use crate::words::{count, number};

impl fmt::Display for Explorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Honnin => "honnin",
            Self::Stateright => "stateright",
        })
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compiled => "compiled model",
            Self::Interpreted => "interpreter",
        })
    }
}

impl Kind {
    /// The name that the JSON uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Action => "action",
            Self::Reachable => "reachable",
            Self::LeadsTo => "leads_to",
            Self::AlwaysPossible => "always_possible",
            Self::NoDeadlock => "no_deadlock",
            Self::NoDefect => "no_defect",
            Self::GhostsObserve => "ghosts_observe",
            Self::PollingEnds => "polling_ends",
            Self::Taken => "taken",
        }
    }
}

impl Expected {
    /// The name that the JSON uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoViolation => "no_violation",
            Self::Violated => "violated",
            Self::Witnessed => "witnessed",
        }
    }
}

impl Outcome {
    /// The name that the JSON uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoViolation => "no_violation",
            Self::Violated => "violated",
            Self::Witnessed => "witnessed",
            Self::Unwitnessed => "unwitnessed",
            Self::Incomplete => "incomplete",
            Self::NotJudged => "not_judged",
        }
    }
}

impl Finding {
    /// The outcome in a few words: `no violation`, `shown possible in 12 steps`, `known defect found in 14 steps`.
    #[must_use]
    pub fn phrase(&self) -> String {
        let steps =
            self.steps.map_or_else(String::new, |steps| format!(" in {}", count(steps.into(), "step", "steps")));
        match (self.outcome, self.expected) {
            (Outcome::Witnessed, Expected::Violated) if self.kind == Kind::Taken => {
                format!("declared dead, yet taken{steps}")
            }
            (Outcome::Unwitnessed, Expected::Violated) if self.kind == Kind::Taken => "dead, as declared".to_owned(),
            (Outcome::Unwitnessed, _) if self.kind == Kind::Taken => "never taken".to_owned(),
            (Outcome::NoViolation, Expected::Violated) => "refuted, yet no violation".to_owned(),
            (Outcome::NoViolation, _) => "no violation".to_owned(),
            (Outcome::Violated, Expected::Violated) => format!("known defect found{steps}"),
            (Outcome::Violated, _) => match self.kind {
                Kind::NoDeadlock => format!("deadlock{steps}"),
                Kind::NoDefect => format!("defect{steps}"),
                _ => format!("violated{steps}"),
            },
            (Outcome::Witnessed, Expected::Violated) => format!("refuted, yet possible{steps}"),
            (Outcome::Witnessed, _) => format!("shown possible{steps}"),
            (Outcome::Unwitnessed, Expected::Violated) => "impossible, as known".to_owned(),
            (Outcome::Unwitnessed, _) => "not possible here".to_owned(),
            (Outcome::Incomplete, _) => "incomplete: none seen".to_owned(),
            (Outcome::NotJudged, _) => "not judged".to_owned(),
        }
    }
}

impl Verdict {
    /// What may be claimed, in one sentence without an end.
    #[must_use]
    pub fn claim_in_scope(&self) -> String {
        match self.scope.words.as_str() {
            "" => self.claim(),
            words => format!("{}: {words}", self.claim()),
        }
    }

    /// The claim alone: `no violation in 812,345 states`.
    #[must_use]
    pub fn claim(&self) -> String {
        let names = if self.symmetric { " up to the names of ids" } else { "" };
        let states = format!("{}{names}", count(self.states, "state", "states"));
        if let Some(cause) = self.incomplete {
            return format!("incomplete: {cause}, {states} examined");
        }
        let unexpected = self.findings.iter().filter(|f| f.standing() == Standing::NotAsStated).count();
        let known = self.findings.iter().filter(|f| f.outcome == Outcome::Violated && f.as_expected()).count();
        let open = self.findings.iter().filter(|f| f.standing() == Standing::Unknown).count();
        match (unexpected, known) {
            (0, 0) if open > 0 => {
                format!("no violation in {states}, and {} not judged", count(open as u64, "claim", "claims"))
            }
            (0, 0) => format!("no violation in {states}"),
            (0, _) => format!(
                "{} found, no other violation in {states}",
                count(known as u64, "known defect", "known defects")
            ),
            (_, _) => {
                format!("{} not as stated in {states}", count(unexpected as u64, "property is", "properties are"))
            }
        }
    }

    /// The size of what was explored: `812,345 states, 3,104,222 transitions, depth 41`.
    #[must_use]
    pub fn size(&self) -> String {
        let states = count(self.states, "state", "states");
        let transitions = count(self.transitions, "transition", "transitions");
        let depth = self.depth.map_or_else(String::new, |depth| format!(", depth {}", number(depth.into())));
        format!("{states}, {transitions}{depth}")
    }
}
