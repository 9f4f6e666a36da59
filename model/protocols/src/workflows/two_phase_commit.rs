//! Two-phase commit, after Gray and Lamport, *Consensus on Transaction Commit* (2004), as their TLA+ module `TwoPhase` has
//! it: messages are a set that is read and never emptied. Its state counts are published with several model checkers.

use honnin::prelude::*;

#[workflow]
#[scope(quick, manager = 3)]
#[scope(ci, manager = 5)]
#[scope(full, manager = 7)]
pub mod two_phase_commit {
    /// A resource manager: there from the start, and for ever.
    #[node]
    pub struct Manager;

    /// A resource manager is ready to commit.
    #[message(from = Resource, to = Coordinator)]
    pub struct Prepared {
        manager: Manager,
    }

    /// All commit.
    #[message(from = Coordinator, to = Resource)]
    pub struct Commit;

    /// All abort.
    #[message(from = Coordinator, to = Resource)]
    pub struct Abort;

    /// A resource manager.
    #[role(per = Manager)]
    pub struct Resource {
        state: Stage,
    }

    /// How far a resource manager is.
    pub enum Stage {
        #[initial]
        Working,
        Prepared,
        Committed,
        Aborted,
    }

    impl Resource {
        /// It is ready, and says so.
        #[step]
        fn prepare(&mut self, me: Manager) {
            require!(self.state == Stage::Working);
            self.state = Stage::Prepared;
            send!(Prepared { manager: me });
        }

        /// It decides for itself, while it still may.
        #[step]
        fn choose_to_abort(&mut self, me: Manager) {
            require!(self.state == Stage::Working);
            self.state = Stage::Aborted;
        }

        /// The coordinator has decided.
        #[receive]
        fn commit(&mut self, me: Manager, _: Commit) {
            self.state = Stage::Committed;
        }

        /// The coordinator has decided.
        #[receive]
        fn abort(&mut self, me: Manager, _: Abort) {
            self.state = Stage::Aborted;
        }
    }

    /// The transaction manager.
    #[role]
    pub struct Coordinator {
        decision: Decision,
        prepared: Set<Manager>,
    }

    /// What the coordinator has decided.
    pub enum Decision {
        #[initial]
        Open,
        Commit,
        Abort,
    }

    impl Coordinator {
        /// Notes that a resource manager is ready.
        #[receive(otherwise = drop)]
        fn note(&mut self, Prepared { manager }: Prepared) {
            require!(self.decision == Decision::Open);
            self.prepared.insert(manager);
        }

        /// All are ready.
        #[step]
        fn decide_to_commit(&mut self) {
            require!(self.decision == Decision::Open);
            require!(Manager::all().all(|m| self.prepared.contains(m)));
            self.decision = Decision::Commit;
            send!(Commit);
        }

        /// It may give up at any time.
        #[step]
        fn decide_to_abort(&mut self) {
            require!(self.decision == Decision::Open);
            self.decision = Decision::Abort;
            send!(Abort);
        }
    }

    /// No two resource managers disagree: one committed, another aborted.
    #[always]
    fn all_agree(resource: &Map<Manager, Resource>, one: Manager, other: Manager) -> bool {
        resource[one].state != Stage::Committed || resource[other].state != Stage::Aborted
    }

    /// A transaction can be committed everywhere.
    #[reachable]
    fn all_commit(resource: &Map<Manager, Resource>) -> bool {
        Manager::all().all(|m| resource[m].state == Stage::Committed)
    }

    /// A transaction can be aborted everywhere.
    #[reachable]
    fn all_abort(resource: &Map<Manager, Resource>) -> bool {
        Manager::all().all(|m| resource[m].state == Stage::Aborted)
    }

    /// Everybody has decided.
    #[final_state]
    fn decided(resource: &Map<Manager, Resource>) -> bool {
        Manager::all().all(|m| resource[m].state == Stage::Committed || resource[m].state == Stage::Aborted)
    }
}
