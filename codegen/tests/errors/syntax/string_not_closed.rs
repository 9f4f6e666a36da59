#[workflow]
pub mod case {
    #[timeout(after = "30s)]
}
