//! The walks over all machines of a protocol, as a verification wants them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::emit::machine;
use honnin_codegen::evaluate::Local;
use honnin_codegen::interpret::{self, Interpreter, dispatch};
use honnin_codegen::ir::{ComponentId, ComponentKind, Ir, Sizes};
use honnin_codegen::record::machine_hash;
use honnin_codegen::source::Source;

use crate::conformance::{Machine, Reach, Renaming, Report, Role, Visitor, reach, walk_machine};
use crate::control::{Cause, Limits, Progress};

/// What the walk over one role found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// What was compared.
    pub report: Report,
    /// For each [requirement](Ir::requirements_of) of the role, whether it said no somewhere within the scope.
    pub seen: Vec<bool>,
}

/// A walk to be done: handed to whoever knows the machine of a role, as the `visit` of `conformance!` does.
pub struct Walk<'a> {
    ir: &'a Ir,
    sizes: &'a Sizes,
    component: ComponentId,
    reach: &'a Reach,
}

impl Visitor for Walk<'_> {
    type Output = Report;

    fn visit<M: Machine<Names = Renaming>>(self) -> Report {
        walk_machine::<M>(&Role::new(self.ir, self.sizes, self.component), self.reach)
    }
}

impl Walked {
    /// In one line, for another process to read.
    #[must_use]
    pub fn line(&self) -> String {
        let Report { role, states, inputs, refusals, recoveries, .. } = &self.report;
        let good = if self.report.conforms() { "conforms" } else { "differs" };
        let seen: String = self.seen.iter().map(|seen| if *seen { '1' } else { '0' }).collect();
        format!("{MARK} {role} {states} {inputs} {refusals} {recoveries} {good} {seen}.")
    }

    /// Reads such a line: whether the machine conforms, and what was found without its words. `None` for any other line.
    #[must_use]
    pub fn read(line: &str) -> Option<(bool, Self)> {
        let mut words = line.strip_prefix(MARK)?.split_whitespace();
        let role = words.next()?.to_owned();
        let mut number = || words.next()?.parse().ok();
        let (states, inputs, refusals, recoveries) = (number()?, number()?, number()?, number()?);
        let good = words.next()? == "conforms";
        let seen = words.next()?.strip_suffix('.')?.chars().map(|digit| digit == '1').collect();
        Some((good, Self { report: Report { role, states, inputs, refusals, recoveries, ..Report::default() }, seen }))
    }
}

/// What begins a line that is for another process.
const MARK: &str = "honnin-walked";

/// Walks the machines of the first protocol in a source at a scope, and prints what was found: the main function of a
/// program that was made for one protocol. The hash of the machines comes first, for whoever asked to know that they are
/// those that were meant.
///
/// # Errors
/// What keeps it from walking.
pub fn main(source: &str, scope: &str, visit: impl Fn(&str, Walk<'_>) -> Option<Report>) -> Result<(), String> {
    let found = honnin_codegen::compile_file(&Source::new("protocol.rs", source));
    let protocol = found.ok().and_then(|mut found| found.pop()).ok_or("the protocol does not compile")?;
    let ir = &protocol.ir;
    println!("{}", machine_hash(&machine::workflow(ir, None)));
    let scope = ir.scopes.iter().find(|known| known.name == scope).ok_or("there is no such scope")?;
    let found = walks(ir, &scope.sizes, Limits::default(), &AtomicBool::new(false), &(), visit);
    for walked in found.map_err(|cause| cause.to_string())? {
        // What differs takes more words than a line has.
        if !walked.report.conforms() {
            eprintln!("{}", walked.report);
        }
        println!("{}", walked.line());
    }
    Ok(())
}

/// Walks the machine of each role of a protocol at a scope, in the order of the source. `visit` hands a walk to the machine
/// of the role of a name; where there is none, that role is left out.
///
/// # Errors
/// Why not all local states are known.
pub fn walks(
    ir: &Ir,
    sizes: &Sizes,
    limits: Limits,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
    visit: impl Fn(&str, Walk<'_>) -> Option<Report>,
) -> Result<Vec<Walked>, Cause> {
    progress.phase("looking for local states");
    let reaches = dispatch(ir, sizes, Explore { limits, interrupt, progress }).map_err(|_| Cause::Internal)??;
    let (alone, large) = Local::alone(ir, sizes);
    let roles = alone.component_ids().filter(|id| alone[*id].kind == ComponentKind::Role);
    let walk = |component: ComponentId| {
        let (name, reach) = (&alone[component].name, &reaches[component.0]);
        progress.phase(&format!("walking {name}"));
        let walk = Walk { ir: &alone, sizes: &large, component, reach };
        let seen = Role::new(&alone, &large, component).seen(reach);
        visit(name, walk).map(|report| Walked { report, seen })
    };
    Ok(roles.filter_map(walk).collect())
}

struct Explore<'a> {
    limits: Limits,
    interrupt: &'a AtomicBool,
    progress: &'a dyn Progress,
}

impl interpret::Visitor for Explore<'_> {
    type Output = Result<Vec<Reach>, Cause>;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Self::Output {
        let layout = interpreter.layout().clone();
        reach(&Arc::new(interpreter), &layout, self.limits, self.interrupt, self.progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let report = Report {
            role: "Server".to_owned(),
            states: 3,
            inputs: 5,
            refusals: 7,
            recoveries: 11,
            differences: 0,
            ..Report::default()
        };
        for seen in [vec![true, false, true], Vec::new()] {
            let walked = Walked { report: report.clone(), seen };
            assert_eq!(Walked::read(&walked.line()), Some((true, walked)));
        }
        assert_eq!(Walked::read("Server: 3 local states"), None);
    }
}
