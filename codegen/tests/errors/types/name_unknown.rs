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
            self.busy = nothing;
            self.busy = busy;
            let stage = Stage::Idle;
            self.busy = rank(stage);
        }
    }
}
