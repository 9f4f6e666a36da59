use honnin::prelude::*;

#[workflow]
#[scope(quick, session = 2, job = 2, lamp = 2, crash = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    #[node]
    pub struct Lamp;

    #[role(per = Session, durable = [paid])]
    pub struct Kiosk {
        open: bool,
        paid: bool,
    }

    impl Kiosk {
        #[input]
        #[opens]
        fn come(&mut self, me: Session) {
            require!(!self.open);
            self.open = true;
        }

        #[input]
        fn pay(&mut self, me: Session) {
            require!(self.open);
            self.paid = true;
        }

        #[timeout(after = "5s")]
        fn close(&mut self, me: Session) {
            require!(self.open);
            self.open = false;
        }

        #[step]
        fn settle_up(&mut self, me: Session) {
            require!(self.paid && !self.open);
            self.paid = false;
        }

        #[crash(budget = crash)]
        fn fall(&mut self, me: Session) {}

        #[recover]
        fn rise(&mut self, me: Session) {}
    }

    #[role]
    pub struct Server {
        open: Map<Job, bool>,
        lane: Option<Job>,
        lit: Map<Lamp, bool>,
    }

    impl Server {
        #[input]
        fn begin(&mut self) {
            let job = fresh!(Job);
            self.open[job] = true;
        }

        /// The lane is asked whether it holds the job.
        #[timeout(after = "5s")]
        fn deadline(&mut self, job: Job) {
            require!(self.lane == Some(job) && self.open[job]);
            self.lane = None;
            self.open[job] = false;
        }

        /// Its rows tell that it may; that the lane is free is asked when its turn comes.
        #[step]
        fn start(&mut self, job: Job) {
            require!(self.open[job]);
            require!(self.lane.is_none());
            self.lane = Some(job);
        }

        #[timeout(after = "5s")]
        fn burn_out(&mut self, lamp: Lamp) {
            require!(self.lit[lamp]);
            self.lit[lamp] = false;
        }

        #[step]
        fn light(&mut self, lamp: Lamp) {
            require!(!self.lit[lamp]);
            self.lit[lamp] = true;
        }
    }
}
