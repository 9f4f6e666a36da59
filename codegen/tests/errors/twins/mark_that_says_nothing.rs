#[workflow]
#[twin(case_mended)]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Desk {
        asked: Set<Session>,
        #[defect]
        #[mended]
        last: Option<Session>,
    }

    impl Desk {
        #[mended]
        #[input]
        fn ask(&mut self, session: Session) {
            #[defect]
            self.last = Some(session);
            #[mended]
            self.asked.insert(session);
        }
    }
}
