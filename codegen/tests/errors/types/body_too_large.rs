#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server {
        busy: bool,
    }

    impl Server {
        #[step]
        fn go(&mut self) {
            self.h0();
        }

        fn h0(&mut self) {
            self.h1();
            self.h1();
        }

        fn h1(&mut self) {
            self.h2();
            self.h2();
        }

        fn h2(&mut self) {
            self.h3();
            self.h3();
        }

        fn h3(&mut self) {
            self.h4();
            self.h4();
        }

        fn h4(&mut self) {
            self.h5();
            self.h5();
        }

        fn h5(&mut self) {
            self.h6();
            self.h6();
        }

        fn h6(&mut self) {
            self.h7();
            self.h7();
        }

        fn h7(&mut self) {
            self.h8();
            self.h8();
        }

        fn h8(&mut self) {
            self.h9();
            self.h9();
        }

        fn h9(&mut self) {
            self.h10();
            self.h10();
        }

        fn h10(&mut self) {
            self.h11();
            self.h11();
        }

        fn h11(&mut self) {
            self.h12();
            self.h12();
        }

        fn h12(&mut self) {
            self.h13();
            self.h13();
        }

        fn h13(&mut self) {
            self.h14();
            self.h14();
        }

        fn h14(&mut self) {
            self.h15();
            self.h15();
        }

        fn h15(&mut self) {
            self.h16();
            self.h16();
        }

        fn h16(&mut self) {
            self.h17();
            self.h17();
        }

        fn h17(&mut self) {
            self.h18();
            self.h18();
        }

        fn h18(&mut self) {
            self.h19();
            self.h19();
        }

        fn h19(&mut self) {
            self.h20();
            self.h20();
        }

        fn h20(&mut self) {
            self.busy = true;
        }
    }
}
