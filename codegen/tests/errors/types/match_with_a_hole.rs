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
        stage: Stage,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            match self.stage {
                Stage::Idle => self.busy = false,
                Stage::Pair(_, true) => self.busy = true,
                Stage::Busy { owner } if Some(owner) == self.owner => self.busy = true,
            }
            self.busy = match self.owner {
                Some(_) => true,
            };
        }
    }
}
