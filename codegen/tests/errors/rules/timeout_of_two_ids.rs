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
        job_of: Map<Session, Option<Job>>,
    }

    impl Server {
        #[timeout(after = "30s")]
        fn expire(&mut self, session: Session, job: Job) {
            require!(self.job_of[session] == Some(job));
            self.job_of[session] = None;
        }
    }
}
