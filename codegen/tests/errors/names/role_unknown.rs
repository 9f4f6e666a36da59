#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[message(from = Kiosk, to = Server)]
    pub struct Call;

    #[store]
    pub struct Spool;

    #[message(from = Server, to = Spool)]
    pub struct Put;
}
