//! What a walk found.

use core::fmt::{self, Display, Formatter};

use crate::words::number;

/// What a walk over the local states of a role found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The role.
    pub role: String,
    /// Under how many renamings of ids.
    pub renamings: u64,
    /// Local states in which everything was put to it.
    pub states: u64,
    /// Local states that the protocol reaches.
    pub reachable: u64,
    /// Offers that were done.
    pub inputs: u64,
    /// Offers to which it said no, or had nothing to do.
    pub refusals: u64,
    /// Crashes and the recoveries after them.
    pub recoveries: u64,
    /// Turns of its own that were taken while it was watched that none is put off for ever.
    pub turns: u64,
    /// Steps that led where the protocol never is, because what was offered is never on its way there. They were compared,
    /// and nothing was put to it there.
    pub beyond: u64,
    /// Why local states that the protocol reaches were not among those walked, where that is no difference.
    pub unreached: Vec<String>,
    /// How many differences there are.
    pub differences: u64,
    /// The first of them, those nearest to the start first.
    pub shown: Vec<Difference>,
}

/// Something that is not as the protocol has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What led to the local state, from the start.
    pub path: Vec<String>,
    /// The local state.
    pub state: String,
    /// What was put to it.
    pub offer: String,
    /// What came of it.
    pub got: String,
    /// What differs, and from what.
    pub wrong: String,
}

impl Report {
    /// How many differences are kept with all their words.
    pub const SHOWN: usize = 10;

    /// Whether something was examined and nothing differs.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.differences == 0 && self.states > 0 && self.inputs + self.refusals > 0 && self.recoveries > 0
    }

    /// The same of the same role under another renaming of ids. Local states are the same ones; the rest adds up.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.renamings += other.renamings;
        self.states = self.states.max(other.states);
        self.inputs += other.inputs;
        self.refusals += other.refusals;
        self.recoveries += other.recoveries;
        self.turns += other.turns;
        self.beyond += other.beyond;
        if self.unreached.is_empty() {
            self.unreached = other.unreached;
        }
        self.differences += other.differences;
        let room = Self::SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(other.shown.into_iter().take(room));
        self
    }

    pub(super) fn differ(&mut self, difference: Difference) {
        self.differences += 1;
        if self.shown.len() < Self::SHOWN {
            self.shown.push(difference);
        }
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} local states, {} inputs, {} refusals, {} recoveries compared, {} differences",
            self.role,
            number(self.states),
            number(self.inputs),
            number(self.refusals),
            number(self.recoveries),
            number(self.differences),
        )?;
        if self.renamings > 1 {
            write!(f, " (under {} renamings of ids)", self.renamings)?;
        }
        if self.states < self.reachable {
            let missing = number(self.reachable - self.states);
            write!(f, "\n  not walked: {missing} local states ({})", self.unreached.join("; "))?;
        }
        if !self.conforms() && self.differences == 0 {
            write!(f, "\n  nothing was examined")?;
        }
        for difference in &self.shown {
            write!(f, "\n{difference}")?;
        }
        match self.differences - self.shown.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n  and {} more", number(more)),
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "  difference:")?;
        for step in &self.path {
            writeln!(f, "    after     {step}")?;
        }
        writeln!(f, "    in        {}", self.state)?;
        writeln!(f, "    put to it {}", self.offer)?;
        writeln!(f, "    it did    {}", self.got)?;
        write!(f, "    wrong     {}", self.wrong)
    }
}
