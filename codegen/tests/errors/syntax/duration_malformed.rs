#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    impl Server {
        #[timeout(after = "soon")]
        fn give_up(&mut self) {}
    }
}
