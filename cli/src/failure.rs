//! What ends a run early: a message for the standard error, and an exit code.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::output::width;
use crate::report::wrap::wrap;

/// Why there is nothing to report.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Usage or environment: exit 2.
    Usage {
        /// A lower-case clause.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// What was begun could not be brought to an end, and there is no verdict: exit 3.
    Incomplete(String),
    /// A malformed protocol, drawn with its source: exit 1.
    Malformed(String),
    /// Nobody reads what is written: the end, and nothing is said.
    ClosedPipe,
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    pub(crate) fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: Some(help.into()) }
    }

    /// What was to be written could not be; `what` says which output.
    pub(crate) fn writing(what: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::usage(format!("cannot write {what}: {}", reason(error)))
    }

    /// For commands whose output is all there is: a closed pipe is a quiet end.
    pub(crate) fn quiet(self) -> Result<u8, Self> {
        if matches!(self, Self::ClosedPipe) { Ok(0) } else { Err(self) }
    }

    /// The message without colours, for programs.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Usage { message, help: None } | Self::Incomplete(message) => message.clone(),
            Self::Usage { message, help: Some(help) } => format!("{message}: {help}"),
            Self::Malformed(drawn) => anstream::adapter::strip_str(drawn).to_string(),
            Self::ClosedPipe => "nobody reads what is written".to_owned(),
        }
    }

    /// Says it, and returns the exit code. An error that cannot be said is not said.
    pub(crate) fn report(&self) -> u8 {
        let mut stderr = anstream::stderr().lock();
        let bold = Style::new().bold();
        match self {
            Self::Incomplete(message) => {
                say(&mut stderr, message);
                3
            }
            Self::Usage { message, help } => {
                say(&mut stderr, message);
                for (index, line) in help.iter().flat_map(|help| wrap(help, width() - 8)).enumerate() {
                    let _ = match index {
                        0 => writeln!(stderr, "  {bold}help{bold:#}: {line}"),
                        _ => writeln!(stderr, "        {line}"),
                    };
                }
                2
            }
            Self::Malformed(drawn) => {
                let _ = write!(stderr, "{drawn}");
                1
            }
            Self::ClosedPipe => 3,
        }
    }
}

/// The message itself. An error that cannot be said is not said.
fn say(stderr: &mut impl Write, message: &str) {
    let red = AnsiColor::Red.on_default().bold();
    for (index, line) in wrap(message, width() - 7).iter().enumerate() {
        let _ = match index {
            0 => writeln!(stderr, "{red}error{red:#}: {line}"),
            _ => writeln!(stderr, "       {line}"),
        };
    }
}

/// The operating system's reason, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
