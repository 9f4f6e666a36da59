#[workflow]
#[scope(quick)]
pub mod case {
    #[role]
    pub struct Lamp {
        lit: bool,
    }

    impl Lamp {
        #[step]
        #[dead(at = full)]
        fn light(&mut self) {
            self.lit = true;
        }
    }
}
