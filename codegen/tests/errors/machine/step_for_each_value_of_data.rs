use honnin::prelude::*;

#[workflow]
#[scope(quick, lamp = 2)]
pub mod case {
    #[node]
    pub struct Lamp;

    pub enum Colour {
        #[initial]
        Red,
        Mixed {
            warm: bool,
        },
    }

    #[role]
    pub struct Board {
        colour: Map<Lamp, Colour>,
    }

    impl Board {
        #[step]
        fn paint(&mut self, lamp: Lamp, colour: Colour) {
            require!(self.colour[lamp] != colour);
            self.colour[lamp] = colour;
        }
    }
}
