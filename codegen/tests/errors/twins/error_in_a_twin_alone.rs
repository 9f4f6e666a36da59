#[workflow]
#[twin(case_mended)]
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
            #[mended]
            require!(self.last.is_none());
            self.asked.insert(session);
        }
    }
}
