//! Rumur, a model checker of Murphi: makes a C program of a model, has it compiled, runs it and reads what it says.
//!
//! A claim that is violated cuts the exploration where it is, so that all states are counted where nothing is. Rumur's own
//! notion of a deadlock is another than ours, and is switched off. Its `liveness` is what `#[always_possible]` claims: from
//! every state, one that satisfies it can be reached.

mod report;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use honnin_codegen::export::{Claim, Exported, Form, Unsupported};
use honnin_codegen::ir::{Ir, Sizes};
use honnin_codegen::murphi;

use crate::judge::{Answer, Effort, Judge, Missing, Outcome};
use crate::process::{Ended, Patience, run};

pub use report::{Report, read};

const NAME: &str = "Rumur";

/// Rumur and a C compiler on this machine, and how they are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rumur {
    symmetry: bool,
    threads: u32,
    effort: Effort,
}

impl Rumur {
    /// Finds `rumur` and `cc`. What is found counts every state, with one thread, and wastes no time on optimising.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find() -> Result<Self, Missing> {
        let missing = |what: &str| Missing { judge: NAME, what: what.to_owned(), install: "judges/install.sh" };
        if !runs("rumur") {
            return Err(missing("there is no rumur"));
        }
        if !runs("cc") {
            return Err(missing("there is no C compiler, cc"));
        }
        Ok(Self { symmetry: false, threads: 1, effort: Effort::Small })
    }

    /// One state for each orbit of the ids' permutations, exactly: by trying each of them.
    #[must_use]
    pub fn with_symmetry(self) -> Self {
        Self { symmetry: true, ..self }
    }

    /// So many threads, at least one.
    #[must_use]
    pub fn with_threads(self, threads: u32) -> Self {
        Self { threads: threads.max(1), ..self }
    }

    /// Compiled as befits a run of this size.
    #[must_use]
    pub fn with(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }

    /// Makes the program that explores a model, or says why there is none.
    ///
    /// # Errors
    /// When a tool cannot be started.
    pub fn compile(&self, folder: &Path, model: &str, patience: &Patience<'_>) -> io::Result<Result<PathBuf, Answer>> {
        let source = format!("{model}.c");
        let program = folder.join(format!("{model}.verifier"));
        let done = |mut command: Command| -> io::Result<Option<Answer>> {
            Ok(match run(&mut command, folder, patience)? {
                Ended::Stopped => Some(Answer::stopped()),
                Ended::Itself(output) if !output.status.success() => Some(Answer::failed(output.text())),
                Ended::Itself(_) => None,
            })
        };
        if let Some(answer) = done(self.translation(model, &source))? {
            return Ok(Err(answer));
        }
        let text = fs::read_to_string(folder.join(&source))?;
        if let Some(text) = without_states(&text) {
            fs::write(folder.join(&source), text)?;
        }
        Ok(done(self.compilation(&source, &program))?.map_or(Ok(program), Err))
    }

    fn translation(self, model: &str, source: &str) -> Command {
        let mut rumur = Command::new("rumur");
        rumur
            .args(["--deadlock-detection", "off", "--output-format", "machine-readable"])
            .args(["--counterexample-trace", "off"])
            .args(["--symmetry-reduction", if self.symmetry { "exhaustive" } else { "off" }])
            .args(["--threads", &self.threads.to_string()])
            .args(["--output", source, &format!("{model}.m")]);
        rumur
    }

    fn compilation(self, source: &str, program: &Path) -> Command {
        let mut cc = Command::new("cc");
        cc.args(["-std=c11", "-w"]);
        match self.effort {
            // Most runs are over before an optimiser would be.
            Effort::Small => cc.arg("-O0"),
            Effort::Large => cc.args(["-O3", "-march=native"]),
        };
        if cfg!(target_arch = "x86_64") {
            // Rumur swaps 16 bytes at once.
            cc.arg("-mcx16");
        }
        cc.arg("-o").arg(program).args([source, "-lpthread"]);
        cc
    }
}

impl Judge for Rumur {
    fn name(&self) -> &'static str {
        NAME
    }

    fn export(&self, ir: &Ir, sizes: &Sizes) -> Result<Box<dyn Exported>, Unsupported> {
        murphi::export(ir, sizes).map(|export| Box::new(export) as Box<dyn Exported>)
    }

    /// Beside a cover that is missed Rumur does not look at liveness.
    fn is_alone(&self, claim: &Claim) -> bool {
        claim.form == Form::Property
    }

    fn counts_witnesses(&self) -> bool {
        true
    }

    fn ask(
        &self,
        exported: &dyn Exported,
        asked: &[&Claim],
        folder: &Path,
        patience: &Patience<'_>,
    ) -> io::Result<Answer> {
        if self.symmetry && asked.iter().any(|claim| claim.form == Form::Property) {
            // A claim for each id is another one in each state of an orbit, which Rumur does not tell apart.
            return Ok(Answer::failed("liveness is judged without symmetry reduction only"));
        }
        fs::create_dir_all(folder)?;
        for file in exported.files(asked) {
            fs::write(folder.join(file.name), file.text)?;
        }
        let program = match self.compile(folder, exported.name(), patience)? {
            Ok(program) => program,
            Err(answer) => return Ok(answer),
        };
        Ok(match run(&mut Command::new(program), folder, patience)? {
            Ended::Stopped => Answer::stopped(),
            Ended::Itself(output) => match read(&output.stdout) {
                // A program that was killed in the midst has told no end.
                Ok(report) if output.status.code().is_some() => judged(&report, asked),
                _ => Answer::failed(output.text()),
            },
        })
    }
}

/// The C without what prints a state, which no answer needs: it names each cell in a text that triples with each array and
/// record around it, a hundred megabytes for the issuing protocol. `None` where it is not found.
fn without_states(text: &str) -> Option<String> {
    const HEAD: &str = "static void state_print(const struct state *previous, const struct state *NONNULL s) {\n";
    let body = text.find(HEAD)? + HEAD.len();
    let after = body + text[body..].find("\nstatic ")?;
    Some(format!("{}}}\n{}", &text[..body], &text[after..]))
}

/// What a report says of the claims that were asked.
#[must_use]
pub fn judged(report: &Report, asked: &[&Claim]) -> Answer {
    let states = Some(report.states);
    if let Some(error) = report.errors.first() {
        let named = error.claim.as_ref().filter(|name| asked.iter().any(|claim| claim.name == **name));
        let outcome = match named {
            Some(name) => Outcome::Violated(Some(name.clone())),
            // What nobody asked is a mistake in the model: a value out of range, something undefined that is read.
            None => Outcome::Failed(error.message.clone()),
        };
        return Answer { states, outcome };
    }
    let (mut witnessed, mut missed) = (Vec::new(), false);
    for claim in asked.iter().filter(|claim| claim.form == Form::Witness) {
        match report.covers.get(&claim.name) {
            None => return Answer::failed(format!("nothing was said of {}", claim.name)),
            Some(0) => missed = true,
            Some(_) => witnessed.push(claim.name.clone()),
        }
    }
    if missed && asked.iter().any(|claim| claim.form == Form::Property) {
        return Answer::failed("where a cover is missed, Rumur does not look at liveness: ask them apart");
    }
    let outcome = if witnessed.is_empty() { Outcome::Fine } else { Outcome::Witnessed(witnessed) };
    Answer { states, outcome }
}

fn runs(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
