//! What the printer knows of a program: its names, its types, and a text for each local.

use std::collections::BTreeSet;

use super::names::{Names, Scratch};
use crate::commands::{Command, Index, Kind, Local, LocalId, Procedure, Program, Question, Shape, Statement};

/// A program, with all that its text needs.
pub(super) struct Context<'a> {
    pub(super) program: &'a Program,
    pub(super) names: Names,
    pub(super) scratch: Scratch,
    /// The texts of the locals of each predicate: its parameters, and nothing for what quantifiers bind.
    pub(super) predicates: Vec<Vec<String>>,
    /// Of each procedure.
    pub(super) procedures: Vec<Vec<String>>,
    /// Of each command.
    pub(super) commands: Vec<Vec<String>>,
    /// The names of the values before a command, by variable.
    pub(super) before: Vec<String>,
}

impl<'a> Context<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        let names = Names::new(program);
        let mut context = Self {
            program,
            names,
            scratch: Scratch::default(),
            predicates: Vec::new(),
            procedures: Vec::new(),
            commands: Vec::new(),
            before: Vec::new(),
        };
        for predicate in &program.predicates {
            let texts = context.parameters(&predicate.locals, predicate.parameters);
            context.predicates.push(texts);
        }
        for procedure in &program.procedures {
            let texts = context.of_procedure(procedure);
            context.procedures.push(texts);
        }
        for command in &program.commands {
            let texts = context.of_command(command);
            context.commands.push(texts);
        }
        context.keep_before();
        context
    }

    /// How many values an index has, as a text: `MANAGERS`.
    pub(super) fn size(&self, index: Index) -> String {
        match index {
            Kind::Id(sort) => self.names.sorts[sort.0].clone(),
            other => self.program.size(other).to_string(),
        }
    }

    /// A value of an index, as a text.
    pub(super) fn value(&self, index: Index, number: usize) -> String {
        match index {
            Kind::Bool => ["false", "true"][number.min(1)].to_owned(),
            Kind::Tag(enumeration) => self.names.tags[enumeration.0][number].clone(),
            Kind::Number(_) | Kind::Id(_) => number.to_string(),
        }
    }

    /// All values of some indices.
    pub(super) fn tuples(&self, indices: &[Index]) -> Vec<Vec<String>> {
        indices.iter().fold(vec![Vec::new()], |tuples, &index| {
            let values: Vec<String> = (0..self.program.size(index)).map(|number| self.value(index, number)).collect();
            let longer = |tuple: &Vec<String>| -> Vec<Vec<String>> {
                values.iter().map(|value| tuple.iter().chain([value]).cloned().collect()).collect()
            };
            tuples.iter().flat_map(longer).collect()
        })
    }

    fn parameters(&self, locals: &[Local], parameters: usize) -> Vec<String> {
        let mut texts = self.names.parameters(&locals[..parameters]);
        texts.resize(locals.len(), String::new());
        texts
    }

    fn of_procedure(&mut self, procedure: &Procedure) -> Vec<String> {
        let mut texts = self.parameters(&procedure.locals, procedure.parameters);
        for (local, prefix) in kept(&procedure.body, procedure.parameters, &procedure.locals) {
            let wanted = format!("{prefix}{}", procedure.locals[local].name);
            let ty = self.declared(&procedure.locals[local].shape, local_is_looped(prefix));
            texts[local] = self.scratch.own(&mut self.names, &wanted, &ty);
        }
        texts
    }

    fn of_command(&mut self, command: &Command) -> Vec<String> {
        let mut texts = self.parameters(&command.locals, command.parameters.len());
        for (local, prefix) in kept(&command.body, command.parameters.len(), &command.locals) {
            let wanted = format!("{prefix}{}", command.locals[local].name);
            let ty = self.declared(&command.locals[local].shape, local_is_looped(prefix));
            texts[local] = self.scratch.shared(&mut self.names, &wanted, &ty);
        }
        texts
    }

    /// How a scratch variable is declared: SPIN hides no `bool`.
    fn declared(&self, shape: &Shape, looped: bool) -> (String, String) {
        let (ty, after) = self.declaration(shape);
        let ty = if ty == "bool" { "byte".to_owned() } else { ty };
        // A loop ends one beyond its last value.
        match shape {
            Shape::Cell { kind, .. } if looped && self.program.size(*kind) > 254 => ("int".to_owned(), after),
            _ => (ty, after),
        }
    }

    fn keep_before(&mut self) {
        let asked = self.program.claims.iter().filter_map(|claim| match &claim.question {
            Question::Transition(variables, _) => Some(variables),
            _ => None,
        });
        let asked: BTreeSet<usize> = asked.flatten().map(|variable| variable.0).collect();
        self.before = vec![String::new(); self.program.variables.len()];
        for variable in asked {
            let wanted = format!("{}_before", self.names.variables[variable]);
            self.before[variable] = self.names.give(&wanted, "the_");
        }
    }

    /// The declarations of the values that are kept from before a command.
    pub(super) fn declared_before(&self, variable: usize) -> String {
        let (ty, after) = self.declared(&self.program.variables[variable].shape, false);
        format!("hidden {ty} {}{after};", self.before[variable])
    }
}

const LOOPED: &str = "each_";
const KEPT: &str = "kept_";

fn local_is_looped(prefix: &str) -> bool {
    prefix == LOOPED
}

/// The locals that need a variable: of loops, and of values that are kept.
fn kept(body: &[Statement], parameters: usize, locals: &[Local]) -> Vec<(LocalId, &'static str)> {
    let (mut looped, mut used) = (BTreeSet::new(), BTreeSet::new());
    walk(body, &mut |statement| match statement {
        Statement::For { local, .. } => {
            looped.insert(*local);
        }
        Statement::Assign(place, _) | Statement::Clear(place) | Statement::Copy { to: place, .. } => {
            if let crate::commands::Root::Local(local) = place.root {
                used.insert(local);
            }
        }
        _ => {}
    });
    let prefix = |local: &LocalId| if looped.contains(local) { Some(LOOPED) } else { used.get(local).map(|_| KEPT) };
    (parameters..locals.len()).filter_map(|local| prefix(&local).map(|prefix| (local, prefix))).collect()
}

/// Visits every statement, those within others too.
pub(super) fn walk<'s>(body: &'s [Statement], visit: &mut impl FnMut(&'s Statement)) {
    for statement in body {
        visit(statement);
        match statement {
            Statement::If(_, yes, no) => {
                walk(yes, visit);
                walk(no, visit);
            }
            Statement::For { body, .. } => walk(body, visit),
            _ => {}
        }
    }
}

/// The locals of an owner, as texts.
#[derive(Clone)]
pub(super) struct Texts<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    pub(super) locals: &'c [Local],
    pub(super) said: Vec<String>,
}

impl Texts<'_, '_> {
    /// The same where a local is this.
    pub(super) fn with(&self, local: LocalId, text: String) -> Self {
        let mut bound = self.clone();
        bound.said[local] = text;
        bound
    }
}
