use honnin::prelude::*;

#[workflow]
#[scope(quick, job = 2, order = 2)]
pub mod case {
    #[id]
    pub struct Job;

    #[role]
    pub struct Server {
        order: Queue<Job>,
    }

    impl Server {
        #[input]
        fn come(&mut self) {
            let job = fresh!(Job);
            require!(!self.order.is_full());
            self.order.push_back(job);
        }

        #[step]
        fn serve(&mut self, job: Job) {
            require!(self.order.front() == Some(job));
            self.order.pop_front();
        }
    }
}
