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
            self.ping();
        }

        fn ping(&mut self) {
            self.pong();
        }

        fn pong(&mut self) {
            self.ping();
        }
    }
}
