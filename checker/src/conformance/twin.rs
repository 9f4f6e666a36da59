//! A driver that is the reference semantics itself: what the walk is tried out on.

use honnin_codegen::evaluate::Stop;
use honnin_codegen::ir::{ActionId, Otherwise};
use honnin_codegen::system::Edge;
use honnin_codegen::value::{Output, Value};

use super::{Answer, Crash, Done, Driver, Offer, Refusal, Role, Stimulus, TimerKey, View};

/// A role that runs on the reference evaluator, with an outbox. An honest one differs in nothing from its protocol; one of
/// another protocol shows what the walk finds.
#[derive(Clone)]
pub struct Twin<'a> {
    role: Role<'a>,
    /// All variables, as they are in memory.
    variables: Vec<Value>,
    /// What is committed and was not let out when it went down.
    outbox: Vec<Output>,
    /// Its own steps that it has taken, each once, the last one last.
    taken: Vec<(ActionId, Vec<Value>)>,
}

/// What was decided: the action with its arguments, what it puts out, all variables after it.
type Decision = ((ActionId, Vec<Value>), Vec<Output>, Vec<Value>);

impl<'a> Twin<'a> {
    /// One in which nothing has happened.
    #[must_use]
    pub fn new(role: &Role<'a>) -> Self {
        let variables = role.whole(&role.initial());
        Self { role: role.clone(), variables, outbox: Vec::new(), taken: Vec::new() }
    }

    fn decide(&self, offer: &Offer) -> Result<Decision, Option<Answer>> {
        let none = || Answer::Refused(Refusal::default());
        match &offer.stimulus {
            Stimulus::Action(action, arguments) => {
                let opened = self.role.opened(*action, arguments);
                if opened.is_some_and(|(sort, me)| !self.role.local.free(&self.variables, sort).contains(&me)) {
                    return Err(Some(none()));
                }
                self.attempt(*action, arguments, &offer.fresh).map_err(Some)
            }
            Stimulus::Turn(Some((action, arguments))) => self.attempt(*action, arguments, &offer.fresh).map_err(Some),
            Stimulus::Timer(_, true) => Err(Some(none())),
            Stimulus::Timer(timer, false) => {
                self.attempt(timer.action, &timer.arguments, &offer.fresh).map_err(|_| Some(none()))
            }
            Stimulus::Turn(None) => self.turn(&offer.fresh),
            Stimulus::Message(to, packet) => {
                let ir = self.role.domain().ir;
                let mut refused = Refusal::default();
                for action in ir.handlers_of(packet.message) {
                    let me = to.map(Value::Id).into_iter();
                    let arguments: Vec<Value> = me.chain(packet.fields.iter().cloned()).collect();
                    match self.attempt(action, &arguments, &offer.fresh) {
                        Ok(decision) => return Ok(decision),
                        Err(Answer::Refused(refusal)) if refusal != Refusal::default() => refused = refusal,
                        Err(other) => return Err(Some(other)),
                    }
                }
                Err(Some(match ir[packet.message].otherwise {
                    Otherwise::Drop => Answer::Dropped(refused),
                    Otherwise::Keep => Answer::NotNow(refused),
                    Otherwise::Defect => Answer::Refused(refused),
                }))
            }
        }
    }

    /// The step that was taken longest ago, among those that are enabled.
    fn turn(&self, fresh: &[Vec<usize>]) -> Result<Decision, Option<Answer>> {
        let steps = self
            .role
            .steps()
            .flat_map(|action| self.role.arguments(action).into_iter().map(move |arguments| (action, arguments)));
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|step| self.taken.iter().rposition(|taken| taken == step));
        for (action, arguments) in steps {
            match self.attempt(action, &arguments, fresh) {
                Ok(decision) => return Ok(decision),
                Err(Answer::Refused(refusal)) if refusal != Refusal::default() => {}
                Err(other) => return Err(Some(other)),
            }
        }
        Err(None)
    }

    fn attempt(&self, action: ActionId, arguments: &[Value], fresh: &[Vec<usize>]) -> Result<Decision, Answer> {
        let outcome = self.role.local.take(action, arguments, &self.variables, fresh).swap_remove(0);
        outcome.map(|commit| ((action, arguments.to_vec()), commit.outputs, commit.variables)).map_err(
            |stop| match stop {
                Stop::Edge(Edge::NoFreeId(sort)) => Answer::Wanted(sort),
                Stop::Refused => {
                    let number = self.role.local.refusal(action, arguments, &self.variables, fresh);
                    let guard = number.and_then(|number| self.role.requirement(action, number)).unwrap_or_default();
                    let action = self.role.domain().ir[action].name.clone();
                    Answer::Refused(Refusal { action, guard: guard.to_owned() })
                }
                Stop::Edge(_) | Stop::Defect(_) | Stop::InUse(_) => Answer::Refused(Refusal::default()),
            },
        )
    }

    fn answer(&mut self, offer: &Offer) -> Option<Answer> {
        match self.decide(offer) {
            Err(answer) => answer,
            Ok((step, outputs, variables)) => {
                self.variables = variables;
                let action = Some(step.0);
                if matches!(offer.stimulus, Stimulus::Turn(_)) {
                    self.taken.retain(|taken| *taken != step);
                    self.taken.push(step);
                }
                Some(Answer::Done(Done { action, outputs }))
            }
        }
    }

    /// Loses what is not durable, in each instance that holds anything.
    fn go_down(&mut self) {
        for instance in self.role.instances() {
            self.role.lose(&mut self.variables, instance);
        }
    }
}

impl Driver for Twin<'_> {
    fn fork(&mut self) -> Self {
        self.clone()
    }

    fn deliver(&mut self, offer: &Offer) -> Answer {
        self.answer(offer).unwrap_or_else(|| Answer::Refused(Refusal::default()))
    }

    fn fire(&mut self, timer: &TimerKey, past: bool, fresh: &[Vec<usize>]) -> Answer {
        self.deliver(&Offer { stimulus: Stimulus::Timer(timer.clone(), past), fresh: fresh.to_vec() })
    }

    fn poll(&mut self, fresh: &[Vec<usize>]) -> Option<Answer> {
        self.answer(&Offer { stimulus: Stimulus::Turn(None), fresh: fresh.to_vec() })
    }

    fn step(&mut self, action: ActionId, arguments: &[Value], fresh: &[Vec<usize>]) -> Option<Answer> {
        let stimulus = Stimulus::Turn(Some((action, arguments.to_vec())));
        self.answer(&Offer { stimulus, fresh: fresh.to_vec() })
    }

    fn crash(&mut self, when: &Crash) -> Vec<Output> {
        let mut left = Vec::new();
        match when {
            Crash::Now | Crash::BeforeCommit(_) => {}
            Crash::AfterCommit(offer, number) => {
                if let Ok((_, outputs, variables)) = self.decide(offer) {
                    self.variables = variables;
                    self.outbox = outputs;
                    left.extend(self.outbox.drain(..*number));
                }
            }
        }
        self.go_down();
        left
    }

    fn recover(&mut self, fresh: &[Vec<usize>]) -> Answer {
        let mut outputs = std::mem::take(&mut self.outbox);
        for instance in self.role.instances() {
            if let Some((out, variables)) = self.role.come_up(&self.variables, instance, fresh) {
                outputs.extend(out);
                self.variables = variables;
            }
        }
        Answer::Done(Done { action: None, outputs })
    }

    fn view(&mut self) -> View {
        let variables = self.role.part(&self.variables);
        View { armed: self.role.armed(&variables), variables, outbox: self.outbox.clone() }
    }
}
