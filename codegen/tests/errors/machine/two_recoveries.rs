use honnin::prelude::*;

#[workflow]
#[scope(quick, crash = 1)]
pub mod case {
    #[role(durable = [paid])]
    pub struct Till {
        paid: bool,
        open: bool,
    }

    impl Till {
        #[input]
        fn pay(&mut self) {
            self.paid = true;
            self.open = true;
        }

        #[crash(budget = crash)]
        fn unplug(&mut self) {}

        #[recover]
        fn forget(&mut self) {
            self.paid = false;
        }

        #[recover]
        fn resume(&mut self) {
            self.open = self.paid;
        }
    }
}
