//! The service as a driver of the walk.

use std::collections::BTreeSet;

use honnin_checker::conformance::{Answer, Crash, Done, Driver, Offer, Refusal, Stimulus, TimerKey, View};
use honnin_codegen::ir::{ActionId, EffectId, Type};
use honnin_codegen::value::{Output, Value};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::super::protocol::support;
use super::super::service::host::{Host, Time};
use super::look::Look;
use crate::program::city::Job;
use crate::program::database::{Database, Lease, Moment};
use crate::program::translate::Translator;
use crate::program::trouble::Trouble;

/// All is done at once.
const NOW: Time = Time::ZERO;

/// The service: it runs, or is down and has left a database.
pub(super) struct Service<'a, R: Look> {
    translator: Translator<'a>,
    state: State<R>,
    /// What those who receive effects know by its key: told again, they do nothing.
    recognised: Vec<Output>,
}

enum State<R: Look> {
    Up(Box<Host<R>>),
    Down(Database),
}

impl<'a, R: Look> Service<'a, R> {
    /// A new one, with an empty database.
    pub(super) fn new(translator: Translator<'a>) -> Result<Self, Trouble> {
        let state = State::Up(Box::new(start(Database::in_memory()?)?));
        Ok(Self { translator, state, recognised: Vec::new() })
    }

    fn host(&mut self) -> &mut Host<R> {
        match &mut self.state {
            State::Up(host) => host,
            State::Down(_) => panic!("nothing but a recovery may come after a crash"),
        }
    }

    /// Puts an offer to the service, in its own words. `None`: there was nothing to do.
    fn attempt(&mut self, offer: &Offer) -> Result<Option<support::Answer<()>>, Trouble> {
        let (jobs, translator) = (self.jobs(&offer.fresh), self.translator);
        let host = self.host();
        host.given = Some(jobs);
        match &offer.stimulus {
            Stimulus::Turn(None) => host.poll_once(NOW),
            Stimulus::Turn(Some((action, arguments))) => {
                let decided = R::turn(&host.machine, &read(&translator.call(*action, arguments))?);
                host.take(decided, NOW).map(Some)
            }
            Stimulus::Timer(timer, past) => {
                let key: R::Timer = read(&translator.call(timer.action, &timer.arguments))?;
                let running = host.running().into_iter().find(|(other, _)| *other == key).map(|(_, arming)| arming);
                let stale = support::Arming { incarnation: 0, number: u64::MAX };
                host.offer(&R::timeout(key, running.filter(|_| !past).unwrap_or(stale)), NOW).map(Some)
            }
            stimulus => host.offer(&read(&translator.event(stimulus).unwrap_or_default())?, NOW).map(Some),
        }
    }

    /// An offer from beginning to end: all that is committed leaves, and is known to have arrived.
    fn put(&mut self, offer: &Offer) -> Option<Answer> {
        let answer = self.attempt(offer);
        let left = self.let_out(usize::MAX).and_then(|left| self.host().tidy().map(|()| left));
        match answer.and_then(|answer| left.map(|left| (answer, left))) {
            Err(trouble) => Some(troubled(&trouble)),
            Ok((answer, left)) => Some(self.answer(&answer?, self.said(&left))),
        }
    }

    fn answer(&self, answer: &support::Answer<()>, outputs: Vec<Output>) -> Answer {
        let no = |no: support::Refusal| Refusal { action: no.action.to_owned(), guard: no.guard.to_owned() };
        match *answer {
            support::Answer::Done(()) => Answer::Done(Done { action: None, outputs }),
            support::Answer::Dropped(refusal) => Answer::Dropped(no(refusal)),
            support::Answer::NotNow(refusal) => Answer::NotNow(no(refusal)),
            support::Answer::Refused(refusal) => Answer::Refused(no(refusal)),
            support::Answer::Wanted(sort) => self.translator.sort(sort).map_or_else(
                || troubled(&Trouble::Refused(format!("an id of the unknown sort `{sort}` is wanted"))),
                Answer::Wanted,
            ),
        }
    }

    /// Lets out what is committed, or so much of it.
    fn let_out(&mut self, most: usize) -> Result<Vec<R::Output>, Trouble> {
        let mut left = Vec::new();
        while left.len() < most
            && let Some((number, output)) = self.host().let_out(NOW)?
        {
            self.host().arrived(number);
            left.push(output);
        }
        Ok(left)
    }

    /// What has left, as the model says it. What the model has no words for is something that it never lets out.
    fn said(&self, left: &[R::Output]) -> Vec<Output> {
        let nothing_known = || Output::Effect(EffectId(0), Vec::new());
        let say = |output| self.translator.output(&serde_json::to_value(output).unwrap_or_default());
        left.iter().map(|output| say(output).unwrap_or_else(nothing_known)).collect()
    }

    /// The jobs among the ids that are offered as fresh.
    fn jobs(&self, fresh: &[Vec<usize>]) -> Vec<Job> {
        let Some(sort) = self.translator.sort("Job") else { return Vec::new() };
        let numbers = fresh.get(sort.0).into_iter().flatten();
        numbers.filter_map(|number| read(&self.translator.id(sort, *number)).ok()).collect()
    }

    /// A variable. What the scope has no value for is shown as something that it never is.
    fn variable(&mut self, name: &str, ty: &Type, of: &[Json]) -> Value {
        let translator = self.translator;
        if let Type::Map(sort, entry) = ty {
            let entries = translator.ids(*sort).into_iter();
            return Value::Map(entries.map(|id| self.variable(name, entry, &[of, &[id]].concat())).collect());
        }
        let json = R::look(&self.host().machine, name, of).unwrap_or_default();
        translator.value(ty, &json).unwrap_or_else(|| Value::Struct(Vec::new()))
    }
}

impl<R: Look> Driver for Service<'_, R> {
    fn fork(&mut self) -> Self {
        let state = match &self.state {
            State::Up(host) => host.copy().map(|host| State::Up(Box::new(host))),
            State::Down(database) => database.copy().map(State::Down),
        };
        let state = state.unwrap_or_else(|trouble| panic!("the service cannot be copied: {trouble}"));
        Self { translator: self.translator, state, recognised: self.recognised.clone() }
    }

    fn deliver(&mut self, offer: &Offer) -> Answer {
        self.put(offer).unwrap_or_else(|| troubled(&Trouble::Refused("nothing was said".to_owned())))
    }

    fn fire(&mut self, timer: &TimerKey, past: bool, fresh: &[Vec<usize>]) -> Answer {
        self.deliver(&Offer { stimulus: Stimulus::Timer(timer.clone(), past), fresh: fresh.to_vec() })
    }

    fn poll(&mut self, fresh: &[Vec<usize>]) -> Option<Answer> {
        self.put(&Offer { stimulus: Stimulus::Turn(None), fresh: fresh.to_vec() })
    }

    fn step(&mut self, action: ActionId, arguments: &[Value], fresh: &[Vec<usize>]) -> Option<Answer> {
        self.put(&Offer { stimulus: Stimulus::Turn(Some((action, arguments.to_vec()))), fresh: fresh.to_vec() })
    }

    fn crash(&mut self, when: &Crash) -> Vec<Output> {
        let (offer, most) = match when {
            Crash::Now => (None, 0),
            Crash::BeforeCommit(offer) => {
                self.host().database.doom = Some(Moment::BeforeCommit);
                (Some(offer), usize::MAX)
            }
            Crash::AfterCommit(offer, most) => (Some(offer), *most),
        };
        if let Some(offer) = offer {
            // Whatever is answered, nobody hears it any more.
            let _ = self.attempt(offer);
        }
        let left = self.let_out(most).unwrap_or_default();
        let keyed = |output: &&R::Output| R::delivery(output) == support::Delivery::AtLeastOnce { keyed: true };
        let keyed: Vec<R::Output> = left.iter().filter(keyed).cloned().collect();
        self.recognised = self.said(&keyed);
        let database = self.host().database.copy();
        self.state = State::Down(database.unwrap_or_else(|trouble| panic!("the database cannot be copied: {trouble}")));
        self.said(&left)
    }

    fn recover(&mut self, _: &[Vec<usize>]) -> Answer {
        let started = match &self.state {
            State::Down(database) => database.copy().and_then(start),
            State::Up(_) => panic!("only what is down can recover"),
        };
        let host = started.unwrap_or_else(|trouble| panic!("the service does not come up again: {trouble}"));
        self.state = State::Up(Box::new(host));
        let left = self.let_out(usize::MAX).and_then(|left| self.host().tidy().map(|()| left));
        let mut outputs = match left {
            Ok(left) => self.said(&left),
            Err(trouble) => return troubled(&trouble),
        };
        for known in std::mem::take(&mut self.recognised) {
            if let Some(repeat) = outputs.iter().position(|output| *output == known) {
                outputs.remove(repeat);
            }
        }
        Answer::Done(Done { action: None, outputs })
    }

    fn view(&mut self) -> View {
        let translator = self.translator;
        let variables = translator.variables().map(|(name, ty)| self.variable(name, ty, &[])).collect();
        let timer = |key: &R::Timer| translator.timer(&serde_json::to_value(key).unwrap_or_default());
        let armed: BTreeSet<TimerKey> = self.host().running().iter().filter_map(|(key, _)| timer(key)).collect();
        let waiting: Vec<R::Output> = self.host().waiting().cloned().collect();
        View { variables, armed, outbox: self.said(&waiting) }
    }
}

/// Starts on a database, with the next token.
fn start<R: Look>(mut database: Database) -> Result<Host<R>, Trouble> {
    database.doom = None;
    let epoch = database.acquire("the walk", Lease { now: NOW, lasts: NOW })?;
    let epoch = epoch.ok_or_else(|| Trouble::Refused("the lease is not free".to_owned()))?;
    Host::start(database, R::config(), epoch, NOW)
}

fn read<A: DeserializeOwned>(json: &Json) -> Result<A, Trouble> {
    Ok(serde_json::from_value(json.clone())?)
}

/// Trouble is no answer that the protocol knows.
fn troubled(trouble: &Trouble) -> Answer {
    Answer::Refused(Refusal { action: trouble.to_string(), guard: "no trouble".to_owned() })
}
