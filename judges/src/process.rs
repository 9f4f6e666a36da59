//! A tool's process: what it prints is kept, and it is killed, with all that it started, when nobody wants it any more.

use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// For how long a tool is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience<'a> {
    /// Until it is set, by the user.
    pub interrupt: &'a AtomicBool,
    /// Until then, if there is such a time.
    pub until: Option<Instant>,
}

/// What became of a process.
#[derive(Debug)]
pub enum Ended {
    /// It ended by itself.
    Itself(Output),
    /// It was killed.
    Stopped,
}

/// What a process left.
#[derive(Debug)]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Patience<'_> {
    /// How much time there is, if that is limited.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// Whether there is none left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed) || self.until.is_some_and(|until| Instant::now() >= until)
    }
}

impl Output {
    /// Everything that was printed, complaints last: for a message.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs a command in a folder, to its end or that of our patience.
///
/// # Errors
/// When it cannot be started or waited for.
pub fn run(command: &mut Command, folder: &Path, patience: &Patience<'_>) -> io::Result<Ended> {
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A group of its own: a Ctrl-C is ours to hear, and what the tool starts ends with it.
    let mut child = command.process_group(0).spawn()?;
    let (stdout, stderr) = (keep(child.stdout.take()), keep(child.stderr.take()));
    let mut pause = Duration::from_micros(200);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if patience.is_over() {
            kill(&mut child);
            child.wait()?;
            return Ok(Ended::Stopped);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    Ok(Ended::Itself(Output { status, stdout: kept(stdout), stderr: kept(stderr) }))
}

/// A process and all of its group; itself in any case.
fn kill(child: &mut Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let _ = child.kill();
}

/// Reads aside, so that nothing waits for room in a pipe.
fn keep(stream: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut bytes);
        }
        bytes
    })
}

fn kept(reader: JoinHandle<Vec<u8>>) -> String {
    reader.join().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
