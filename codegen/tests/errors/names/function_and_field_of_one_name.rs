#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
    }

    impl Server {
        fn busy(&self) -> bool {
            true
        }
    }
}
