//! A thread for each kiosk.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::super::kiosk::Kiosk;
use super::super::link::{Directory, Link, News};
use super::super::renderer::ToServers;
use super::super::wire::Peer;
use crate::program::chance::Chance;
use crate::program::city::{Node, Person};
use crate::program::clock::Clock;
use crate::program::plan::Plan;
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;

/// What a kiosk's thread is told.
enum Told {
    Comes(Person),
    PowerLoss,
    /// From one of the servers.
    News(Node, News),
    Stop,
}

/// What a kiosk's thread tells: how many people it has served, and whether the server has heard all of it.
pub(super) struct Notice {
    kiosk: usize,
    served: u64,
    rests: bool,
}

/// What a kiosk complains of at its end.
type Ended = JoinHandle<Result<Vec<String>, Trouble>>;

/// All kiosks.
pub(super) struct Kiosks {
    threads: Vec<(Sender<Told>, Ended)>,
    /// How many people were sent to each, how many each has served, and whether it rests.
    known: Vec<(u64, u64, bool)>,
}

impl Kiosks {
    pub(super) fn start(
        plan: &Plan,
        directories: &[Arc<Directory>],
        scene: &Arc<Mutex<Scene>>,
        notify: &Sender<Notice>,
        chance: &mut Chance,
    ) -> Result<Self, Trouble> {
        let mut threads = Vec::new();
        for number in 0..plan.kiosks {
            let (tell, told) = channel();
            let links = (0..).map(Node).zip(directories).map(|(node, directory)| {
                let news = tell.clone();
                Link::start(Peer::Kiosk(number), Arc::clone(directory), move |heard| {
                    news.send(Told::News(node, heard)).is_ok()
                })
            });
            let links = links.collect();
            let store = Store {
                kiosk: Kiosk::new(number, chance.fork())?,
                links,
                told,
                notify: notify.clone(),
                scene: Arc::clone(scene),
                clock: plan.clock,
                came: 0,
            };
            threads.push((tell, thread::spawn(move || store.open())));
        }
        let known = vec![(0, 0, true); threads.len()];
        Ok(Self { threads, known })
    }

    /// A free kiosk.
    pub(super) fn any_free(&self) -> Option<usize> {
        self.known.iter().position(|(sent, served, _)| sent == served)
    }

    /// Whether everybody has gone, and the server knows.
    pub(super) fn all_rest(&self) -> bool {
        self.known.iter().all(|(sent, served, rests)| sent == served && *rests)
    }

    /// Who does not rest.
    pub(super) fn why(&self) -> String {
        let busy = self.known.iter().enumerate().filter(|(_, (sent, served, rests))| sent != served || !rests);
        busy.map(|(kiosk, (sent, served, _))| format!("kiosk {kiosk} has served {served} of {sent}"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Somebody goes to a free kiosk, whichever it is.
    pub(super) fn comes(&mut self, person: Person, chance: &mut Chance) {
        let free: Vec<usize> =
            (0..self.known.len()).filter(|kiosk| self.known[*kiosk].0 == self.known[*kiosk].1).collect();
        let Some(kiosk) = chance.one_of(&free) else { return };
        self.known[kiosk].0 += 1;
        self.tell(kiosk, Told::Comes(person));
    }

    /// The power goes, somewhere.
    pub(super) fn power_goes(&self, chance: &mut Chance) {
        let all: Vec<usize> = (0..self.threads.len()).collect();
        if let Some(kiosk) = chance.one_of(&all) {
            self.tell(kiosk, Told::PowerLoss);
        }
    }

    /// Notes what a kiosk says.
    pub(super) fn note(&mut self, notice: &Notice) {
        let known = &mut self.known[notice.kiosk];
        (known.1, known.2) = (notice.served, notice.rests);
    }

    /// Whether all go on. If one has stopped, it says why when it is told to.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        if self.threads.iter().any(|(_, thread)| thread.is_finished()) {
            return Err(Trouble::Refused("a kiosk has stopped".to_owned()));
        }
        Ok(())
    }

    /// Ends every thread. What must not be.
    pub(super) fn stop(self) -> Result<Vec<String>, Trouble> {
        let mut complaints = Vec::new();
        for (tell, thread) in self.threads {
            // One that has ended does not listen.
            let _ = tell.send(Told::Stop);
            match thread.join() {
                Ok(ended) => complaints.extend(ended?),
                Err(_) => complaints.push("a kiosk's thread has panicked".to_owned()),
            }
        }
        Ok(complaints)
    }

    fn tell(&self, kiosk: usize, what: Told) {
        // One that has ended is noticed by `note`.
        let _ = self.threads[kiosk].0.send(what);
    }
}

/// One kiosk and its surroundings.
struct Store {
    kiosk: Kiosk,
    /// A line to each of the servers.
    links: Vec<Link>,
    told: Receiver<Told>,
    notify: Sender<Notice>,
    scene: Arc<Mutex<Scene>>,
    clock: Clock,
    /// How many people have come.
    came: u64,
}

impl Store {
    fn open(mut self) -> Result<Vec<String>, Trouble> {
        loop {
            let mut out = Vec::new();
            let now = self.clock.now();
            self.kiosk.goes_on(now, &mut self.scene.lock().unwrap_or_else(PoisonError::into_inner), &mut out)?;
            self.send(out);
            let served = self.came - u64::from(!self.kiosk.is_free());
            // Nobody may be interested any more.
            let kiosk = self.kiosk.number as usize;
            let _ = self.notify.send(Notice { kiosk, served, rests: self.kiosk.rests() });
            let patience = self.kiosk.due().map_or(Duration::from_secs(1), |due| self.clock.until(due));
            match self.told.recv_timeout(patience) {
                Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(told) => self.hears(told)?,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        let never_seen = self.kiosk.host.never_seen.iter();
        Ok(never_seen.map(|refusal| format!("a refusal that nobody has ever seen: {refusal}")).collect())
    }

    fn hears(&mut self, told: Told) -> Result<(), Trouble> {
        let mut out = Vec::new();
        let now = self.clock.now();
        let mut scene = self.scene.lock().unwrap_or_else(PoisonError::into_inner);
        match told {
            Told::Comes(person) => {
                self.came += 1;
                self.kiosk.comes(person, now, &mut scene)?;
            }
            Told::PowerLoss => self.kiosk.loses_power(now, &mut scene)?,
            Told::News(node, News::Connected) => {
                self.kiosk.sends_again(now, Duration::ZERO, &mut out);
                out.retain(|(to, _)| *to == node);
            }
            Told::News(node, News::Line(line)) => self.kiosk.hears(node, *line, now, &mut scene, &mut out)?,
            Told::Stop => {}
        }
        drop(scene);
        self.send(out);
        Ok(())
    }

    fn send(&self, out: ToServers) {
        for (node, line) in out {
            if let Some(link) = self.links.get(node.0 as usize) {
                link.send(&[line]);
            }
        }
    }
}
