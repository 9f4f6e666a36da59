#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(per = Session)]
    pub struct Kiosk;

    #[message(from = Kiosk, to = Kiosk[urgent])]
    pub struct Call {
        urgent: bool,
    }
}
