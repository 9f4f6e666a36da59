//! The tools of others: each is given the protocol in its own notation, made ready once, and timed.

mod lines;
mod rumur;
mod spin;
mod tlc;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use std::{fs, io};

use honnin_codegen::export::{Claim, Form};
use honnin_codegen::layout::Layout;
use honnin_judges::{Judge, Patience};

use crate::contender::Contender;
use crate::models::Case;
use crate::ours::permutations;
use crate::ran::Ran;

pub(crate) use lines::Said;

/// All that there is.
const PATIENCE: Patience<'static> = Patience { interrupt: &GO_ON, until: None };
static GO_ON: AtomicBool = AtomicBool::new(false);

/// With more permutations Rumur would take hours.
const MANY: u64 = 1_000;

/// Runs a tool once.
type Run = Box<dyn Fn() -> Result<Timed, String>>;

/// A tool with its model.
pub(crate) struct Ready {
    run: Run,
    /// What it took to make it ready: translating, compiling.
    pub(crate) made_in: Duration,
}

/// A run of a tool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timed {
    /// What it came to.
    pub(crate) ran: Ran,
    /// What it took to start, where it tells that apart.
    pub(crate) started_in: Duration,
}

impl Ready {
    /// Makes a tool ready in a folder; nothing for what is compiled in.
    ///
    /// # Errors
    /// What is missing, and how to get it; or what went wrong.
    pub(crate) fn new(contender: Contender, case: &Case, folder: &Path) -> Result<Option<Self>, String> {
        let layout = case.layout();
        let start = Instant::now();
        let run = match contender {
            Contender::Spin => spin::ready(&layout, folder)?,
            Contender::Rumur => rumur::ready(&layout, folder, false)?,
            Contender::RumurSymmetric if permutations(case) > MANY => {
                let many = permutations(case);
                return Err(format!("left out, since it tries each of {many} permutations for each transition"));
            }
            Contender::RumurSymmetric => rumur::ready(&layout, folder, true)?,
            Contender::Tlc => tlc::ready(&layout, folder)?,
            _ => return Ok(None),
        };
        Ok(Some(Self { run, made_in: start.elapsed() }))
    }

    /// Runs it.
    ///
    /// # Errors
    /// What it said, where it did not explore all states and find them in order.
    pub(crate) fn run(&self) -> Result<Timed, String> {
        (self.run)()
    }
}

/// Writes the model that asks all that our own engine judges as well, and should hold: promises are left out.
fn write(judge: &dyn Judge, layout: &Layout, folder: &Path) -> Result<String, String> {
    let ir = layout.ir();
    let exported = judge.export(ir, layout.sizes()).map_err(|error| error.to_string())?;
    let invariant = |claim: &&Claim| claim.form == Form::Invariant && !claim.is_to_be_violated(ir);
    let asked: Vec<&Claim> =
        exported.claims().iter().filter(invariant).filter(|claim| !judge.is_alone(claim)).collect();
    let files = exported.files(&asked);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for file in &files {
        fs::write(folder.join(&file.name), &file.text).map_err(|error| format!("{}: {error}", file.name))?;
    }
    files.into_iter().next().map(|file| file.name).ok_or_else(|| "nothing was exported".to_owned())
}

fn failed(program: &str, error: &io::Error) -> String {
    format!("{program} cannot be run: {error}")
}

/// The number before some words, commas left out.
fn number_before(text: &str, words: &str) -> Option<u64> {
    let (before, _) = text.split_once(words)?;
    before.trim_end().rsplit(|sign: char| sign.is_whitespace() || sign == '(').next()?.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_one_right_before() {
        let text = "4399049 states generated, 502,008 distinct states found, 0 states left";
        assert_eq!(number_before(text, " distinct states found"), Some(502_008));
        assert_eq!(number_before(text, "transitions"), None);
        assert_eq!(number_before("\t(12 states, 3 rules", "states"), Some(12));
    }
}
