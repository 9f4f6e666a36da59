//! Adachi, 22 March and 18 April 2023: two certificates of other people; four people were concerned.
//!
//! As published (Fujitsu Japan, 1 May 2023; the city of Adachi): the system of the resident records was passing on a
//! change (随時連携) at the moment when something else happened, and in one configuration only. The certificate center had
//! reported an error on 17 January, on 22 March and on 18 April; each was closed because *the second try printed
//! normally*.
//!
//! Stated: the change, that something coincided with it, the errors and the good second tries. Assumed: what coincided
//! were two applications, and the configuration is one in which changes come by day. Pages are made up in a work area,
//! which one application uses at a time, and which a change takes as well; an application that finds it taken by a
//! change waits for the *change* to be over, and then goes on, whoever else is in the area. So one takes the other's
//! page out of it, and the other finds nothing there: that was the error, and the wrong paper was already on its way.
//!
//! What is missing is *a place for each application*. The configuration is the scope: where changes come by night,
//! nothing is wrong, and no test there will ever show it. The late guard stops this as well: it compares the person on
//! the page with the person who applied, before the page is sent. It is no use to compare the file's name, which is the
//! work area's, nor the page with the applicant as the work area itself has him: that is the other one.

use honnin::prelude::*;

#[workflow]
#[twin(adachi_mended)]
#[twin(adachi_late_guard, guard = late)]
#[twin(adachi_file_name, guard = file_name)]
#[twin(adachi_same_slot, guard = same_slot)]
#[scope(by_day, person = 2, session = 2, wire = 2, change = unlimited)]
#[scope(by_night, person = 2, session = 2, wire = 2, change = 0)]
pub mod adachi {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// A certificate, and whom it is about.
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
    #[message(from = Server, to = Kiosk[session], bag = wire)]
    pub struct Refused {
        session: Session,
        because: Reason,
    }

    /// Why there is no page.
    pub enum Reason {
        Deadline,
        // never exercised: where each has a place of its own, something always is there
        NothingThere,
        #[guard(late)]
        WrongPage,
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
        /// The card lies on the reader, the PIN is right, and a certificate is asked for.
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
            emit!(Over { session: me });
        }
    }

    // ── the work area, and the system of the resident records ────────────────────────────────────

    /// Where pages are made up.
    #[store]
    pub struct WorkArea {
        holder: Holder,
        #[defect]
        page: Option<Page>,
        #[mended]
        pages: Map<Session, Option<Page>>,
    }

    /// A page, as it lies in the work area.
    pub struct Page {
        #[guard(file_name)]
        pub name: Name,
        #[guard(same_slot)]
        pub applicant: Person,
        pub image: Image,
    }

    /// What the file of a page is called: after the work area, which says where it lies, and not whose it is.
    #[guard(file_name)]
    pub enum Name {
        Page,
    }

    /// Who has the work area.
    pub enum Holder {
        #[initial]
        Nobody,
        Change,
        Application(Session),
    }

    /// Passes on who has moved, married or died.
    #[role]
    pub struct Records;

    impl Records {
        /// A change comes, and takes the work area. (A fault in name only: so the scope can say whether it happens.)
        #[fault(budget = change)]
        fn begin_change(&mut self, area: &mut WorkArea) {
            require!(area.holder == Holder::Nobody);
            area.holder = Holder::Change;
        }

        /// The change has been passed on.
        #[step]
        #[dead(at = by_night)]
        fn end_change(&mut self, area: &mut WorkArea) {
            require!(area.holder == Holder::Change);
            area.holder = Holder::Nobody;
        }
    }

    // ── the issuing server ───────────────────────────────────────────────────────────────────────

    /// Makes up one page after the other.
    #[role]
    pub struct Server {
        visits: Map<Session, Progress>,
    }

    /// How far an application is.
    pub enum Progress {
        #[initial]
        Unknown,
        Queued(Person),
        Held(Person),
        Working(Person),
        Ready(Person),
    }

    impl Server {
        /// Accepts an application.
        #[receive]
        fn accept(&mut self, Issue { session, applicant }: Issue) {
            self.visits[session] = Progress::Queued(applicant);
        }

        /// Takes the work area if nobody has it.
        #[step]
        fn start(&mut self, session: Session, area: &mut WorkArea) {
            let Progress::Queued(applicant) = self.visits[session] else { refuse!() };
            require!(area.holder == Holder::Nobody);
            self.enter(session, applicant, area);
        }

        /// Waits for a change to be over.
        #[step]
        #[dead(at = by_night)]
        fn hold(&mut self, session: Session, area: &WorkArea) {
            let Progress::Queued(applicant) = self.visits[session] else { refuse!() };
            require!(area.holder == Holder::Change);
            self.visits[session] = Progress::Held(applicant);
        }

        /// The change is over, and the application goes on.
        #[step]
        #[dead(at = by_night)]
        fn go_on(&mut self, session: Session, area: &mut WorkArea) {
            let Progress::Held(applicant) = self.visits[session] else { refuse!() };
            require!(area.holder != Holder::Change);
            self.enter(session, applicant, area);
        }

        /// Makes up the page in the work area.
        #[step]
        fn make_up(&mut self, session: Session, area: &mut WorkArea) {
            let Progress::Working(applicant) = self.visits[session] else { refuse!() };
            self.visits[session] = Progress::Ready(applicant);
            let page = Page {
                #[guard(file_name)]
                name: Name::Page,
                #[guard(same_slot)]
                applicant,
                image: Image { subject: applicant },
            };
            #[defect]
            area.page = Some(page);
            #[mended]
            area.pages[session] = Some(page);
        }

        /// Takes the page out of the work area and sends it. If there is none, that is an error, and the applicant is
        /// asked to try again. (In the twin, and by night, there always is one. The weak guards never say no.)
        #[step]
        fn collect(&mut self, session: Session, area: &mut WorkArea) {
            require!(matches!(self.visits[session], Progress::Ready(_)));
            #[defect]
            let page = area.page;
            #[mended]
            let page = area.pages[session];
            match page {
                #[guard(late)]
                Some(page) if self.visits[session] != Progress::Ready(page.image.subject) => {
                    send!(Refused { session, because: Reason::WrongPage })
                }
                // never exercised: a weak guard says no to nobody
                #[guard(file_name)]
                Some(page) if page.name != Name::Page => refuse!(),
                // never exercised: a weak guard says no to nobody
                #[guard(same_slot)]
                Some(page) if page.image.subject != page.applicant => refuse!(),
                // never exercised: where each has a place of its own, its page is there
                Some(page) => send!(Certificate { session, image: page.image }),
                None => send!(Refused { session, because: Reason::NothingThere }),
            }
            self.leave(session, area);
        }

        /// It has waited too long.
        #[timeout(after = "30s")]
        fn print_deadline(&mut self, session: Session) {
            require!(matches!(self.visits[session], Progress::Queued(_) | Progress::Held(_)));
            self.visits[session] = Progress::Unknown;
            send!(Refused { session, because: Reason::Deadline });
        }

        /// Has the work area, or believes so.
        fn enter(&mut self, session: Session, applicant: Person, area: &mut WorkArea) {
            area.holder = Holder::Application(session);
            self.visits[session] = Progress::Working(applicant);
        }

        /// Is done, and leaves the work area empty. (By night, it always is its own.)
        fn leave(&mut self, session: Session, area: &mut WorkArea) {
            self.visits[session] = Progress::Unknown;
            #[defect]
            area.page = None;
            #[mended]
            area.pages[session] = None;
            if area.holder == Holder::Application(session) {
                area.holder = Holder::Nobody;
            }
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
        /// Who was told that nothing was there.
        in_error: Set<Person>,
        closed_too_soon: bool,
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

        #[on(send Refused)]
        fn an_error_is_reported(&mut self, session: Session, because: Reason) {
            if let Some(person) = self.standing_there[session]
                && because == Reason::NothingThere
            {
                self.in_error.insert(person);
            }
        }

        #[on(Show)]
        fn a_page_is_shown(&mut self, session: Session, image: Image) {
            self.on_screen[session] = Some(image.subject);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            if self.standing_there[session] == Some(image.subject) {
                self.closed_too_soon |= self.wrong_page_printed && self.in_error.contains(image.subject);
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
    #[refuted(at = by_day, despite = [file_name, same_slot])]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// What is shown in a visit is about the person of that visit.
    #[never]
    #[refuted(at = by_day, despite = [file_name, same_slot])]
    fn wrong_page_shown(world: &World, session: Session) -> bool {
        world.on_screen[session].is_some() && world.on_screen[session] != world.standing_there[session]
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    #[refuted(at = by_day, despite = [file_name, same_slot])]
    fn wrong_page_sent(world: &World) -> bool {
        world.wrong_page_sent
    }

    /// No case is closed because the second try prints normally, while a wrong paper is out.
    #[never]
    #[refuted(at = by_day, despite = [file_name, same_slot])]
    fn closed_too_soon(world: &World) -> bool {
        world.closed_too_soon
    }

    /// Who waits is answered.
    #[leads_to]
    fn who_waits_is_answered(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit == Visit::Waiting => kiosk[session].visit != Visit::Waiting)
    }

    /// Nobody at any kiosk, nothing under way, and nobody in the work area.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server, area: &WorkArea) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody && server.visits[s] == Progress::Unknown)
            && area.holder == Holder::Nobody
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
