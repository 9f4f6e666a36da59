#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    impl Server {
        #[input]
        fn pay(&mut self, coins: Count) {}

        #[input]
        fn take(&mut self, (one, other): Session) {}

        #[crash]
        fn crash(&mut self, hard: bool) {}
    }
}
