#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Desk {
        asked: Set<Session>,
    }

    impl Desk {
        #[input]
        fn ask(&mut self, session: Session) {
            #[defekt]
            require!(!self.asked.contains(session));
            #[initial]
            self.asked.insert(session);
        }
    }
}
