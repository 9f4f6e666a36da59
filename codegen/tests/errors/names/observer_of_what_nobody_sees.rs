#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    #[role]
    pub struct Server;

    #[role]
    pub struct Proxy;

    #[message(from = Server, to = Proxy)]
    pub struct Call {
        session: Session,
    }

    #[ghost]
    pub struct World;

    impl Server {
        #[step]
        fn go(&mut self) {}

        #[input]
        fn come(&mut self, session: Session) {}

        #[fault]
        fn fall(&mut self) {}
    }

    impl Proxy {
        #[fault]
        fn fall(&mut self) {}
    }

    impl World {
        #[on(go)]
        fn sees_a_step(&mut self) {}

        #[on(Call)]
        fn sees_a_message(&mut self) {}

        #[on(send Cry)]
        fn hears(&mut self) {}

        #[on(nothing)]
        fn sees_nothing(&mut self) {}

        #[on(fall)]
        fn sees_two(&mut self) {}

        #[on(come)]
        fn sees_another_name(&mut self, visit: Session) {}

        #[on(come)]
        fn sees_another_type(&mut self, session: bool) {}

        #[on(come)]
        fn takes_apart(&mut self, (a, b): Session) {}

        #[on(come)]
        fn answers() -> bool {
            true
        }
    }
}
