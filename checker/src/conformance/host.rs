//! A generated Machine in a host: its rows and its outbox in memory, each step committed before it is applied.

use std::collections::BTreeMap;

use honnin_codegen::ir::ActionId;
use honnin_codegen::value::{Output, Value};

use super::machine::{Armed, Machine, Setting, Write};
use super::{Answer, Crash, Done, Driver, Offer, Refusal, Stimulus, TimerKey, View};

/// Commits, applies, delivers; keeps what was committed when it crashes, and nothing else.
#[derive(Clone, Debug)]
pub struct Host<M: Machine> {
    setting: Setting<M::Names>,
    machine: M,
    rows: BTreeMap<M::Key, M::Row>,
    outbox: Vec<Output>,
    timers: BTreeMap<TimerKey, Armed>,
    /// The last arming of each timer that is past.
    past: BTreeMap<TimerKey, Armed>,
    incarnation: u64,
    /// What it did that no host may see: a step that it would not apply, rows that it would not read.
    failure: Option<String>,
}

/// An arming that no timer ever has.
const NEVER: Armed = (u64::MAX, u64::MAX);

impl<M: Machine> Host<M> {
    /// A machine at its start.
    #[must_use]
    pub fn new(setting: Setting<M::Names>) -> Self {
        let machine = M::start(&setting);
        Self {
            rows: machine.rows(),
            timers: machine.armed(),
            machine,
            setting,
            outbox: Vec::new(),
            past: BTreeMap::new(),
            incarnation: 0,
            failure: None,
        }
    }

    /// The rows as they are stored.
    #[must_use]
    pub fn rows(&self) -> &BTreeMap<M::Key, M::Row> {
        &self.rows
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &M {
        &self.machine
    }

    fn arming(&self, offer: &Offer) -> Armed {
        match &offer.stimulus {
            Stimulus::Timer(timer, false) => self.timers.get(timer).copied().unwrap_or(NEVER),
            Stimulus::Timer(timer, true) => self.past.get(timer).copied().unwrap_or(NEVER),
            _ => NEVER,
        }
    }

    fn answer(&mut self, offer: &Offer) -> Option<Answer> {
        match self.machine.decide(offer, self.arming(offer))? {
            Err(answer) => Some(answer),
            Ok(step) => {
                let action = self.machine.action(&step);
                self.commit(&step);
                self.apply(&step);
                Some(Answer::Done(Done { action, outputs: std::mem::take(&mut self.outbox) }))
            }
        }
    }

    fn write(&mut self, writes: Vec<Write<M::Row, M::Key>>) {
        for write in writes {
            match write {
                Write::Put(key, row) => drop(self.rows.insert(key, row)),
                Write::Delete(key) => drop(self.rows.remove(&key)),
            }
        }
    }

    /// The rows and the outputs, in one transaction.
    fn commit(&mut self, step: &M::Step) {
        self.write(self.machine.writes(step));
        self.outbox.extend(self.machine.outputs(step));
    }

    fn apply(&mut self, step: &M::Step) {
        for (timer, started) in self.machine.timers(step) {
            let was = match started {
                Some(arming) => self.timers.insert(timer.clone(), arming),
                None => self.timers.remove(&timer),
            };
            if let Some(was) = was {
                self.past.insert(timer, was);
            }
        }
        if !self.machine.apply(step) {
            self.failure = Some("it would not apply a step that it had just decided".to_owned());
        }
    }

    /// Whether memory is what was committed.
    fn consistent(&self) -> Result<(), String> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let print = |rows: &BTreeMap<M::Key, M::Row>| format!("{rows:?}");
        let (stored, held) = (print(&self.rows), print(&self.machine.rows()));
        if stored != held {
            return Err(format!("the rows it wrote are {stored}, and those it holds {held}"));
        }
        if self.timers != self.machine.armed() {
            return Err("the timers that it started and did not cancel are not those that it says run".to_owned());
        }
        Ok(())
    }

    fn stored(&self, step: &M::Step) -> Option<Vec<Value>> {
        self.stored_by(&self.machine, step)
    }

    /// What is stored once a machine's step is committed: whatever the positions of those who wait in a line, which start
    /// anew where nobody does.
    fn stored_by(&self, machine: &M, step: &M::Step) -> Option<Vec<Value>> {
        let mut host = self.clone();
        host.write(machine.writes(step));
        let (restored, _) = M::recover(&self.setting, &host.rows, self.incarnation, &[]).ok()?;
        Some(restored.variables())
    }

    /// A machine loaded with no more than what an event needs decides the same.
    fn enough(&self, offer: &Offer) -> Result<(), String> {
        let arming = self.arming(offer);
        let Some(partial) = self.machine.partial(offer, arming) else { return Ok(()) };
        let (Some(whole), Some(part)) = (self.machine.decide(offer, arming), partial.decide(offer, arming)) else {
            return Ok(());
        };
        match (whole, part) {
            (Ok(whole), Ok(part)) => {
                let writes = |machine: &M, step: &M::Step| format!("{:?}", machine.writes(step));
                let (all, some) = (writes(&self.machine, &whole), writes(&partial, &part));
                if all != some && self.stored(&whole) != self.stored_by(&partial, &part) {
                    return Err(format!("with only the rows it needs it writes {some}, and else {all}"));
                }
                let alike = self.machine.outputs(&whole) == partial.outputs(&part);
                if alike { Ok(()) } else { Err("with only the rows it needs it puts out something else".to_owned()) }
            }
            (Err(whole), Err(part)) if whole == part => Ok(()),
            // Whether an id is used anywhere is not known to one that holds only some rows.
            (Err(Answer::Refused(_)), _) if !offer.fresh.is_empty() => Ok(()),
            (Err(Answer::Refused(_)), _) if matches!(offer.stimulus, Stimulus::Action(..)) => Ok(()),
            _ => Err("with only the rows it needs it answers something else".to_owned()),
        }
    }
}

impl<M: Machine> Driver for Host<M> {
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
        match when {
            Crash::Now => Vec::new(),
            Crash::BeforeCommit(offer) => {
                drop(self.machine.decide(offer, self.arming(offer)));
                Vec::new()
            }
            Crash::AfterCommit(offer, delivered) => {
                let Some(Ok(step)) = self.machine.decide(offer, self.arming(offer)) else { return Vec::new() };
                self.commit(&step);
                let delivered = (*delivered).min(self.outbox.len());
                self.outbox.drain(..delivered).collect()
            }
        }
    }

    fn recover(&mut self, fresh: &[Vec<usize>]) -> Answer {
        self.incarnation += 1;
        self.past.append(&mut self.timers);
        match M::recover(&self.setting, &self.rows, self.incarnation, fresh) {
            Err(failure) => {
                self.failure = Some(failure);
                Answer::Refused(Refusal::default())
            }
            Ok((machine, step)) => {
                self.machine = machine;
                self.commit(&step);
                self.apply(&step);
                Answer::Done(Done { action: None, outputs: std::mem::take(&mut self.outbox) })
            }
        }
    }

    fn view(&mut self) -> View {
        let armed = self.timers.keys().cloned().collect();
        View { variables: self.machine.variables(), armed, outbox: self.outbox.clone() }
    }

    fn same(&mut self, other: &mut Self) -> Result<(), String> {
        self.consistent()?;
        other.consistent()?;
        match self.machine.difference(&other.machine) {
            Some(field) => Err(format!("`{field}`")),
            None => Ok(()),
        }
    }

    fn audit(&mut self, offer: &Offer) -> Result<(), String> {
        self.consistent()?;
        self.enough(offer)
    }
}
