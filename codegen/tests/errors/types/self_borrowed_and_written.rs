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
            self.note();
        }

        fn note(&self) {
            self.busy = true;
            self.write();
        }

        fn write(&mut self) {
            self.busy = false;
        }
    }
}
