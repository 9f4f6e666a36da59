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
        #[max(2)]
        order: Queue<Job>,
    }

    impl Server {
        #[input]
        fn gather(&mut self) {
            for job in Job::all() {
                if self.waiting[job] {
                    self.order.push_back(job);
                }
            }
        }
    }
}
