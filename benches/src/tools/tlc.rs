//! TLC, with as many workers as we have.

use std::path::Path;

use honnin_codegen::layout::Layout;
use honnin_judges::tlc::{self, Tlc};
use honnin_judges::{Answer, Outcome};

use super::{Run, Said, Timed, number_before, write};
use crate::ours::WORKERS;
use crate::ran::Ran;

pub(super) fn ready(layout: &Layout, folder: &Path) -> Result<Run, String> {
    let found = Tlc::find().map_err(|missing| missing.to_string())?;
    let module = write(&found, layout, folder)?;
    let folder = folder.to_owned();
    Ok(Box::new(move || {
        let mut java = found.java(&folder);
        // As TLC's manual wants it for large runs.
        java.args(["-XX:+UseParallelGC", "-Xmx6g", "tlc2.TLC", "-deadlock", "-nowarning", "-metadir", "states"])
            .args(["-workers", &WORKERS.to_string(), &module])
            .current_dir(&folder);
        read(&Said::by(&mut java)?)
    }))
}

/// From the first state on: the virtual machine and the parser have had their time before.
fn read(said: &Said) -> Result<Timed, String> {
    let text = said.text();
    let Answer { states: Some(states), outcome: Outcome::Fine } = tlc::read(&text) else { return Err(text) };
    let started_in = said.when("Computing initial states").ok_or("TLC did not say when it began")?;
    let took = said.ran_for.saturating_sub(started_in);
    Ok(Timed { ran: Ran { states, transitions: number_before(&text, " states generated"), took }, started_in })
}
