//! One check by several processes: `--hosts` and `--process`.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use honnin_checker::engine::Hosts;
use honnin_checker::verdict::{Standing, Verdict};

use crate::arguments::{Engine, How};
use crate::failure::{Failure, reason};

/// Which processes check together.
#[derive(Args, Default)]
#[command(next_help_heading = "Several processes")]
pub(crate) struct Together {
    /// Check together with other processes, whose addresses are in this file
    #[arg(long, value_name = "FILE", requires = "process", long_help = TOGETHER)]
    pub(crate) hosts: Option<PathBuf>,

    /// Which of them this one is: 0 is the first line of the file
    #[arg(long, value_name = "I", requires = "hosts")]
    pub(crate) process: Option<usize>,
}

const TOGETHER: &str = "\
Check together with other processes, on this machine or others. The file has the
address of one a line, as host:port; # begins a comment. Each keeps a part of the
states, and all come to the same verdict: process 0 prints the report. Two on one
machine:

  printf '127.0.0.1:4001\\n127.0.0.1:4002\\n' > hosts
  honnin check issuance --workers 1 --hosts hosts --process 1 &
  honnin check issuance --workers 1 --hosts hosts --process 0

All must be told to check the same, with as many workers. When one is lost, all end
with code 3. Nothing is encrypted, and who can reach the ports can take part: use a
network that you trust. What needs all states in one place, as liveness does, is not
judged.";

impl Together {
    /// Reads the file.
    pub(crate) fn hosts(&self, how: &How, subjects: usize) -> Result<Option<Hosts>, Failure> {
        let (Some(file), Some(process)) = (&self.hosts, self.process) else { return Ok(None) };
        if how.engine == Engine::Stateright {
            let help = "leave `--engine stateright` out";
            return Err(Failure::with_help("Stateright runs in one process only: it cannot do `--hosts`", help));
        }
        if let Some((flag, _)) = [("--coverage", how.coverage), ("--size", how.size)].iter().find(|(_, given)| *given) {
            let why = "it needs all states in one process, and with `--hosts` each has only some";
            return Err(Failure::with_help(format!("`{flag}` cannot be had: {why}"), "leave one of them out"));
        }
        if subjects != 1 {
            let help = "name one workflow: honnin check WORKFLOW";
            return Err(Failure::with_help(format!("`--hosts` is for one run, and these are {subjects}"), help));
        }
        let name = file.display();
        let text = fs::read_to_string(file)
            .map_err(|error| Failure::usage(format!("cannot read the hosts in {name}: {}", reason(&error))))?;
        let hosts = Hosts::parse(&text, process);
        hosts
            .map(Some)
            .map_err(|why| Failure::with_help(format!("the hosts in {name}: {why}"), "see honnin check --help"))
    }
}

/// What a process says that is not the first.
pub(crate) fn line(verdict: &Verdict, hosts: &Hosts) -> String {
    let standing = match verdict.standing() {
        Standing::AsStated => "all is as stated",
        Standing::NotAsStated => "something is not as stated",
        Standing::Unknown => "something is open",
    };
    let (process, first) = (hosts.process(), hosts.address(0));
    format!(
        "{}: {standing}; this was process {process}, and the report is with process 0 at {first}\n",
        verdict.workflow
    )
}
