#[workflow]
#[scope(quick, session = 2, wire = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[message(from = Kiosk[session], to = Server, fifo = wire)]
    pub struct Ask {
        session: Session,
    }

    #[message(from = Server, to = Kiosk[session])]
    pub struct Answer {
        session: Session,
    }

    #[effect(at_least_once)]
    pub struct Show;

    #[role(per = Session)]
    pub struct Kiosk;

    impl Kiosk {
        #[input]
        fn ask(&mut self, me: Session, other: Session) {
            send!(Ask { session: other });
            send!(Answer { session: me });
            send!(Show);
            emit!(Answer { session: me });
        }

        #[receive]
        fn hear(&mut self, _: Answer) {}
    }

    #[role]
    pub struct Server;

    impl Server {
        #[receive]
        fn hear(&mut self, Ask { session }: Ask) {
            send!(Answer { session });
        }
    }
}
