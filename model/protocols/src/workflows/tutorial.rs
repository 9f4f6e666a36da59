//! The smallest protocol worth checking: a cloakroom with one hook. Read it, then change something and check it again.
//!
//! A guest hands in a coat and gets a coat back. *Identity safety* here: nobody walks out in somebody else's.

use honnin::prelude::*;

// `#[workflow]` makes a module a protocol. Each `#[scope]` says how large a world is examined: here, two or four guests
// at once. Ids come back: a guest who has left may come again, for ever.
#[workflow]
#[scope(quick, guest = 2)]
#[scope(ci, guest = 4)]
pub mod tutorial {
    /// An id: opaque, copied and compared, nothing else.
    #[id]
    pub struct Guest;

    /// What comes out into the world is an effect.
    #[effect(at_least_once, key = guest)]
    pub struct HandOut {
        guest: Guest,
        coat_of: Guest,
    }

    /// A role owns its state, and nobody else touches it.
    #[role]
    pub struct Cloakroom {
        /// Whose coat hangs on the hook.
        hook: Option<Guest>,
    }

    impl Cloakroom {
        /// The world decides when an input comes; `require!` says when it is possible.
        #[input]
        fn hand_in(&mut self, guest: Guest) {
            require!(self.hook.is_none());
            self.hook = Some(guest);
        }

        /// Take `guest == owner` away and check again: the coat goes to the wrong guest in two steps.
        #[input]
        fn fetch(&mut self, guest: Guest) {
            let Some(owner) = self.hook else { refuse!() };
            require!(guest == owner);
            self.hook = None;
            emit!(HandOut { guest, coat_of: owner });
        }
    }

    /// A ghost watches the world and decides nothing. Properties about the world are properties of what it saw.
    #[ghost]
    pub struct Door {
        wrong_coat: bool,
    }

    impl Door {
        #[on(HandOut)]
        fn somebody_leaves(&mut self, guest: Guest, coat_of: Guest) {
            self.wrong_coat |= guest != coat_of;
        }
    }

    /// Nobody walks out in somebody else's coat.
    #[never]
    fn wrong_coat(door: &Door) -> bool {
        door.wrong_coat
    }

    /// Not vacuous: a coat does hang there.
    #[reachable]
    fn a_coat_is_kept(cloakroom: &Cloakroom) -> bool {
        cloakroom.hook.is_some()
    }
}
