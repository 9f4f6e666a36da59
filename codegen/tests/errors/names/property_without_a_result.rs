#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[always]
    fn good() {}

    #[leads_to]
    fn ends() -> bool {
        true
    }

    fn lost(&self) -> bool {
        true
    }
}
