#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub(crate) struct Image {
        pub(super) of: Session,
    }
}
