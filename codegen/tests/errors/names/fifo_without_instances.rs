#[workflow]
#[scope(quick, session = 2, wire = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(per = Session)]
    pub struct Kiosk;

    #[role]
    pub struct Server;

    #[message(from = Kiosk, to = Server, fifo = wire)]
    pub struct Call {
        session: Session,
    }
}
