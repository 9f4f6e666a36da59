//! Kawasaki, 2 May 2023, 07:31: a family register certificate of somebody who stood in another store.
//!
//! As published (Fujitsu Japan, 9 May 2023): two people applied in two stores, less than a second apart. The program
//! that links the issuing service with the register system *overwrote the earlier request with the later one*. One
//! paper was wrong, and one right.
//!
//! Stated: the overwriting, the link program, the second, one wrong paper. Assumed: requests and replies are exchanged
//! in records that are filed under the time of day in whole seconds; a record is opened whether or not there is one of
//! that name; nothing compares the reply with the request.
//!
//! What is missing is one line: *create the record or wait; never open somebody else's*. A finer clock is no guard: the
//! scope `fine` holds because in it no two applications come while the clock shows the same, and that is a wish about
//! the world.
//!
//! The late guard compares the person on the page with the person who applied, before the page is sent, and stops this
//! as well. It is no use to compare the file's name, which is right, nor the page with the applicant as the record
//! itself has him: that is the later one.

use honnin::prelude::*;

#[workflow]
#[twin(kawasaki_mended)]
#[twin(kawasaki_late_guard, guard = late)]
#[twin(kawasaki_file_name, guard = file_name)]
#[twin(kawasaki_same_slot, guard = same_slot)]
#[scope(coarse, person = 2, session = 2, wire = 2, time = 2, moment = 2)]
#[scope(fine, person = 2, session = 2, wire = 2, time = 2, moment = 1)]
pub mod kawasaki {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// What the clock shows. It shows nothing twice as long as anything is filed under it.
    #[id]
    pub struct Time;

    /// A moment, so short that no two applications come in one. The clock shows the same for as many of them as there
    /// are: this is its resolution.
    #[node]
    pub struct Moment;

    /// A certificate of the family register, and whom it is about.
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
        /// The card lies on the reader, the PIN is right, and the family register is asked for.
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
        #[dead(at = fine)]
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

    // ── the link between the issuing service and the register system ─────────────────────────────

    /// Where the one puts requests and the other replies.
    #[store]
    pub struct Link {
        records: Map<Time, Record>,
    }

    /// A request, and then the reply to it.
    pub enum Record {
        #[initial]
        Free,
        Asked(Person),
        Answered(Reply),
    }

    /// A reply, as it lies in a record.
    pub struct Reply {
        #[guard(file_name)]
        pub name: Time,
        #[guard(same_slot)]
        pub applicant: Person,
        pub image: Image,
    }

    /// The issuing service. It files each request, and fetches the reply from where it has filed the request.
    #[role]
    pub struct Server {
        visits: Map<Session, Option<Filed>>,
        /// What the clock shows, if it has been read since it went on.
        clock: Option<Time>,
        /// Moments in which an application came since it went on.
        #[max(moment)]
        moments: Count,
    }

    /// Where a request is filed, and for whom: which nobody looks at again.
    pub struct Filed {
        pub applicant: Person,
        pub record: Time,
    }

    impl Server {
        /// Files an application under the time. (In `fine`, the clock has always gone on since the last one.)
        ///
        /// Nobody who waits is passed over for ever.
        #[receive(otherwise = keep)]
        #[strongly_fair]
        fn accept(&mut self, Issue { session, applicant }: Issue, link: &mut Link) {
            require!(self.moments < Moment::all().count());
            if let Some(time) = self.clock {
                #[mended]
                require!(link.records[time] == Record::Free);
                self.file(session, applicant, time, link);
            } else {
                let time = fresh!(Time);
                self.file(session, applicant, time, link);
            }
        }

        /// Puts the request into the record of that name.
        fn file(&mut self, session: Session, applicant: Person, record: Time, link: &mut Link) {
            self.clock = Some(record);
            self.moments += 1;
            self.visits[session] = Some(Filed { applicant, record });
            link.records[record] = Record::Asked(applicant);
        }

        /// The clock goes on.
        #[timeout(after = "1s")]
        fn tick(&mut self) {
            require!(self.clock.is_some());
            self.clock = None;
            self.moments = 0;
        }

        /// Fetches the reply and sends it. (The weak guards never say no.)
        #[step]
        fn collect(&mut self, session: Session, link: &Link) {
            let Some(filed) = self.visits[session] else { refuse!() };
            match link.records[filed.record] {
                #[guard(late)]
                Record::Answered(reply) if reply.image.subject != filed.applicant => send!(Refused { session }),
                // never exercised: a weak guard says no to nobody
                #[guard(file_name)]
                Record::Answered(reply) if reply.name != filed.record => refuse!(),
                // never exercised: a weak guard says no to nobody
                #[guard(same_slot)]
                Record::Answered(reply) if reply.image.subject != reply.applicant => refuse!(),
                Record::Answered(reply) => send!(Certificate { session, image: reply.image }),
                _ => refuse!(),
            }
            self.visits[session] = None;
        }

        /// A record for which nobody waits is removed.
        #[step]
        fn sweep(&mut self, record: Time, link: &mut Link) {
            require!(link.records[record] != Record::Free);
            require!(Session::all().all(|s| self.visits[s].is_none_or(|filed| filed.record != record)));
            link.records[record] = Record::Free;
        }
    }

    // ── the register system ──────────────────────────────────────────────────────────────────────

    /// Looks up whom it finds in a request.
    #[role]
    pub struct Register;

    impl Register {
        /// Answers a request.
        #[step]
        fn answer(&mut self, record: Time, link: &mut Link) {
            let Record::Asked(applicant) = link.records[record] else { refuse!() };
            link.records[record] = Record::Answered(Reply {
                #[guard(file_name)]
                name: record,
                #[guard(same_slot)]
                applicant,
                image: Image { subject: applicant },
            });
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
    #[refuted(at = coarse, despite = [file_name, same_slot])]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// What is shown in a visit is about the person of that visit.
    #[never]
    #[refuted(at = coarse, despite = [file_name, same_slot])]
    fn wrong_page_shown(world: &World, session: Session) -> bool {
        world.on_screen[session].is_some() && world.on_screen[session] != world.standing_there[session]
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    #[refuted(at = coarse, despite = [file_name, same_slot])]
    fn wrong_page_sent(world: &World) -> bool {
        world.wrong_page_sent
    }

    /// Two people never have the same page before them. (As it was: one paper wrong, and one right.)
    #[never]
    #[refuted(at = coarse, despite = [file_name, same_slot])]
    fn one_page_for_two(world: &World, earlier: Session, later: Session) -> bool {
        has_the_right_page(world, later)
            && world.on_screen[earlier] == world.on_screen[later]
            && world.standing_there[earlier] != world.standing_there[later]
    }

    /// Who waits is answered.
    #[leads_to]
    fn who_waits_is_answered(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit == Visit::Waiting => kiosk[session].visit != Visit::Waiting)
    }

    /// Nobody at any kiosk, nothing under way, and nothing filed.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server, link: &Link) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody && server.visits[s].is_none())
            && Time::all().all(|time| link.records[time] == Record::Free)
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
