#[workflow]
#[scope(quick)]
pub mod case {
    #![step]
}
