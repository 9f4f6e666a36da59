//! Both graphs, state by state.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use honnin_codegen::evaluate::{Evaluator, Interpreted, Outcome, erase_ghosts, project};
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use honnin_codegen::value::{Label, State};

/// What there is in a graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) states: usize,
    pub(crate) transitions: usize,
    pub(crate) edges: usize,
    pub(crate) defects: usize,
}

impl Display for Numbers {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let of = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
        let parts = [
            of(self.states, "state"),
            of(self.transitions, "transition"),
            of(self.edges, "edge"),
            of(self.defects, "defect"),
        ];
        formatter.write_str(&parts.join(", "))
    }
}

impl FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.trim().trim_end_matches('.').split([' ', ',']).filter(|w| !w.is_empty()).collect();
        let number = |name: &str| {
            let at = words.iter().position(|word| word.trim_end_matches('s') == name);
            let number = at.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok());
            number.ok_or_else(|| format!("`{text}` does not say how many {name}"))
        };
        Ok(Self {
            states: number("state")?,
            transitions: number("transition")?,
            edges: number("edge")?,
            defects: number("defect")?,
        })
    }
}

/// Everything that an expansion reports.
struct Collect<const W: usize> {
    steps: Vec<(EventCode, Vec<OutputCode>, [u64; W])>,
    edges: Vec<(EventCode, Edge)>,
    defects: Vec<(EventCode, Defect)>,
}

impl<const W: usize> Default for Collect<W> {
    fn default() -> Self {
        Self { steps: Vec::new(), edges: Vec::new(), defects: Vec::new() }
    }
}

impl<const W: usize> Sink<W> for Collect<W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.steps.push((event, outputs.to_vec(), *next));
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.edges.push((event, cause));
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.defects.push((event, defect));
    }
}

impl<const W: usize> Collect<W> {
    fn add_to(&self, numbers: &mut Numbers) {
        numbers.transitions += self.steps.len();
        numbers.edges += self.edges.len();
        numbers.defects += self.defects.len();
    }

    fn decoded(&self, layout: &Layout) -> Vec<Outcome> {
        let steps = self.steps.iter().map(|(event, outputs, next)| {
            let outputs = outputs.iter().map(|output| layout.decode_output(*output)).collect();
            assert_eq!(layout.encode_event(&layout.decode_event(*event)), *event, "an event code survives decoding");
            Outcome::Step { label: Label { event: layout.decode_event(*event), outputs }, next: layout.decode(next) }
        });
        let edges = self.edges.iter().map(|&(event, cause)| Outcome::Edge { event: layout.decode_event(event), cause });
        let defects =
            self.defects.iter().map(|&(event, defect)| Outcome::Defect { event: layout.decode_event(event), defect });
        steps.chain(edges).chain(defects).collect()
    }
}

/// The numbers of a whole graph.
pub(crate) fn graph<const W: usize>(interpreter: &Interpreter<W>) -> Numbers {
    /// Only counts and discovers.
    struct Discover<const W: usize> {
        known: HashSet<[u64; W]>,
        queue: VecDeque<[u64; W]>,
        numbers: Numbers,
    }
    impl<const W: usize> Sink<W> for Discover<W> {
        const LABELLED: bool = false;
        fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
            self.numbers.transitions += 1;
            if self.known.insert(*next) {
                self.queue.push_back(*next);
            }
        }
        fn edge(&mut self, _: EventCode, _: Edge) {
            self.numbers.edges += 1;
        }
        fn defect(&mut self, _: EventCode, _: Defect) {
            self.numbers.defects += 1;
        }
    }
    let initial = interpreter.initial();
    let (known, queue) = (HashSet::from([initial]), VecDeque::from([initial]));
    let mut discover = Discover { known, queue, numbers: Numbers::default() };
    while let Some(state) = discover.queue.pop_front() {
        interpreter.expand(&state, &mut discover);
    }
    Numbers { states: discover.known.len(), ..discover.numbers }
}

/// Compares both on the first `enough` states, breadth first, and counts what the interpreter found there.
pub(crate) fn compare(ir: &Ir, sizes: &Sizes, enough: usize) -> Numbers {
    dispatch(ir, sizes, Compare { ir, sizes, enough }).unwrap_or_else(|error| panic!("{}: {error}", ir.name))
}

struct Compare<'a> {
    ir: &'a Ir,
    sizes: &'a Sizes,
    enough: usize,
}

impl Visitor for Compare<'_> {
    type Output = Numbers;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Numbers {
        let evaluator = Evaluator::new(self.ir, self.sizes);
        let layout = interpreter.layout();
        let initial = interpreter.initial();
        assert_eq!(layout.decode(&initial), evaluator.initial(), "{}: the initial state", self.ir.name);
        let (mut known, mut queue) = (HashSet::from([initial]), VecDeque::from([initial]));
        let mut numbers = Numbers::default();
        while let Some(words) = queue.pop_front() {
            let state = layout.decode(&words);
            assert_eq!(layout.encode::<W>(&state), words, "{}: a state survives decoding", self.ir.name);
            let mut found = Collect::default();
            interpreter.expand(&words, &mut found);
            found.add_to(&mut numbers);
            self.same_outcomes(layout, &state, found.decoded(layout), evaluator.successors(&state));
            self.same_verdicts(&interpreter, &evaluator, &words, &state, &found);
            for (_, _, next) in found.steps {
                if known.len() < self.enough && known.insert(next) {
                    queue.push_back(next);
                }
            }
        }
        Numbers { states: known.len(), ..numbers }
    }
}

impl Compare<'_> {
    fn same_outcomes(&self, layout: &Layout, state: &State, mut packed: Vec<Outcome>, reference: Vec<Outcome>) {
        packed.sort();
        if packed == reference {
            return;
        }
        let (left, right) = (BTreeSet::from_iter(packed.clone()), BTreeSet::from_iter(reference));
        assert_eq!(left.len(), packed.len(), "{}: an outcome was reported twice in {state:#?}", self.ir.name);
        let show = |outcome: &Outcome| match outcome {
            Outcome::Step { label, next } => format!("{} to {next:?}", layout.domain().show_event(&label.event)),
            Outcome::Edge { event, cause } => format!("{}: {cause:?}", layout.domain().show_event(event)),
            Outcome::Defect { event, defect } => format!("{}: {defect:?}", layout.domain().show_event(event)),
        };
        let only =
            |a: &BTreeSet<Outcome>, b: &BTreeSet<Outcome>| a.difference(b).map(show).collect::<Vec<_>>().join("\n  ");
        panic!(
            "{}: in {state:?}\nonly the interpreter says\n  {}\nonly the evaluator says\n  {}",
            self.ir.name,
            only(&left, &right),
            only(&right, &left)
        );
    }

    fn same_verdicts<const W: usize>(
        &self,
        interpreter: &Interpreter<W>,
        evaluator: &Evaluator<'_, Interpreted<'_>>,
        words: &[u64; W],
        state: &State,
        found: &Collect<W>,
    ) {
        assert_eq!(interpreter.is_final(words), evaluator.is_final(state), "{}: final? {state:?}", self.ir.name);
        for (index, property) in self.ir.properties.iter().enumerate() {
            let id = PropertyId(index);
            if property.kind != PropertyKind::Action {
                let verdicts = (interpreter.holds(id, words), evaluator.holds(id, state));
                assert_eq!(verdicts.0, verdicts.1, "{}.{} in {state:?}", self.ir.name, property.name);
                continue;
            }
            for (_, _, next) in &found.steps {
                let after = interpreter.layout().decode(next);
                let verdicts = (interpreter.step_holds(id, words, next), evaluator.step_holds(id, state, &after));
                assert_eq!(verdicts.0, verdicts.1, "{}.{} from {state:?}", self.ir.name, property.name);
            }
        }
    }
}

/// Whether the successors of every state, its ghosts forgotten, are those of the state without ghosts.
pub(crate) fn erasure(ir: &Ir, sizes: &Sizes, enough: usize) -> Result<(), String> {
    let erased = erase_ghosts(ir);
    let (full, blind) = (Evaluator::new(ir, sizes), Evaluator::new(&erased, sizes));
    let initial = full.initial();
    let (mut known, mut queue) = (BTreeSet::from([initial.clone()]), VecDeque::from([initial.clone()]));
    while let Some(state) = queue.pop_front() {
        let mut projected = BTreeSet::new();
        for outcome in full.successors(&state) {
            let Outcome::Step { label, next } = outcome else {
                projected.insert(outcome);
                continue;
            };
            projected.insert(Outcome::Step { label, next: project(ir, &initial, &next) });
            if known.len() < enough && known.insert(next.clone()) {
                queue.push_back(next);
            }
        }
        let expected = blind.successors(&project(ir, &initial, &state));
        if !projected.iter().eq(&expected) {
            return Err(format!("a ghost changes what can happen in {state:?}"));
        }
    }
    Ok(())
}
