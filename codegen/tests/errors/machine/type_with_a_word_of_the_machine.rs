use honnin::prelude::*;

#[workflow]
#[scope(quick, types = 2)]
pub mod case {
    #[node]
    pub struct Types;

    #[role]
    pub struct Support {
        last: Option<Types>,
    }

    impl Support {
        #[input]
        fn note(&mut self, last: Types) {
            self.last = Some(last);
        }
    }
}
