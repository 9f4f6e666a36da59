#[workflow]
#[scope(quick, session = 2, wire = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[message(from = Server, to = Server, bag = wire)]
    pub struct Call;

    #[message(from = Server, to = Server, fifo = wire)]
    pub struct Answer;
}
