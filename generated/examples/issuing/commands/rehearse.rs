//! The service in one thread, at several rates.

use clap::Args;

use super::rates::{HEAD, Outcome, Rate, told, words};
use super::say;
use crate::program::database::Moment;
use crate::program::plan::{Kills, Script};
use crate::program::trouble::Trouble;
use crate::program::{verified, yokohama};

/// What is rehearsed.
#[derive(Clone, Debug, Args)]
pub(super) struct Rehearsed {
    /// People a minute; `one` lets each come when the one before has gone
    #[arg(long, value_delimiter = ',', default_value = "one,1,2,4,8,16")]
    rates: Vec<Rate>,
    /// People at each rate
    #[arg(long, default_value_t = 200)]
    people: u64,
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=200))]
    kiosks: u32,
    #[arg(long, default_value_t = 327)]
    seed: u64,
    /// How many lines in 100 are lost, and how many come twice
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=90))]
    lost: u64,
    /// How many pages in 100 are about somebody else
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100))]
    misprints: u64,
    /// In how many visits of 100 the person's registration changes meanwhile
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100))]
    amendments: u64,
    /// In how many events of 100 the server is killed, or the power goes
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=50))]
    kills: u64,
    /// Instead: once, at the event of this number
    #[arg(long, conflicts_with = "kills")]
    kill_at: Option<u64>,
    /// At which moment of that event
    #[arg(long, default_value = "after-commit")]
    moment: Moment,
    /// Rehearse on the machine of the day in Yokohama
    #[arg(long)]
    yokohama: bool,
}

/// Rehearses at each rate. On Yokohama's machine wrong papers are what is expected.
pub(super) fn run(rehearsed: &Rehearsed) -> Result<Outcome, Trouble> {
    say(HEAD)?;
    let mut outcome = Outcome::AsItMustBe;
    for rate in &rehearsed.rates {
        let script = Script {
            seed: rehearsed.seed,
            kiosks: rehearsed.kiosks,
            people: rehearsed.people,
            rate: rate.per_minute(),
            lost: rehearsed.lost,
            misprints: rehearsed.misprints,
            amendments: rehearsed.amendments,
            kills: rehearsed
                .kill_at
                .map_or(Kills::Percent(rehearsed.kills), |event| Kills::Once(event, rehearsed.moment)),
        };
        let rehearse = if rehearsed.yokohama {
            yokohama::service::rehearsal::rehearse
        } else {
            verified::service::rehearsal::rehearse
        };
        let review = rehearse(script)?;
        let (events, kills) = (review.events, review.kills);
        say(&format!("{}; {events} events, {kills} kills", words(*rate, &review.scene, review.time)))?;
        if !told(review.scene.auditor.wrong.len(), &review.complaints, rehearsed.yokohama, *rate)? {
            outcome = Outcome::Wrong;
        }
    }
    Ok(outcome)
}
