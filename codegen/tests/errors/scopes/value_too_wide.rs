#[workflow]
#[scope(quick, session = 40)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Sets {
        one: Set<Session>,
        two: Set<Session>,
    }
}
