//! The command line.

pub(crate) mod bugs;
mod rates;
mod rehearse;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::program::city::Node;
use crate::program::clock::Clock;
use crate::program::plan::INTERRUPTED;
use crate::program::trouble::Trouble;
use crate::program::verified::service::server::Server;
use crate::program::{verified, yokohama};
use rates::Outcome;
use rehearse::Rehearsed;

/// An issuing service on verified machines.
///
/// The municipality has two servers, each with a database of its own that two processes share; one of them holds a
/// lease. Registrations change meanwhile. Kiosks, people, clerks and renderers are threads.
/// At the exit somebody who knows nothing of the protocol compares each paper with the person who holds it.
#[derive(Debug, Parser)]
#[command(name = "issuing", after_help = "Exit code: 0 all is as it must be, 1 something is not, 2 the environment.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve people at several rates, and count right and wrong papers
    Run(Town),
    /// The same while servers are killed (kill -9) and put to sleep, and the power goes at kiosks
    Chaos(Town),
    /// The same program on the machine of the day in Yokohama, which is expressly not verified: wrong papers under load
    Yokohama(Town),
    /// The same in one thread and in a time of its own: two runs with one seed are the same run
    Rehearse(Rehearsed),
    /// Compare this service with the protocol, in every local state, crashes around every commit included
    Walk {
        /// How many visits there are at once
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=3))]
        sessions: u32,
    },
    /// Sow each known bug in this service, and say what catches it
    Bugs,
    /// One server process: what `run` starts. Ends with its standard input
    Server(ServerArguments),
}

/// What happens in the town.
#[derive(Clone, Debug, Args)]
struct Town {
    /// People a minute; `one` lets each come when the one before has gone [default: one,2,6,20; for chaos 4,12]
    #[arg(long, value_delimiter = ',')]
    rates: Option<Vec<rates::Rate>>,
    /// People at each rate [default: 30; for chaos 60]
    #[arg(long)]
    people: Option<u64>,
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=200))]
    kiosks: u32,
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    renderers: u32,
    /// The seed of all that is left to chance (how processes are scheduled is not)
    #[arg(long, default_value_t = 327)]
    seed: u64,
    /// How long a second of the protocol takes, in seconds; its deadlines are 30 to 180 s [default: 0.005; for chaos
    /// 0.02]
    #[arg(long, value_parser = scale)]
    time_scale: Option<f64>,
    /// For how many (real) seconds a server's lease holds
    #[arg(long, default_value_t = 0.3, value_parser = scale)]
    lease: f64,
    /// Keep the databases in this folder, instead of in one that is deleted
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ServerArguments {
    /// Which of the municipality's servers this is a process of, from 0
    #[arg(long, default_value_t = 0)]
    node: u32,
    /// The registry, which is made if it is not there [default: `registry.sqlite` beside the database]
    #[arg(long)]
    registry: Option<PathBuf>,
    /// The database, which is made if it is not there
    #[arg(long)]
    database: PathBuf,
    /// What this server is called in the lease
    #[arg(long, default_value = "a server")]
    name: String,
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    time_scale: f64,
    /// When the protocol's time was zero, in milliseconds since 1970: the same for all processes
    #[arg(long, default_value_t = 0)]
    origin: u64,
    /// For how many seconds the lease holds
    #[arg(long, default_value_t = 5.0, value_parser = scale)]
    lease: f64,
    /// Serve the machine of the day in Yokohama
    #[arg(long)]
    yokohama: bool,
}

/// Runs what is asked for.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Run(town) => rates::run(&town, rates::Kind::Run),
        Command::Chaos(town) => rates::run(&town, rates::Kind::Chaos),
        Command::Yokohama(town) => rates::run(&town, rates::Kind::Yokohama),
        Command::Rehearse(rehearsed) => rehearse::run(&rehearsed),
        Command::Walk { sessions } => walk(sessions),
        Command::Bugs => bugs::run(),
        Command::Server(server) => serve(&server).map(|()| Outcome::AsItMustBe),
    };
    match done {
        Ok(Outcome::AsItMustBe) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong) => ExitCode::from(1),
        Err(Trouble::Interrupted) => ExitCode::from(130),
        Err(trouble) => {
            // Nobody may be reading.
            let _ = writeln!(std::io::stderr(), "error: {trouble}");
            ExitCode::from(2)
        }
    }
}

fn serve(arguments: &ServerArguments) -> Result<(), Trouble> {
    let clock = Clock { origin: Duration::from_millis(arguments.origin), scale: arguments.time_scale };
    let lease = Duration::from_secs_f64(arguments.lease);
    let (database, name, node) = (arguments.database.clone(), arguments.name.clone(), Node(arguments.node));
    let registry = arguments.registry.clone().unwrap_or_else(|| database.with_file_name("registry.sqlite"));
    if arguments.yokohama {
        yokohama::service::server::Server { node, database, registry, name, clock, lease }.run()
    } else {
        Server { node, database, registry, name, clock, lease }.run()
    }
}

fn walk(sessions: u32) -> Result<Outcome, Trouble> {
    let ground = verified::walk::Ground::explore(&[("session", sessions), ("job", sessions), ("node", 2)])?;
    let mut conforms = true;
    for reversed in [false, true] {
        for report in ground.walk(reversed)? {
            say(&report.to_string())?;
            conforms &= report.conforms();
        }
    }
    Ok(if conforms { Outcome::AsItMustBe } else { Outcome::Wrong })
}

/// Prints a line. A reader who has gone is no trouble.
fn say(line: &str) -> Result<(), Trouble> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(Trouble::Interrupted),
        written => written.map_err(|source| Trouble::environment("printing", source)),
    }
}

fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if scale.is_finite() && (0.0001..=1000.0).contains(&scale) => Ok(scale),
        _ => Err("a number of seconds from 0.0001 to 1000 is expected".to_owned()),
    }
}

/// Ctrl-C ends a run in good order: its processes with it.
fn listen_for_interrupts() -> Result<(), Trouble> {
    let interrupted = || INTERRUPTED.store(true, Ordering::Relaxed);
    ctrlc::set_handler(interrupted).map_err(|error| Trouble::Refused(format!("Ctrl-C cannot be listened for: {error}")))
}
