#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    async fn one() -> bool {
        true
    }

    unsafe fn two() -> bool {
        true
    }

    const fn three() -> bool {
        true
    }

    extern "C" fn four() -> bool {
        true
    }
}
