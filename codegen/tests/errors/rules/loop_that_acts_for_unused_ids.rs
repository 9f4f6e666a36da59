use honnin::prelude::*;

#[workflow]
#[scope(quick, session = 2, job = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    #[message(from = Server, to = Server)]
    pub struct Ask {
        job: Job,
    }

    #[role]
    pub struct Server {
        waiting: Map<Job, bool>,
    }

    impl Server {
        #[input]
        fn ask_all(&mut self) {
            for job in Job::all() {
                send!(Ask { job });
            }
        }

        #[receive]
        fn ask(&mut self, Ask { job }: Ask) {
            self.waiting[job] = true;
        }
    }
}
