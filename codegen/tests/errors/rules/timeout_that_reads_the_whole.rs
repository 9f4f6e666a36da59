use honnin::prelude::*;

#[workflow]
#[scope(quick, session = 2, job = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    #[role]
    pub struct Server {
        waiting: Map<Job, bool>,
        open: bool,
    }

    impl Server {
        #[timeout(after = "30s")]
        fn expire(&mut self, job: Job) {
            require!(self.waiting[job] && self.open);
            self.waiting[job] = false;
        }

        #[timeout(after = "60s")]
        fn close(&mut self) {
            require!(Job::all().any(|job| self.waiting[job]));
            self.open = false;
        }
    }
}
