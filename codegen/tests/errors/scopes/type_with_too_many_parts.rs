#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct S0 {
        a: S1,
        b: S1,
    }

    pub struct S1 {
        a: S2,
        b: S2,
    }

    pub struct S2 {
        a: S3,
        b: S3,
    }

    pub struct S3 {
        a: S4,
        b: S4,
    }

    pub struct S4 {
        a: S5,
        b: S5,
    }

    pub struct S5 {
        a: S6,
        b: S6,
    }

    pub struct S6 {
        a: S7,
        b: S7,
    }

    pub struct S7 {
        a: S8,
        b: S8,
    }

    pub struct S8 {
        a: S9,
        b: S9,
    }

    pub struct S9 {
        a: S10,
        b: S10,
    }

    pub struct S10 {
        a: S11,
        b: S11,
    }

    pub struct S11 {
        a: S12,
        b: S12,
    }

    pub struct S12 {
        a: bool,
    }
}
