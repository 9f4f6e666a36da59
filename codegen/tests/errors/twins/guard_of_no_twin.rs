#[workflow]
#[twin(case_guarded, guard = late)]
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
            #[guard(early)]
            require!(!self.asked.contains(session));
            #[defect]
            ignore!("no twin is mended");
            self.asked.insert(session);
        }
    }

    /// Nobody asks.
    #[always]
    #[refuted(despite = [later])]
    fn nobody_asks(desk: &Desk, session: Session) -> bool {
        !desk.asked.contains(session)
    }
}
