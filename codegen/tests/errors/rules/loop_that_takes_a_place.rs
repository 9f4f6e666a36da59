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
        lane: Option<Job>,
    }

    impl Server {
        #[step]
        fn start(&mut self) {
            require!(self.lane.is_none());
            for job in Job::all() {
                if self.waiting[job] {
                    self.lane = Some(job);
                }
            }
        }
    }
}
