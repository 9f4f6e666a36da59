#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[step]
    pub struct Image {
        #[initial]
        of: Session,
    }
}
