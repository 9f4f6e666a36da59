#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[effect(at_least_once)]
    pub struct Print {
        session: Session,
    }

    #[role]
    pub struct Server;

    impl Server {
        #[input]
        fn ask(&mut self, session: Session) {
            emit!(Print { session });
        }
    }

    #[ghost]
    pub struct World {
        #[max(3)]
        printed: Count,
        open: bool,
    }

    impl World {
        #[on(Print)]
        fn seen(&mut self, session: Session) {
            require!(self.open);
            emit!(Print { session });
            self.printed += 1;
            self.printed = self.printed + 1;
        }
    }

    #[always]
    fn closed(world: &World) -> bool {
        world.open = false;
        true
    }
}
