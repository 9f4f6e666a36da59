//! Expressions and places.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::doc::Text;
use super::lines::Lines;
use super::names::Names;
use super::tables::Tables;
use super::visit::captured;
use crate::commands::{Expr, Index, Local, LocalId, Place, Quantifier, Root, Shape, Step, VariableId};

/// A predicate, a procedure, a command or a claim: what its locals are called, and which functions it needs besides.
pub(super) struct Owner<'p> {
    pub(super) tables: &'p Tables<'p>,
    /// Its own name.
    pub(super) name: String,
    pub(super) locals: &'p [Local],
    pub(super) given: Vec<String>,
    /// All names in reach.
    pub(super) taken: Names,
    /// What variables were before the command.
    pub(super) before: BTreeMap<VariableId, String>,
    /// Functions that count, by their text, and the order in which they were needed. Murphi has no expression for it.
    counting: RefCell<Vec<Counting>>,
}

/// A function that counts.
struct Counting {
    of: Expr,
    name: String,
    text: String,
}

impl<'p> Owner<'p> {
    pub(super) fn new(tables: &'p Tables<'p>, name: &str, locals: &'p [Local]) -> Self {
        let mut taken = tables.taken.clone();
        let given = locals.iter().map(|local| taken.give(&[&local.name])).collect();
        let (before, counting) = (BTreeMap::new(), RefCell::default());
        Self { tables, name: name.to_owned(), locals, given, taken, before, counting }
    }

    /// The functions that stand before the owner's text.
    pub(super) fn functions(&self) -> Vec<String> {
        self.counting.borrow().iter().map(|counting| counting.text.clone()).collect()
    }

    /// The parameters as Murphi declares them: `me: Manager; keen: boolean`.
    pub(super) fn parameters(&self, indexes: impl IntoIterator<Item = Index>) -> String {
        let declared = indexes.into_iter().zip(&self.given);
        let declared = declared.map(|(index, name)| format!("{name}: {}", self.tables.kind(index)));
        declared.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn place(&self, place: &Place) -> Text {
        place.path.iter().fold(Text::atom(self.root(place.root)), |text, step| match step {
            Step::Field(record, field) => text.field(self.tables.field(*record, *field)),
            Step::Index(index) => text.index(&self.expr(index)),
        })
    }

    pub(super) fn expr(&self, expr: &Expr) -> Text {
        match expr {
            Expr::Bool(value) => Text::bool(*value),
            Expr::Number(value) => Text::atom(value.to_string()),
            Expr::Id(_, number) => Text::atom(number.to_string()),
            Expr::Tag(id, tag) => Text::atom(self.tables.tag(*id, *tag)),
            Expr::Read(place) => self.place(place),
            Expr::IsNothing(place) => Text::call("isundefined", &[self.place(place)]),
            Expr::Equal(left, right) => self.equal(left, right, true),
            Expr::Less(left, right) => self.less(left, right, ["<", ">"]),
            Expr::Add(left, right) => Text::sum(&self.expr(left), "+", &self.expr(right)),
            Expr::Subtract(left, right) => Text::sum(&self.expr(left), "-", &self.expr(right)),
            Expr::Not(of) => self.not(of),
            Expr::And(parts) => Text::and(parts.iter().map(|part| self.expr(part)).collect()),
            Expr::Or(parts) => Text::or(parts.iter().map(|part| self.expr(part)).collect()),
            Expr::If(condition, yes, no) => Text::choice(&self.expr(condition), &self.expr(yes), &self.expr(no)),
            Expr::Quantified { quantifier: Quantifier::Count, local, over, body } => {
                self.counted(expr, *local, *over, body)
            }
            Expr::Quantified { quantifier, local, over, body } => {
                let word = if *quantifier == Quantifier::All { "forall" } else { "exists" };
                let binder = (self.given[*local].clone(), self.tables.kind(*over));
                Text::quantified(word, &[binder], &self.expr(body))
            }
            Expr::Call(id, arguments) => {
                let arguments: Vec<Text> = arguments.iter().map(|argument| self.expr(argument)).collect();
                Text::call(self.tables.predicate(*id), &arguments)
            }
        }
    }

    /// What does not hold, in the words that say so most directly.
    fn not(&self, of: &Expr) -> Text {
        match of {
            Expr::Not(inner) => self.expr(inner),
            Expr::Equal(left, right) => self.equal(left, right, false),
            Expr::Less(left, right) => self.less(left, right, [">=", "<="]),
            other => self.expr(other).not(),
        }
    }

    /// A number comes last, with the operator that says the same that way round.
    fn less(&self, left: &Expr, right: &Expr, operators: [&str; 2]) -> Text {
        match left {
            Expr::Number(_) => Text::compare(&self.expr(right), operators[1], &self.expr(left)),
            _ => Text::compare(&self.expr(left), operators[0], &self.expr(right)),
        }
    }

    fn equal(&self, left: &Expr, right: &Expr, holds: bool) -> Text {
        match (left, right) {
            (other, Expr::Bool(value)) | (Expr::Bool(value), other) if *value == holds => self.expr(other),
            (other, Expr::Bool(_)) | (Expr::Bool(_), other) => self.not(other),
            _ => Text::compare(&self.expr(left), if holds { "=" } else { "!=" }, &self.expr(right)),
        }
    }

    /// How many values of an index satisfy something: a function that counts them.
    fn counted(&self, of: &Expr, local: LocalId, over: Index, body: &Expr) -> Text {
        let captured = captured(of);
        let names = captured.iter().map(|root| self.root(*root));
        let arguments: Vec<Text> = names.map(Text::atom).collect();
        if let Some(known) = self.counting.borrow().iter().find(|counting| counting.of == *of) {
            return Text::call(&known.name, &arguments);
        }
        let condition = self.expr(body);
        let mut taken = self.taken.clone();
        for counting in self.counting.borrow().iter() {
            taken.give(&[&counting.name]);
        }
        let name = taken.give(&[&format!("{}Count", self.name)]);
        let count = taken.give(&["count"]);
        let parameters: Vec<String> = captured.iter().map(|root| self.captured(*root)).collect();
        let range = format!("0..{}", self.tables.program.size(over));
        let mut lines = Lines::default();
        lines.line(&format!("function {name}({}): {range};", parameters.join("; ")));
        lines.line(&format!("var\n  {count}: {range};\nbegin\n  {count} := 0;"));
        lines.block(|lines| {
            lines.line(&format!("for {}: {} do", self.given[local], self.tables.kind(over)));
            lines.block(|lines| {
                lines.expression("if ", &condition, " then");
                lines.line(&format!("  {count} := {count} + 1;\nend;"));
            });
            lines.line(&format!("end;\nreturn {count};"));
        });
        lines.line("end;");
        self.counting.borrow_mut().push(Counting { of: of.clone(), name: name.clone(), text: lines.into_text() });
        Text::call(&name, &arguments)
    }

    /// What a variable was before, as the parameter of a function.
    pub(super) fn kept(&self, id: VariableId) -> String {
        self.captured(Root::Before(id))
    }

    /// What of the owner a function is given.
    fn captured(&self, root: Root) -> String {
        let shape = match root {
            Root::Local(local) => &self.locals[local].shape,
            Root::Variable(id) | Root::Before(id) => &self.tables.program[id].shape,
        };
        // Nothing is no value, and is passed by name.
        let by_name = matches!(shape, Shape::Cell { optional: true, .. });
        format!("{}{}: {}", if by_name { "var " } else { "" }, self.root(root), self.tables.shape(shape))
    }

    fn root(&self, root: Root) -> &str {
        match root {
            Root::Variable(id) => self.tables.variable(id),
            Root::Before(id) => self.before.get(&id).map_or("before", String::as_str),
            Root::Local(local) => self.given[local].as_str(),
        }
    }
}
