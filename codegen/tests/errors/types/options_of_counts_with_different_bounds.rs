#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        #[max(3)]
        count: Count,
        #[max(2)]
        last: Option<Count>,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let some = Some(self.count);
            self.last = some;
        }
    }
}
