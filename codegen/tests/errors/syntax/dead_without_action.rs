#[workflow]
#[scope(quick)]
pub mod case {
    #[ghost]
    pub struct World {
        seen: bool,
    }

    impl World {
        #[on(Show)]
        #[dead]
        fn seen(&mut self) {
            self.seen = true;
        }
    }

    #[always]
    #[dead]
    fn never_asked() -> bool {
        true
    }
}
