#[workflow]
#[scope(quick, session = 0)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
