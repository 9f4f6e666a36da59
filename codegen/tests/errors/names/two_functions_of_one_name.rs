#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    fn one() -> bool {
        true
    }

    fn one() -> bool {
        false
    }
}
