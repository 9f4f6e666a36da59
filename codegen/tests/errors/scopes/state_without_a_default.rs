#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        of: Session,
    }

    #[role]
    pub struct Server {
        lane: Session,
        page: Map<Session, Image>,
    }
}
