//! `honnin catalogue`: every way in which the service is known to have failed, and what would have stopped it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use honnin_checker::check::Options;
use honnin_checker::control::Limits;
use honnin_checker::registry::Workflow;
use honnin_checker::twins::{Side, sides};
use honnin_checker::verdict::Standing;
use honnin_codegen::Protocol;
use honnin_codegen::source::Source;
use honnin_protocols::{CATALOGUE, Incident};

use crate::check::{exit_code, watch_for_interrupts};
use crate::failure::Failure;
use crate::output::{Later, apart, print, width};
use crate::progress::Line;
use crate::report::{catalogue as report, json};
use crate::subject::{protocols, read};
use crate::suggest::suggest;

pub(crate) const HELP: &str = "\
Each incident is a text of several workflows: what happened; a twin in which the guard that was missing is in
place; and twins with another guard beside the defect. What happened must break the property, the mended twin
nothing, and each other guard what the text says.

To hold a protocol of your own against an incident, take the text of the one that is nearest:
  honnin catalogue kawasaki --source > mine.rs
Replace the lines marked #[defect] by what your system does, and those marked #[mended] by the guard that it
has. Or leave all as it is, and put your guard beside the defect, as another twin:
  #[twin(ours, guard = ours)]             below #[workflow]
  #[guard(ours)]                          before each line of it
  honnin catalogue mine.rs                does it hold, or break, and in how many steps?
  honnin check mine.rs                    step by step
The other way round, take the ghost and the properties of an incident over into your own protocol, which needs
the part of the world in which it happened: a clock, a second server, a sync. Then `honnin check`.

Examples:
  honnin catalogue                        all of it, in less than a minute
  honnin catalogue kawasaki               one, with the name of each workflow and what each scope came to
  honnin catalogue --pattern 3            a pattern by its number
  honnin check kawasaki                   its steps; kawasaki_mended, kawasaki_late_guard likewise

Exit codes: 0 all is as stated, 1 something is not, 2 usage or environment, 3 incomplete.";

/// Which incidents, and how.
#[derive(Args, Default)]
pub(crate) struct Selection {
    /// An incident by the name of its workflow or its place, or a file of your own that has twins; without one, all incidents
    #[arg(value_name = "INCIDENT|FILE.rs")]
    subjects: Vec<OsString>,

    /// The incidents of this pattern; may be repeated
    #[arg(long, value_name = "N")]
    pattern: Vec<u32>,

    /// Print the text instead: a protocol file to start from
    #[arg(long, conflicts_with = "json")]
    source: bool,

    /// Give a workflow up when it has more distinct states
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_states: Option<u64>,

    /// Threads; what is found does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,

    /// Write everything found as JSON; - is the standard output
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
}

/// A text with twins: an incident, or somebody's own.
pub(crate) struct Case {
    pub(crate) incident: Option<&'static Incident>,
    pub(crate) file: String,
    /// What happened, and its twins.
    text: Vec<Protocol>,
    /// The property that it is about.
    pub(crate) property: String,
}

impl Case {
    /// The property in words.
    pub(crate) fn words(&self) -> &str {
        let stated = self.text.iter().flat_map(|protocol| &protocol.ir.properties);
        stated.into_iter().find(|stated| stated.name == self.property).map_or("", |stated| &stated.doc)
    }
}

/// A case that was checked.
pub(crate) struct Row {
    pub(crate) case: Case,
    pub(crate) sides: Vec<Side>,
}

impl Row {
    /// The worst of its workflows.
    pub(crate) fn standing(&self) -> Standing {
        self.sides.iter().map(|side| side.standing(&self.case.property)).fold(Standing::AsStated, Standing::max)
    }
}

/// Checks what is selected, and returns the exit code.
pub(crate) fn catalogue(selection: &Selection) -> Result<u8, Failure> {
    let cases = cases(selection)?;
    if selection.source {
        return source(&cases).map(|()| 0).or_else(Failure::quiet);
    }
    let written: Vec<&Path> = selection.json.iter().map(PathBuf::as_path).collect();
    apart(&written, selection.subjects.iter().map(Path::new))?;
    let file = selection.json.as_deref().map(Later::open).transpose()?;
    let quiet = selection.json.as_ref().is_some_and(|path| path.as_os_str() == "-");
    let interrupt = watch_for_interrupts()?;
    let (mut rows, mut unchecked) = (Vec::new(), Vec::new());
    for case in cases {
        if interrupt.load(Ordering::Relaxed) {
            unchecked.push(case.text[0].ir.name.clone());
            continue;
        }
        rows.push(checked(case, selection, &interrupt)?);
    }
    if !quiet {
        let all = selection.subjects.is_empty() && selection.pattern.is_empty();
        print(&report::text(&rows, &unchecked, all, width()))?;
    }
    if let Some(file) = file {
        file.write(&json::catalogue::document(&rows, &unchecked))?;
    }
    Ok(exit_code(rows.iter().map(Row::standing), &unchecked))
}

fn checked(case: Case, selection: &Selection, interrupt: &AtomicBool) -> Result<Row, Failure> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let limits = Limits {
        workers: selection.workers.map_or(processors, usize::from),
        max_states: selection.max_states,
        ..Limits::default()
    };
    let options = Options { limits, untold: true, ..Options::default() };
    let line = Line::new(&case.text[0].ir.name);
    // Neither a checkpoint nor another process is part of these runs: nothing is left that could fail.
    let sides = sides(&case.text, &case.file, &options, interrupt, &line)
        .map_err(|error| Failure::Incomplete(error.to_string()))?;
    Ok(Row { case, sides })
}

/// The texts as they are, each once.
fn source(cases: &[Case]) -> Result<(), Failure> {
    let mut texts: Vec<&str> = Vec::new();
    for case in cases {
        let Some(incident) = case.incident else {
            return Err(Failure::usage(format!(
                "{} is a file already: `--source` is for the catalogue's texts",
                case.file
            )));
        };
        if !texts.contains(&incident.text) {
            texts.push(incident.text);
        }
    }
    if texts.len() > 1 {
        let names = cases.iter().filter_map(|case| case.incident).map(|incident| incident.name);
        let help = format!("name one of them: {}", names.collect::<Vec<_>>().join(", "));
        return Err(Failure::with_help("`--source` prints one text, and these are several", help));
    }
    texts.first().map_or(Ok(()), |text| print(text))
}

/// What is selected, in the order of the catalogue, then files in theirs.
fn cases(selection: &Selection) -> Result<Vec<Case>, Failure> {
    let mut wanted: Vec<&'static Incident> = Vec::new();
    for pattern in &selection.pattern {
        let of_pattern: Vec<_> = CATALOGUE.iter().filter(|incident| incident.pattern == *pattern).collect();
        if of_pattern.is_empty() {
            let mut known: Vec<String> = CATALOGUE.iter().map(|incident| incident.pattern.to_string()).collect();
            known.dedup();
            let help = format!(
                "there are {}; pattern 10 is the late guard, which is shown for each of the first",
                known.join(", ")
            );
            return Err(Failure::with_help(format!("no incident has the pattern {pattern}"), help));
        }
        wanted.extend(of_pattern);
    }
    let mut own = Vec::new();
    for subject in &selection.subjects {
        let found = incidents(&subject.to_string_lossy());
        if found.is_empty() {
            own.extend(texts_of(subject)?);
        }
        wanted.extend(found);
    }
    let all = selection.pattern.is_empty() && selection.subjects.is_empty();
    let is_wanted = |incident: &&Incident| all || wanted.iter().any(|wanted| wanted.name == incident.name);
    let mut cases = CATALOGUE.iter().filter(is_wanted).map(case).collect::<Result<Vec<_>, _>>()?;
    cases.extend(own);
    Ok(cases)
}

fn case(incident: &'static Incident) -> Result<Case, Failure> {
    let text = protocols(&Source::new(incident.file, incident.text)).map_err(Failure::Malformed)?;
    Ok(Case { incident: Some(incident), file: incident.file.to_owned(), text, property: incident.property.to_owned() })
}

/// The incident of a name, those of a place, or that in whose text a workflow stands.
fn incidents(name: &str) -> Vec<&'static Incident> {
    if let Some(exact) = CATALOGUE.iter().find(|incident| incident.name == name) {
        return vec![exact];
    }
    let place: Vec<_> = CATALOGUE.iter().filter(|incident| incident.place.eq_ignore_ascii_case(name)).collect();
    if place.is_empty() { of_workflow(name).into_iter().collect() } else { place }
}

/// The texts of a file that have twins, each with the first property that it says breaks.
fn texts_of(subject: &OsString) -> Result<Vec<Case>, Failure> {
    let path = Path::new(subject);
    let name = path.display().to_string();
    if !path.exists() && path.components().count() < 2 && path.extension().is_none() {
        let known = CATALOGUE.iter().map(|incident| incident.name);
        let what = format!("no incident is called `{name}`, and there is no such file");
        return Err(Failure::with_help(what, suggest(&name, known)));
    }
    let mut texts: Vec<Vec<Protocol>> = Vec::new();
    for protocol in protocols(&read(path)?).map_err(Failure::Malformed)? {
        match texts.last_mut() {
            Some(text) if protocol.twin.is_some() => text.push(protocol),
            _ => texts.push(vec![protocol]),
        }
    }
    let refuted =
        |text: &[Protocol]| Some(text[0].ir.properties.iter().find(|stated| stated.refuted.is_some())?.name.clone());
    let texts = texts.into_iter().filter(|text| text.len() > 1);
    let cases =
        texts.filter_map(|text| Some(Case { incident: None, file: name.clone(), property: refuted(&text)?, text }));
    let cases: Vec<Case> = cases.collect();
    if cases.is_empty() {
        let what = format!("{name} has no workflow with a twin and a property that is #[refuted]");
        return Err(Failure::with_help(
            what,
            format!("`honnin check {name}` checks what is there; `honnin catalogue --help` says how to compare"),
        ));
    }
    Ok(cases)
}

/// The incident in whose text a workflow stands.
pub(crate) fn of_workflow(name: &str) -> Option<&'static Incident> {
    let is_in = |incident: &&Incident| {
        incident.name == name || incident.text.contains(name) && names(incident).iter().any(|known| known == name)
    };
    CATALOGUE.iter().find(is_in)
}

/// All workflows of the catalogue.
pub(crate) fn workflows() -> impl Iterator<Item = String> {
    CATALOGUE.iter().flat_map(names)
}

fn names(incident: &Incident) -> Vec<String> {
    let text = protocols(&Source::new(incident.file, incident.text)).unwrap_or_default();
    text.into_iter().map(|protocol| protocol.ir.name).collect()
}

/// The text of an incident, as what is shipped is registered; nothing of it is compiled.
pub(crate) fn text(incident: &Incident) -> Workflow {
    Workflow {
        name: incident.name,
        file: incident.file,
        source: incident.text,
        texts: vec![("ja", incident.japanese)],
        models: Vec::new(),
    }
}
