#[workflow]
#[scope(quick, session = 2, waiting = 5000)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        waiting: Queue<Session>,
    }
}
