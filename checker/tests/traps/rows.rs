//! Two desks, each with a row of visitors to serve: several ways to each state, and nothing wrong for a long while.

use honnin::prelude::*;

#[workflow]
#[scope(quick, desk = 2)]
pub mod rows {
    /// A desk.
    #[node]
    pub struct Desk;

    #[role(per = Desk)]
    pub struct Clerk {
        #[max(60)]
        served: Count,
        gone: bool,
    }

    impl Clerk {
        /// Serves the next visitor.
        #[step]
        fn serve(&mut self) {
            require!(!self.gone);
            require!(self.served < 60);
            self.served += 1;
        }

        /// Starts again with the first one.
        #[step]
        fn start_again(&mut self) {
            require!(!self.gone);
            require!(self.served == 3);
            self.served = 1;
        }

        /// Goes home.
        #[input]
        fn go_home(&mut self) {
            require!(self.served >= 58);
            self.gone = true;
        }
    }

    /// Nobody serves a fifty-eighth visitor.
    #[never]
    #[refuted]
    fn too_many_visitors(clerk: &Map<Desk, Clerk>, desk: Desk) -> bool {
        clerk[desk].served >= 58
    }

    /// Somebody serves.
    #[reachable]
    fn somebody_serves(clerk: &Map<Desk, Clerk>, desk: Desk) -> bool {
        clerk[desk].served >= 1
    }

    /// All have gone home.
    #[reachable]
    fn all_have_gone(clerk: &Map<Desk, Clerk>) -> bool {
        Desk::all().all(|desk| clerk[desk].gone)
    }

    /// It can always come to that.
    #[always_possible]
    fn all_may_go(clerk: &Map<Desk, Clerk>) -> bool {
        Desk::all().all(|desk| clerk[desk].gone)
    }

    /// Nobody stays away for good.
    #[always_possible]
    #[refuted]
    fn all_may_be_there(clerk: &Map<Desk, Clerk>) -> bool {
        Desk::all().all(|desk| !clerk[desk].gone)
    }

    /// Sooner or later all have gone.
    #[leads_to]
    #[refuted]
    fn all_go(clerk: &Map<Desk, Clerk>) -> LeadsTo {
        leads_to!(Desk::all().any(|desk| !clerk[desk].gone) => Desk::all().all(|desk| clerk[desk].gone))
    }
}
