#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    impl Server {
        #[step]
        fn go(&mut self) {
            require!(Session::all().any(|session| session == fresh!(Session)));
        }
    }
}
