#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[effect(at_least_once, key = visit)]
    pub struct Print {
        session: Session,
    }
}
