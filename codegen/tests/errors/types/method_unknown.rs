#[workflow]
#[scope(quick, session = 2, order = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
        owner: Option<Session>,
        order: Queue<Session>,
        members: Set<Session>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            self.busy = self.order.first() == self.owner;
            let owner = self.owner.unwrap();
            self.members.push_back(owner);
            self.stop();
        }

        #[step]
        fn stop(&mut self) {}
    }
}
