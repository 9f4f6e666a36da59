use honnin::prelude::*;

#[workflow]
#[scope(quick, most = 2)]
pub mod case {
    #[effect(at_least_once)]
    pub struct Shown {
        #[max(3)]
        reading: Count,
    }

    #[role]
    pub struct Counter {
        #[max(3)]
        low: Count,
        #[max(most)]
        high: Count,
        #[max(most)]
        kept: Option<Count>,
    }

    impl Counter {
        #[step]
        fn up(&mut self) {
            require!(self.high < 2);
            self.low += 1;
        }

        #[step]
        fn leap(&mut self) {
            require!(!(self.low < 2 || self.high == 1));
            self.high = self.low;
            self.kept = Some(self.high);
        }

        #[step]
        fn show(&mut self) {
            require!(self.low > 0);
            emit!(Shown { reading: self.low });
            emit!(Shown { reading: self.low + self.high });
            self.low -= 1;
        }
    }
}
