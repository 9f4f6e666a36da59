#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role(per = Session)]
    pub struct Kiosk;

    #[role]
    pub struct Server;

    #[always]
    fn one(kiosk: &Kiosk) -> bool {
        true
    }

    #[always]
    fn many(server: &Map<Session, Server>) -> bool {
        true
    }

    #[always]
    fn by_value(urgent: bool) -> bool {
        true
    }

    #[always]
    fn touches(server: &mut Server) -> bool {
        true
    }

    #[always]
    fn unknown(proxy: &Proxy) -> bool {
        true
    }

    #[action_property]
    fn when(server: &Server) -> bool {
        true
    }

    #[always_possible]
    fn possible(session: Session) -> bool {
        true
    }

    #[final_state]
    fn end(session: Session) -> bool {
        true
    }
}
