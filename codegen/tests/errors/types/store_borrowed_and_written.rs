#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[store]
    pub struct Spool {
        jammed: bool,
    }

    impl Spool {
        fn jam(&mut self) {
            self.jammed = true;
        }
    }

    #[role]
    pub struct Server;

    impl Server {
        #[step]
        fn look(&mut self, spool: &Spool) {
            spool.jammed = true;
            spool.jam();
        }

        #[step]
        fn work(&mut self, spool: &mut Spool) {
            spool.jam();
        }
    }
}
