//! What became of the mutants, and the score.

use std::collections::BTreeSet;

use honnin_codegen::mutate::Mutant;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every mutant that means something else than the protocol, in the order of the source.
    pub mutants: Vec<Judged>,
    /// How many changes were proposed.
    pub proposed: usize,
    /// How many of them are outside the language.
    pub malformed: usize,
    /// How many mean the same as the protocol, or as an earlier mutant, to the letter.
    pub same: usize,
    /// How many were not judged before an interrupt.
    pub left: usize,
    /// The scopes that no mutant was tried at: the protocol itself has more states there than a mutant may.
    pub skipped: Vec<String>,
    /// What the protocol claims, in the order of the source, then what every protocol does.
    pub properties: Vec<String>,
}

/// A mutant and what became of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The change.
    pub mutant: Mutant,
    /// The first line that it touches.
    pub line: usize,
    /// The lines that were, with their numbers, and those that are instead.
    pub difference: Vec<(Option<usize>, String)>,
    /// What became of it.
    pub fate: Fate,
    /// Why the source says that it may survive: see [`honnin_codegen::explained`].
    pub defence: Option<String>,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Somebody noticed.
    Killed {
        /// At which scope.
        scope: String,
        /// What is not as stated, and the least number of steps, where it is known; what takes the fewest first. At a scope
        /// with many states only what shows first.
        by: Vec<(String, Option<u32>)>,
    },
    /// It does the same, and the changed place was executed.
    Equivalent {
        /// At which scope.
        scope: String,
    },
    /// Nobody noticed.
    Survived {
        /// It does the same as the protocol at the last scope: but the changed place was never executed, or its condition
        /// never decided.
        unexecuted: bool,
    },
    /// It could not be followed to the end: why.
    Unjudged(String),
}

impl Report {
    /// Of so many changes nothing is known.
    pub(super) fn nothing(proposed: usize) -> Self {
        let (mutants, skipped, properties) = (Vec::new(), Vec::new(), Vec::new());
        Self { mutants, proposed, malformed: 0, same: 0, left: proposed, skipped, properties }
    }

    /// Killed, and those of which it was asked: all but the equivalent, the explained and those not judged.
    #[must_use]
    pub fn score(&self, of: impl Fn(&Judged) -> bool) -> (usize, usize) {
        let asked = self.mutants.iter().filter(|judged| of(judged) && judged.counts());
        let (mut killed, mut all) = (0, 0);
        for judged in asked {
            all += 1;
            killed += usize::from(matches!(judged.fate, Fate::Killed { .. }));
        }
        (killed, all)
    }

    /// The roles whose functions were changed, in the order of names; helpers that are no methods are nobody's.
    #[must_use]
    pub fn roles(&self) -> BTreeSet<Option<&str>> {
        self.mutants.iter().map(|judged| judged.mutant.role.as_deref()).collect()
    }

    /// By property: how many mutants it noticed, and how many of them nothing else did. First those of the
    /// [protocol](Report::properties), some of which may have noticed nothing; then actions that happen no more, or happen and
    /// must not.
    #[must_use]
    pub fn killers(&self) -> Vec<(&str, usize, usize)> {
        let mut killers: Vec<(&str, usize, usize)> = self.properties.iter().map(|name| (name.as_str(), 0, 0)).collect();
        for judged in &self.mutants {
            let Fate::Killed { by, .. } = &judged.fate else { continue };
            for (name, _) in by {
                let at = killers.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
                    killers.push((name, 0, 0));
                    killers.len() - 1
                });
                killers[at].1 += 1;
                killers[at].2 += usize::from(by.len() == 1);
            }
        }
        killers
    }

    /// Those that survived and that the source does not explain.
    pub fn survivors(&self) -> impl Iterator<Item = &Judged> {
        let survived = |judged: &&Judged| matches!(judged.fate, Fate::Survived { .. }) && judged.defence.is_none();
        self.mutants.iter().filter(survived)
    }
}

impl Judged {
    /// Whether it has a part in the score.
    #[must_use]
    pub fn counts(&self) -> bool {
        match self.fate {
            Fate::Killed { .. } => true,
            Fate::Survived { .. } => self.defence.is_none(),
            Fate::Equivalent { .. } | Fate::Unjudged(_) => false,
        }
    }
}
