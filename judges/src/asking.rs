//! Asks one judge everything that it can say of a protocol, in as few runs as the answers allow.
//!
//! A violation ends a run, and then neither the states nor the other claims of that run are known. So what we found violated
//! ourselves gets a run of its own, and all else is asked together; where the judge thinks otherwise, what it found is
//! taken out and the rest is asked again. An answer never rests on what we expected.

use std::path::{Path, PathBuf};

use honnin_codegen::export::{Claim, Exported, Form};
use honnin_codegen::ir::{Ir, Sizes};

use crate::column::{Cell, Column};
use crate::judge::{Answer, Judge, Outcome};
use crate::process::Patience;

/// What a judge says of a protocol at a scope; `ours` only decides what is asked together.
#[must_use]
pub fn ask(judge: &dyn Judge, ir: &Ir, sizes: &Sizes, ours: &Column, folder: &Path, patience: &Patience<'_>) -> Column {
    match judge.export(ir, sizes) {
        Err(why) => Column::of(judge.name(), ir, &Cell::Unsaid(why.what)),
        Ok(exported) => ask_exported(judge, ir, &*exported, ours, folder, patience),
    }
}

/// The same of an export at hand.
#[must_use]
pub fn ask_exported(
    judge: &dyn Judge,
    ir: &Ir,
    exported: &dyn Exported,
    ours: &Column,
    folder: &Path,
    patience: &Patience<'_>,
) -> Column {
    let mut asking = Asking { judge, exported, folder, patience, cells: vec![None; exported.claims().len()] };
    let claims = exported.claims();
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for (index, claim) in claims.iter().enumerate() {
        if let Some(why) = claim.inexpressible() {
            asking.cells[index] = Some(Cell::Unsaid(why.to_owned()));
        } else if judge.is_alone(claim)
            || (ends_a_run(judge, claim) && ours.claim(claim.title(ir)) == Some(&Cell::Found))
        {
            alone.push(index);
        } else {
            together.push(index);
        }
    }
    let states = asking.together(together, &mut alone);
    for index in alone {
        asking.cells[index] = Some(asking.alone(index));
    }
    let titled = claims.iter().zip(asking.cells);
    let claims = titled.filter_map(|(claim, cell)| Some((claim.title(ir).to_owned(), cell?))).collect();
    Column { judge: judge.name(), states, claims }
}

/// Whether a run is over once the claim is found violated, or witnessed.
fn ends_a_run(judge: &dyn Judge, claim: &Claim) -> bool {
    claim.form != Form::Witness || !judge.counts_witnesses()
}

struct Asking<'a> {
    judge: &'a dyn Judge,
    exported: &'a dyn Exported,
    folder: &'a Path,
    patience: &'a Patience<'a>,
    cells: Vec<Option<Cell>>,
}

impl Asking<'_> {
    fn run(&self, asked: &[usize], name: &str) -> Answer {
        let asked: Vec<&Claim> = asked.iter().map(|&index| &self.exported.claims()[index]).collect();
        let folder: PathBuf = self.folder.join(name);
        let answer = self.judge.ask(self.exported, &asked, &folder, self.patience);
        answer.unwrap_or_else(|error| Answer::failed(format!("{}: {error}", folder.display())))
    }

    /// Asks in one run, and again without what was found there; gives the number of states.
    fn together(&mut self, mut asked: Vec<usize>, alone: &mut Vec<usize>) -> Cell {
        loop {
            let answer = self.run(&asked, "all");
            let open = match (answer.outcome, answer.states) {
                (Outcome::Fine, Some(states)) => {
                    self.enter(&asked, &Cell::Nothing);
                    return Cell::States(states);
                }
                (Outcome::Witnessed(names), Some(states)) => {
                    for &index in &asked {
                        let found = names.contains(&self.exported.claims()[index].name);
                        self.cells[index] = Some(Cell::whether(found));
                    }
                    return Cell::States(states);
                }
                (Outcome::Fine | Outcome::Witnessed(_), None) => Cell::Failed("it says no number of states".to_owned()),
                (Outcome::Failed(why), _) => Cell::Failed(why),
                (Outcome::Stopped, _) => Cell::Stopped,
                (Outcome::Violated(name), _) => match self.without(&mut asked, name.as_deref(), alone) {
                    Ok(()) => continue,
                    Err(why) => Cell::Failed(why),
                },
            };
            self.enter(&asked, &open);
            return open;
        }
    }

    /// Takes what was violated out of a run; where the judge gives no name, whatever it may have been.
    fn without(&mut self, asked: &mut Vec<usize>, name: Option<&str>, alone: &mut Vec<usize>) -> Result<(), String> {
        let claims = self.exported.claims();
        let found = |index: &usize| name.is_some_and(|name| claims[*index].name == name);
        if let Some(place) = asked.iter().position(found) {
            self.cells[asked.remove(place)] = Some(Cell::Found);
            return Ok(());
        }
        let (runs, others): (Vec<usize>, Vec<usize>) =
            asked.iter().partition(|index| claims[**index].form == Form::Property);
        if name.is_some() || runs.is_empty() {
            return Err(format!("it found a violation of {}, which it was not asked", name.unwrap_or("something")));
        }
        alone.extend(runs);
        *asked = others;
        Ok(())
    }

    /// Asks one claim.
    fn alone(&self, index: usize) -> Cell {
        let name = &self.exported.claims()[index].name;
        match self.run(&[index], name).outcome {
            Outcome::Fine => Cell::Nothing,
            Outcome::Witnessed(found) => Cell::whether(found.contains(name)),
            Outcome::Violated(found) if found.as_ref().is_none_or(|found| found == name) => Cell::Found,
            Outcome::Violated(found) => {
                Cell::Failed(format!("it found a violation of {}, which it was not asked", found.unwrap_or_default()))
            }
            Outcome::Failed(why) => Cell::Failed(why),
            Outcome::Stopped => Cell::Stopped,
        }
    }

    fn enter(&mut self, asked: &[usize], cell: &Cell) {
        for &index in asked {
            self.cells[index] = Some(cell.clone());
        }
    }
}
