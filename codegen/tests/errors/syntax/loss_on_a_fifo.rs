#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[message(from = Server, to = Server, fifo = wire, loss = lost)]
    pub struct Call;
}
