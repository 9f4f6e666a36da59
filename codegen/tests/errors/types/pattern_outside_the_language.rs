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
        #[max(3)]
        count: Count,
        of: Map<Session, bool>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            match self.stage {
                Idle => self.busy = true,
                Stage::Busy { ref owner } => self.busy = self.of[owner],
                _ => {}
            }
            match self.count {
                0..=2 => self.busy = true,
                _ => {}
            }
        }
    }
}
