#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[message(Server -> Server)]
    pub struct Call;
}
