#[workflow]
#[scope(quick, session = 40, wire = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[message(from = Server, to = Server, bag = wire)]
    pub struct Call {
        all: Set<Session>,
    }
}
