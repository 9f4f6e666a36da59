//! The timers of a machine against the clock.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::super::protocol::support::{Arming, TimerChange};
use super::Time;
use crate::program::bugs::{self, Bug};
use crate::program::trouble::Trouble;

/// The timers that run, and when each is due.
#[derive(Clone, Debug)]
pub(super) struct Alarms<K> {
    running: BTreeMap<K, Alarm>,
}

/// One run of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Alarm {
    pub(super) arming: Arming,
    pub(super) due: Time,
}

/// What is written of timers: by key, what is kept, or that nothing is.
pub(super) type Entries = Vec<(String, Option<String>)>;

impl<K: Copy + Ord + Serialize + DeserializeOwned> Alarms<K> {
    pub(super) fn new() -> Self {
        Self { running: BTreeMap::new() }
    }

    /// The timers as they were stored.
    pub(super) fn read(entries: &[(String, String)]) -> Result<Self, Trouble> {
        let parse = |(key, alarm): &(String, String)| Ok((serde_json::from_str(key)?, serde_json::from_str(alarm)?));
        Ok(Self { running: entries.iter().map(parse).collect::<Result<_, Trouble>>()? })
    }

    /// Starts and cancels.
    pub(super) fn change(&mut self, changes: &[TimerChange<K>], now: Time) {
        for change in changes {
            match *change {
                TimerChange::Start { timer, arming, after } => {
                    self.running.insert(timer, Alarm { arming, due: now + after.unwrap_or_default() });
                }
                TimerChange::Cancel { .. } if bugs::sown(Bug::TimerNotCancelled) => {}
                TimerChange::Cancel { timer, .. } => {
                    self.running.remove(&timer);
                }
            }
        }
    }

    /// A deadline does not start anew because the process did.
    pub(super) fn keep_earlier(&mut self, before: &Self) {
        for (timer, alarm) in &mut self.running {
            if let Some(earlier) = before.running.get(timer) {
                alarm.due = alarm.due.min(earlier.due);
            }
        }
    }

    /// What is to be stored of changes.
    pub(super) fn entries(changes: &[TimerChange<K>], now: Time) -> Result<Entries, Trouble> {
        let mut entries = Vec::new();
        for change in changes {
            match *change {
                TimerChange::Start { timer, arming, after } => {
                    let alarm = Alarm { arming, due: now + after.unwrap_or_default() };
                    entries.push((serde_json::to_string(&timer)?, Some(serde_json::to_string(&alarm)?)));
                }
                TimerChange::Cancel { .. } if bugs::sown(Bug::TimerNotCancelled) => {}
                TimerChange::Cancel { timer, .. } => entries.push((serde_json::to_string(&timer)?, None)),
            }
        }
        Ok(entries)
    }

    /// All that run, to be stored; and what else was stored `before`, to be deleted.
    pub(super) fn instead_of(&self, before: &Self) -> Result<Entries, Trouble> {
        let gone = before.running.keys().filter(|timer| !self.running.contains_key(timer));
        let mut entries =
            gone.map(|timer| Ok((serde_json::to_string(timer)?, None))).collect::<Result<Entries, Trouble>>()?;
        for (timer, alarm) in &self.running {
            entries.push((serde_json::to_string(timer)?, Some(serde_json::to_string(alarm)?)));
        }
        Ok(entries)
    }

    /// The timer whose time has come first, if one's has. It rings once.
    pub(super) fn ring(&mut self, now: Time) -> Option<(K, Arming)> {
        let (timer, alarm) = self.running.iter().min_by_key(|(timer, alarm)| (alarm.due, **timer))?;
        let (timer, alarm) = (*timer, *alarm);
        (alarm.due <= now).then(|| {
            self.running.remove(&timer);
            (timer, alarm.arming)
        })
    }

    /// When the next one is due.
    pub(super) fn next(&self) -> Option<Time> {
        self.running.values().map(|alarm| alarm.due).min()
    }

    /// Every timer that runs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, Arming)> {
        self.running.iter().map(|(timer, alarm)| (*timer, alarm.arming))
    }
}
