//! Takamatsu, 4 April 2024: the resident record of somebody who stood in another store at nearly the same moment.
//!
//! As published (`ITmedia`, 16 April 2024; Asahi, Mainichi): the program for a site with *one* server ran on a site with
//! *several*. The site had joined after the inspection of all sites, and fell outside it.
//!
//! Stated: the number of servers, the two applications at nearly the same time, one wrong paper. Assumed: a server does
//! one job at a time, and gives each image file the next number; both the lane and the numbers are in the server's
//! memory, while the spool, where the files are, belongs to the site.
//!
//! With one server nothing is wrong, and no test on one will ever show it: *the number of nodes is the scope*. What is
//! missing with two is *the node in the file's name*; each lane may stay with its server.
//!
//! The late guard compares the person on the page with the person who applied, before the page is sent, and stops this
//! as well. It is no use to compare the file's number, which is right, nor the page with the applicant as the file
//! itself has him: that is the other one.

use honnin::prelude::*;

#[workflow]
#[twin(takamatsu_mended)]
#[twin(takamatsu_late_guard, guard = late)]
#[twin(takamatsu_file_name, guard = file_name)]
#[twin(takamatsu_same_slot, guard = same_slot)]
#[scope(two, person = 2, session = 2, number = 2, wire = 2, node = 2)]
#[scope(one, person = 2, session = 2, number = 2, wire = 2, node = 1)]
pub mod takamatsu {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// One server of the site.
    #[node]
    pub struct Node;

    /// The number of an image file.
    #[node]
    pub struct Number;

    /// A resident record, and whom it is about.
    #[document]
    pub struct Image {
        pub subject: Person,
    }

    // ── what travels: every message arrives once, in any order ───────────────────────────────────

    /// A person at a kiosk asks for a certificate.
    #[message(from = Kiosk, to = Server[node], bag = wire)]
    pub struct Issue {
        node: Node,
        session: Session,
        applicant: Person,
    }

    /// The page that was asked for.
    #[message(from = Server, to = Kiosk[session], bag = wire)]
    pub struct Certificate {
        session: Session,
        image: Image,
    }

    /// There will be no page in this visit.
    #[guard(late)]
    #[message(from = Server, to = Kiosk[session], bag = wire)]
    pub struct Refused {
        session: Session,
    }

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

    /// A page appears on the screen.
    #[effect(at_most_once)]
    pub struct Show {
        session: Session,
        image: Image,
    }

    /// Paper comes out.
    #[effect(at_most_once)]
    pub struct Print {
        session: Session,
        image: Image,
    }

    /// The screen is cleared and the card returned.
    #[effect(at_least_once, key = session)]
    pub struct Over {
        session: Session,
    }

    // ── the kiosk ────────────────────────────────────────────────────────────────────────────────

    /// The copier in the store.
    #[role(per = Session)]
    pub struct Kiosk {
        visit: Visit,
    }

    /// How far a visit is.
    pub enum Visit {
        #[initial]
        Nobody,
        Waiting,
        Shown(Image),
    }

    impl Kiosk {
        /// The card lies on the reader, the PIN is right, and a resident record is asked for: of the server
        /// that the load balancer chooses.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person, node: Node) {
            self.visit = Visit::Waiting;
            send!(Issue { node, session: me, applicant: person });
        }

        /// Whatever comes is shown.
        #[receive(otherwise = drop)]
        fn show(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            require!(self.visit == Visit::Waiting);
            self.visit = Visit::Shown(image);
            emit!(Show { session: me, image });
        }

        /// There is no page.
        #[guard(late)]
        #[receive(otherwise = drop)]
        #[dead(at = one)]
        fn apologise(&mut self, me: Session, _: Refused) {
            require!(self.visit == Visit::Waiting);
            self.close(me);
        }

        /// The coins are in, the paper comes out, and the person takes it and goes.
        #[input]
        fn pay(&mut self, me: Session) {
            let Visit::Shown(image) = self.visit else { refuse!() };
            emit!(Print { session: me, image });
            self.close(me);
        }

        /// Nobody waits or looks for ever. Not fair: the server's promise must not be kept by it.
        #[timeout(after = "90s")]
        #[unfair]
        fn give_up(&mut self, me: Session) {
            require!(self.visit != Visit::Nobody);
            self.close(me);
        }

        /// Ends the visit. The screen keeps no page.
        fn close(&mut self, me: Session) {
            self.visit = Visit::Nobody;
            emit!(Over { session: me });
        }
    }

    // ── the issuing servers and their spool ──────────────────────────────────────────────────────

    /// The folder of image files. A file lies there until its number comes round again.
    #[store]
    pub struct Spool {
        #[defect]
        files: Map<Number, Option<File>>,
        #[mended]
        files: Map<Node, Map<Number, Option<File>>>,
    }

    /// An image file.
    pub struct File {
        #[guard(file_name)]
        pub number: Number,
        #[guard(same_slot)]
        pub applicant: Person,
        pub image: Image,
    }

    /// Does one job at a time: it makes the image, puts it into the spool, and fetches it from there.
    #[role(per = Node)]
    pub struct Server {
        lane: Lane,
        /// The numbers that have been given in this round.
        given: Set<Number>,
    }

    /// What is done with the job in the lane.
    pub enum Lane {
        #[initial]
        Free,
        Rendering(Work),
        Spooled(Work),
    }

    /// For whom a job is, and the number of its file.
    pub struct Work {
        pub session: Session,
        pub applicant: Person,
        pub number: Number,
    }

    impl Server {
        /// Gives the lane and the next number to an application. (The order of the numbers does not matter, but that
        /// each comes once in a round.)
        ///
        /// Nobody who waits is passed over for ever.
        #[receive(otherwise = keep)]
        #[strongly_fair]
        fn accept(&mut self, me: Node, Issue { session, applicant, .. }: Issue, number: Number) {
            require!(self.lane == Lane::Free && !self.given.contains(number));
            self.given.insert(number);
            if Number::all().all(|n| self.given.contains(n)) {
                self.given.clear();
            }
            self.lane = Lane::Rendering(Work { session, applicant, number });
        }

        /// The image becomes a file.
        #[step]
        fn file_image(&mut self, me: Node, spool: &mut Spool) {
            let Lane::Rendering(work) = self.lane else { refuse!() };
            self.lane = Lane::Spooled(work);
            let file = File {
                #[guard(file_name)]
                number: work.number,
                #[guard(same_slot)]
                applicant: work.applicant,
                image: Image { subject: work.applicant },
            };
            #[defect]
            spool.files[work.number] = Some(file);
            #[mended]
            spool.files[me][work.number] = Some(file);
        }

        /// The file of that number is sent, and the next job may come. (There always is one: this server has put it
        /// there. Whether it is still the same one, the name does not say: the weak guards never say no.)
        #[step]
        fn collect(&mut self, me: Node, spool: &Spool) {
            let Lane::Spooled(work) = self.lane else { refuse!() };
            #[defect]
            let found = spool.files[work.number];
            #[mended]
            let found = spool.files[me][work.number];
            match found {
                #[guard(late)]
                Some(file) if file.image.subject != work.applicant => send!(Refused { session: work.session }),
                // never exercised: a weak guard says no to nobody
                #[guard(file_name)]
                Some(file) if file.number != work.number => refuse!(),
                // never exercised: a weak guard says no to nobody
                #[guard(same_slot)]
                Some(file) if file.image.subject != file.applicant => refuse!(),
                // never exercised: there always is one, since this server has put it there
                Some(file) => send!(Certificate { session: work.session, image: file.image }),
                None => refuse!(),
            }
            self.lane = Lane::Free;
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The rooms around the kiosks. It sees who comes in and what comes out, never what a machine believes.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        /// Whom the page on the screen is about.
        on_screen: Map<Session, Option<Person>>,
        wrong_page_sent: bool,
        wrong_page_printed: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(send Certificate)]
        fn a_page_is_sent(&mut self, session: Session, image: Image) {
            self.wrong_page_sent |= self.standing_there[session].is_some_and(|person| person != image.subject);
        }

        #[on(Show)]
        fn a_page_is_shown(&mut self, session: Session, image: Image) {
            self.on_screen[session] = Some(image.subject);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            self.wrong_page_printed |= self.standing_there[session] != Some(image.subject);
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
            self.on_screen[session] = None;
        }
    }

    /// What is printed in a visit is about the person of that visit.
    #[never]
    #[refuted(at = two, despite = [file_name, same_slot])]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// What is shown in a visit is about the person of that visit.
    #[never]
    #[refuted(at = two, despite = [file_name, same_slot])]
    fn wrong_page_shown(world: &World, session: Session) -> bool {
        world.on_screen[session].is_some() && world.on_screen[session] != world.standing_there[session]
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    #[refuted(at = two, despite = [file_name, same_slot])]
    fn wrong_page_sent(world: &World) -> bool {
        world.wrong_page_sent
    }

    /// Who waits is answered.
    #[leads_to]
    fn who_waits_is_answered(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit == Visit::Waiting => kiosk[session].visit != Visit::Waiting)
    }

    /// Nobody at any kiosk, and nothing under way.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Map<Node, Server>) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody) && Node::all().all(|n| server[n].lane == Lane::Free)
    }

    /// Two people have their own pages before them at once.
    #[reachable]
    fn both_are_served(world: &World, one: Session, other: Session) -> bool {
        world.standing_there[one] != world.standing_there[other]
            && has_the_right_page(world, one)
            && has_the_right_page(world, other)
    }

    fn has_the_right_page(world: &World, session: Session) -> bool {
        world.on_screen[session].is_some() && world.on_screen[session] == world.standing_there[session]
    }
}
