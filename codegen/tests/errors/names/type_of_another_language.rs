#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        tries: u32,
        jobs: Vec<Session>,
        names: String,
        by_name: HashMap<Session, bool>,
        ids: HashSet<Session>,
        share: f64,
    }
}
