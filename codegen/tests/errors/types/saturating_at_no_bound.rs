#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        #[max(3)]
        count: Count,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            let sum = 1;
            require!(sum.saturating_add(self.count) > 1);
        }
    }
}
