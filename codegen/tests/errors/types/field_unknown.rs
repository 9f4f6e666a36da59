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
        card: Option<Card>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            require!(self.idle);
            if let Some(card) = self.card {
                self.busy = card.open;
            }
        }
    }
}
