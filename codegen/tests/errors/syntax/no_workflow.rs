pub mod case {
    pub struct Session;
}
