//! Where it matters which id comes first: a quantifier or a loop that ends early.

use honnin::prelude::*;

#[workflow]
#[scope(quick, bucket = 2)]
pub mod settled {
    #[node]
    pub struct Bucket;

    #[role]
    pub struct Yard {
        #[max(3)]
        level: Map<Bucket, Count>,
        #[max(3)]
        low: Count,
    }

    impl Yard {
        #[input]
        fn pour(&mut self, bucket: Bucket) {
            require!(self.level[bucket] < 3);
            self.level[bucket] += 1;
        }

        #[input]
        fn sink(&mut self) {
            require!(self.low < 3);
            self.low += 1;
        }

        /// With levels 3 and 1 and low at 2 the first bucket settles it; with 1 and 3 there is no difference to compare.
        #[step]
        fn look(&mut self) {
            require!(Bucket::all().any(|bucket| self.level[bucket] > 0 && self.level[bucket] - self.low == 1));
            self.low = 0;
        }
    }
}

#[workflow]
#[scope(quick, bucket = 2)]
pub mod refused {
    #[node]
    pub struct Bucket;

    #[role]
    pub struct Yard {
        #[max(3)]
        level: Map<Bucket, Count>,
        #[max(3)]
        low: Count,
    }

    impl Yard {
        #[input]
        fn pour(&mut self, bucket: Bucket) {
            require!(self.level[bucket] < 3);
            self.level[bucket] += 1;
        }

        #[input]
        fn sink(&mut self) {
            require!(self.low < 3);
            self.low += 1;
        }

        /// With levels 3 and 1 and low at 2 the first turn refuses; with 1 and 3 it finds no difference.
        #[step]
        fn look(&mut self) {
            for bucket in Bucket::all() {
                if self.level[bucket] > 0 {
                    require!(self.level[bucket] - self.low == 0);
                }
            }
            self.low = 0;
        }
    }
}
