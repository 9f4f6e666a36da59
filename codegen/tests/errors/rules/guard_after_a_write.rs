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
        lane: Option<Job>,
        busy: bool,
    }

    impl Server {
        #[input]
        fn begin(&mut self, job: Job) {
            self.lane = Some(job);
            require!(!self.busy);
        }

        #[input]
        fn renew(&mut self) {
            self.lane = None;
            let job = fresh!(Job);
            self.lane = Some(job);
        }
    }
}
