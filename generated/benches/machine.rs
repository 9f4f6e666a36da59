//! What an event costs in the generated issuing server, beside the same server written by hand.
//!
//! `cargo bench -p honnin-generated --bench machine`. Four events for each certificate (application, start, page, leave), with
//! 10^3 to 10^6 visits live all the while, with ids in the order of time (as in `UUIDv7`) and random ones. Both are run in
//! turn, several times; medians of events per second, their ratio, and allocations per event are printed. Both must put out
//! the same, event by event.

#[path = "machine/by_hand.rs"]
mod by_hand;
#[path = "machine/generated.rs"]
mod generated;

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::{Duration, Instant};

use by_hand::Id;

/// How often each server is run.
const ROUNDS: usize = 5;
/// Certificates for each measurement.
const CERTIFICATES: usize = 50_000;

fn main() {
    println!("four events a certificate, {CERTIFICATES} certificates, median of {ROUNDS} alternating runs");
    println!(
        "{:>9} {:>12} {:>14} {:>14} {:>7} {:>22}",
        "live", "ids", "by hand /s", "generated /s", "ratio", "allocations an event"
    );
    for live in [1_000, 10_000, 100_000, 1_000_000] {
        for ids in [Ids::InTime, Ids::Random] {
            compare(live, ids);
        }
    }
}

/// How ids follow each other.
#[derive(Clone, Copy, Debug)]
enum Ids {
    InTime,
    Random,
}

/// An issuing server under test. What it puts out goes into a running checksum, so that two can be compared.
trait Server {
    fn new() -> Self;
    fn issue(&mut self, session: Id, applicant: Id, job: Id) -> u64;
    fn start(&mut self) -> u64;
    fn rendered(&mut self, job: Id, subject: Id) -> u64;
    fn leave(&mut self, session: Id) -> u64;
}

struct Ran {
    took: Duration,
    allocations: f64,
    checksum: u64,
}

fn compare(live: usize, ids: Ids) {
    let (mut slow, mut fast) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (hand, emitted) = (run::<by_hand::Served>(live, ids), run::<generated::Served>(live, ids));
        assert_eq!(hand.checksum, emitted.checksum, "both servers put out the same");
        slow.push(hand);
        fast.push(emitted);
    }
    let [by_hand, emitted] = [&slow, &fast].map(|runs| median(runs));
    let ratio = by_hand.as_secs_f64() / emitted.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    let [by_hand, emitted] = [by_hand, emitted].map(|took| (4 * CERTIFICATES) as f64 / took.as_secs_f64());
    let allocations = format!("{:.2} and {:.2}", slow[0].allocations, fast[0].allocations);
    let ids = format!("{ids:?}");
    println!("{live:>9} {ids:>12} {by_hand:>14.0} {emitted:>14.0} {ratio:>7.2} {allocations:>22}");
}

fn median(runs: &[Ran]) -> Duration {
    let mut times: Vec<Duration> = runs.iter().map(|ran| ran.took).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Fills a server with live visits, then issues certificates: one visit leaves for each that comes.
fn run<S: Server>(live: usize, ids: Ids) -> Ran {
    let (mut server, mut names) = (S::new(), Names { ids, seed: 7, count: 0 });
    let mut visits = VecDeque::with_capacity(live + 1);
    let mut checksum = 0;
    for _ in 0..live {
        checksum = fold(checksum, serve(&mut server, &mut names, &mut visits));
    }
    let started = Instant::now();
    let measured = allocation_counter::measure(|| {
        for _ in 0..CERTIFICATES {
            checksum = fold(checksum, serve(&mut server, &mut names, &mut visits));
            let leaving = visits.pop_front().unwrap_or_default();
            checksum = fold(checksum, server.leave(leaving));
        }
    });
    let took = started.elapsed();
    black_box(&server);
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let allocations = measured.count_total as f64 / (4 * CERTIFICATES) as f64;
    Ran { took, allocations, checksum }
}

fn serve<S: Server>(server: &mut S, names: &mut Names, visits: &mut VecDeque<Id>) -> u64 {
    let [session, applicant, job] = [names.next(), names.next(), names.next()];
    visits.push_back(session);
    let put_out = [server.issue(session, applicant, job), server.start(), server.rendered(job, applicant)];
    put_out.into_iter().fold(0, fold)
}

fn fold(checksum: u64, more: u64) -> u64 {
    (checksum.rotate_left(5) ^ more).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// What an output says, as a number.
fn digest(kind: u64, ids: &[Id]) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "a checksum")]
    ids.iter().fold(kind, |sum, id| fold(sum, (*id as u64) ^ (*id >> 64) as u64))
}

/// A source of ids.
struct Names {
    ids: Ids,
    seed: u64,
    count: u128,
}

impl Names {
    fn next(&mut self) -> Id {
        self.count += 1;
        let random = (u128::from(self.random()) << 64) | u128::from(self.random());
        match self.ids {
            Ids::InTime => (self.count << 64) | (random >> 64),
            Ids::Random => random,
        }
    }

    /// `SplitMix64` (Steele, Lea and Flood, 2014).
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
