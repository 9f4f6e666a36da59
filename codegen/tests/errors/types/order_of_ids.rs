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
        fn go(&mut self, session: Session) {
            require!(self.owner.is_some_and(|owner| owner < session));
            let least = Session::all().min();
        }
    }
}
