#[workflow]
#[twin(case_mended)]
#[twin(case_guarded, guard = late)]
#[twin(case_named, guard = file_name)]
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
            #[guard(late)]
            require!(!self.asked.contains(session));
            self.asked.insert(session);
        }
    }
}
