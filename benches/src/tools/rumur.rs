//! Rumur: its verifier, compiled for speed, with as many threads as we have workers.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use honnin_codegen::layout::Layout;
use honnin_judges::Effort;
use honnin_judges::rumur::{self, Rumur};

use super::{PATIENCE, Run, Said, Timed, failed, write};
use crate::ours::WORKERS;
use crate::ran::Ran;

pub(super) fn ready(layout: &Layout, folder: &Path, symmetry: bool) -> Result<Run, String> {
    let found = Rumur::find().map_err(|missing| missing.to_string())?;
    let found = found.with(Effort::Large).with_threads(u32::try_from(WORKERS).unwrap_or(1));
    let found = if symmetry { found.with_symmetry() } else { found };
    let file = write(&found, layout, folder)?;
    let model = file.strip_suffix(".m").unwrap_or(&file);
    let made = found.compile(folder, model, &PATIENCE).map_err(|error| failed("rumur", &error))?;
    let verifier = made.map_err(|answer| format!("Rumur makes no verifier of it: {:?}", answer.outcome))?;
    Ok(Box::new(move || read(&Said::by(&mut Command::new(&verifier))?)))
}

fn read(said: &Said) -> Result<Timed, String> {
    let report = rumur::read(&said.text())?;
    if let Some(error) = report.errors.first() {
        return Err(error.message.clone());
    }
    let ran = Ran { states: report.states, transitions: Some(report.rules_fired), took: said.ran_for };
    Ok(Timed { ran, started_in: Duration::ZERO })
}
