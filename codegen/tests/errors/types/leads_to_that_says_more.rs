#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            self.busy = !self.busy;
        }
    }

    #[leads_to]
    fn ends(server: &Server) -> LeadsTo {
        let busy = server.busy;
        leads_to!(busy => !server.busy)
    }
}
