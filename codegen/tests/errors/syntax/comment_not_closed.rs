#[workflow]
pub mod case {}
/* and so on
