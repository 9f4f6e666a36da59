#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[effect(at_most_once, key = session)]
    pub struct Print {
        session: Session,
    }
}
