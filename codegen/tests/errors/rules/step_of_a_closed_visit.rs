use honnin::prelude::*;

#[workflow]
#[scope(quick, session = 2, job = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    #[role(per = Session)]
    pub struct Kiosk {
        paid: bool,
        shown: bool,
    }

    impl Kiosk {
        #[input]
        #[opens]
        fn pay(&mut self, me: Session) {
            self.paid = true;
        }

        #[step]
        fn greet(&mut self, me: Session) {
            require!(!self.shown);
            self.shown = true;
        }
    }
}
