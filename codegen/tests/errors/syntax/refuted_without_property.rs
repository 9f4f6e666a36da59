#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[refuted]
    fn nobody() -> bool {
        true
    }
}
