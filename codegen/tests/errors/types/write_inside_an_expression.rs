#[workflow]
#[scope(quick, session = 2, order = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
        order: Queue<Session>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            require!(self.busy && self.take());
            let owner = if self.busy { Some(fresh!(Session)) } else { None };
            require!(self.order.pop_front() == owner);
        }

        fn take(&mut self) -> bool {
            self.busy = false;
            true
        }
    }
}
