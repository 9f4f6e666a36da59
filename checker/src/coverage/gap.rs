//! What was never exercised, and the words for it.

use std::fmt;

/// Something that no state of a complete run exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// The action, property or message that it belongs to.
    pub of: String,
    /// The condition or premise, as text.
    pub words: String,
    /// Its line in the source; 0 where it is not known.
    pub line: u32,
    /// Why it is right, where the source says so: see [`honnin_codegen::explained`].
    pub explained: Option<String>,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// A conjunct of a guard holds whenever it is asked.
    GuardNeverDecides,
    /// A conjunct of a guard fails whenever it is asked.
    GuardNeverHolds,
    /// What a body branches on is true whenever it is asked.
    BranchAlwaysTrue,
    /// What a body branches on is false whenever it is asked.
    BranchNeverTrue,
    /// A property is true of nothing.
    PremiseNeverHolds,
    /// A `#[leads_to]` promises nothing.
    TriggerNeverHappens,
    /// No state holds a variant of an enum, nor does what leaves one.
    VariantNeverReached,
    /// A fault has a budget of 0.
    FaultNeverInjected,
    /// A channel that may lose a message never does.
    NeverLost,
    /// A channel that may repeat a message never does.
    NeverRepeated,
    /// Every message finds a handler, though the protocol says what happens otherwise.
    NeverDropped,
}

impl GapKind {
    /// The name that the JSON uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GuardNeverDecides => "guard_never_decides",
            Self::GuardNeverHolds => "guard_never_holds",
            Self::BranchAlwaysTrue => "branch_always_true",
            Self::BranchNeverTrue => "branch_never_true",
            Self::PremiseNeverHolds => "premise_never_holds",
            Self::TriggerNeverHappens => "trigger_never_happens",
            Self::VariantNeverReached => "variant_never_reached",
            Self::FaultNeverInjected => "fault_never_injected",
            Self::NeverLost => "never_lost",
            Self::NeverRepeated => "never_repeated",
            Self::NeverDropped => "never_dropped",
        }
    }
}

/// In the words of the source, with its line: which action, what is tested, that it never decides, and why that is right.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        let words = &self.words;
        match self.kind {
            GapKind::GuardNeverDecides => write!(f, ": the guard `{words}` never decides"),
            GapKind::GuardNeverHolds => write!(f, ": the guard `{words}` never holds"),
            GapKind::BranchAlwaysTrue => write!(f, ": `{words}` is true whenever it is asked"),
            GapKind::BranchNeverTrue => write!(f, ": `{words}` is never true"),
            GapKind::PremiseNeverHolds => write!(f, " claims nothing: `{words}` never holds"),
            GapKind::TriggerNeverHappens => write!(f, " promises nothing: `{words}` never holds"),
            GapKind::VariantNeverReached => write!(f, ": no state, message or effect holds `{words}`"),
            GapKind::FaultNeverInjected => write!(f, " is never injected"),
            GapKind::NeverLost | GapKind::NeverRepeated | GapKind::NeverDropped => write!(f, " is never {words}"),
        }?;
        self.explained.as_ref().map_or(Ok(()), |explained| write!(f, " ({explained})"))
    }
}
