//! Constants, types, variables, and procedures that clear.

use super::doc::Text;
use super::expression::Owner;
use super::lines::Lines;
use super::tables::{Cleared, Tables};
use crate::commands::{EnumerationId, RecordId, Shape, VariableId};
use crate::ir::SortId;

impl Tables<'_> {
    /// `const`, `type` and `var`.
    pub(super) fn declarations(&self) -> Vec<String> {
        [("const", self.constants()), ("type", self.types()), ("var", self.variables())]
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(word, lines)| format!("{word}\n{}", lines.into_text()))
            .collect()
    }

    fn constants(&self) -> Lines {
        let mut lines = Lines::at(1);
        for (sort, name) in self.program.sorts.iter().zip(&self.counts) {
            lines.line(&format!("{name}: {};", sort.size));
        }
        lines
    }

    fn types(&self) -> Lines {
        let mut lines = Lines::at(1);
        for (index, sort) in self.program.sorts.iter().enumerate() {
            let (name, count) = (self.sort(SortId(index)), &self.counts[index]);
            let ids = if sort.numbered { format!("0..{count} - 1") } else { format!("scalarset({count})") };
            item(&sort.doc, &format!("{name}: {ids};"), &mut lines);
        }
        for (index, enumeration) in self.program.enumerations.iter().enumerate() {
            let id = EnumerationId(index);
            let tags: Vec<&str> = (0..enumeration.tags.len()).map(|tag| self.tag(id, tag)).collect();
            let tags = if enumeration.tags.iter().all(|tag| tag.doc.is_empty()) {
                format!("enum {{ {} }}", tags.join(", "))
            } else {
                let mut lines = Lines::at(1);
                for (tag, name) in enumeration.tags.iter().zip(&tags) {
                    lines.comment(&tag.doc);
                    lines.line(&format!("{name},"));
                }
                format!("enum {{\n{}}}", lines.into_text())
            };
            item(&enumeration.doc, &format!("{}: {tags};", self.enumeration(id)), &mut lines);
        }
        for (index, record) in self.program.records.iter().enumerate() {
            let id = RecordId(index);
            let mut fields = Lines::at(1);
            for (field, declared) in record.fields.iter().enumerate() {
                fields.comment(&declared.doc);
                let remark = remark(&declared.shape);
                fields.line(&format!("{}: {};{remark}", self.field(id, field), self.shape(&declared.shape)));
            }
            item(&record.doc, &format!("{}: record\n{}end;", self.record(id), fields.into_text()), &mut lines);
        }
        lines
    }

    fn variables(&self) -> Lines {
        let mut lines = Lines::at(1);
        for (index, variable) in self.program.variables.iter().enumerate() {
            let name = self.variable(VariableId(index));
            let remark = remark(&variable.shape);
            item(&variable.doc, &format!("{name}: {};{remark}", self.shape(&variable.shape)), &mut lines);
        }
        lines
    }

    /// The procedures that clear records of which some cells hold nothing then, and some do: those that the text calls.
    pub(super) fn clearings(&self, text: &str) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for id in (0..self.program.records.len()).rev().map(RecordId) {
            let call = format!("{}(", self.clearing(id));
            let is_called = text.contains(&call) || texts.iter().any(|other| other.contains(&call));
            if Cleared::of(self.program, &Shape::Record(id)) == Cleared::Mixed && is_called {
                texts.push(self.clearing_of(id));
            }
        }
        texts.reverse();
        texts
    }

    fn clearing_of(&self, id: RecordId) -> String {
        let owner = Owner::new(self, self.clearing(id), &[]);
        let record = owner.taken.clone().give(&["it"]);
        let mut lines = Lines::default();
        lines.line(&format!("procedure {}(var {record}: {});\nbegin", self.clearing(id), self.record(id)));
        lines.block(|lines| {
            for (field, declared) in self.program[id].fields.iter().enumerate() {
                let place = Text::atom(&record).field(self.field(id, field));
                owner.clear(&place, &declared.shape, 0, lines);
            }
        });
        lines.line("end;");
        lines.into_text()
    }
}

/// A declaration, with the words about it.
fn item(doc: &str, declaration: &str, lines: &mut Lines) {
    if !lines.is_empty() {
        lines.gap();
    }
    lines.comment(doc);
    lines.line(declaration);
}

/// What an undefined value means there.
fn remark(shape: &Shape) -> &'static str {
    match shape {
        Shape::Cell { optional: true, .. } => " -- or nothing: undefined",
        _ => "",
    }
}
