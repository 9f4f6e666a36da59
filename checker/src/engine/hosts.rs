//! Several processes that check together: where they are, how they find each other, and how each notices that another one
//! is gone.
//!
//! Between any two of them there are two connections. `connect`, `hello`: how they come about, and that both ends check
//! the same. `link`: the one for timely's data, which never fails as far as timely can see. `line`: the other one, by
//! which each says that it is there, what it does next, and why it gives up.

mod connect;
mod hello;
mod line;
mod link;

use std::fmt;
use std::io;
use std::time::Duration;

pub(super) use connect::connect;
pub(super) use hello::{Hello, Kind};
pub(super) use line::Line;
pub(super) use link::Link;

/// Where the processes are, and which of them this one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    addresses: Vec<String>,
    process: usize,
    patience: Duration,
    silence: Duration,
}

impl Hosts {
    /// How long a process waits for the others to appear, unless told otherwise.
    pub const PATIENCE: Duration = Duration::from_secs(30);

    /// After how long without a word another process is given up, unless told otherwise.
    pub const SILENCE: Duration = Duration::from_secs(10);

    /// Reads a file of hosts: one `host:port` a line, the first one for process 0; `#` begins a comment.
    ///
    /// # Errors
    /// With the number of the line, when one cannot be an address or is there twice; when there is no line for `process`.
    pub fn parse(text: &str, process: usize) -> Result<Self, String> {
        let mut addresses: Vec<String> = Vec::new();
        let mut lines = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let address = text.split('#').next().unwrap_or_default().trim();
            if address.is_empty() {
                continue;
            }
            well_formed(address).map_err(|why| format!("line {line}: {why}"))?;
            if let Some(first) = addresses.iter().position(|other| other == address) {
                let first: usize = lines[first];
                return Err(format!("line {line}: `{address}` is there twice: see line {first}"));
            }
            addresses.push(address.to_owned());
            lines.push(line);
        }
        match addresses.len() {
            0 => Err("it names no process".to_owned()),
            1 if process > 0 => Err(format!("it names one process, which is number 0: there is no {process}")),
            many if process >= many => {
                Err(format!("it names {many} processes, 0 to {}: there is no {process}", many - 1))
            }
            _ => Ok(Self { addresses, process, patience: Self::PATIENCE, silence: Self::SILENCE }),
        }
    }

    /// Waits so long for the others to appear.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Gives another process up after so long without a word. Each says a word ten times in that time.
    #[must_use]
    pub fn with_silence(self, silence: Duration) -> Self {
        Self { silence: silence.max(Duration::from_millis(100)), ..self }
    }

    /// Which process this is.
    #[must_use]
    pub fn process(&self) -> usize {
        self.process
    }

    /// How many there are.
    #[must_use]
    pub fn processes(&self) -> usize {
        self.addresses.len()
    }

    /// Where a process is.
    ///
    /// # Panics
    /// When there are not so many.
    #[must_use]
    pub fn address(&self, process: usize) -> &str {
        &self.addresses[process]
    }

    /// `process 1 at host:port`
    fn name(&self, process: usize) -> String {
        format!("process {process} at {}", self.addresses[process])
    }

    fn others(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.processes()).filter(|process| *process != self.process)
    }
}

fn well_formed(address: &str) -> Result<(), String> {
    let wrong = |why| Err(format!("`{address}` is no address: {why}"));
    let Some((host, port)) = address.rsplit_once(':') else {
        return wrong("write host:port, as in 127.0.0.1:4001");
    };
    let bracketed = host.starts_with('[') && host.ends_with(']');
    if host.is_empty() || host.contains(char::is_whitespace) {
        return wrong("write host:port, as in 127.0.0.1:4001");
    }
    if host.contains(':') && !bracketed {
        return wrong("write a version 6 address in brackets, as in [::1]:4001");
    }
    match port.parse::<u16>() {
        Ok(port) if port > 0 => Ok(()),
        _ => wrong("its port is none of 1 to 65535"),
    }
}

/// Why a check by several processes has come to nothing.
#[derive(Debug)]
pub enum HostsError {
    /// This process cannot listen where it should be.
    Listen(String, io::Error),
    /// Another process did not appear in time.
    Absent(String),
    /// Another process, or something else, cannot take part.
    Refused(String),
    /// Another process is gone, or has failed; or a worker of this one has.
    Lost(String),
    /// The user, while the processes were looking for each other.
    Interrupted,
}

impl fmt::Display for HostsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(name, error) => write!(f, "this is {name}, and cannot listen there: {error}"),
            Self::Absent(why) | Self::Refused(why) | Self::Lost(why) => f.write_str(why),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for HostsError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_hosts_has_one_a_line() {
        let hosts = Hosts::parse("# two\n\n127.0.0.1:4001 # here\r\n[::1]:4002\n", 1).unwrap();
        assert_eq!((hosts.processes(), hosts.address(0), hosts.address(1)), (2, "127.0.0.1:4001", "[::1]:4002"));
    }

    #[test]
    fn what_is_wrong_with_a_file_of_hosts_is_said_with_its_line() {
        let why = |text, process| Hosts::parse(text, process).unwrap_err();
        assert!(why("\na:1\n#\nb", 0).starts_with("line 4: `b` is no address: write host:port"));
        assert!(why("a:0", 0).starts_with("line 1: `a:0` is no address: its port"));
        assert!(why("a:65536", 0).contains("its port"));
        assert!(why("a b:1", 0).contains("write host:port"));
        assert!(why(":1", 0).contains("write host:port"));
        assert!(why("::1:4001", 0).contains("in brackets"));
        assert_eq!(why("a:1\n\na:1", 0), "line 3: `a:1` is there twice: see line 1");
        assert_eq!(why("# none\n", 0), "it names no process");
        assert_eq!(why("a:1\nb:1", 2), "it names 2 processes, 0 to 1: there is no 2");
    }
}
