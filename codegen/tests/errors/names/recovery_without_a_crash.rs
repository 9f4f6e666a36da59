#[workflow]
#[scope(quick, session = 2, crash = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    impl Server {
        #[fault(budget = crash)]
        fn crash(&mut self) {}

        #[recover]
        fn restart(&mut self) {}
    }
}
