#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        #[max(1 + 2)]
        tries: Count,
        #[max(3u8)]
        stops: Count,
        #[max]
        rests: Count,
    }
}
