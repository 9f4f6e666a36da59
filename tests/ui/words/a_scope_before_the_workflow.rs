use honnin::prelude::*;

#[scope(quick, guest = 2)]
#[workflow]
pub mod cloakroom {
    #[id]
    pub struct Guest;
}

fn main() {}
