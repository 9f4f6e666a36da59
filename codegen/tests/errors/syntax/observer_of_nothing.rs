#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[ghost]
    pub struct World;

    impl World {
        #[on]
        fn see(&mut self) {}
    }
}
