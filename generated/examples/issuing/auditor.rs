//! Somebody at the exit who compares each paper with the person who holds it. Knows nothing of any protocol.

use std::collections::BTreeMap;

/// Who stands at which kiosk, and what was on the papers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Auditor {
    standing: BTreeMap<u32, String>,
    /// Papers about the person who took them.
    pub(crate) right: u64,
    /// What was on each paper that names somebody else, and who got it.
    pub(crate) wrong: Vec<String>,
}

impl Auditor {
    /// A person, named as on a page, steps up to a kiosk.
    pub(crate) fn steps_up(&mut self, kiosk: u32, name: String) {
        self.standing.insert(kiosk, name);
    }

    /// A person leaves.
    pub(crate) fn leaves(&mut self, kiosk: u32) {
        self.standing.remove(&kiosk);
    }

    /// A paper comes out.
    pub(crate) fn paper(&mut self, kiosk: u32, text: &str) {
        match self.standing.get(&kiosk) {
            Some(name) if text.contains(name.as_str()) => self.right += 1,
            somebody => self.wrong.push(format!(
                "kiosk {kiosk} gave {} a paper that says: {}",
                somebody.map_or("nobody", String::as_str),
                text.lines().collect::<Vec<_>>().join(" / ")
            )),
        }
    }
}
