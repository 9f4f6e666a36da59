//! A pool of renderers behind one line. Most pages take seconds; some take minutes.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::super::link::{Directory, Link, News};
use super::super::renderer::render;
use super::super::wire::{FromServer, Peer};
use crate::program::chance::Chance;
use crate::program::clock::Clock;
use crate::program::plan::Plan;

/// The least time that a page takes, and how heavy the tail is.
pub(crate) const LEAST: Duration = Duration::from_secs(4);
pub(crate) const SHAPE: f64 = 1.2;

/// Starts the pool. It ends with the directory's connections.
pub(super) fn start(plan: &Plan, directory: &Arc<Directory>, chance: &mut Chance) {
    let (order, orders) = channel();
    let orders = Arc::new(Mutex::new(orders));
    let link = Link::start(Peer::Renderer, Arc::clone(directory), move |news| match news {
        News::Line(line @ FromServer::ToRenderer { .. }) => order.send(line).is_ok(),
        _ => true,
    });
    for _ in 0..plan.renderers {
        let (link, orders, chance, clock) = (link.clone(), Arc::clone(&orders), chance.fork(), plan.clock);
        thread::spawn(move || work(&link, &orders, chance, clock));
    }
}

/// Takes one order after the other, for as long as any can come.
fn work(link: &Link, orders: &Mutex<Receiver<FromServer>>, mut chance: Chance, clock: Clock) {
    loop {
        let Ok(order) = orders.lock().unwrap_or_else(PoisonError::into_inner).recv() else { return };
        let Ok(Some((arrived, made))) = render(&order, None) else { continue };
        link.send(&[arrived]);
        thread::sleep(chance.heavy_tailed(LEAST, SHAPE).mul_f64(clock.scale));
        link.send(&[made]);
    }
}
