#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
        owner: Option<Session>,
        of: Map<Session, bool>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let Some(owner) = self.owner else { self.busy = true };
            self.of[owner] = true;
        }
    }
}
