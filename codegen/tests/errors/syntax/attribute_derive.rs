#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[derive(Clone, Copy)]
    pub struct Image {
        of: Session,
    }
}
