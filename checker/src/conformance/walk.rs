//! The walk: by the driver's own steps through all local states, and in each of them everything.

use std::collections::BTreeMap;

use honnin_codegen::evaluate::Commit;
use honnin_codegen::value::Value;

use super::machine::{Machine, Renaming, Setting};
use super::reach::Reach;
use super::relation::settled;
use super::report::{Difference, Report};
use super::restart::Restart;
use super::{Crash, Driver, Host, Offer, Role, Stimulus, turns};

/// The events after each of which a turn is taken, and what puts them in an order.
const EVENTS: u64 = 300;
const SEED: u64 = 0x5DEE_CE66;

/// Puts everything to a driver in every local state that it can be brought to and that the protocol reaches, nearest first,
/// and compares. O(local states × offers × crash points) forks.
pub fn walk<D: Driver>(role: &Role<'_>, reach: &Reach, driver: D) -> Report {
    let reachable = reach.locals.len() as u64;
    let report = Report { role: role.name().to_owned(), renamings: 1, reachable, ..Report::default() };
    let mut walk = Walk { role, reach, nodes: Vec::new(), numbers: BTreeMap::new(), report, undirected: false };
    walk.start(driver);
    let offers = role.offers();
    let mut number = 0;
    while number < walk.nodes.len() {
        walk.crash(number, &Crash::Now, None);
        for offer in &offers {
            walk.put(number, offer);
        }
        number += 1;
    }
    walk.finish()
}

/// Walks with a generated Machine in a [`Host`], under several renamings of ids.
pub fn walk_machine<M: Machine<Names = Renaming>>(role: &Role<'_>, reach: &Reach) -> Report {
    let domain = role.domain();
    let renamings = Renaming::several(domain.ir, domain.sizes).into_iter();
    let reports = renamings.map(|names| {
        let host = Host::<M>::new(Setting::new(domain.ir, domain.sizes, names));
        let mut report = walk(role, reach, host.clone());
        match turns(role, host, SEED, EVENTS) {
            Ok(taken) => report.turns = taken,
            Err(wrong) => {
                let (state, offer) = (String::new(), format!("{EVENTS} events, and a turn after each"));
                report.differ(Difference { path: Vec::new(), state, offer, got: String::new(), wrong });
            }
        }
        report
    });
    reports.reduce(Report::and).unwrap_or_default()
}

/// A local state, the driver that came there first, and by which way.
struct Node<D> {
    local: Vec<Value>,
    driver: D,
    before: Option<usize>,
    step: String,
}

struct Walk<'r, 'a, D> {
    role: &'r Role<'a>,
    reach: &'r Reach,
    nodes: Vec<Node<D>>,
    numbers: BTreeMap<Vec<Value>, usize>,
    report: Report,
    /// It cannot be told which of its own steps to take.
    undirected: bool,
}

impl<D: Driver> Walk<'_, '_, D> {
    fn start(&mut self, mut driver: D) {
        let view = driver.view();
        let local = self.role.initial();
        let wrong = if view.variables == local { settled(self.role, &view) } else { Err("it is not empty".to_owned()) };
        self.numbers.insert(local.clone(), 0);
        self.nodes.push(Node { local, driver, before: None, step: String::new() });
        if let Err(wrong) = wrong {
            self.differ(0, "nothing yet", &self.role.show(&view.variables), &wrong);
        }
    }

    /// Puts an offer to it, and where it is done, crashes it at every moment of it.
    fn put(&mut self, number: usize, offer: &Offer) {
        let (role, what) = (self.role, self.role.show_offer(offer));
        let node = &mut self.nodes[number];
        let mut driver = node.driver.fork();
        let audit = driver.audit(offer);
        let before = driver.view();
        let answer = driver.offer(offer);
        if answer.is_none() && matches!(offer.stimulus, Stimulus::Turn(Some(_))) {
            self.undirected = true;
            return;
        }
        let after = driver.view();
        let expected = role.expected(&node.local, offer);
        if let Err(wrong) = audit {
            self.differ(number, &what, "", &wrong);
        }
        let judged = expected.judge(role, &before, answer.as_ref(), &after);
        let got = || role.show_answer(answer.as_ref(), &after.variables);
        match judged {
            Err(wrong) => self.differ(number, &what, &got(), &wrong),
            Ok(None) => {
                self.report.refusals += 1;
                if let Err(wrong) = self.nodes[number].driver.same(&mut driver) {
                    let wrong = format!("it said no, and its insides changed: {wrong}");
                    self.differ(number, &what, &got(), &wrong);
                }
            }
            Ok(Some((.., commit))) => {
                self.report.inputs += 1;
                self.settle(number, &what, after.variables.clone(), driver);
                self.crashes(number, offer, commit);
            }
        }
    }

    /// The driver has come to a local state: a new one is walked later; in a known one it must be as the one that was
    /// there first.
    fn settle(&mut self, from: usize, what: &str, local: Vec<Value>, mut driver: D) {
        if let Some(&number) = self.numbers.get(&local) {
            if let Err(wrong) = self.nodes[number].driver.same(&mut driver) {
                let wrong = format!("its insides are not what they were when it first came there: {wrong}");
                self.differ(from, what, &self.role.show(&local), &wrong);
            }
        } else if self.reach.locals.contains_key(&local) {
            self.numbers.insert(local.clone(), self.nodes.len());
            self.nodes.push(Node { local, driver, before: Some(from), step: what.to_owned() });
        } else {
            self.report.beyond += 1;
        }
    }

    /// Crashes before the commit, and after it with each number of outputs delivered.
    fn crashes(&mut self, number: usize, offer: &Offer, commit: &Commit) {
        self.crash(number, &Crash::BeforeCommit(offer.clone()), None);
        for left in 0..=commit.outputs.len() {
            self.crash(number, &Crash::AfterCommit(offer.clone(), left), Some(commit));
        }
    }

    /// Crashes it, and lets it recover.
    fn crash(&mut self, number: usize, crash: &Crash, committed: Option<&Commit>) {
        let role = self.role;
        let mut driver = self.nodes[number].driver.fork();
        let left = driver.crash(crash);
        let variables =
            committed.map_or_else(|| role.whole(&self.nodes[number].local), |commit| commit.variables.clone());
        let fresh = role.unused(&variables);
        let answer = driver.recover(&fresh);
        let view = driver.view();
        self.report.recoveries += 1;
        let what = role.show_crash(crash);
        let got = format!("{}; at recovery {}", role.outputs(&left), role.show_answer(Some(&answer), &view.variables));
        let restart = Restart { committed, left: &left, fresh: &fresh, answer: &answer, view: &view };
        let wrong = role.judge_restart(&self.nodes[number].local, &restart);
        match wrong {
            Err(wrong) => self.differ(number, &what, &got, &wrong),
            Ok(()) => self.settle(number, &what, view.variables, driver),
        }
    }

    fn differ(&mut self, number: usize, offer: &str, got: &str, wrong: &str) {
        let mut path = Vec::new();
        let mut node = &self.nodes[number];
        while let Some(before) = node.before {
            path.push(node.step.clone());
            node = &self.nodes[before];
        }
        path.reverse();
        let state = self.role.show(&self.nodes[number].local);
        let (offer, got, wrong) = (offer.to_owned(), got.to_owned(), wrong.to_owned());
        self.report.differ(Difference { path, state, offer, got, wrong });
    }

    /// Local states of the protocol in which the driver never was must have a reason that lies outside of it.
    fn finish(mut self) -> Report {
        self.report.states = self.nodes.len() as u64;
        let missing = self.reach.locals.keys().find(|local| !self.numbers.contains_key(*local));
        if let Some(missing) = missing {
            self.report.unreached = self.role.elsewhere();
            if self.undirected {
                self.report.unreached.push("it cannot be told which of its own steps to take".to_owned());
            }
            if self.report.unreached.is_empty() && self.report.differences == 0 {
                let wrong = "the protocol comes to this local state, and it never did";
                let state = self.role.show(missing);
                self.differ(0, "everything", &format!("never came to {state}"), wrong);
            }
        }
        self.report
    }
}
