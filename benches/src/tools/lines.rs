//! A process, and when it said what.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A run that takes longer is given up.
const LIMIT: Duration = Duration::from_mins(5);

/// What a process printed, line by line, each with the time since it was started; and how long it ran.
pub(crate) struct Said {
    lines: Vec<(Duration, String)>,
    /// From its start to its end.
    pub(crate) ran_for: Duration,
}

impl Said {
    /// Runs a command to its end, or to the end of our patience.
    ///
    /// # Errors
    /// When it cannot be run, or failed: with what it printed; or was not done in time.
    pub(crate) fn by(command: &mut Command) -> Result<Self, String> {
        Self::within(LIMIT, command)
    }

    fn within(limit: Duration, command: &mut Command) -> Result<Self, String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |error| super::failed(&program, &error);
        let start = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let stdout = child.stdout.take();
        let (child, mut lines) = (Mutex::new(child), Vec::new());
        let watched = &child;
        let (done, waiting) = channel::<()>();
        let stopped = std::thread::scope(|scope| {
            let watch = scope.spawn(move || stop_after(limit, &waiting, watched));
            for line in stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines()).map_while(Result::ok) {
                lines.push((start.elapsed(), line));
            }
            drop(done);
            watch.join().unwrap_or(false)
        });
        if stopped {
            return Err(format!("not done after {limit:.0?}"));
        }
        let status = child.into_inner().unwrap_or_else(PoisonError::into_inner).wait().map_err(failed)?;
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

/// Kills a process unless it is done in time; says whether it was killed.
fn stop_after(limit: Duration, done: &Receiver<()>, child: &Mutex<Child>) -> bool {
    let late = done.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
    if late {
        let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
        // One that has just ended by itself cannot be killed, and was late all the same.
        let _ = child.kill();
        let _ = child.wait();
    }
    late
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
    fn whoever_is_not_done_in_time_is_stopped() {
        let error = Said::within(Duration::ZERO, Command::new("cat").arg("/dev/zero")).err().unwrap();
        assert!(error.contains("not done"), "{error}");
    }

    #[test]
    fn a_failure_tells_what_was_said() {
        let error = shell("echo no memory; exit 3").err().unwrap();
        assert!(error.contains("no memory") && error.contains('3'), "{error}");
    }
}
