//! Bugs that can be sown in this service, to see them caught. Not one is in the machines.

use std::cell::Cell;

use clap::ValueEnum;

/// A bug in the service's own code. Each has one line at its place: `bugs::sown(..)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Bug {
    /// Messages leave before the step that sends them is committed.
    SendBeforeCommit,
    /// A timer that the machine cancels goes on.
    TimerNotCancelled,
    /// A row is stored under the key of the row before it.
    WrongRow,
    /// A row that the machine deletes stays.
    DeleteForgotten,
    /// Who a page is about is taken from the file's name.
    FileNameAsSubject,
    /// After a crash, what was committed and not delivered is forgotten.
    OutboxNotResent,
    /// What must come out at most once is not marked before it leaves.
    AtMostOnceRepeated,
    /// A commit does not look whether somebody else has taken over.
    FencingNotChecked,
    /// The step of the recovery is applied and not stored.
    RecoveryNotCommitted,
    /// A refusal is answered as if it were done.
    RefusedAnsweredAsDone,
    /// Memory is changed although the commit failed.
    AppliedWithoutCommit,
    /// A message is acknowledged before what it caused is committed.
    AcknowledgedTooEarly,
    /// A row of another layout is read as if it were ours.
    ForeignLayoutRead,
}

thread_local! {
    static SOWN: Cell<Option<Bug>> = const { Cell::new(None) };
}

/// Whether a bug is sown in this thread.
pub(crate) fn sown(bug: Bug) -> bool {
    SOWN.get() == Some(bug)
}

/// Runs something with a bug sown in this thread.
pub(crate) fn with<R>(bug: Option<Bug>, run: impl FnOnce() -> R) -> R {
    let before = SOWN.replace(bug);
    let result = run();
    SOWN.set(before);
    result
}
