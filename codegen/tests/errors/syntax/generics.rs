#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Pair<T> {
        one: T,
    }

    fn first<'a>(session: &'a Session) -> bool
    where
        Session: 'a,
    {
        true
    }
}
