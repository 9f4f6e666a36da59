//! Who runs.

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    /// Our engine on a compiled model.
    Ours,
    /// Our engine, with one worker.
    OursAlone,
    /// Our engine on the interpreter: nothing is compiled.
    OursInterpreted,
    /// Our engine, with one state for each orbit.
    OursSymmetric,
    /// Stateright 0.31 on the compiled model.
    Packed,
    /// Stateright 0.31 on a model by hand.
    ByHand31,
    /// Stateright 0.30.2 on the same.
    ByHand30,
    /// SPIN, by one core: depth first.
    Spin,
    /// Rumur, every state.
    Rumur,
    /// Rumur, with one state for each orbit.
    RumurSymmetric,
    /// TLC.
    Tlc,
}

use Contender::{
    ByHand30, ByHand31, Ours, OursAlone, OursInterpreted, OursSymmetric, Packed, Rumur, RumurSymmetric, Spin, Tlc,
};

impl Contender {
    /// In the order of the table.
    pub(crate) const ALL: [Self; 11] =
        [Ours, OursAlone, OursInterpreted, OursSymmetric, Packed, ByHand31, ByHand30, Spin, Rumur, RumurSymmetric, Tlc];

    /// What it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Ours => "ours",
            OursAlone => "ours-1",
            OursInterpreted => "ours-interpreted",
            OursSymmetric => "ours-symmetry",
            Packed => "stateright-packed",
            ByHand31 => "stateright-0.31",
            ByHand30 => "stateright-0.30",
            Spin => "spin",
            Rumur => "rumur",
            RumurSymmetric => "rumur-symmetry",
            Tlc => "tlc",
        }
    }

    /// The contender of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contender| contender.name() == name)
    }

    /// What it is, for the table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Ours => "Honnin",
            OursAlone => "Honnin, 1 worker",
            OursInterpreted => "Honnin, interpreted",
            OursSymmetric => "Honnin, symmetry",
            Packed => "Stateright 0.31, our packed model",
            ByHand31 => "Stateright 0.31, by hand",
            ByHand30 => "Stateright 0.30.2, by hand",
            Spin => "SPIN",
            Rumur => "Rumur",
            RumurSymmetric => "Rumur, symmetry",
            Tlc => "TLC",
        }
    }

    /// Whether it counts orbits in place of states.
    pub(crate) fn is_symmetric(self) -> bool {
        matches!(self, OursSymmetric | RumurSymmetric)
    }
}
