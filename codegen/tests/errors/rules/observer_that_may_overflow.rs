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
        #[max(3)]
        tries: Count,
    }

    impl Server {
        #[input]
        fn try_it(&mut self, job: Job) {
            require!(self.tries < 3);
            self.tries += 1;
        }
    }

    #[ghost]
    pub struct World {
        #[max(2)]
        seen: Count,
        #[max(2)]
        order: Queue<Job>,
    }

    impl World {
        #[on(try_it)]
        fn somebody_tries(&mut self, job: Job) {
            self.seen = 3;
            self.order.push_back(job);
            for other in any_order(Job::all()) {
                self.order.remove(other);
            }
        }
    }
}
