//! The command line.

use crate::contender::Contender;
use crate::models::{CASES, Case};

/// What is wanted.
pub(crate) enum Wanted {
    /// The table.
    Table(Table),
    /// One run, in this process.
    Run(Contender, &'static Case),
    /// The largest model, once: its scope.
    Large(&'static str),
}

/// Which table.
pub(crate) struct Table {
    /// On what.
    pub(crate) cases: Vec<&'static Case>,
    /// Who.
    pub(crate) contenders: Vec<Contender>,
    /// How often.
    pub(crate) rounds: usize,
}

const USAGE: &str = "\
usage: cargo bench -p honnin-benches -- [--ci] [--rounds N] [--only CONTENDER]...
       cargo bench -p honnin-benches -- --large [10|11]

Prints the time that each contender takes for all states of two-phase commit (7 managers) and of the issuing protocol
(scope `quick`; with --ci also `ci`, for those that are done in minutes). They run in turn, N times (5).
--large explores two-phase commit with 11 managers, 366,993,408 states, once with our engine; with 10, 61,515,776.

contenders: ";

/// How often each is run, unless told otherwise.
const ROUNDS: usize = 5;

impl Wanted {
    /// Reads it.
    ///
    /// # Errors
    /// How it is used.
    pub(crate) fn read(arguments: &[String]) -> Result<Self, String> {
        let names: Vec<&str> = Contender::ALL.into_iter().map(Contender::name).collect();
        let usage = || format!("{USAGE}{}", names.join(" "));
        let mut table = Table { cases: CASES[..2].iter().collect(), contenders: Vec::new(), rounds: ROUNDS };
        let mut arguments = arguments.iter().map(String::as_str).peekable();
        while let Some(argument) = arguments.next() {
            match argument {
                // cargo says so to every benchmark.
                "--bench" => {}
                "--ci" => table.cases = CASES.iter().collect(),
                "--large" => return large(arguments.next().filter(|more| *more != "--bench")).ok_or_else(usage),
                "--rounds" => {
                    let rounds = arguments.next().and_then(|number| number.parse().ok());
                    table.rounds = rounds.filter(|rounds| *rounds > 0).ok_or_else(usage)?;
                }
                "--only" => table.contenders.push(arguments.next().and_then(Contender::of).ok_or_else(usage)?),
                "--run" => {
                    let contender = arguments.next().and_then(Contender::of);
                    let case = arguments.next().and_then(Case::of);
                    return contender.zip(case).map(|(contender, case)| Self::Run(contender, case)).ok_or_else(usage);
                }
                _ => return Err(usage()),
            }
        }
        if table.contenders.is_empty() {
            table.contenders = Contender::ALL.to_vec();
        }
        Ok(Self::Table(table))
    }
}

fn large(managers: Option<&str>) -> Option<Wanted> {
    match managers {
        None | Some("11") => Some(Wanted::Large("eleven")),
        Some("10") => Some(Wanted::Large("ten")),
        Some(_) => None,
    }
}
