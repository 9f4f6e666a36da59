#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Card {
        owner: Session,
        blocked: bool,
    }

    pub enum Stage {
        Idle,
        Busy { owner: Session },
        Pair(Session, bool),
    }

    #[role]
    pub struct Server {
        busy: bool,
        owner: Option<Session>,
        #[max(3)]
        count: Count,
        stage: Stage,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            self.busy = 1;
            self.owner = self.busy;
            require!(self.count == self.busy);
            if let Some(card) = self.stage {
                self.busy = card;
            }
        }
    }
}
