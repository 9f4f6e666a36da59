#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[role]
    pub struct Proxy;

    #[message(from = Proxy, to = Server)]
    pub struct Call {
        session: Session,
    }

    impl Server {
        #[receive]
        fn call(&mut self, call: Call) {}

        #[receive]
        fn nothing(&mut self) {}
    }

    impl Proxy {
        #[receive]
        fn call(&mut self, Call { session }: Call) {}
    }
}
