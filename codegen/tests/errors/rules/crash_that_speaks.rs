use honnin::prelude::*;

#[workflow]
#[scope(quick, session = 2, job = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    #[effect(at_least_once)]
    pub struct Alarm {}

    #[role]
    pub struct Server {
        lane: Option<Job>,
    }

    impl Server {
        #[crash]
        fn crash(&mut self) {
            emit!(Alarm {});
        }

        #[recover]
        fn recover(&mut self) {}
    }
}
