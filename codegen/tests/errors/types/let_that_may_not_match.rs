#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        owner: Option<Session>,
        of: Map<Session, bool>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let Some(owner) = self.owner;
            self.of[owner] = true;
        }
    }
}
