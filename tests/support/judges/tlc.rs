//! TLC, the model checker of TLA+: runs it and reads what it says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// TLC on this machine.
#[derive(Clone, Debug)]
pub struct Tlc {
    jar: PathBuf,
}

/// What a run of TLC said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Distinct states; all there are where nothing was violated.
    pub states: Option<u64>,
    /// What became of what it was asked.
    pub outcome: Outcome,
}

/// What became of the properties of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No error.
    Fine,
    /// The one of this name is violated; some temporal property where TLC gives no name.
    Violated(Option<String>),
    /// TLC could not do it: what it said.
    Failed(String),
}

impl Tlc {
    /// Finds `java` and `tla2tools.jar`: in the folder that `HONNIN_TLA2TOOLS` names, or in `target/judges`.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find() -> Result<Self, String> {
        let install = "run tests/judges/install.sh, which gets it";
        let java = Command::new("java").arg("-version").output();
        if !java.is_ok_and(|output| output.status.success()) {
            return Err(format!("there is no java for TLC: {install}"));
        }
        let folder = env::var_os("HONNIN_TLA2TOOLS").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/judges"));
        let jar = folder.join("tla2tools.jar");
        if jar.is_file() { Ok(Self { jar }) } else { Err(format!("there is no {}: {install}", jar.display())) }
    }

    /// Runs TLC on a module in a folder of its own.
    ///
    /// # Errors
    /// Why the folder or the files cannot be written, or `java` cannot be run.
    pub fn run(&self, folder: &Path, name: &str, module: &str, configuration: &str) -> std::io::Result<Answer> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join(format!("{name}.tla")), module)?;
        fs::write(folder.join(format!("{name}.cfg")), configuration)?;
        let output = Command::new("java")
            // Most runs are over before anything is worth compiling well.
            .args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx1g"])
            .arg(format!("-Djava.io.tmpdir={}", folder.display()))
            .arg("-cp")
            .arg(&self.jar)
            .args(["tlc2.TLC", "-deadlock", "-workers", "1", "-nowarning", "-metadir", "states"])
            .arg(format!("{name}.tla"))
            .current_dir(folder)
            .output()?;
        Ok(Answer::read(&String::from_utf8_lossy(&output.stdout)))
    }
}

impl Answer {
    /// Reads what TLC printed.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self { states: text.lines().filter_map(states).next_back(), outcome: outcome(text) }
    }
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
