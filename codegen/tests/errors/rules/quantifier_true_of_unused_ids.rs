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
        few: bool,
    }

    impl Server {
        #[input]
        fn look(&mut self) {
            require!(Job::all().any(|job| !self.waiting[job]));
        }

        #[input]
        fn look_again(&mut self) {
            require!(Job::all().all(|job| self.waiting[job]));
        }

        #[input]
        fn look_elsewhere(&mut self) {
            require!(Job::all().any(|job| self.lane == Some(job)));
        }

        #[input]
        fn number(&mut self) {
            self.few = Job::all().count() < 3;
        }
    }
}
