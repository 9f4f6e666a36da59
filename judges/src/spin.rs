//! SPIN: makes a verifier of a model, compiles it, runs it and reads what it says.
//!
//! The search is exhaustive: every state is kept whole (no bit-state hashing, no hash compaction), and no reduction of partial
//! orders is made (`-DNOREDUCE`), so that the number of stored states is that of the protocol. A search that was cut, by the
//! depth of its stack or by memory, is a failure and no verdict; for the depth it is tried once more with a larger stack.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use honnin_codegen::export::{Claim, Exported, Form, Unsupported};
use honnin_codegen::ir::{Ir, Sizes};
use honnin_codegen::promela;

use crate::judge::{Answer, Effort, Judge, Missing, Outcome};
use crate::process::{Ended, Patience, run};

/// SPIN and a C compiler on this machine.
#[derive(Clone, Debug)]
pub struct Spin {
    compiler: PathBuf,
    effort: Effort,
}

/// How a verifier is compiled and run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What the C compiler is told about speed: `-O0` is soonest done with small models, `-O3` with large ones.
    pub optimise: &'static str,
    /// The hash table has two to the power of this many slots.
    pub slots: u32,
    /// How deep the search may go at first.
    pub depth: u64,
    /// How many megabytes it may use.
    pub memory: u64,
    /// What else the compiler and the verifier are told.
    pub compiler: Vec<String>,
    /// What else the verifier is told.
    pub verifier: Vec<String>,
}

const NAME: &str = "SPIN";
/// The deepest stack that is tried.
const DEEPEST: u64 = 1_000_000_000;

impl Default for Options {
    fn default() -> Self {
        Self { optimise: "-O0", slots: 20, depth: 100_000, memory: 8_192, compiler: Vec::new(), verifier: Vec::new() }
    }
}

impl Options {
    /// For a model that takes longer to explore than to compile.
    #[must_use]
    pub fn large() -> Self {
        Self { optimise: "-O3", slots: 24, depth: 1_000_000, ..Self::default() }
    }
}

impl Spin {
    /// Finds `spin` and `cc`, or the C compiler that `CC` names.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find() -> Result<Self, Missing> {
        let missing = |what: String| Missing { judge: NAME, what, install: "judges/install.sh" };
        let compiler = env::var_os("CC").map_or_else(|| PathBuf::from("cc"), PathBuf::from);
        let there = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        if !there(Command::new("spin").arg("-V")) {
            return Err(missing("there is no spin".to_owned()));
        }
        if !there(Command::new(&compiler).arg("--version")) {
            return Err(missing(format!("there is no C compiler `{}`", compiler.display())));
        }
        Ok(Self { compiler, effort: Effort::Small })
    }

    /// Prepared for so much.
    #[must_use]
    pub fn with(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }

    /// Makes the verifier `pan` of a model in a folder: of states and steps, or of runs. What went wrong, if anything did.
    ///
    /// # Errors
    /// When a tool cannot be started.
    pub fn make(
        &self,
        folder: &Path,
        model: &str,
        of_runs: bool,
        options: &Options,
        patience: &Patience<'_>,
    ) -> io::Result<Option<Answer>> {
        let mut spin = Command::new("spin");
        // What a model writes and never reads is state all the same, and nothing is forgotten where it is not needed any more.
        spin.args(["-a", "-o1", "-o2", model]);
        match run(&mut spin, folder, patience)? {
            Ended::Stopped => return Ok(Some(Answer::stopped())),
            Ended::Itself(output) if !output.status.success() || output.text().contains("Error:") => {
                return Ok(Some(Answer::failed(beginning(&output.text()))));
            }
            Ended::Itself(_) => {}
        }
        let mut compile = Command::new(&self.compiler);
        compile.args(["-w", options.optimise, "-DNOREDUCE", "-DVECTORSZ=8192"]);
        compile.arg(format!("-DMEMLIM={}", options.memory));
        compile.arg(if of_runs { "-DNOFAIR" } else { "-DSAFETY" }).args(&options.compiler).args(["-o", "pan", "pan.c"]);
        Ok(match run(&mut compile, folder, patience)? {
            Ended::Stopped => Some(Answer::stopped()),
            Ended::Itself(output) if output.status.success() => None,
            Ended::Itself(output) => Some(Answer::failed(beginning(&output.text()))),
        })
    }

    /// Runs the verifier that is in a folder.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn verify(
        &self,
        folder: &Path,
        of_runs: bool,
        options: &Options,
        patience: &Patience<'_>,
    ) -> io::Result<Answer> {
        let mut depth = options.depth;
        loop {
            let mut pan = Command::new(folder.join("pan"));
            // No listing of what was not reached, and no word about end states: the protocol has its own.
            pan.args(["-n", "-E"]).arg(format!("-m{depth}")).arg(format!("-w{}", options.slots));
            pan.args(if of_runs { &["-a"][..] } else { &[] }).args(&options.verifier);
            let output = match run(&mut pan, folder, patience)? {
                Ended::Itself(output) => output,
                Ended::Stopped => return Ok(Answer::stopped()),
            };
            let answer = read(&output.text());
            let too_deep = matches!(&answer.outcome, Outcome::Failed(why) if why.contains(TOO_DEEP));
            if !too_deep || depth >= DEEPEST {
                return Ok(answer);
            }
            depth *= 10;
        }
    }
}

impl Judge for Spin {
    fn name(&self) -> &'static str {
        NAME
    }

    fn export(&self, ir: &Ir, sizes: &Sizes) -> Result<Box<dyn Exported>, Unsupported> {
        promela::export(ir, sizes).map(|export| Box::new(export) as Box<dyn Exported>)
    }

    fn is_alone(&self, claim: &Claim) -> bool {
        claim.form == Form::Property
    }

    fn ask(
        &self,
        exported: &dyn Exported,
        asked: &[&Claim],
        folder: &Path,
        patience: &Patience<'_>,
    ) -> io::Result<Answer> {
        fs::create_dir_all(folder)?;
        let files = exported.files(asked);
        let [file] = files.as_slice() else {
            return Ok(Answer::failed("claims of runs are asked one at a time"));
        };
        fs::write(folder.join(&file.name), &file.text)?;
        let of_runs = asked.iter().any(|claim| self.is_alone(claim));
        let options = match self.effort {
            Effort::Small => Options::default(),
            Effort::Large => Options::large(),
        };
        if let Some(answer) = self.make(folder, &file.name, of_runs, &options, patience)? {
            return Ok(answer);
        }
        let mut answer = self.verify(folder, of_runs, &options, patience)?;
        if of_runs {
            // Automata and what they watch are in the state, too.
            answer.states = None;
            if answer.outcome == Outcome::Violated(None) {
                answer.outcome = Outcome::Violated(asked.first().map(|claim| claim.name.clone()));
            }
        }
        Ok(answer)
    }
}

const TOO_DEEP: &str = "max search depth too small";
const CUT: &[&str] = &[TOO_DEEP, "out of memory", "memory limit", "MEMLIM", "hashtable full", "VECTORSZ", "truncated"];

/// Reads what a verifier printed.
#[must_use]
pub fn read(text: &str) -> Answer {
    if let Some(line) = text.lines().find(|line| CUT.iter().any(|cut| line.contains(cut))) {
        return Answer::failed(line.trim());
    }
    let Some(errors) = text.lines().find_map(errors) else { return Answer::failed(beginning(text)) };
    let states = text.lines().find_map(states);
    let outcome = match (errors, text.lines().find_map(violated)) {
        (0, None) if !text.contains("Search not completed") => Outcome::Fine,
        (1, Some(violated)) => violated,
        _ => Outcome::Failed(beginning(text)),
    };
    Answer { states, outcome }
}

/// `State-vector 36 byte, depth reached 10, errors: 0`
fn errors(line: &str) -> Option<u64> {
    line.split_once(", errors: ")?.1.trim().parse().ok()
}

/// `      288 states, stored`
fn states(line: &str) -> Option<u64> {
    line.split_once(" states, stored")?.0.trim().parse().ok()
}

/// `pan:1: assertion violated all_agree (at depth 5)`, `pan:1: acceptance cycle (at depth 4)`
fn violated(line: &str) -> Option<Outcome> {
    let message = line.strip_prefix("pan:")?.split_once(": ")?.1;
    if let Some(claim) = message.strip_prefix("assertion violated ") {
        let claim = claim.split(" (at depth").next()?.trim_matches(['(', ')']);
        return Some(Outcome::Violated(Some(claim.to_owned())));
    }
    message.starts_with("acceptance cycle").then_some(Outcome::Violated(None))
}

/// The beginning of a message.
fn beginning(text: &str) -> String {
    text.trim().chars().take(1_000).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str]) -> Answer {
        read(&lines.join("\n"))
    }

    const WHOLE: &str = "State-vector 28 byte, depth reached 6, errors: 0";
    const FOUND: &str = "State-vector 60 byte, depth reached 24, errors: 1";

    #[test]
    fn a_search_of_everything_is_fine() {
        let answer = said(&["", "Full statespace search for:", WHOLE, "       25 states, stored"]);
        assert_eq!(answer, Answer { states: Some(25), outcome: Outcome::Fine });
        let answer = said(&[WHOLE, "      653 states, stored (989 visited)"]);
        assert_eq!(answer, Answer { states: Some(653), outcome: Outcome::Fine });
    }

    #[test]
    fn a_violation_has_the_name_of_its_claim() {
        let cut = "Warning: Search not completed";
        let answer = said(&["pan:1: assertion violated all_agree (at depth 7)", cut, FOUND, "  9 states, stored"]);
        assert_eq!(answer.outcome, Outcome::Violated(Some("all_agree".to_owned())));
        let answer = said(&["pan:1: acceptance cycle (at depth 22)", cut, FOUND]);
        assert_eq!(answer.outcome, Outcome::Violated(None));
    }

    #[test]
    fn a_search_that_was_cut_is_no_verdict() {
        for wrong in [
            "error: max search depth too small",
            "pan: reached -DMEMLIM bound",
            "pan:1: value (256->0 (8)) truncated in assignment (at depth 3)",
            "Warning: Search not completed",
        ] {
            let answer = said(&[wrong, WHOLE, "       25 states, stored"]);
            assert!(matches!(answer.outcome, Outcome::Failed(_)), "{wrong}: {answer:?}");
        }
        assert!(matches!(read("Segmentation fault").outcome, Outcome::Failed(_)));
        let other = "pan:1: invalid array index (at depth 3)";
        assert!(matches!(said(&[other, FOUND]).outcome, Outcome::Failed(_)));
    }
}
