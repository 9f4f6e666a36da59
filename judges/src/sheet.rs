//! What all judges say of one protocol, side by side.

use honnin_codegen::ir::Ir;

use crate::column::{Cell, Column, Sought, sought};

/// One protocol at a scope, judged by all.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The workflow's name.
    pub workflow: String,
    /// The scope, in words.
    pub scope: String,
    /// Who was asked.
    pub judges: Vec<&'static str>,
    /// The states, then each claim.
    pub rows: Vec<Row>,
}

/// A number or a claim, and what each judge says of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is sought.
    pub sought: Sought,
    /// The claim's title; `states`.
    pub title: String,
    /// By judge; `None` where it has no such claim.
    pub cells: Vec<Option<Cell>>,
}

/// How the judges stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accord {
    /// All who can say something say the same.
    Agreed,
    /// Somebody who could say something has not.
    Open,
    /// Two say different things.
    Disagreed,
}

impl Sheet {
    /// Lays columns side by side.
    #[must_use]
    pub fn new(ir: &Ir, scope: &str, columns: &[Column]) -> Self {
        let states = Row {
            sought: Sought::States,
            title: "states".to_owned(),
            cells: columns.iter().map(|column| Some(column.states.clone())).collect(),
        };
        let claims = sought(ir).into_iter().map(|(title, sought)| {
            let cells = columns.iter().map(|column| column.claim(&title).cloned()).collect();
            Row { sought, title, cells }
        });
        let told = |row: &Row| row.cells.iter().any(Option::is_some);
        Self {
            workflow: ir.name.clone(),
            scope: scope.to_owned(),
            judges: columns.iter().map(|column| column.judge).collect(),
            rows: std::iter::once(states).chain(claims).filter(told).collect(),
        }
    }

    /// The worst of all rows.
    #[must_use]
    pub fn accord(&self) -> Accord {
        self.rows.iter().map(Row::accord).max().unwrap_or(Accord::Open)
    }
}

impl Row {
    /// How the judges stand to each other here.
    #[must_use]
    pub fn accord(&self) -> Accord {
        let mut answers = self.cells.iter().flatten().filter(|cell| cell.is_answer());
        let first = answers.next();
        if answers.any(|cell| Some(cell) != first) {
            Accord::Disagreed
        } else if first.is_none() || self.cells.iter().flatten().any(Cell::is_open) {
            Accord::Open
        } else {
            Accord::Agreed
        }
    }
}
