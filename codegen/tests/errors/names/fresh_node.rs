#[workflow]
#[scope(quick, session = 2, manager = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[node]
    pub struct Manager;

    #[role]
    pub struct Server;

    impl Server {
        #[step]
        fn go(&mut self) {
            let new = fresh!(Manager);
        }
    }
}
