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
        card: Option<Card>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let session = Session::default();
            let card = Card::default();
            self.card = Some(card);
        }
    }
}
