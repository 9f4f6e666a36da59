//! A pool of renderers behind one line. Most pages take seconds; some take minutes.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::super::link::{Directory, Link, News};
use super::super::renderer::{Renderer, ToServers};
use super::super::wire::{FromServer, Peer};
use crate::program::chance::Chance;
use crate::program::city::{Node, Person};
use crate::program::clock::Clock;
use crate::program::plan::Plan;
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;

/// The least time that a page takes, and how heavy the tail is.
pub(crate) const LEAST: Duration = Duration::from_secs(4);
pub(crate) const SHAPE: f64 = 1.2;

/// A pool that shares one copy of the registry.
#[derive(Clone)]
pub(super) struct Renderers {
    renderer: Arc<Mutex<Renderer>>,
    links: Vec<Link>,
}

/// Starts the pool. It ends with the directories' connections.
pub(super) fn start(
    plan: &Plan,
    directories: &[Arc<Directory>],
    registry: &Registry,
    chance: &mut Chance,
) -> Renderers {
    let (order, orders) = channel();
    let orders = Arc::new(Mutex::new(orders));
    let links = (0..).map(Node).zip(directories).map(|(node, directory)| {
        let order = order.clone();
        Link::start(Peer::Renderer, Arc::clone(directory), move |news| match news {
            News::Line(line) if matches!(*line, FromServer::ToRenderer { .. }) => order.send((node, *line)).is_ok(),
            _ => true,
        })
    });
    let renderer = Arc::new(Mutex::new(Renderer::new(registry.clone())));
    let pool = Renderers { renderer, links: links.collect() };
    for _ in 0..plan.renderers {
        let (pool, orders, chance, clock) = (pool.clone(), Arc::clone(&orders), chance.fork(), plan.clock);
        thread::spawn(move || pool.work(&orders, chance, clock));
    }
    pool
}

impl Renderers {
    /// The copy of somebody's registration follows the registry.
    pub(super) fn follow(&self, person: Person) -> Result<(), Trouble> {
        self.renderer.lock().unwrap_or_else(PoisonError::into_inner).follows(person)
    }

    /// Takes one order after the other, for as long as any can come.
    fn work(&self, orders: &Mutex<Receiver<(Node, FromServer)>>, mut chance: Chance, clock: Clock) {
        loop {
            let Ok((from, order)) = orders.lock().unwrap_or_else(PoisonError::into_inner).recv() else { return };
            let rendered = self.renderer.lock().unwrap_or_else(PoisonError::into_inner).render(from, &order, None);
            let Ok(Some((arrived, made))) = rendered else { continue };
            self.send(vec![arrived]);
            thread::sleep(chance.heavy_tailed(LEAST, SHAPE).mul_f64(clock.scale));
            self.send(made);
        }
    }

    fn send(&self, lines: ToServers) {
        for (node, line) in lines {
            if let Some(link) = self.links.get(node.0 as usize) {
                link.send(&[line]);
            }
        }
    }
}
