#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[store]
    pub struct Spool;

    #[ghost]
    pub struct World;

    impl Server {
        #[on(go)]
        fn see(&mut self) {}

        #[always]
        fn good(&self) -> bool {
            true
        }
    }

    impl Spool {
        #[step]
        fn print(&mut self) {}
    }

    impl World {
        #[input]
        fn come(&mut self) {}
    }

    #[step]
    fn go() {}
}
