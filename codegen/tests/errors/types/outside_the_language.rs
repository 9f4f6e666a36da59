#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
        #[max(3)]
        count: Count,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            while self.busy {
                self.busy = false;
            }
            let wide = self.count as u64;
            let twice = self.count * 2;
            let both = (self.busy, self.busy);
            let name = "session";
        }
    }
}
