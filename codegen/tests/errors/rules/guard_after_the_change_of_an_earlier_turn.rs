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
        paid: Map<Job, bool>,
        stuck: Map<Job, bool>,
    }

    impl Server {
        #[input]
        fn settle(&mut self) {
            for job in Job::all() {
                require!(!self.stuck[job]);
                self.paid[job] = false;
            }
        }
    }
}
