#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }

    impl Image {
        fn is_good(&self) -> bool {
            true
        }
    }
}
