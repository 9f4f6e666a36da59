#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        pair: (bool, bool),
        row: [bool; 3],
        view: &'static bool,
        run: fn() -> bool,
        path: std::primitive::bool,
        wide: bool<Session>,
        lost: Option,
    }
}
