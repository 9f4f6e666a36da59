//! The whole service in one thread and in a time of its own: the same server, kiosks and databases, with a seed for all
//! that is left to chance. Two runs with one seed are the same run.

pub(crate) mod examine;
mod wires;

use std::collections::BTreeMap;

use super::super::configuration;
use super::super::words::{NODES, amend};
use super::host::Time;
use super::kiosk::Kiosk;
use super::office::{Lines, Office};
use super::renderer::{Renderer, ToServers};
use super::wire::{FromServer, Peer, ToServer};
use crate::program::chance::Chance;
use crate::program::city::{Node, Person};
use crate::program::database::{Database, Epoch, Lease, Moment};
use crate::program::plan::{Kills, Review, Script};
use crate::program::registry::Registry;
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;
use wires::over_the_wire;

enum Happening {
    SomebodyComes,
    AtServer(Node, Peer, ToServer),
    AtKiosk(u32, Node, FromServer),
    AtRenderer(Node, FromServer),
    /// Somebody's registration changes.
    Amendment(Person),
    /// The renderer's copy of it follows.
    CopyFollows(Person),
}

struct Rehearsal {
    script: Script,
    chance: Chance,
    now: Time,
    coming: BTreeMap<(Time, u64), Happening>,
    scheduled: u64,
    /// When the last line to and from each peer arrives.
    last: BTreeMap<(Peer, Node, bool), Time>,
    registry: Registry,
    renderer: Renderer,
    /// The municipality's servers: each with its own database and lane.
    offices: Vec<Office>,
    kiosks: Vec<Kiosk>,
    waiting: u64,
    scene: Scene,
    events: u64,
    kills: u64,
    complaints: Vec<String>,
}

/// No visit takes longer, and nothing goes on for longer after the last person has come.
const LONGEST: Time = Time::from_hours(1);

/// Plays a script to its end.
pub(crate) fn rehearse(script: Script) -> Result<Review, Trouble> {
    configuration::held_against_the_record()?;
    let mut chance = Chance::new(script.seed);
    let kiosks = (0..script.kiosks).map(|number| Kiosk::new(number, chance.fork())).collect::<Result<Vec<_>, _>>()?;
    let registry = Registry::in_memory()?;
    let office = |node| open(Node(node), &registry, Database::in_memory()?, Time::ZERO);
    let offices = (0..NODES).map(office).collect::<Result<Vec<_>, _>>()?;
    let mut rehearsal = Rehearsal {
        script,
        chance,
        now: Time::ZERO,
        coming: BTreeMap::new(),
        scheduled: 0,
        last: BTreeMap::new(),
        renderer: Renderer::new(registry.clone()),
        registry,
        offices,
        kiosks,
        waiting: 0,
        scene: Scene::default(),
        events: 0,
        kills: 0,
        complaints: Vec::new(),
    };
    rehearsal.play()?;
    rehearsal.report()
}

fn open(node: Node, registry: &Registry, mut database: Database, now: Time) -> Result<Office, Trouble> {
    database.doom = None;
    let epoch = database.acquire("the rehearsal", Lease { now, lasts: Time::ZERO })?.unwrap_or(Epoch(0));
    Office::open(node, registry.clone(), database, epoch, now)
}

impl Rehearsal {
    fn play(&mut self) -> Result<(), Trouble> {
        self.announce();
        let last = self.coming.keys().next_back().map_or(Time::ZERO, |(when, _)| *when);
        let latest = last + LONGEST * u32::try_from(self.waiting + 1).unwrap_or(u32::MAX);
        loop {
            self.let_in()?;
            let Some(next) = self.next() else { break };
            self.now = self.now.max(next);
            if self.now > latest {
                self.complaints.push("it did not come to rest".to_owned());
                break;
            }
            let (coming, now) = (self.coming.first_entry(), self.now);
            match coming.filter(|first| first.key().0 <= now) {
                Some(first) => {
                    let happening = first.remove();
                    self.happens(happening)?;
                }
                None => self.time_passes()?,
            }
        }
        self.offices.iter_mut().try_for_each(|office| office.host.tidy())
    }

    /// Says when people come.
    fn announce(&mut self) {
        let Some(rate) = self.script.rate else {
            self.waiting = self.script.people;
            return;
        };
        let mut when = Time::ZERO;
        for _ in 0..self.script.people {
            when += self.chance.until_next(rate);
            self.schedule(when, Happening::SomebodyComes);
        }
    }

    fn schedule(&mut self, when: Time, happening: Happening) {
        self.scheduled += 1;
        self.coming.insert((when, self.scheduled), happening);
    }

    /// When something happens next.
    fn next(&self) -> Option<Time> {
        let coming = self.coming.keys().next().map(|(when, _)| *when);
        let kiosks = self.kiosks.iter().filter_map(Kiosk::due).min();
        let offices = self.offices.iter().filter_map(Office::due).min();
        [coming, kiosks, offices].into_iter().flatten().min()
    }

    /// Whoever waits goes to a free kiosk; where one comes after the other, only when the one before has gone.
    fn let_in(&mut self) -> Result<(), Trouble> {
        while self.waiting > 0 {
            let all_rest = self.coming.is_empty() && self.kiosks.iter().all(Kiosk::rests);
            let free = self.kiosks.iter().position(Kiosk::is_free);
            let Some(free) = free.filter(|_| self.script.rate.is_some() || all_rest) else { break };
            self.waiting -= 1;
            let person = Person(100_000_000_000 + self.chance.below(800_000_000_000));
            self.at_kiosk(free, |kiosk, now, scene, _| kiosk.comes(person, now, scene))?;
            if self.script.amendments > 0 && self.chance.percent(self.script.amendments) {
                let when = self.now + self.chance.between(Time::ZERO, Time::from_secs(20));
                self.schedule(when, Happening::Amendment(person));
            }
        }
        Ok(())
    }

    fn happens(&mut self, happening: Happening) -> Result<(), Trouble> {
        match happening {
            Happening::SomebodyComes => self.waiting += 1,
            Happening::AtServer(node, peer, line) => {
                self.at_office(node, |office, now, out| office.hears(peer, line, now, out))?;
            }
            Happening::AtKiosk(kiosk, from, line) => {
                self.at_kiosk(kiosk as usize, |kiosk, now, scene, out| kiosk.hears(from, line, now, scene, out))?;
            }
            Happening::Amendment(person) => {
                if amend(&self.registry, person)? {
                    self.scene.registers(person);
                    let late = self.chance.between(Time::ZERO, Time::from_secs(30));
                    self.schedule(self.now + late, Happening::CopyFollows(person));
                }
            }
            Happening::CopyFollows(person) => self.renderer.follows(person)?,
            Happening::AtRenderer(from, line) => {
                let wrong = self.chance.percent(self.script.misprints);
                let instead = wrong.then(|| Person(self.chance.below(100_000_000_000)));
                if let Some(((node, arrived), made)) = self.renderer.render(from, &line, instead)? {
                    self.travels_to_server(node, Peer::Renderer, &arrived)?;
                    let done = self.now + self.chance.heavy_tailed(Time::from_secs(4), 1.2);
                    for (node, line) in made {
                        self.schedule(done, Happening::AtServer(node, Peer::Renderer, over_the_wire(&line)?));
                    }
                }
            }
        }
        Ok(())
    }

    fn time_passes(&mut self) -> Result<(), Trouble> {
        for node in (0..NODES).map(Node) {
            if self.offices[node.0 as usize].due().is_some_and(|due| due <= self.now) {
                self.at_office(node, Office::goes_on)?;
            }
        }
        for index in 0..self.kiosks.len() {
            if self.kiosks[index].due().is_some_and(|due| due <= self.now) {
                self.at_kiosk(index, |_, _, _, _| Ok(()))?;
            }
        }
        Ok(())
    }

    /// Something happens at the server, and perhaps the plug is pulled.
    fn at_office(
        &mut self,
        node: Node,
        happens: impl FnOnce(&mut Office, Time, &mut Lines) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut killed = self.try_at_office(node, happens)?;
        while killed {
            let office = &mut self.offices[node.0 as usize];
            *office = open(node, &self.registry, office.host.database.copy()?, self.now)?;
            killed = self.try_at_office(node, |_, _, _| Ok(()))?;
        }
        self.examine_office(node)
    }

    /// Whether it was killed. What has left has left.
    fn try_at_office(
        &mut self,
        node: Node,
        happens: impl FnOnce(&mut Office, Time, &mut Lines) -> Result<(), Trouble>,
    ) -> Result<bool, Trouble> {
        let doom = self.doom();
        let (office, now) = (&mut self.offices[node.0 as usize], self.now);
        office.host.database.doom = doom;
        let mut out = Lines::new();
        let happened = happens(office, now, &mut out);
        let done = happened.and_then(|()| office.goes_on(now, &mut out));
        office.host.database.doom = None;
        for (peer, line) in out {
            self.travels_from_server(node, peer, &line)?;
        }
        self.survived(done)
    }

    /// Something happens at a kiosk, and perhaps the power goes.
    fn at_kiosk(
        &mut self,
        index: usize,
        happens: impl FnOnce(&mut Kiosk, Time, &mut Scene, &mut ToServers) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut killed = self.try_at_kiosk(index, happens)?;
        while killed {
            self.kiosks[index].loses_power(self.now, &mut self.scene)?;
            killed = self.try_at_kiosk(index, |_, _, _, _| Ok(()))?;
        }
        self.examine_kiosk(index)
    }

    fn try_at_kiosk(
        &mut self,
        index: usize,
        happens: impl FnOnce(&mut Kiosk, Time, &mut Scene, &mut ToServers) -> Result<(), Trouble>,
    ) -> Result<bool, Trouble> {
        let doom = self.doom();
        let (kiosk, now, scene) = (&mut self.kiosks[index], self.now, &mut self.scene);
        kiosk.host.database.doom = doom;
        let mut out = Vec::new();
        let happened = happens(kiosk, now, scene, &mut out);
        let done = happened.and_then(|()| kiosk.goes_on(now, scene, &mut out));
        kiosk.host.database.doom = None;
        let peer = Peer::Kiosk(kiosk.number);
        for (node, line) in out {
            self.travels_to_server(node, peer, &line)?;
        }
        self.survived(done)
    }

    /// Whether it was killed.
    fn survived(&mut self, done: Result<(), Trouble>) -> Result<bool, Trouble> {
        match done {
            Err(Trouble::Killed { .. }) => {
                self.kills += 1;
                Ok(true)
            }
            done => done.map(|()| false),
        }
    }

    /// Whether this event is one's last, and at which moment.
    fn doom(&mut self) -> Option<Moment> {
        self.events += 1;
        match self.script.kills {
            Kills::Once(event, moment) => (event == self.events).then_some(moment),
            Kills::Percent(often) => {
                let moments = [Moment::BeforeCommit, Moment::AfterCommit, Moment::AfterDelivery];
                let moment = moments[usize::try_from(self.chance.below(3)).unwrap_or_default()];
                self.chance.percent(often).then_some(moment)
            }
        }
    }

    fn report(mut self) -> Result<Review, Trouble> {
        self.complaints.extend(self.scene.complaints());
        if self.script.lost == 0 {
            let left_alone = self.scene.left_alone();
            self.complaints.extend(left_alone.map(|session| format!("{session:?} asked and was never answered")));
        }
        self.examine_rest()?;
        self.complaints.dedup();
        let Self { scene, events, kills, now: time, complaints, .. } = self;
        Ok(Review { scene, events, kills, time, complaints })
    }
}
