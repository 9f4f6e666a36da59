//! Yokohama, 27 March 2023, 11:34 to 11:43: ten certificates for nine people in nine minutes, with the data of eighteen.
//!
//! As published (`ITmedia`, 30 March 2023; Nikkei xTECH, 8 and 18 April 2023): load delayed the printing; a timeout *released
//! by force the function that kept the print order, and nothing else*; then "the next print image file" was fetched. The
//! vendor: the whole application should have been aborted.
//!
//! Stated: the load, the release, the next file, ten papers. Assumed: finished images lie in a spool and are taken by their
//! place in it, each by the first who waits for one; the image that was late comes in the end and goes to whoever waits
//! then. One slip is enough (`load = 1`): whoever comes after it takes the paper of the next one.
//!
//! What is missing: *a deadline ends the whole job*, and an image of a job that has ended is thrown away. A late guard, which
//! compares the page with the applicant before it is sent, stops all wrong papers, and serves nobody down the line.

use honnin::prelude::*;

#[workflow]
#[twin(yokohama_shift_mended)]
#[twin(yokohama_shift_late_guard, guard = late)]
#[twin(yokohama_shift_file_name, guard = file_name)]
#[twin(yokohama_shift_same_slot, guard = same_slot)]
#[scope(slip, person = 2, session = 3, wire = 3, line = 2, order = 3, spool = 3, load = 1)]
pub mod yokohama_shift {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk, and the one job of this visit.
    #[id]
    pub struct Session;

    /// A rendered certificate, and whom it is about.
    #[document]
    pub struct Image {
        pub subject: Person,
    }

    // ── what travels: every message arrives once, in any order ───────────────────────────────────

    /// A person at a kiosk asks for a certificate.
    #[message(from = Kiosk, to = Server, bag = wire)]
    pub struct Issue {
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
    #[mended]
    #[guard(late)]
    #[message(from = Server, to = Kiosk[session], bag = wire)]
    pub struct Refused {
        session: Session,
    }

    /// Make this page.
    #[message(from = Server, to = Renderer, bag = line)]
    pub struct Render {
        session: Session,
        subject: Person,
    }

    /// Here is the page.
    #[message(from = Renderer, to = Server, bag = line)]
    pub struct Rendered {
        session: Session,
        image: Image,
    }

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

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
        waiting: bool,
    }

    impl Kiosk {
        /// The card lies on the reader, the PIN is right, and a certificate is asked for.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.waiting = true;
            send!(Issue { session: me, applicant: person });
        }

        /// Whatever comes is shown, paid for, printed and taken.
        #[receive]
        fn print(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            emit!(Print { session: me, image });
            self.close(me);
        }

        /// There is no page.
        #[mended]
        #[guard(late)]
        #[receive]
        fn apologise(&mut self, me: Session, _: Refused) {
            self.close(me);
        }

        /// Ends the visit.
        fn close(&mut self, me: Session) {
            self.waiting = false;
            emit!(Over { session: me });
        }
    }

    // ── the municipality's issuing server ────────────────────────────────────────────────────────

    /// Keeps the print order: images are made one after the other, and taken in the order in which they were begun.
    #[role]
    pub struct Server {
        /// Applications that have not been begun.
        order: Queue<Application>,
        /// Whose image is being made.
        turn: Turn,
        /// Applications that have been begun and wait for a file, the first to be begun first.
        #[max(order)]
        begun: Queue<Application>,
        /// Finished images, the first to come first.
        spool: Queue<File>,
        /// The number of the next file to come.
        #[guard(file_name)]
        #[max(2)]
        filed: Count,
        /// The number of the next file to be taken.
        #[guard(file_name)]
        #[max(2)]
        taken: Count,
    }

    /// Who has asked, and in which visit.
    pub struct Application {
        pub session: Session,
        pub applicant: Person,
    }

    /// The right to have one's image made.
    pub enum Turn {
        #[initial]
        Free,
        Taken(Application),
        /// Load holds it up.
        Late(Application),
    }

    /// An image file in the spool.
    pub struct File {
        /// Its name is its number.
        #[guard(file_name)]
        #[max(2)]
        pub name: Count,
        /// For whom it is, as is noted beside it.
        #[guard(same_slot)]
        pub applicant: Person,
        pub image: Image,
    }

    impl Server {
        /// Takes an application on.
        #[receive]
        fn accept(&mut self, Issue { session, applicant }: Issue) {
            self.order.push_back(Application { session, applicant });
        }

        /// Begins with the application that has waited longest.
        #[step]
        fn start(&mut self) {
            require!(self.turn == Turn::Free);
            let Some(next) = self.order.pop_front() else { refuse!() };
            self.turn = Turn::Taken(next);
            self.begun.push_back(next);
            send!(Render { session: next.session, subject: next.applicant });
        }

        /// The image becomes a file at the end of the spool, and the turn goes on.
        #[receive]
        fn file_image(&mut self, Rendered { session, image }: Rendered) {
            #[mended]
            require!(self.is_its_turn(session));
            self.spool.push_back(File {
                #[guard(file_name)]
                name: self.filed,
                #[guard(same_slot)]
                applicant: image.subject,
                image,
            });
            #[guard(file_name)]
            if self.filed == 2 {
                self.filed = 0;
            } else {
                self.filed += 1;
            }
            #[defect]
            if self.is_its_turn(session) {
                self.turn = Turn::Free;
            }
            #[mended]
            self.turn = Turn::Free;
        }

        /// An image that comes too late is thrown away.
        #[mended]
        #[receive]
        fn throw_away(&mut self, Rendered { session, .. }: Rendered) {
            require!(!self.is_its_turn(session));
            ignore!("its job has ended");
        }

        /// Who has waited longest takes *the next image file*. (The weak guards never say no.)
        #[step]
        fn fetch(&mut self) {
            let Some(first) = self.begun.front() else { refuse!() };
            match self.spool.front() {
                #[guard(late)]
                Some(file) if file.image.subject != first.applicant => send!(Refused { session: first.session }),
                // never exercised: a weak guard says no to nobody
                #[guard(file_name)]
                Some(file) if file.name != self.taken => refuse!(),
                // never exercised: a weak guard says no to nobody
                #[guard(same_slot)]
                Some(file) if file.image.subject != file.applicant => refuse!(),
                Some(file) => send!(Certificate { session: first.session, image: file.image }),
                None => refuse!(),
            }
            self.begun.pop_front();
            self.spool.pop_front();
            #[guard(file_name)]
            if self.taken == 2 {
                self.taken = 0;
            } else {
                self.taken += 1;
            }
        }

        /// Load delays the printing.
        #[fault(budget = load)]
        fn load(&mut self) {
            let Turn::Taken(slow) = self.turn else { refuse!() };
            self.turn = Turn::Late(slow);
        }

        /// The deadline releases the print order.
        #[timeout(after = "30s")]
        fn print_deadline(&mut self) {
            #[defect]
            require!(matches!(self.turn, Turn::Late(_)));
            #[mended]
            let Turn::Late(slow) = self.turn else { refuse!() };
            self.turn = Turn::Free;
            #[mended]
            self.begun.remove(slow);
            #[mended]
            send!(Refused { session: slow.session });
        }

        fn is_its_turn(&self, session: Session) -> bool {
            match self.turn {
                Turn::Free => false,
                Turn::Taken(current) | Turn::Late(current) => current.session == session,
            }
        }
    }

    // ── the renderer ─────────────────────────────────────────────────────────────────────────────

    /// Makes pages, each in its own time.
    #[role]
    pub struct Renderer;

    impl Renderer {
        /// The page that was asked for.
        #[receive]
        fn render(&mut self, Render { session, subject }: Render) {
            send!(Rendered { session, image: Image { subject } });
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The rooms around the kiosks. It sees who comes in and what comes out, never what a machine believes.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        wrong_page_sent: bool,
        #[max(3)]
        wrong_papers: Count,
        /// Who has got their own paper.
        served: Set<Person>,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(send Certificate)]
        fn a_page_is_sent(&mut self, session: Session, image: Image) {
            self.wrong_page_sent |= self.standing_there[session] != Some(image.subject);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            if self.standing_there[session] == Some(image.subject) {
                self.served.insert(image.subject);
            } else {
                self.wrong_papers = self.wrong_papers.saturating_add(1);
            }
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
        }
    }

    /// What is printed in a visit is about the person of that visit.
    #[never]
    #[refuted(despite = [file_name, same_slot])]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_papers > 0
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    #[refuted(despite = [file_name, same_slot])]
    fn wrong_page_sent(world: &World) -> bool {
        world.wrong_page_sent
    }

    /// One slip does not go down the line: it never costs three wrong papers.
    #[never]
    #[refuted(despite = [file_name, same_slot])]
    fn down_the_line(world: &World) -> bool {
        world.wrong_papers == 3
    }

    /// Who waits is answered.
    #[leads_to]
    fn who_waits_is_answered(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].waiting => !kiosk[session].waiting)
    }

    /// Nobody at any kiosk, and nothing under way.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        Session::all().all(|s| !kiosk[s].waiting) && server.turn == Turn::Free
    }

    /// Two people get their own papers.
    #[reachable]
    fn both_are_served(world: &World) -> bool {
        Person::all().all(|p| world.served.contains(p))
    }
}
