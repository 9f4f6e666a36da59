#[workflow]
#[scope(quick, session = 2, job_a = 1)]
pub mod case {
    #[id]
    pub struct Session;

    #[id]
    pub struct JobA;

    #[id]
    pub struct Job_A;
}
