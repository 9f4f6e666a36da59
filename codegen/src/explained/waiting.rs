#[workflow]
#[scope(quick)]
pub mod waiting {
    pub enum Place {
        #[initial]
        Waiting,
        // never exercised: nobody leaves
        /// Gone.
        Gone,
    }

    #[role]
    pub struct Room {
        place: Place,
        called: bool,
    }

    impl Room {
        #[input]
        fn call(&mut self) {
            // never exercised: nobody calls twice
            require!(
                !self.called
                    // defence in depth: a second look
                    && self.place == Place::Waiting
            );
            if self.place == Place::Waiting {
                // defence in depth: of what is inside
                self.called = true;
            }
            // never exercised: so that there is one
            if self.place == Place::Gone {
                self.called = false;
            }
        }
    }
}
