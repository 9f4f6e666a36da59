#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[effect]
    pub struct Print {
        session: Session,
    }
}
