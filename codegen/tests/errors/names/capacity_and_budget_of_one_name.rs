#[workflow]
#[scope(quick, session = 2, jam = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        jam: Queue<Session>,
    }

    impl Server {
        #[fault(budget = jam)]
        fn paper_jam(&mut self) {}
    }
}
