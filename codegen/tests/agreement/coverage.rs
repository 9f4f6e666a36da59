//! What is exercised, counted twice: by the probe over packed words, and by watching the evaluator.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};
use std::ptr;

use honnin_codegen::evaluate::{Bodies, Evaluator, Interpreted, Predicate, Stop, Tape};
use honnin_codegen::interpret::{Counts, Interpreter, Item, Probe, Visitor, dispatch};
use honnin_codegen::ir::query::Premise;
use honnin_codegen::ir::{ActionId, ActionKind, Expr, Ir, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use honnin_codegen::value::{Domain, Output, State, Value};

/// Compares both counts over the first `enough` states, breadth first, and says how many items were counted.
pub(crate) fn compare(ir: &Ir, sizes: &Sizes, enough: usize) -> usize {
    dispatch(ir, sizes, Compare { ir, sizes, enough }).unwrap_or_else(|error| panic!("{}: {error}", ir.name))
}

struct Compare<'a> {
    ir: &'a Ir,
    sizes: &'a Sizes,
    enough: usize,
}

impl Visitor for Compare<'_> {
    type Output = usize;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> usize {
        let states = states(&interpreter, self.enough);
        let layout = interpreter.layout();
        let decoded: Vec<State> = states.iter().map(|state| layout.decode(state)).collect();
        let mut probe = Probe::<W>::new(Layout::clone(layout));
        let mut counts = probe.blank();
        for state in &states {
            probe.examine(state, &mut counts);
        }
        let expected = by_watching(self.ir, self.sizes, probe.items(), &decoded);
        let items = probe.items().to_vec();
        for (item, (found, expected)) in items.iter().zip(counts.iter().zip(&expected)) {
            // Variants are held to the values of states and labels in the checker's tests.
            assert!(
                found == expected || struck(self.ir, item) || matches!(item, Item::Variant(..)),
                "{}: {found:?}, not {expected:?}: {item:?}",
                self.ir.name
            );
        }
        self.narrowed(&mut probe, &states, &counts);
        items.len()
    }
}

impl Compare<'_> {
    /// What was exercised is exercised, too, when what was seen is dropped after each state.
    fn narrowed<const W: usize>(&self, probe: &mut Probe<W>, states: &[[u64; W]], all: &Counts) {
        let mut counts = probe.blank();
        for state in states {
            probe.examine(state, &mut counts);
            let wanted: Vec<bool> = counts.iter().map(|of| of.contains(&0)).collect();
            probe.narrow(&wanted);
        }
        let seen = |counts: &Counts| counts.iter().map(|of| of.map(|number| number > 0)).collect::<Vec<_>>();
        assert_eq!(seen(&counts), seen(all), "{}", self.ir.name);
        probe.narrow(&vec![false; counts.len()]);
        assert!(probe.is_idle());
    }
}

/// Whether an item is of a crash that also strikes between commit and delivery, where the probe does not follow.
fn struck(ir: &Ir, item: &Item) -> bool {
    let action = match item {
        Item::Action(action) => *action,
        Item::Condition(site) => site.action,
        Item::Premise(_) | Item::Variant(..) => return false,
    };
    matches!(ir[action].kind, ActionKind::Crash { .. }) && ir.outbox_of(ir[action].component).is_some()
}

fn states<const W: usize>(interpreter: &Interpreter<W>, enough: usize) -> Vec<[u64; W]> {
    struct Next<const W: usize>(Vec<[u64; W]>);
    impl<const W: usize> Sink<W> for Next<W> {
        const LABELLED: bool = false;
        fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
            self.0.push(*next);
        }
        fn edge(&mut self, _: EventCode, _: Edge) {}
        fn defect(&mut self, _: EventCode, _: Defect) {}
    }
    let initial = interpreter.initial();
    let (mut known, mut queue) = (HashSet::from([initial]), VecDeque::from([initial]));
    let mut states = Vec::new();
    while let Some(state) = queue.pop_front() {
        let mut next = Next(Vec::new());
        interpreter.expand(&state, &mut next);
        states.push(state);
        queue.extend(next.0.into_iter().filter(|next| known.len() < enough && known.insert(*next)));
    }
    states
}

/// The bodies, and how often each action was refused and was not.
struct Counting<'a> {
    bodies: Interpreted<'a>,
    counts: &'a RefCell<Counts>,
}

impl Bodies for Counting<'_> {
    fn run(
        &self,
        action: ActionId,
        arguments: &[Value],
        variables: &mut [Value],
        tape: &mut Tape,
    ) -> Result<Vec<Output>, Stop> {
        let result = self.bodies.run(action, arguments, variables, tape);
        let enabled = !matches!(result, Err(Stop::Refused));
        self.counts.borrow_mut()[action.0][usize::from(enabled)] += 1;
        result
    }

    fn observe(&self, observer: usize, arguments: &[Value], variables: &mut [Value]) -> Result<(), Stop> {
        self.bodies.observe(observer, arguments, variables)
    }

    fn satisfies(&self, predicate: Predicate, ids: &[Value], before: &[Value], after: &[Value]) -> Option<bool> {
        self.bodies.satisfies(predicate, ids, before, after)
    }
}

fn by_watching(ir: &Ir, sizes: &Sizes, items: &[Item], states: &[State]) -> Counts {
    let counts = RefCell::new(vec![[0; 2]; items.len()]);
    let conditions: Vec<&Expr> =
        ir.actions.iter().flat_map(|action| action.body.conditions()).map(|condition| condition.expr).collect();
    let watch = |condition: &Expr, holds: bool| {
        if let Some(site) = conditions.iter().position(|known| ptr::eq(*known, condition)) {
            counts.borrow_mut()[ir.actions.len() + site][usize::from(holds)] += 1;
        }
    };
    let domain = Domain { ir, sizes };
    let bodies = Counting { bodies: Interpreted::watched(domain, &watch), counts: &counts };
    let evaluator = Evaluator::with_bodies(domain, bodies);
    for state in states {
        let _ = evaluator.successors(state);
        for (number, item) in items.iter().enumerate() {
            if let Item::Premise(premise) = item {
                let given = is_given(domain, premise, state);
                counts.borrow_mut()[number][usize::from(given)] += 1;
            }
        }
    }
    counts.into_inner()
}

/// Whether a premise holds for some ids.
fn is_given(domain: Domain<'_>, premise: &Premise, state: &State) -> bool {
    let property = &domain.ir[premise.property];
    let types: Vec<_> = property.locals[..property.parameters].iter().map(|local| &local.ty).collect();
    domain.tuples(&types).into_iter().any(|mut locals| {
        locals.resize(property.locals.len(), Value::Bool(false));
        let value = Interpreted::new(domain).value(&premise.expr, &locals, &state.variables, &state.variables);
        value.is_some_and(|value| value.as_bool())
    })
}
