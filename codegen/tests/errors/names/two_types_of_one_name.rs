#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }

    pub enum Image {
        None,
    }
}
