//! SPIN: its verifier, compiled for speed, on one core.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use honnin_codegen::layout::Layout;
use honnin_judges::spin::{self, Options, Spin};
use honnin_judges::{Answer, Outcome};

use super::{PATIENCE, Run, Said, Timed, failed, number_before, write};
use crate::ran::Ran;

pub(super) fn ready(layout: &Layout, folder: &Path) -> Result<Run, String> {
    let found = Spin::find().map_err(|missing| missing.to_string())?;
    let model = write(&found, layout, folder)?;
    // A table and a stack that need not grow.
    let options = Options {
        optimise: "-O3",
        slots: 25,
        depth: 8_000_000,
        compiler: vec!["-march=native".to_owned()],
        ..Options::default()
    };
    let made = found.make(folder, &model, false, &options, &PATIENCE).map_err(|error| failed("spin", &error))?;
    if let Some(Answer { outcome, .. }) = made {
        return Err(format!("SPIN makes no verifier of it: {outcome:?}"));
    }
    let folder = folder.to_owned();
    Ok(Box::new(move || {
        let mut pan = Command::new("./pan");
        pan.args(["-n", "-E"]).arg(format!("-m{}", options.depth)).arg(format!("-w{}", options.slots));
        read(&Said::by(pan.current_dir(&folder))?)
    }))
}

fn read(said: &Said) -> Result<Timed, String> {
    let text = said.text();
    let Answer { states: Some(states), outcome: Outcome::Fine } = spin::read(&text) else { return Err(text) };
    let transitions = number_before(&text, " transitions (");
    Ok(Timed { ran: Ran { states, transitions, took: said.ran_for }, started_in: Duration::ZERO })
}
