#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[never]
    #[refuted(at = full)]
    fn bad() -> bool {
        false
    }

    #[final_state(remaining = [Call])]
    fn end() -> bool {
        true
    }
}
