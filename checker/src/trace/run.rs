//! Runs that break a promise: what is owed since when, what repeats for ever, and why fairness does not help.

use honnin_codegen::evaluate::Interpreted;
use honnin_codegen::ir::query::Event;
use honnin_codegen::ir::{Expr, Ir, Property, Type, Words};
use honnin_codegen::layout::Layout;
use honnin_codegen::value::{Renaming, State, Value};

use super::Trace;
use super::steps::Told;
use crate::hunt::Path;
use crate::liveness::{Claim, Counterexample, Instance, Lasso, Owner, Run};
use crate::words::{list, noun};

/// Tells a run that breaks `claim`; `lines` gives the source line of each span of the IR.
#[must_use]
pub fn run<const W: usize>(layout: &Layout, claim: Claim, example: &Counterexample<W>, lines: &[u32]) -> Trace {
    let (path, cycle_from) = match &example.run {
        Run::Lasso(lasso) => (whole(lasso), Some(lasso.stem.steps.len())),
        Run::Lost(path) => (path.clone(), None),
    };
    let mut told = Told::new(layout, &path);
    let steps = told.steps(lines);
    let conclusion = match claim {
        Claim::Property(property) => {
            let property = &layout.ir()[property];
            let broken = Broken::new(layout, property, &example.ids, &mut told);
            broken.conclusion(&example.run, &mut told)
        }
        Claim::PollingEnds => polling(layout, &example.run, &mut told),
    };
    Trace { steps, conclusion, cycle_from, states: told.states }
}

/// The stem and one turn of the cycle.
fn whole<const W: usize>(lasso: &Lasso<W>) -> Path<W> {
    let mut path = lasso.stem.clone();
    path.steps.extend(lasso.cycle.iter().cloned());
    path
}

/// A promise that was broken to somebody.
struct Broken<'a> {
    layout: &'a Layout,
    property: &'a Property,
    ids: Vec<Value>,
}

impl<'a> Broken<'a> {
    fn new(layout: &'a Layout, property: &'a Property, ids: &[u64], told: &mut Told<'_>) -> Self {
        let parameters = property.locals.iter().zip(ids);
        let ids = parameters.map(|(local, id)| told.renaming.value(&local.ty, &value(*id))).collect();
        Self { layout, property, ids }
    }

    fn conclusion<const W: usize>(&self, run: &Run<W>, told: &mut Told<'_>) -> Vec<String> {
        let words = Words { ir: self.layout.ir(), locals: &self.property.locals };
        let predicate = words.expr(&self.property.predicate);
        let mut lines = match run {
            Run::Lost(_) => vec![format!("from here on it can never become true that {predicate}")],
            Run::Lasso(lasso) => {
                let goal = self.property.goal.as_ref().map_or_else(String::new, |goal| words.expr(goal));
                let since = place(self.since(&told.states));
                let mut lines = vec![format!("{since} {predicate}, and from there on never {goal}")];
                lines.push(for_ever(lasso));
                lines.extend(lasso.spared.iter().map(|instance| spared(self.layout, instance, &mut told.renaming)));
                lines
            }
        };
        if !self.ids.is_empty() {
            for line in &mut lines {
                line.insert_str(0, "  ");
            }
            lines.insert(0, format!("for {}:", self.whom()));
        }
        lines
    }

    /// After how many steps the trigger holds and the goal does no longer come.
    fn since(&self, states: &[State]) -> usize {
        let goal = self.property.goal.as_ref();
        let unmet = |state: &State| goal.is_none_or(|goal| !self.is_true(goal, state, false));
        let last = states.iter().rposition(|state| !unmet(state)).map_or(0, |met| met + 1);
        let asked = states[last..].iter().position(|state| self.is_true(&self.property.predicate, state, true));
        last + asked.unwrap_or(0)
    }

    /// As the judge has it: a predicate whose arithmetic leaves the naturals supports no claim.
    fn is_true(&self, expr: &'a Expr, state: &State, otherwise: bool) -> bool {
        let mut locals = vec![Value::Bool(false); self.property.locals.len()];
        locals[..self.ids.len()].clone_from_slice(&self.ids);
        let values = &state.variables;
        let value = Interpreted::new(self.layout.domain()).value(expr, &locals, values, values);
        value.map_or(otherwise, |value| value.as_bool())
    }

    /// `job = job 1 and session = session 2`.
    fn whom(&self) -> String {
        let parameters = self.property.locals.iter().zip(&self.ids);
        let show = |(local, id): (&honnin_codegen::ir::Local, &Value)| {
            format!("{} = {}", local.name, self.layout.domain().show(&local.ty, id))
        };
        list(&parameters.map(show).collect::<Vec<_>>())
    }
}

fn value(id: u64) -> Value {
    Value::Id(usize::try_from(id).unwrap_or(usize::MAX))
}

/// `at the start`, `after step 3`.
fn place(steps: usize) -> String {
    if steps == 0 { "at the start".to_owned() } else { format!("after step {steps}") }
}

/// What repeats, or that nothing comes any more.
fn for_ever<const W: usize>(lasso: &Lasso<W>) -> String {
    if lasso.cycle.is_empty() {
        return "there it stops for ever: nothing that must happen is possible".to_owned();
    }
    format!("{} for ever, and nothing that must happen is left out", repeating(lasso))
}

/// `step 3 repeats`, `steps 3 to 5 repeat`.
fn repeating<const W: usize>(lasso: &Lasso<W>) -> String {
    let (first, last) = (lasso.stem.steps.len() + 1, lasso.stem.steps.len() + lasso.cycle.len());
    match lasso.cycle.len() {
        1 => format!("step {first} repeats"),
        2 => format!("steps {first} and {last} repeat"),
        _ => format!("steps {first} to {last} repeat"),
    }
}

fn spared(layout: &Layout, instance: &Instance, renaming: &mut Renaming<'_>) -> String {
    let call = call(layout, instance, renaming);
    format!("{call} is possible now and then, but not all the time: weak fairness does not demand it")
}

/// `serve(guest 2)`: the event with those arguments by which fairness tells it from others.
fn call(layout: &Layout, instance: &Instance, renaming: &mut Renaming<'_>) -> String {
    let ir = layout.ir();
    let Some(event) = ir.event(instance.kind) else { return String::new() };
    let arguments = ir.arguments_of(event);
    let types = ir.instance_arguments(event).into_iter().map(|position| arguments[position].ty.clone());
    let ids: Vec<String> = types.zip(&instance.ids).map(|(ty, id)| show_id(layout, &ty, *id, renaming)).collect();
    format!("{}({})", event_name(ir, event), ids.join(", "))
}

fn show_id(layout: &Layout, ty: &Type, id: u64, renaming: &mut Renaming<'_>) -> String {
    layout.domain().show(ty, &renaming.value(ty, &value(id))).to_string()
}

/// The name of a kind of event: `serve`, `drop Reply`.
#[must_use]
pub fn event_name(ir: &Ir, event: Event) -> String {
    match event {
        Event::Action(action) => ir[action].name.clone(),
        Event::Drop(message) => format!("drop {}", ir[message].name),
        Event::Lose(message) => format!("lose {}", ir[message].name),
        Event::Repeat(message) => format!("repeat {}", ir[message].name),
        Event::Drain(sort) => format!("forget {}", ir[sort].name),
    }
}

fn polling<const W: usize>(layout: &Layout, run: &Run<W>, told: &mut Told<'_>) -> Vec<String> {
    let Run::Lasso(lasso) = run else { return Vec::new() };
    let owner = lasso.alone.map_or_else(String::new, |owner| owner_words(layout, owner, &mut told.renaming));
    let repeat = repeating(lasso);
    vec![format!("{repeat} for ever, all taken by the {owner} alone: whoever polls it never gets done")]
}

/// `server`, `kiosk of session 1`.
fn owner_words(layout: &Layout, owner: Owner, renaming: &mut Renaming<'_>) -> String {
    let component = &layout.ir()[owner.component];
    let role = noun(&component.name);
    match component.per {
        Some(sort) => format!("{role} of {}", show_id(layout, &Type::Id(sort), owner.instance, renaming)),
        None => role,
    }
}
