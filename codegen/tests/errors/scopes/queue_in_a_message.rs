#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        of_queues: Map<Session, Option<Queue<Session>>>,
    }

    #[message(from = Server, to = Server)]
    pub struct Call {
        of: Map<Session, bool>,
    }
}
