#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub enum Stage {
        One = 1,
        Two = 2,
    }
}
