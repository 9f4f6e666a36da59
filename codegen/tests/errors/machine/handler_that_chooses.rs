use honnin::prelude::*;

#[workflow]
#[scope(quick, job = 2, crash = 1)]
pub mod case {
    #[id]
    pub struct Job;

    #[message(from = Desk, to = Desk)]
    pub struct Ask {
        job: Job,
    }

    #[role]
    pub struct Desk {
        last: Option<Job>,
        loud: bool,
    }

    impl Desk {
        #[input]
        fn begin(&mut self, job: Job, loud: bool) {
            self.loud = loud;
            send!(Ask { job });
        }

        #[receive]
        fn answer(&mut self, Ask { job }: Ask, loud: bool) {
            self.last = Some(job);
            self.loud = loud;
        }

        #[crash(budget = crash)]
        fn fall(&mut self) {}

        #[recover]
        fn rise(&mut self, loud: bool) {
            self.loud = loud;
        }
    }
}
