#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
        members: Set<Session>,
    }

    impl Server {
        #[step]
        fn go(&mut self, session: Session) {
            self.busy == true;
            self.is_idle();
            self.members.contains(session);
        }

        fn is_idle(&self) -> bool {
            !self.busy
        }
    }
}
