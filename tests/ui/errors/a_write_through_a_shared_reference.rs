use honnin::prelude::*;

#[workflow]
#[scope(quick, guest = 2)]
pub mod cloakroom {
    #[id]
    pub struct Guest;

    #[effect(at_least_once)]
    pub struct HandOut {
        guest: Guest,
    }

    #[role]
    pub struct Hook {
        coat_of: Option<Guest>,
    }

    impl Hook {
        fn forget(&self) {
            self.coat_of = None;
        }

        #[input]
        fn hand_in(&mut self, guest: Guest) {
            require!(self.coat_of.is_none());
            self.coat_of = Some(guest);
        }

        #[input]
        fn fetch(&mut self, guest: Guest) {
            require!(self.coat_of == Some(guest));
            self.forget();
            emit!(HandOut { guest });
        }
    }
}

fn main() {}
