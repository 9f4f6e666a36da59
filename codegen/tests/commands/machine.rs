//! A machine that runs programs of guarded commands: small, slow, obvious, and strict about what a program may do.

use honnin_codegen::commands::{Command, Expr, Kind, Local, Place, Program, Quantifier, Root, Shape, Statement, Step};

/// What a place holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Held {
    /// A cell; `None` is nothing.
    Cell(Option<u32>),
    /// The fields of a record, or the entries of an array.
    Parts(Vec<Held>),
}

/// A state: the variables, in order.
pub(crate) type State = Vec<Held>;

/// Where statements and expressions are run.
pub(crate) struct Scene<'p> {
    pub(crate) program: &'p Program,
    pub(crate) locals: &'p [Local],
    pub(crate) values: Vec<Held>,
    pub(crate) state: State,
    /// The state before, for properties of transitions.
    pub(crate) before: Option<State>,
    /// A body has come by a rule that is broken.
    pub(crate) broken: bool,
    /// A body has left the scope.
    pub(crate) left: bool,
}

/// What a command did.
pub(crate) struct Done {
    pub(crate) next: State,
    pub(crate) broken: bool,
    pub(crate) left: bool,
}

/// The initial state.
pub(crate) fn initial(program: &Program) -> State {
    let state = program.variables.iter().map(|variable| clear(program, &variable.shape)).collect();
    let mut scene = Scene::new(program, &[], state);
    scene.run(&program.start);
    scene.state
}

/// Every transition by a command.
pub(crate) fn successors(program: &Program, command: &Command, state: &State) -> Vec<Done> {
    let mut done = Vec::new();
    for arguments in tuples(program, &command.parameters) {
        let mut scene = Scene::new(program, &command.locals, state.clone());
        scene.give(&arguments);
        let stopped = command.stops.iter().any(|stop| scene.holds(&stop.when));
        if !scene.holds(&command.guard) {
            continue;
        }
        assert!(!stopped, "{}: a command that stops is not enabled", command.name);
        scene.run(&command.body);
        if let Some(changes) = &command.changes {
            let mut asked = Scene::new(program, &command.locals, state.clone());
            asked.give(&arguments);
            let told = asked.holds(changes);
            assert_eq!(told, scene.state != *state, "{}: whether it changes anything", command.name);
        }
        let stays = scene.broken || scene.left;
        assert!(!stays || scene.state == *state, "{}: what stops late is undone", command.name);
        done.push(Done { next: scene.state, broken: scene.broken, left: scene.left });
    }
    done
}

/// All values of some kinds.
pub(crate) fn tuples(program: &Program, kinds: &[Kind]) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for kind in kinds {
        let size = u32::try_from(program.size(*kind)).expect("kinds are small");
        let longer = |tuple: &Vec<u32>| (0..size).map(|value| [&tuple[..], &[value]].concat()).collect::<Vec<_>>();
        all = all.iter().flat_map(longer).collect();
    }
    all
}

fn clear(program: &Program, shape: &Shape) -> Held {
    match shape {
        Shape::Cell { optional, .. } => Held::Cell((!optional).then_some(0)),
        Shape::Record(record) => {
            Held::Parts(program[*record].fields.iter().map(|field| clear(program, &field.shape)).collect())
        }
        Shape::Array(index, entry) => Held::Parts(vec![clear(program, entry); program.size(*index)]),
    }
}

impl<'p> Scene<'p> {
    pub(crate) fn new(program: &'p Program, locals: &'p [Local], state: State) -> Self {
        let values = locals.iter().map(|local| clear(program, &local.shape)).collect();
        Self { program, locals, values, state, before: None, broken: false, left: false }
    }

    /// Gives the parameters their values.
    pub(crate) fn give(&mut self, arguments: &[u32]) {
        for (local, argument) in arguments.iter().enumerate() {
            self.values[local] = Held::Cell(Some(*argument));
        }
    }

    pub(crate) fn holds(&mut self, expr: &Expr) -> bool {
        self.evaluate(expr) == 1
    }

    fn evaluate(&mut self, expr: &Expr) -> u32 {
        match expr {
            Expr::Bool(truth) => u32::from(*truth),
            Expr::Number(number) => *number,
            Expr::Tag(_, tag) => u32::try_from(*tag).expect("tags are few"),
            Expr::Id(sort, id) => {
                assert!(self.program[*sort].numbered, "a sort whose ids are named is numbered");
                u32::try_from(*id).expect("ids are few")
            }
            Expr::Read(place) => match self.held(place) {
                Held::Cell(Some(value)) => value,
                other => panic!("{place:?} is read and holds {other:?}"),
            },
            Expr::IsNothing(place) => {
                assert!(self.is_optional(place), "{place:?} is asked for nothing and is not optional");
                u32::from(self.held(place) == Held::Cell(None))
            }
            Expr::Equal(left, right) => u32::from(self.evaluate(left) == self.evaluate(right)),
            Expr::Less(left, right) => u32::from(self.evaluate(left) < self.evaluate(right)),
            Expr::Add(left, right) => self.evaluate(left) + self.evaluate(right),
            Expr::Subtract(left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                left.checked_sub(right).unwrap_or_else(|| panic!("{left} - {right}: {expr:?}"))
            }
            Expr::Not(inner) => u32::from(!self.holds(inner)),
            Expr::And(parts) => u32::from(parts.iter().all(|part| self.holds(part))),
            Expr::Or(parts) => u32::from(parts.iter().any(|part| self.holds(part))),
            Expr::If(condition, yes, no) => {
                let taken = if self.holds(condition) { yes } else { no };
                self.evaluate(taken)
            }
            Expr::Quantified { quantifier, local, over, body } => {
                let mut holding = 0;
                let size = u32::try_from(self.program.size(*over)).expect("kinds are small");
                for value in 0..size {
                    self.values[*local] = Held::Cell(Some(value));
                    holding += u32::from(self.holds(body));
                }
                match quantifier {
                    Quantifier::Exists => u32::from(holding > 0),
                    Quantifier::All => u32::from(holding == size),
                    Quantifier::Count => holding,
                }
            }
            Expr::Call(predicate, arguments) => {
                let arguments: Vec<u32> = arguments.iter().map(|argument| self.evaluate(argument)).collect();
                let predicate = &self.program[*predicate];
                assert_eq!(arguments.len(), predicate.parameters, "{}", predicate.name);
                let mut inner = Scene::new(self.program, &predicate.locals, self.state.clone());
                inner.give(&arguments);
                inner.evaluate(&predicate.body)
            }
        }
    }

    fn is_optional(&self, place: &Place) -> bool {
        matches!(self.program.shape(self.locals, place), Shape::Cell { optional: true, .. })
    }

    /// The way to a place, by number.
    fn way(&mut self, place: &Place) -> Vec<usize> {
        let step = |step: &Step| match step {
            Step::Field(_, field) => *field,
            Step::Index(index) => self.evaluate(index) as usize,
        };
        place.path.iter().map(step).collect()
    }

    fn held(&mut self, place: &Place) -> Held {
        let way = self.way(place);
        let root = match place.root {
            Root::Variable(variable) => &self.state[variable.0],
            Root::Before(variable) => &self.before.as_ref().expect("a property of transitions")[variable.0],
            Root::Local(local) => &self.values[local],
        };
        let mut held = root;
        for at in &way {
            let Held::Parts(parts) = held else { panic!("{place:?} goes into a cell") };
            held = parts.get(*at).unwrap_or_else(|| panic!("{place:?} at {way:?}"));
        }
        held.clone()
    }

    fn put(&mut self, place: &Place, value: Held) {
        self.check(&self.program.shape(self.locals, place), &value, place);
        let way = self.way(place);
        let root = match place.root {
            Root::Variable(variable) => &mut self.state[variable.0],
            Root::Before(_) => panic!("the past is not written"),
            Root::Local(local) => &mut self.values[local],
        };
        let mut held = root;
        for at in way {
            let Held::Parts(parts) = held else { panic!("{place:?} goes into a cell") };
            held = &mut parts[at];
        }
        *held = value;
    }

    /// Whether a value may be in a place.
    fn check(&self, shape: &Shape, value: &Held, place: &Place) {
        match (shape, value) {
            (Shape::Cell { kind, .. }, Held::Cell(Some(value))) => {
                assert!((*value as usize) < self.program.size(*kind), "{value} does not fit into {place:?}");
            }
            (Shape::Cell { optional, .. }, Held::Cell(None)) => assert!(optional, "nothing in {place:?}"),
            (Shape::Record(record), Held::Parts(parts)) => {
                let fields = &self.program[*record].fields;
                assert_eq!(fields.len(), parts.len());
                fields.iter().zip(parts).for_each(|(field, part)| self.check(&field.shape, part, place));
            }
            (Shape::Array(_, entry), Held::Parts(parts)) => {
                for part in parts {
                    self.check(entry, part, place);
                }
            }
            (shape, value) => panic!("{value:?} in {place:?}, which is {shape:?}"),
        }
    }

    pub(crate) fn run(&mut self, statements: &[Statement]) {
        for statement in statements {
            match statement {
                Statement::Assign(place, value) => {
                    let shape = self.program.shape(self.locals, place);
                    assert!(matches!(shape, Shape::Cell { .. }), "only a cell is assigned: {place:?}");
                    let value = self.evaluate(value);
                    self.put(place, Held::Cell(Some(value)));
                }
                Statement::Copy { to, from } => {
                    let value = self.held(from);
                    self.put(to, value);
                }
                Statement::Clear(place) => {
                    let value = clear(self.program, &self.program.shape(self.locals, place));
                    self.put(place, value);
                }
                Statement::If(condition, yes, no) => {
                    let taken = if self.holds(condition) { yes } else { no };
                    self.run(taken);
                }
                Statement::For { local, over, body } => {
                    for value in 0..u32::try_from(self.program.size(*over)).expect("kinds are small") {
                        self.values[*local] = Held::Cell(Some(value));
                        self.run(body);
                    }
                }
                Statement::Call(procedure, arguments) => {
                    let arguments: Vec<u32> = arguments.iter().map(|argument| self.evaluate(argument)).collect();
                    let procedure = &self.program[*procedure];
                    assert_eq!(arguments.len(), procedure.parameters, "{}", procedure.name);
                    let mut inner = Scene::new(self.program, &procedure.locals, std::mem::take(&mut self.state));
                    inner.give(&arguments);
                    inner.run(&procedure.body);
                    self.state = inner.state;
                }
                Statement::Broken(_) => self.broken = true,
                Statement::Leaves(_) => self.left = true,
            }
        }
    }
}
