#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(durable = [paid, paid, shown])]
    pub struct Kiosk {
        paid: bool,
    }
}
