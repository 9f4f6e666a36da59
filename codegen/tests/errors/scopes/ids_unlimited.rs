#[workflow]
#[scope(quick, session = unlimited)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
