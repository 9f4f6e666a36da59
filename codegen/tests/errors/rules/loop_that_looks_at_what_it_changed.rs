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
        served: Map<Job, bool>,
        taken: bool,
    }

    impl Server {
        #[input]
        fn serve(&mut self) {
            for job in Job::all() {
                if self.waiting[job] && !self.taken {
                    self.served[job] = true;
                    self.taken = true;
                }
            }
        }
    }
}
