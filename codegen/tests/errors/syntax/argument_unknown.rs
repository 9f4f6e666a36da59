#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(for_each = Session)]
    pub struct Kiosk;
}
