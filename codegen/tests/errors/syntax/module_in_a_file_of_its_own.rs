#[workflow]
pub mod case;
