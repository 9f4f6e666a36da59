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
        stage: Stage,
        of: Map<Session, bool>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            match self.stage {
                Stage::Busy { owner } | Stage::Idle => self.of[owner] = true,
                Stage::Pair(one, true) | Stage::Pair(_, one) => self.of[one] = true,
            }
            match self.stage {
                Stage::Busy { owner } | Stage::Pair(owner, _) => self.of[owner] = true,
                Stage::Idle => {}
            }
        }
    }
}
