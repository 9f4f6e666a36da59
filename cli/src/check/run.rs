//! One workflow at one scope, ready to run.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::{Options, Subject};
use honnin_checker::engine::{EngineError, HostsError};
use honnin_checker::registry::{Runnable, interpreter};
use honnin_checker::verdict::{Engine, Verdict};
use honnin_codegen::Protocol;
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::layout::Layout;

use crate::arguments::Language;
use crate::failure::Failure;
use crate::language::speak;
use crate::progress::Line;
use crate::scope::Chosen;
use crate::subject::Loaded;

/// What will run.
pub(crate) struct Prepared {
    subject: Subject,
    system: Arc<dyn Runnable>,
    fingerprint: String,
}

impl Prepared {
    /// Lays the states out. The compiled model is taken where the registry has one for the scope.
    pub(crate) fn new(mut loaded: Loaded, scope: Chosen, language: Language) -> Result<Self, Failure> {
        let fingerprint = Fingerprints::of(&loaded.protocol.ir).behaviour.to_string();
        speak(&mut loaded, language)?;
        let Protocol { ir, spans, explained, .. } = &loaded.protocol;
        let layout = Layout::new(ir, &scope.sizes).map_err(|wide| {
            let what = format!("`{}` is too large at scope `{}`: {wide}", ir.name, scope.name);
            Failure::with_help(what, "give fewer ids or smaller capacities")
        })?;
        let layout = Arc::new(layout);
        let models = loaded.shipped.iter().flat_map(|workflow| &workflow.models);
        // The source says the same as what was compiled, or else the source is right.
        let current = honnin_model::fingerprint(&ir.name) == Some(fingerprint.as_str());
        let mut compiled = models.filter(|(name, _)| current && *name == scope.name);
        let (engine, system) = match compiled.next() {
            Some((_, model)) => (Engine::Compiled, Arc::clone(model)),
            None => (Engine::Interpreted, interpreter(&layout)),
        };
        let lines = spans.0.iter().map(|span| u32::try_from(span.start().line).unwrap_or(0)).collect();
        let explained = explained.clone();
        let subject = Subject { layout, scope: scope.name, engine, file: Some(loaded.file), lines, explained };
        Ok(Self { subject, system, fingerprint })
    }

    pub(crate) fn name(&self) -> &str {
        &self.subject.layout.ir().name
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.subject.layout
    }

    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    pub(crate) fn run(&self, options: &Options, interrupt: &AtomicBool) -> Result<Verdict, Failure> {
        let line = Line::new(self.name());
        let options = Options { fingerprint: self.fingerprint.clone(), ..options.clone() };
        self.system.check(&self.subject, &options, interrupt, &line).map_err(failure)
    }
}

/// A checkpoint that is no good is for the user to change; what other processes do may be another thing next time.
fn failure(error: EngineError) -> Failure {
    match error {
        EngineError::Checkpoint(error) => Failure::usage(format!("cannot go on: {error}")),
        EngineError::Hosts(HostsError::Interrupted) => {
            Failure::Incomplete("interrupted: nothing was checked".to_owned())
        }
        EngineError::Hosts(error) => Failure::Incomplete(format!("there is no verdict: {error}")),
    }
}
