use honnin::prelude::*;

#[workflow]
#[scope(quick, session = 2, job = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    #[effect(at_least_once)]
    pub struct Alarm {
        job: Job,
    }

    #[role(durable = [stuck])]
    pub struct Server {
        stuck: Map<Job, bool>,
    }

    impl Server {
        #[input]
        fn report(&mut self) {
            for job in Job::all() {
                if self.stuck[job] {
                    emit!(Alarm { job });
                }
            }
        }

        #[crash]
        fn crash(&mut self) {}

        #[recover]
        fn recover(&mut self) {}
    }
}
