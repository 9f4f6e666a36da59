use honnin::prelude::*;

pub struct Hook;

impl Hook {
    #[timeout(after = "30s")]
    fn close(&mut self) {}
}

fn main() {}
