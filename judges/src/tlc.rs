//! TLC, the model checker of TLA+: runs it and reads what it says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use honnin_codegen::export::{Claim, Exported, Unsupported};
use honnin_codegen::ir::{Ir, Sizes};
use honnin_codegen::tla;

use crate::judge::{Answer, Effort, Judge, Missing, Outcome};
use crate::process::{Ended, Patience, run};

/// TLC on this machine.
#[derive(Clone, Debug)]
pub struct Tlc {
    jar: PathBuf,
    effort: Effort,
}

const NAME: &str = "TLC";

impl Tlc {
    /// Finds `java` and `tla2tools.jar`: in the folder that `HONNIN_TLA2TOOLS` names, or in `target/judges`.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find() -> Result<Self, Missing> {
        let missing = |what| Missing { judge: NAME, what, install: "judges/install.sh" };
        let java = Command::new("java").arg("-version").output();
        if !java.is_ok_and(|output| output.status.success()) {
            return Err(missing("there is no java".to_owned()));
        }
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/judges");
        let folders = match env::var_os("HONNIN_TLA2TOOLS") {
            Some(folder) => vec![PathBuf::from(folder)],
            None => vec![PathBuf::from("target/judges"), built],
        };
        let jars = folders.iter().map(|folder| folder.join("tla2tools.jar"));
        match jars.into_iter().find(|jar| jar.is_file()).and_then(|jar| fs::canonicalize(jar).ok()) {
            Some(jar) => Ok(Self { jar, effort: Effort::Small }),
            None => Err(missing(format!("there is no tla2tools.jar in {}", folders[0].display()))),
        }
    }

    /// Prepared for so much.
    #[must_use]
    pub fn with(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }

    /// `java`, with TLC and its libraries.
    #[must_use]
    pub fn java(&self, folder: &Path) -> Command {
        let mut java = Command::new("java");
        java.arg(format!("-Djava.io.tmpdir={}", folder.display())).arg("-cp").arg(&self.jar);
        java
    }
}

impl Judge for Tlc {
    fn name(&self) -> &'static str {
        NAME
    }

    fn export(&self, ir: &Ir, sizes: &Sizes) -> Result<Box<dyn Exported>, Unsupported> {
        tla::export(ir, sizes).map(|export| Box::new(export) as Box<dyn Exported>)
    }

    fn ask(
        &self,
        exported: &dyn Exported,
        asked: &[&Claim],
        folder: &Path,
        patience: &Patience<'_>,
    ) -> io::Result<Answer> {
        fs::create_dir_all(folder)?;
        for file in exported.files(asked) {
            fs::write(folder.join(file.name), file.text)?;
        }
        let mut java = self.java(folder);
        match self.effort {
            // It is over before anything is worth compiling well.
            Effort::Small => java.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx1g"]),
            Effort::Large => java.arg("-XX:+UseParallelGC"),
        };
        java.args(["tlc2.TLC", "-deadlock", "-workers", "1", "-nowarning", "-metadir", "states"])
            .arg(format!("{}.tla", exported.name()));
        Ok(match run(&mut java, folder, patience)? {
            Ended::Itself(output) => read(&output.stdout),
            Ended::Stopped => Answer::stopped(),
        })
    }
}

/// Reads what TLC printed.
#[must_use]
pub fn read(text: &str) -> Answer {
    Answer { states: text.lines().filter_map(states).next_back(), outcome: outcome(text) }
}

/// `1 states generated, 288 distinct states found, 0 states left on queue.`
fn states(line: &str) -> Option<u64> {
    let (before, _) = line.split_once(" distinct states found")?;
    before.rsplit(' ').next()?.replace(',', "").parse().ok()
}

fn outcome(text: &str) -> Outcome {
    for line in text.lines() {
        let named = |before: &str, after: &str| Some(line.strip_prefix(before)?.strip_suffix(after)?.to_owned());
        let invariant = named("Error: Invariant ", " is violated.")
            .or_else(|| named("Error: Invariant ", " is violated by the initial state:"))
            .or_else(|| named("Error: Action property ", " is violated."));
        if invariant.is_some() {
            return Outcome::Violated(invariant);
        }
        if line == "Error: Temporal properties were violated." {
            return Outcome::Violated(None);
        }
    }
    if text.contains("No error has been found.") && !text.contains("Error:") {
        return Outcome::Fine;
    }
    let from = text.find("Error").unwrap_or(0);
    Outcome::Failed(text[from..].chars().take(1_000).collect())
}
