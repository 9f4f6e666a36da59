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
        stage: Stage,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            self.stage = Stage::Gone;
            self.busy = matches!(self.stage, Stage::Done { .. });
        }
    }
}
