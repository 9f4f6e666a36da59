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
        fn go(&mut self) {
            self.note(true, false);
            self.busy = self.members.contains();
        }

        fn note(&mut self, busy: bool) {
            self.busy = busy;
        }
    }
}
