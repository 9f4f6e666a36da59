#[workflow]
#[scope(quick, session = 65)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
