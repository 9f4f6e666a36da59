#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    impl Server {
        #[input]
        #[strongly_fair]
        fn call(&mut self) {}

        #[step]
        #[fair]
        #[unfair]
        fn go(&mut self) {}
    }
}
