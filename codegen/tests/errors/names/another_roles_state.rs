#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[role]
    pub struct Proxy;

    impl Proxy {
        #[step]
        fn peek(&mut self, server: &Server) {}
    }
}
