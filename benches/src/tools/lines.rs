//! A process, and when it said what.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a process printed, line by line, each with the time since it was started; and how long it ran.
pub(crate) struct Said {
    lines: Vec<(Duration, String)>,
    /// From its start to its end.
    pub(crate) ran_for: Duration,
}

impl Said {
    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it cannot be run, or failed: with what it printed.
    pub(crate) fn by(command: &mut Command) -> Result<Self, String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |error| super::failed(&program, &error);
        let start = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut lines = Vec::new();
        for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
            lines.push((start.elapsed(), line.map_err(failed)?));
        }
        let status = child.wait().map_err(failed)?;
        let said = Self { lines, ran_for: start.elapsed() };
        if status.success() { Ok(said) } else { Err(format!("{program} ended with {status}:\n{}", said.text())) }
    }

    /// All of it.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().fold(String::new(), |text, (_, line)| text + line + "\n")
    }

    /// When it first said this.
    pub(crate) fn when(&self, words: &str) -> Option<Duration> {
        self.lines.iter().find(|(_, line)| line.contains(words)).map(|(when, _)| *when)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Result<Said, String> {
        Said::by(Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn lines_come_with_their_times() {
        let said = shell("echo one; echo two; echo two and a half").unwrap();
        assert_eq!(said.text(), "one\ntwo\ntwo and a half\n");
        let times = [said.when("one").unwrap(), said.when("two").unwrap(), said.when("half").unwrap(), said.ran_for];
        assert!(times.is_sorted() && times[0] > Duration::ZERO, "{times:?}");
        assert_eq!(said.when("three"), None);
    }

    #[test]
    fn a_failure_tells_what_was_said() {
        let error = shell("echo no memory; exit 3").err().unwrap();
        assert!(error.contains("no memory") && error.contains('3'), "{error}");
    }
}
