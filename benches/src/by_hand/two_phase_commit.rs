//! Two-phase commit as a user of Stateright writes it: after the `2pc` example that comes with Stateright (MIT licence).

use std::collections::BTreeSet;

use super::super::stateright::{Model, Property};

/// The protocol with so many resource managers.
#[derive(Clone)]
pub(crate) struct TwoPhaseCommit {
    /// How many.
    pub(crate) managers: usize,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    resources: Vec<Stage>,
    decision: Decision,
    prepared: Vec<bool>,
    messages: BTreeSet<Message>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Message {
    Prepared { manager: usize },
    Commit,
    Abort,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Stage {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Decision {
    Open,
    Commit,
    Abort,
}

/// An action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// The coordinator notes that a manager is ready.
    Note(usize),
    /// All are ready.
    DecideToCommit,
    /// It gives up.
    DecideToAbort,
    /// A manager is ready.
    Prepare(usize),
    /// A manager decides for itself.
    ChooseToAbort(usize),
    /// A manager hears the decision.
    Commit(usize),
    /// A manager hears the decision.
    Abort(usize),
}

impl Model for TwoPhaseCommit {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            resources: vec![Stage::Working; self.managers],
            decision: Decision::Open,
            prepared: vec![false; self.managers],
            messages: BTreeSet::new(),
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.decision == Decision::Open && state.prepared.iter().all(|prepared| *prepared) {
            actions.push(Action::DecideToCommit);
        }
        if state.decision == Decision::Open {
            actions.push(Action::DecideToAbort);
        }
        for manager in 0..self.managers {
            if state.decision == Decision::Open && state.messages.contains(&Message::Prepared { manager }) {
                actions.push(Action::Note(manager));
            }
            if state.resources[manager] == Stage::Working {
                actions.push(Action::Prepare(manager));
                actions.push(Action::ChooseToAbort(manager));
            }
            if state.messages.contains(&Message::Commit) {
                actions.push(Action::Commit(manager));
            }
            if state.messages.contains(&Message::Abort) {
                actions.push(Action::Abort(manager));
            }
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Note(manager) => state.prepared[manager] = true,
            Action::DecideToCommit => {
                state.decision = Decision::Commit;
                state.messages.insert(Message::Commit);
            }
            Action::DecideToAbort => {
                state.decision = Decision::Abort;
                state.messages.insert(Message::Abort);
            }
            Action::Prepare(manager) => {
                state.resources[manager] = Stage::Prepared;
                state.messages.insert(Message::Prepared { manager });
            }
            Action::ChooseToAbort(manager) | Action::Abort(manager) => state.resources[manager] = Stage::Aborted,
            Action::Commit(manager) => state.resources[manager] = Stage::Committed,
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("all agree", |_, state: &State| {
                let any = |wanted| state.resources.contains(&wanted);
                !(any(Stage::Aborted) && any(Stage::Committed))
            }),
            Property::sometimes("all commit", |_, state: &State| {
                state.resources.iter().all(|stage| *stage == Stage::Committed)
            }),
            Property::sometimes("all abort", |_, state: &State| {
                state.resources.iter().all(|stage| *stage == Stage::Aborted)
            }),
        ]
    }
}
