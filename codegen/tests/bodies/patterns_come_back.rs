use honnin::prelude::*;

#[workflow]
#[scope(quick, guest = 2, room = 2)]
pub mod case {
    #[node]
    pub struct Guest;

    #[node]
    pub struct Room;

    pub struct Key {
        pub room: Room,
        pub spare: bool,
    }

    pub enum Stay {
        #[initial]
        Nobody,
        Asked(Guest, bool),
        Given {
            key: Key,
            second: Option<Guest>,
        },
    }

    #[role]
    pub struct Desk {
        stay: Stay,
        guest_in: Map<Room, Option<Guest>>,
    }

    impl Desk {
        /// `let .. else`: what is read later is bound.
        #[input]
        fn welcome(&mut self, room: Room) {
            let Stay::Asked(guest, loud) = self.stay else { refuse!() };
            require!(self.guest_in[room].is_none());
            self.guest_in[room] = Some(guest);
            self.stay = Stay::Given { key: Key { room, spare: !loud }, second: None };
        }

        /// `match` with guards, a nested pattern, and what is left by name.
        #[step]
        fn tidy(&mut self) {
            match self.stay {
                Stay::Given { key: Key { room, .. }, second: Some(guest) } if self.guest_in[room] == Some(guest) => {
                    self.guest_in[room] = None;
                    self.stay = Stay::Nobody;
                }
                Stay::Given { key: Key { room, spare: true }, .. } => self.guest_in[room] = None,
                Stay::Given { .. } => ignore!(),
                Stay::Asked(..) | Stay::Nobody => refuse!(),
            }
        }

        /// A chain of conditions that binds.
        #[input]
        fn move_in(&mut self, room: Room) {
            if let Stay::Given { key: Key { room: given, spare }, .. } = self.stay
                && given == room
                && let Some(guest) = self.guest_in[room]
            {
                self.stay = Stay::Given { key: Key { room, spare: !spare }, second: Some(guest) };
            }
        }

        /// Alternatives without bindings, and a value chosen by a pattern.
        #[input]
        fn leave(&mut self, guest: Guest) {
            require!(matches!(self.stay, Stay::Asked(..) | Stay::Given { second: Some(_), .. }));
            let other = if let Stay::Asked(first, _) = self.stay { first } else { guest };
            self.stay = Stay::Asked(other, true);
        }
    }
}
