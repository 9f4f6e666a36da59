#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[cfg(test)]
    pub struct Image {
        of: Session,
    }
}
