#[workflow]
pub mod case {
    pub struct Price {
        in_yen: ￥,
    }
}
