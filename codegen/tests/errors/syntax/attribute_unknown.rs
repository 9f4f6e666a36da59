#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[inline]
    fn nobody() -> bool {
        true
    }
}
