#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    fn long(x: bool) -> bool {
        if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else if x { true }
        else { false }
    }
}
