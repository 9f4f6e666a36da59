#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(per = Session)]
    pub struct Kiosk;

    impl Kiosk {
        #[step]
        #[opens]
        fn go(&mut self, me: Session) {}
    }
}
