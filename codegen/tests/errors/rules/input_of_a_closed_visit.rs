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
    }

    impl Kiosk {
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session) {
            self.paid = false;
        }

        #[input]
        fn pay(&mut self, me: Session) {
            self.paid = true;
        }
    }
}
