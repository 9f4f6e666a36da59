#[workflow]
#[scope(quick, session = 2, jop = 1, purpose = fun)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
