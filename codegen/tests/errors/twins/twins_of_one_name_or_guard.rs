#[workflow]
#[twin(case)]
#[twin(case_mended)]
#[twin(case_mended_too)]
#[twin(case_late, guard = late)]
#[twin(case_later, guard = late)]
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
            require!(!self.asked.contains(session));
            #[guard(late)]
            require!(!self.asked.contains(session));
            self.asked.insert(session);
        }
    }
}
