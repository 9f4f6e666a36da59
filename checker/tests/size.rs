//! Why there are so many states, compared with the obvious way to find it out.

#[path = "fixture/plain.rs"]
mod plain;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::Subject;
use honnin_checker::size::{Field, FieldKind, MOST, Size, size};
use honnin_checker::space::Space as _;
use honnin_checker::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::ActionKind;
use honnin_codegen::value::{State, Value};
use plain::{Plain, fixtures, subject};

static GO_ON: AtomicBool = AtomicBool::new(false);

struct Compare<'a>(&'a Subject);

impl Visitor for Compare<'_> {
    type Output = Size;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Size {
        let subject = self.0;
        let space = Plain::of(&interpreter);
        let itself = |state: &[u64; W]| *state;
        let found = size(&interpreter, subject, &space, &itself, MOST, 1, &GO_ON).expect("not interrupted");
        let other = size(&interpreter, subject, &space.reversed(), &itself, MOST, 3, &GO_ON);
        assert_eq!(other.as_ref(), Some(&found), "numbers mean nothing");
        let few = space.states.len() / 3;
        let part = size(&interpreter, subject, &space, &itself, few, 1, &GO_ON).expect("not interrupted");
        assert!(part.near <= few.max(1) as u64, "whole levels, and not too many");
        assert_eq!(
            size(&interpreter, subject, &space.reversed(), &itself, few, 3, &GO_ON),
            Some(part),
            "of a part neither"
        );
        assert_eq!(size(&interpreter, subject, &space, &itself, MOST, 2, &AtomicBool::new(true)), None);
        let states: Vec<State> = (0..space.len()).map(|number| subject.layout.decode(&space.state(number))).collect();
        for field in &found.fields {
            let (values, left) = by_erasing(subject, &states, &field.name);
            assert_eq!(field.values, Some(values as u64), "{}", field.name);
            assert!((field.factor * count(left) - count(states.len())).abs() < 0.5, "{}", field.name);
        }
        assert_eq!(found.near, states.len() as u64);
        assert_eq!(found.events.iter().map(|event| event.states).sum::<u64>() + 1, states.len() as u64);
        for (number, action) in subject.layout.ir().actions.iter().enumerate() {
            if matches!(action.kind, ActionKind::Fault { .. }) {
                let without = reached_without(&interpreter, number);
                let added = found.faults.iter().find(|fault| fault.name == action.name).map_or(0, |fault| fault.states);
                assert_eq!(added, (states.len() - without) as u64, "{}", action.name);
            }
        }
        found
    }
}

/// A number as a ratio has it.
fn count(number: usize) -> f64 {
    u32::try_from(number).expect("few states").into()
}

/// How many values a field takes, and how many states are left without it, over structured states.
fn by_erasing(subject: &Subject, states: &[State], name: &str) -> (usize, usize) {
    let ir = subject.layout.ir();
    let position = subject.layout.bits_by_variable().iter().position(|(known, _)| known == name).expect("a field");
    let (variables, channels) = (ir.variables.len(), ir.channels.len());
    let (mut values, mut left) = (BTreeSet::new(), BTreeSet::new());
    for state in states {
        let mut rest = state.clone();
        let value = if position < variables {
            format!("{:?}", std::mem::replace(&mut rest.variables[position], Value::Bool(false)))
        } else if position < variables + channels {
            let content = &mut rest.channels[position - variables];
            let value = format!("{content:?}");
            content.clone_from(&states[0].channels[position - variables]);
            value
        } else {
            format!("{:?}", std::mem::take(&mut rest.budgets[position - variables - channels]))
        };
        values.insert(value);
        left.insert(format!("{rest:?}"));
    }
    (values.len(), left.len())
}

/// How many states are reached without a kind of event.
fn reached_without<const W: usize>(system: &Interpreter<W>, kind: usize) -> usize {
    struct Others<const W: usize>(usize, Vec<[u64; W]>);
    impl<const W: usize> Sink<W> for Others<W> {
        const LABELLED: bool = false;
        fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
            if usize::from(event.kind) != self.0 {
                self.1.push(*next);
            }
        }
        fn edge(&mut self, _: EventCode, _: Edge) {}
        fn defect(&mut self, _: EventCode, _: Defect) {}
    }
    let (mut known, mut open) = (HashSet::from([system.initial()]), vec![system.initial()]);
    while let Some(state) = open.pop() {
        let mut next = Others(kind, Vec::new());
        system.expand(&state, &mut next);
        open.extend(next.1.into_iter().filter(|next| known.insert(*next)));
    }
    known.len()
}

fn of(text: &str) -> Size {
    let subject = subject(text);
    let layout = Arc::clone(&subject.layout);
    dispatch(layout.ir(), layout.sizes(), Compare(&subject)).expect("it fits")
}

#[test]
fn erasing_a_field_leaves_as_many_states_as_are_said() {
    let kinds: HashMap<String, Size> = fixtures().into_iter().map(|(name, text)| (name, of(&text))).collect();
    assert!(kinds.values().any(|size| !size.faults.is_empty()));
    assert!(kinds.values().any(|size| size.fields.iter().any(|field| field.kind == FieldKind::Outbox)));
}

const LAMPS: &str = r"
#[workflow]
#[scope(quick, lamp = 3, spark = 1)]
pub mod lamps {
    #[node]
    pub struct Lamp;

    #[role(per = Lamp)]
    pub struct Bulb {
        lit: bool,
        shadow: bool,
    }

    impl Bulb {
        #[input]
        fn switch(&mut self, me: Lamp) {
            self.lit = !self.lit;
            self.shadow = !self.shadow;
        }
    }

    #[role]
    pub struct Fuse {
        blown: bool,
    }

    impl Fuse {
        #[fault(budget = spark)]
        fn blow(&mut self) {
            self.blown = true;
        }
    }
}
";

#[test]
fn what_multiplies_most_is_said_in_words() {
    let size = of(LAMPS);
    let field = |name: &str| size.fields.iter().find(|field| field.name == name).map(|f: &Field| (f.values, f.factor));
    // One follows from the other, so erasing either of them leaves as many states.
    assert_eq!(field("Bulb.lit"), Some((Some(8), 1.0)));
    assert_eq!(field("Bulb.shadow"), Some((Some(8), 1.0)));
    assert_eq!(field("Fuse.blown"), Some((Some(2), 1.0)), "the budget says the same");
    assert_eq!(size.states, 16);
    let sentences = size.sentences();
    assert_eq!(
        sentences,
        [
            "As a whole: all of Bulb (×8.0).",
            "Most states are first reached by switch (14) and blow (1).",
            "Without blow there would be 8 fewer of 16 states.",
        ]
    );
}
