#[workflow]
pub mod case {
    pub struct Session);
}
