#[workflow]
#[scope(quick, session = 99999999999)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
