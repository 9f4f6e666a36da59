#[workflow]
#[scope(quick, session = 2, order = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
        order: Queue<Session>,
        of: Map<Session, bool>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let order = self.order;
            require!(self.of == self.of);
            self.of = self.of;
            for session in self.order.iter() {
                self.busy = true;
            }
        }
    }
}
