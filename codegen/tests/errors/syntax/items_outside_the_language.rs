#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    const MOST: u32 = 3;
    static ONE: u32 = 1;
    type Visit = Session;
    union Both { one: u32, two: u32 }
    trait Act {}
    impl Act for Session {}
    mod inner {}
    macro_rules! twice { () => {} }
    use std::collections::HashMap;
    extern crate std;
}
