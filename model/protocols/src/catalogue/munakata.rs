//! Munakata, 28 June 2023: the resident record of the *previous* applicant.
//!
//! As published (Kyodo, 30 June 2023; NHK, 11 July 2023): the paper was that of the applicant before. The defect was
//! from 2019 and had been mended elsewhere; 44 of 123 sites had never received the mended program, and the inspection
//! of all of them had been declared complete 11 days before. (How a site is left behind is a lesson of its own: rollout
//! drift.)
//!
//! Stated: whose the page was; a defect of the program. Assumed: pages go through one output slot, which is used again
//! and again and keeps what was last put into it; the renderer says *ready* when it has handed a page over for writing,
//! and the page is in the slot a moment later. While the slot is empty the server waits for the page, so whoever comes
//! first is served well. No two visits need to overlap: it is found with one at a time.
//!
//! What is missing is one line: *only the page that carries this job's name*. To clear the slot after each fetch would
//! not be enough: a visit that ends early leaves a page that nobody fetches. The late guard stops this as well: it
//! compares the person on the page with the person who applied, before the page is sent. It is no use to compare the
//! file's name, which is the slot's, nor the page with the applicant as the slot itself has him: that is the one before.

use honnin::prelude::*;

#[workflow]
#[twin(munakata_mended)]
#[twin(munakata_late_guard, guard = late)]
#[twin(munakata_file_name, guard = file_name)]
#[twin(munakata_same_slot, guard = same_slot)]
#[scope(quick, person = 2, session = 2, wire = 2, job = 2)]
#[scope(one_at_a_time, person = 2, session = 1, wire = 2, job = 2)]
pub mod munakata {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// One rendering of one certificate.
    #[id]
    pub struct Job;

    /// A resident record, and whom it is about.
    #[document]
    pub struct Image {
        pub subject: Person,
    }

    /// What lies in the slot: a page, and the job that it was made for.
    pub struct File {
        pub job: Job,
        #[guard(file_name)]
        pub name: Name,
        #[guard(same_slot)]
        pub applicant: Person,
        pub image: Image,
    }

    /// What a file is called: after the slot, which says where it lies, and not whose it is.
    #[guard(file_name)]
    pub enum Name {
        Slot,
    }

    // ── what travels: every message arrives once, in any order ───────────────────────────────────

    /// A person at a kiosk asks for a certificate.
    #[message(from = Kiosk, to = Server, bag = wire)]
    pub struct Issue {
        session: Session,
        applicant: Person,
    }

    /// The visit is over: what is under way for it may stop.
    #[message(from = Kiosk, to = Server, bag = wire)]
    pub struct Leave {
        session: Session,
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

    // Between the server and the renderer, messages may also be lost and repeated without limit.

    /// Make this page.
    #[message(from = Server, to = Renderer)]
    pub struct Render {
        job: Job,
        subject: Person,
    }

    /// The page of this job has been handed over for writing.
    #[message(from = Renderer, to = Server)]
    pub struct Ready {
        job: Job,
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
        /// The card lies on the reader, the PIN is right, and a resident record is asked for.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.visit = Visit::Waiting;
            send!(Issue { session: me, applicant: person });
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
            send!(Leave { session: me });
            emit!(Over { session: me });
        }
    }

    // ── the issuing server and its output slot ───────────────────────────────────────────────────

    /// Where the renderer leaves a page for the server.
    #[store]
    pub struct Output {
        slot: Option<File>,
    }

    /// Gives its one lane to one job after the other.
    #[role]
    pub struct Server {
        lane: Option<Work>,
    }

    /// What is being done, and for whom: which nobody looks at again.
    pub struct Work {
        pub job: Job,
        pub session: Session,
        pub applicant: Person,
    }

    impl Server {
        /// Gives the lane to an application, as soon as it is free. (With one visit at a time, it always is.)
        ///
        /// Nobody who waits is passed over for ever.
        #[receive(otherwise = keep)]
        #[strongly_fair]
        fn accept(&mut self, Issue { session, applicant }: Issue) {
            require!(self.lane.is_none());
            let job = fresh!(Job);
            self.lane = Some(Work { job, session, applicant });
            send!(Render { job, subject: applicant });
        }

        /// Sends the page that is in the slot. If there is none yet, it is about to come. (The weak guards never say no.)
        #[receive(otherwise = keep)]
        fn collect(&mut self, Ready { job }: Ready, output: &Output) {
            let Some(work) = self.lane else { refuse!() };
            require!(job == work.job);
            match output.slot {
                #[mended]
                Some(file) if file.job != job => refuse!(),
                #[guard(late)]
                Some(file) if file.image.subject != work.applicant => send!(Refused { session: work.session }),
                // never exercised: a weak guard says no to nobody
                #[guard(file_name)]
                Some(file) if file.name != Name::Slot => refuse!(),
                // never exercised: a weak guard says no to nobody
                #[guard(same_slot)]
                Some(file) if file.image.subject != file.applicant => refuse!(),
                Some(file) => send!(Certificate { session: work.session, image: file.image }),
                None => refuse!(),
            }
            self.lane = None;
        }

        /// The visit is over, and its job with it.
        #[receive]
        fn forget(&mut self, Leave { session }: Leave) {
            if self.lane.is_some_and(|work| work.session == session) {
                self.lane = None;
            }
        }
    }

    // ── the renderer ─────────────────────────────────────────────────────────────────────────────

    /// Makes a page, and has it written.
    #[role]
    pub struct Renderer {
        /// What has been handed over and is not in the slot yet.
        unwritten: Option<File>,
    }

    impl Renderer {
        /// Makes the page that was asked for, hands it over and says so.
        #[receive(otherwise = keep)]
        fn render(&mut self, Render { job, subject }: Render) {
            require!(self.unwritten.is_none());
            self.unwritten = Some(File {
                job,
                #[guard(file_name)]
                name: Name::Slot,
                #[guard(same_slot)]
                applicant: subject,
                image: Image { subject },
            });
            send!(Ready { job });
        }

        /// The page arrives in the slot, in place of the one before.
        #[step]
        fn write(&mut self, output: &mut Output) {
            let Some(file) = self.unwritten else { refuse!() };
            self.unwritten = None;
            output.slot = Some(file);
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
        /// Who was the last to get the right paper.
        served: Option<Person>,
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
            if self.standing_there[session] == Some(image.subject) {
                self.served = Some(image.subject);
            } else {
                self.wrong_page_printed = true;
            }
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
            self.on_screen[session] = None;
        }
    }

    /// What is printed in a visit is about the person of that visit.
    #[never]
    #[refuted(despite = [file_name, same_slot])]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// What is shown in a visit is about the person of that visit.
    #[never]
    #[refuted(despite = [file_name, same_slot])]
    fn wrong_page_shown(world: &World, session: Session) -> bool {
        world.on_screen[session].is_some() && world.on_screen[session] != world.standing_there[session]
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    #[refuted(despite = [file_name, same_slot])]
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
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody) && server.lane.is_none()
    }

    /// After one person has been served, the next one is served too.
    #[reachable]
    fn the_next_one_is_served(world: &World, session: Session) -> bool {
        world.served.is_some() && world.served != world.standing_there[session] && has_the_right_page(world, session)
    }

    fn has_the_right_page(world: &World, session: Session) -> bool {
        world.on_screen[session].is_some() && world.on_screen[session] == world.standing_there[session]
    }
}
