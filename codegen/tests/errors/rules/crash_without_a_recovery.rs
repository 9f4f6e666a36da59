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
        lane: Option<Job>,
    }

    impl Server {
        #[crash]
        fn crash(&mut self) {}
    }
}
