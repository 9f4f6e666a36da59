#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[message(from = Server, to = Server)]
    pub struct Call;

    impl Server {
        #[receive(otherwise = drop)]
        fn call(&mut self, _: Call) {}

        #[receive(otherwise = keep)]
        fn call_again(&mut self, _: Call) {}
    }
}
