//! What is so in how many states: of a protocol, as the interpreter has it, and of its commands.

use std::collections::{BTreeMap, HashSet, VecDeque};

use honnin_codegen::commands::{Claim, Program, Question};
use honnin_codegen::export::Subject;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes};
use honnin_codegen::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

use crate::machine::{Scene, State, initial, successors, tuples};

/// How many states there are; and by claim, in how many it holds. Of a property of transitions: how many pairs of states
/// violate it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) states: usize,
    pub(crate) claims: BTreeMap<String, usize>,
}

/// What the interpreter says of the claims that are asked.
pub(crate) fn of_protocol(ir: &Ir, sizes: &Sizes, asked: &Facts) -> Facts {
    dispatch(ir, sizes, Walk { ir, asked }).unwrap_or_else(|error| panic!("{}: {error}", ir.name))
}

struct Walk<'a> {
    ir: &'a Ir,
    asked: &'a Facts,
}

/// What leaves one state.
#[derive(Default)]
struct Leaving<const W: usize> {
    steps: Vec<(EventCode, [u64; W])>,
    others: Vec<EventCode>,
    defects: usize,
}

impl<const W: usize> Sink<W> for Leaving<W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.steps.push((event, *next));
    }

    fn edge(&mut self, event: EventCode, _: Edge) {
        self.others.push(event);
    }

    fn defect(&mut self, event: EventCode, _: Defect) {
        self.others.push(event);
        self.defects += 1;
    }
}

impl Visitor for Walk<'_> {
    type Output = Facts;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Facts {
        let mut facts = Facts::default();
        let first = interpreter.initial();
        let (mut known, mut queue) = (HashSet::from([first]), VecDeque::from([first]));
        while let Some(state) = queue.pop_front() {
            let mut leaving = Leaving { steps: Vec::new(), others: Vec::new(), defects: 0 };
            interpreter.expand(&state, &mut leaving);
            for name in self.asked.claims.keys() {
                *facts.claims.entry(name.clone()).or_default() += self.count(&interpreter, name, &state, &leaving);
            }
            for (_, next) in leaving.steps {
                if known.insert(next) {
                    queue.push_back(next);
                }
            }
        }
        facts.states = known.len();
        facts
    }
}

impl Walk<'_> {
    fn count<const W: usize>(
        &self,
        interpreter: &Interpreter<W>,
        name: &str,
        state: &[u64; W],
        leaving: &Leaving<W>,
    ) -> usize {
        let progresses = |event: &EventCode| {
            let kind = self.ir.event(event.kind).expect("an event");
            event.interruption == 0 && self.ir.is_progress(kind)
        };
        match name {
            "no-defect" => usize::from(leaving.defects == 0),
            "no-deadlock" => {
                let moves = leaving.steps.iter().any(|(event, next)| next != state && progresses(event))
                    || leaving.others.iter().any(progresses);
                usize::from(moves || interpreter.is_final(state))
            }
            property => {
                let at = self.ir.properties.iter().position(|other| other.name == property).expect("a property");
                let id = PropertyId(at);
                if self.ir[id].kind != PropertyKind::Action {
                    return usize::from(interpreter.holds(id, state));
                }
                let violated = leaving.steps.iter().map(|(_, next)| *next);
                let violated = violated.filter(|next| !interpreter.step_holds(id, state, next));
                violated.collect::<HashSet<_>>().len()
            }
        }
    }
}

/// What the commands say. `enough` states are looked at at most.
pub(crate) fn of_program(ir: &Ir, program: &Program, enough: usize) -> Facts {
    let mut facts = Facts::default();
    let first = initial(program);
    let (mut known, mut queue) = (HashSet::from([first.clone()]), VecDeque::from([first]));
    while let Some(state) = queue.pop_front() {
        let mut nexts: HashSet<State> = HashSet::new();
        let mut broken = false;
        for command in &program.commands {
            for done in successors(program, command, &state) {
                broken |= done.broken;
                if !done.broken && !done.left {
                    nexts.insert(done.next);
                }
            }
        }
        for claim in &program.claims {
            if let Some(count) = count(program, claim, &state, &nexts, broken) {
                *facts.claims.entry(title(ir, claim)).or_default() += count;
            }
        }
        for next in nexts {
            if known.len() < enough && known.insert(next.clone()) {
                queue.push_back(next);
            }
        }
    }
    facts.states = known.len();
    facts
}

fn title(ir: &Ir, claim: &Claim) -> String {
    match claim.subject {
        Subject::Property(id) => ir[id].name.clone(),
        Subject::NoDefect => "no-defect".to_owned(),
        Subject::NoDeadlock => "no-deadlock".to_owned(),
        Subject::Types => "types".to_owned(),
    }
}

fn count(program: &Program, claim: &Claim, state: &State, nexts: &HashSet<State>, broken: bool) -> Option<usize> {
    let holds = |state: &State, before: Option<&State>, expr| {
        let mut scene = Scene::new(program, &claim.locals, state.clone());
        scene.before = before.cloned();
        scene.holds(expr)
    };
    match &claim.question {
        Question::Invariant(expr) | Question::Witness(expr) => Some(usize::from(holds(state, None, expr))),
        Question::Possible(over, goal, _) => {
            let all = tuples(program, over).into_iter().all(|ids| {
                let mut scene = Scene::new(program, &claim.locals, state.clone());
                scene.give(&ids);
                scene.holds(goal)
            });
            Some(usize::from(all))
        }
        Question::NoDefect(expr) => Some(usize::from(!broken && holds(state, None, expr))),
        Question::Transition(_, expr) => Some(nexts.iter().filter(|next| !holds(next, Some(state), expr)).count()),
        Question::LeadsTo(..) | Question::Inexpressible(_) => None,
    }
}
