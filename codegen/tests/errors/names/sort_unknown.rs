#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(per = Visit)]
    pub struct Kiosk;
}
