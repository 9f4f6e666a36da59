//! Types and variables. An array in an array has a type of its own, since Promela's arrays have one index.

use std::fmt::Write as _;

use super::context::{Context, Texts};
use super::lines::comment;
use crate::commands::{Kind, Place, Record, Shape, Statement, VariableId};

impl Context<'_> {
    /// The constants: what is nothing, how many ids there are, the tags.
    pub(super) fn constants(&self) -> String {
        let mut text = "/* Nothing, where there may be something. */\n#define NONE 255\n".to_owned();
        for (sort, name) in self.program.sorts.iter().zip(&self.names.sorts) {
            let _ = write!(text, "\n{}#define {name} {}\n", comment(&sort.doc, 0), sort.size);
        }
        for (enumeration, tags) in self.program.enumerations.iter().zip(&self.names.tags) {
            let _ = write!(text, "\n{}", comment(&enumeration.doc, 0));
            for (number, (tag, name)) in enumeration.tags.iter().zip(tags).enumerate() {
                let remark = comment(&tag.doc, 0);
                let remark = if remark.is_empty() { remark } else { format!("  {}", remark.trim_end()) };
                let _ = writeln!(text, "#define {name} {number}{}", remark.replace('\n', "\n  "));
            }
        }
        text
    }

    /// The records, each after those that it uses.
    pub(super) fn records(&self) -> String {
        let mut text = String::new();
        let mut rows = Vec::new();
        for (index, record) in self.program.records.iter().enumerate() {
            for field in &record.fields {
                self.rows(inner(&field.shape), &mut rows, &mut text);
            }
            self.record(index, record, &mut text);
        }
        for variable in &self.program.variables {
            self.rows(inner(&variable.shape), &mut rows, &mut text);
        }
        for local in self.program.commands.iter().flat_map(|command| &command.locals) {
            self.rows(inner(&local.shape), &mut rows, &mut text);
        }
        for local in self.program.procedures.iter().flat_map(|procedure| &procedure.locals) {
            self.rows(inner(&local.shape), &mut rows, &mut text);
        }
        text
    }

    fn record(&self, index: usize, record: &Record, text: &mut String) {
        let _ = write!(text, "\n{}typedef {} {{\n", comment(&record.doc, 0), self.names.records[index]);
        for (field, name) in record.fields.iter().zip(&self.names.fields[index]) {
            let _ = writeln!(text, "{}  {};", comment(&field.doc, 2), self.declared_as(name, &field.shape));
        }
        *text += "}\n";
    }

    /// The types of arrays within arrays.
    fn rows(&self, shape: Option<&Shape>, rows: &mut Vec<String>, text: &mut String) {
        let Some(shape @ Shape::Array(_, entry)) = shape else { return };
        self.rows(Some(entry), rows, text);
        let name = self.row(shape);
        if !rows.contains(&name) {
            let _ = write!(text, "\ntypedef {name} {{ {} }}\n", self.declared_as("at", shape));
            rows.push(name);
        }
    }

    /// The state.
    pub(super) fn variables(&self) -> String {
        let mut text = String::new();
        for (index, (variable, name)) in self.program.variables.iter().zip(&self.names.variables).enumerate() {
            let declared = match self.initial(index) {
                Some(value) => format!("{} {name} = {value}", self.ty(&variable.shape)),
                None => self.declared_as(name, &variable.shape),
            };
            let _ = writeln!(text, "{}{declared};", comment(&variable.doc, 0));
        }
        text
    }

    /// What a variable of one cell holds at the start, where that is not what a clear one holds.
    fn initial(&self, variable: usize) -> Option<String> {
        self.program.start.iter().find_map(|statement| match statement {
            Statement::Assign(place, value) if *place == Place::variable(VariableId(variable)) => {
                Some(Texts { context: self, locals: &[], said: Vec::new() }.expr(value))
            }
            _ => None,
        })
    }

    /// A declaration, with what a clear cell holds where that is not zero.
    fn declared_as(&self, name: &str, shape: &Shape) -> String {
        let (ty, after) = self.declaration(shape);
        let clear = match shape {
            Shape::Array(_, entry) => self.clear(entry),
            other => self.clear(other),
        };
        let initial = if clear == "NONE" { " = NONE" } else { "" };
        format!("{ty} {name}{after}{initial}")
    }

    /// The type, and what follows the name: `byte`, `[JOBS]`.
    pub(super) fn declaration(&self, shape: &Shape) -> (String, String) {
        match shape {
            Shape::Array(index, entry) => (self.ty(entry), format!("[{}]", self.size(*index))),
            other => (self.ty(other), String::new()),
        }
    }

    fn ty(&self, shape: &Shape) -> String {
        match shape {
            Shape::Record(record) => self.names.records[record.0].clone(),
            Shape::Array(..) => self.row(shape),
            Shape::Cell { kind: Kind::Bool, optional: false } => "bool".to_owned(),
            Shape::Cell { kind, .. } => {
                let size = self.program.size(*kind);
                let widths = [(256, "byte"), (1 << 15, "short")];
                widths.iter().find(|(limit, _)| size <= *limit).map_or("int", |(_, ty)| ty).to_owned()
            }
        }
    }

    /// The name of an array type: `BoolByManager`.
    pub(super) fn row(&self, shape: &Shape) -> String {
        let mut name = match shape {
            Shape::Array(_, entry) => self.row(entry),
            other => self.ty(other),
        };
        if let Shape::Array(index, _) = shape {
            name[..1].make_ascii_uppercase();
            name += "By";
            name += &match index {
                Kind::Id(sort) => self.program[*sort].name.clone(),
                Kind::Tag(enumeration) => self.program[*enumeration].name.clone(),
                other => self.program.size(*other).to_string(),
            };
        }
        name
    }
}

/// What is in an array.
fn inner(shape: &Shape) -> Option<&Shape> {
    match shape {
        Shape::Array(_, entry) => Some(entry),
        _ => None,
    }
}
