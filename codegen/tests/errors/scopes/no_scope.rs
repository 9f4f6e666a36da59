#[workflow]
#[allow(unused)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }
}
