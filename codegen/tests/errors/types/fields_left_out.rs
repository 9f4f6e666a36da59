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
    }

    impl Server {
        #[step]
        fn go(&mut self, session: Session) {
            let card = Card { owner: session };
            self.stage = Stage::Busy;
            let Card { owner } = card;
            self.stage = Stage::Pair(owner);
        }
    }
}
