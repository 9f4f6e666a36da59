#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            require!();
            refuse!(session);
            let session = fresh!(a new session);
            send!(42);
            self.busy = matches!(self.busy);
        }
    }
}
