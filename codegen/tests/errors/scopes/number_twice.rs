#[workflow]
#[scope(quick, session = 2, session = 3)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
