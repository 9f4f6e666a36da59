//! A protocol, and nothing else.
#![deny(warnings)]

use honnin::prelude::*;

/// A lamp that is lit one step at a time.
#[workflow]
#[scope(quick, most = 2)]
#[scope(full, most = 4)]
pub mod lamp {
    /// It shines.
    #[role]
    pub struct Lamp {
        #[max(most)]
        pub level: Count,
        pub broken: bool,
    }

    impl Lamp {
        /// Somebody turns it up.
        #[input]
        fn turn_up(&mut self) {
            require!(self.level < 2 && !self.broken);
            self.level += 1;
        }

        /// Somebody turns it off.
        #[input]
        fn turn_off(&mut self) {
            require!(self.level != 0);
            self.level = 0;
        }

        /// Nobody has to be there.
        #[fault]
        fn burn_out(&mut self) {
            require!(!self.broken);
            self.broken = true;
            self.level = 0;
        }
    }

    /// What is broken does not shine.
    #[always]
    fn dark_when_broken(lamp: &Lamp) -> bool {
        !lamp.broken || lamp.level == 0
    }
}
