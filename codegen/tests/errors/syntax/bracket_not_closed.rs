#[workflow]
pub mod case {
    #[id]
    pub struct Session;
