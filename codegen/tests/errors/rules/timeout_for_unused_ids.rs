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
        done: Map<Job, bool>,
    }

    impl Server {
        #[timeout(after = "30s")]
        fn expire(&mut self, job: Job) {
            require!(!self.done[job]);
            self.done[job] = true;
        }
    }
}
