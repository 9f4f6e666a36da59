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
            self.busy = true;
        }

        fn unused(&mut self) {
            self.busy = 1;
        }
    }
}
