//! The workflows of one text side by side: in how many steps what happened breaks, and which of its twins hold.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::Protocol;
use honnin_codegen::layout::Layout;
use honnin_codegen::record::claimed;
use honnin_codegen::twins::Twin;

use crate::check::{Options, Subject};
use crate::control::Progress;
use crate::coverage::Exercised;
use crate::engine::EngineError;
use crate::registry::interpreter;
use crate::verdict::{Engine, Expected, Outcome, Standing, Verdict};

/// One workflow of a text, at each scope that it claims.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its name.
    pub workflow: String,
    /// Of what it is a twin; `None` for what happened.
    pub twin: Option<Twin>,
    /// What was found, scope by scope.
    pub verdicts: Vec<Verdict>,
}

/// What a property comes to on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comes {
    /// It breaks in some scope: the least number of steps in which that is seen.
    Breaks(Option<u32>),
    /// It breaks in none, and every state of each was examined.
    Holds,
    /// Not everything was examined, or there is no such property here.
    Unknown,
}

/// Checks all workflows of a text by the interpreter.
///
/// # Errors
/// As [`check`](crate::check::check).
pub fn sides(
    text: &[Protocol],
    file: &str,
    options: &Options,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Vec<Side>, EngineError> {
    let side = |protocol: &Protocol| {
        let subjects = subjects(protocol, file);
        let verdicts = subjects.iter().map(|at| interpreter(&at.layout).check(at, options, interrupt, progress));
        let verdicts = verdicts.collect::<Result<_, _>>()?;
        Ok(Side { workflow: protocol.ir.name.clone(), twin: protocol.twin.clone(), verdicts })
    };
    text.iter().map(side).collect()
}

/// A protocol at each scope that it claims. All of them can be laid out, or it would not have been compiled.
fn subjects(protocol: &Protocol, file: &str) -> Vec<Subject> {
    let Protocol { ir, spans, explained, .. } = protocol;
    let lines: Vec<u32> = spans.0.iter().map(|span| u32::try_from(span.start().line).unwrap_or(0)).collect();
    let laid_out = claimed(ir).into_iter().filter_map(|scope| Some((scope, Layout::new(ir, &scope.sizes).ok()?)));
    laid_out
        .map(|(scope, layout)| Subject {
            layout: Arc::new(layout),
            scope: scope.name.clone(),
            engine: Engine::Interpreted,
            file: Some(file.to_owned()),
            lines: lines.clone(),
            explained: explained.clone(),
        })
        .collect()
}

impl Side {
    /// What a property comes to, all scopes together.
    #[must_use]
    pub fn comes(&self, property: &str) -> Comes {
        let found: Option<Vec<_>> = self.verdicts.iter().map(|verdict| verdict.finding(property)).collect();
        let found = found.unwrap_or_default();
        let broken: Vec<_> = found.iter().filter(|finding| finding.outcome == Outcome::Violated).collect();
        if !broken.is_empty() {
            return Comes::Breaks(broken.iter().filter_map(|finding| finding.steps).min());
        }
        let held = found.iter().filter(|finding| finding.outcome == Outcome::NoViolation).count();
        if held > 0 && held == self.verdicts.len() { Comes::Holds } else { Comes::Unknown }
    }

    /// What it exercises, all scopes together: what one of them does is missing in none.
    #[must_use]
    pub fn exercised(&self) -> Exercised {
        let mut all = Exercised::default();
        self.verdicts.iter().for_each(|verdict| all.add(&verdict.exercised));
        all
    }

    /// The scopes in which a property breaks.
    #[must_use]
    pub fn breaks_at(&self, property: &str) -> Vec<&str> {
        let broken = self
            .verdicts
            .iter()
            .filter(|verdict| verdict.finding(property).is_some_and(|finding| finding.outcome == Outcome::Violated));
        broken.map(|verdict| verdict.scope.name.as_str()).collect()
    }

    /// Whether the text says that a property breaks here, in some scope.
    #[must_use]
    pub fn is_refuted(&self, property: &str) -> bool {
        let mut found = self.verdicts.iter().filter_map(|verdict| verdict.finding(property));
        found.any(|finding| finding.expected == Expected::Violated)
    }

    /// Whether the property must break here: in what happened, never where the defect is mended, and in spite of a guard
    /// where the text says so.
    #[must_use]
    pub fn must_break(&self, property: &str) -> bool {
        match &self.twin {
            None => true,
            Some(Twin { guard: None, .. }) => false,
            Some(Twin { guard: Some(_), .. }) => self.is_refuted(property),
        }
    }

    /// How this side stands: everything as its text states, and the property as it must be for the text to be about it. Where
    /// the defect is mended, nothing else may break either; a guard beside it need not mend what the text says that it does not.
    #[must_use]
    pub fn standing(&self, property: &str) -> Standing {
        let stated = self.verdicts.iter().map(Verdict::standing).fold(Standing::AsStated, Standing::max);
        let meant = match (self.must_break(property), self.comes(property)) {
            (_, Comes::Unknown) => Standing::Unknown,
            (true, Comes::Breaks(_)) => Standing::AsStated,
            (false, Comes::Holds) if self.is_beside_the_defect() || self.is_sound() => Standing::AsStated,
            _ => Standing::NotAsStated,
        };
        stated.max(meant)
    }

    /// Distinct states, all scopes together.
    #[must_use]
    pub fn states(&self) -> u64 {
        self.verdicts.iter().map(|verdict| verdict.states).sum()
    }

    /// Whether the defect stays, and a guard stands beside it.
    fn is_beside_the_defect(&self) -> bool {
        self.twin.as_ref().is_some_and(|twin| twin.guard.is_some())
    }

    /// Whether nothing breaks in any scope.
    fn is_sound(&self) -> bool {
        let mut findings = self.verdicts.iter().flat_map(|verdict| &verdict.findings);
        findings.all(|finding| finding.outcome != Outcome::Violated)
    }
}
