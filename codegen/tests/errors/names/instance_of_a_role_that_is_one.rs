#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[message(from = Server, to = Server[session])]
    pub struct Call {
        session: Session,
    }
}
