#[workflow]
#[twin(case_mended)]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Desk {
        asked: Set<Session>,
        last: Option<Session>,
    }

    #[twin(desk_mended)]
    impl Desk {
        #[input]
        fn ask(&mut self, session: Session) {
            #[mended]
            require!(!self.asked.contains(session));
            require!(#[mended] self.last.is_none() => true, matches #[defect]);
            self.last = #[defect] Some(session);
            if #[mended] self.asked.contains(session) {
                ignore!("again");
            }
        }
    }
}
