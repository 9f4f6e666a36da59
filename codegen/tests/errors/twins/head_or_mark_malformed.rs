#[workflow]
#[twin]
#[twin("case_mended")]
#[twin(case_late, guards = late)]
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
            #[mended(late)]
            require!(!self.asked.contains(session));
            #[guard]
            require!(!self.asked.contains(session));
            #[mended]
            require!(!self.asked.contains(session));
            self.asked.insert(session);
        }
    }
}
