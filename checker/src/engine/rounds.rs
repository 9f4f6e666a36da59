//! Work in rounds, by the threads of one or several processes, on timely.
//!
//! The dataflow is one operator whose output is exchanged and fed back to it. A timestamp is a round: what is sent in a
//! round arrives before the next one begins, which a worker learns from the frontier of its input (Murray et al., Naiad,
//! SOSP 2013). So a round is a superstep (Valiant, A bridging model for parallel computation, 1990), and the only
//! synchronisation there is.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use timely::dataflow::channels::pact::Exchange;
use timely::dataflow::operators::generic::Operator as _;
use timely::dataflow::operators::{ConnectLoop as _, Feedback as _};
use timely::worker::Worker;

use super::lock;

/// Something that all workers do together.
pub(super) trait Program: Send + Sync + 'static {
    /// What each worker has for itself.
    type Local: 'static;

    /// Before the first round.
    fn begin(&self, seat: Seat) -> Self::Local;

    /// One portion of a worker's work in a round. What it sends arrives before the next round begins.
    fn work(&self, local: &mut Self::Local, seat: Seat, round: u32, send: &mut dyn FnMut(Packet)) -> Turn;

    /// Takes what another worker has sent to this one.
    fn receive(&self, local: &mut Self::Local, packet: Packet);

    /// After the last round.
    fn end(&self, local: Self::Local, seat: Seat);
}

/// Where a worker sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    /// Its number among the workers of all processes.
    pub(super) worker: usize,
    /// How many workers each process has.
    pub(super) workers: usize,
    /// Its process.
    pub(super) process: usize,
    /// How many processes there are.
    pub(super) processes: usize,
}

impl Seat {
    /// Whether it is the first of its process.
    pub(super) fn is_first(self) -> bool {
        self.worker.is_multiple_of(self.workers)
    }

    /// The first worker of another process.
    pub(super) fn first_of(self, process: usize) -> usize {
        process * self.workers
    }
}

/// How a worker's round goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It has more to do in this round.
    More,
    /// It waits for the next round.
    Done,
    /// There is no next round, for anyone: all workers come to this in the same round.
    Last,
}

/// What one worker sends to another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Packet {
    /// The worker it is for.
    pub(super) to: usize,
    /// The process it is from.
    pub(super) from: usize,
    /// What it is: the program knows.
    pub(super) kind: u32,
    /// What it says.
    pub(super) words: Vec<u64>,
}

/// Set when a worker has failed, or the run is given up: all others leave.
#[derive(Clone, Debug, Default)]
pub(super) struct Abort(Arc<Aborted>);

#[derive(Debug, Default)]
struct Aborted {
    set: AtomicBool,
    panic: Mutex<Option<String>>,
}

impl Abort {
    pub(super) fn set(&self) {
        self.0.set.store(true, Ordering::SeqCst);
    }

    /// For other workers.
    pub(super) fn clear(&self) {
        *lock(&self.0.panic) = None;
        self.0.set.store(false, Ordering::SeqCst);
    }

    fn is_set(&self) -> bool {
        self.0.set.load(Ordering::Relaxed)
    }

    /// What the first worker said that panicked.
    pub(super) fn panic(&self) -> Option<String> {
        lock(&self.0.panic).clone()
    }

    fn panicked(&self, with: &(dyn Any + Send)) {
        let text = with.downcast_ref::<String>().map(String::as_str).or(with.downcast_ref::<&str>().copied());
        lock(&self.0.panic).get_or_insert_with(|| text.unwrap_or("it did not say why").to_owned());
        self.set();
    }
}

/// One worker from its first round to its last; `false` when it failed or was told to leave.
pub(super) fn run<P: Program>(worker: &mut Worker, program: &Arc<P>, workers: usize, abort: &Abort) -> bool {
    // A panic in one worker would leave the others waiting for it for ever.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let index = worker.index();
        let seat = Seat { worker: index, workers, process: index / workers, processes: worker.peers() / workers };
        build(worker, Arc::clone(program), seat);
        while worker.has_dataflows() && !abort.is_set() {
            worker.step_or_park(Some(Duration::from_millis(50)));
        }
    }));
    if let Err(with) = &outcome {
        abort.panicked(&**with);
    }
    // What was at its end before the others left is as good as any.
    if outcome.is_err() || worker.has_dataflows() {
        for dataflow in worker.installed_dataflows() {
            worker.drop_dataflow(dataflow);
        }
        return false;
    }
    true
}

fn build<P: Program>(worker: &mut Worker, program: Arc<P>, seat: Seat) {
    worker.dataflow::<u32, _, _>(|scope| {
        let (handle, packets) = scope.feedback::<Vec<Packet>>(1);
        let exchange = Exchange::new(|packet: &Packet| packet.to as u64);
        let looping = packets.unary_frontier(exchange, "rounds", |capability, info| {
            let activator = scope.activator_for(info.address);
            let mut local = Some(program.begin(seat));
            let mut held = Some(capability);
            move |(input, frontier), output| {
                input.for_each(|_, packets| {
                    if let Some(local) = &mut local {
                        packets.drain(..).for_each(|packet| program.receive(local, packet));
                    }
                });
                let (Some(capability), Some(mine)) = (&mut held, &mut local) else { return };
                let round = *capability.time();
                if frontier.less_equal(&round) {
                    return;
                }
                let turn = {
                    let mut session = output.session(capability);
                    program.work(mine, seat, round, &mut |packet| session.give(packet))
                };
                match turn {
                    Turn::More => activator.activate(),
                    Turn::Done => capability.downgrade(&(round + 1)),
                    Turn::Last => {
                        held = None;
                        if let Some(local) = local.take() {
                            program.end(local, seat);
                        }
                    }
                }
            }
        });
        looping.connect_loop(handle);
    });
}
