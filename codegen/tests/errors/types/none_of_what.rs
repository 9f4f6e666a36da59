#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        owner: Option<Session>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let nobody = None;
            let members = Set::new();
            self.owner = nobody;
        }
    }
}
