#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(per = Session)]
    pub struct Kiosk;

    impl Kiosk {
        #[step]
        fn go(&mut self, me: bool) {}

        #[step]
        fn come(&mut self, fast: bool, me: Session) {}
    }
}
