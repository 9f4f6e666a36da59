//! Yokohama, 27 March 2023, 11:34 to 11:43: ten documents handed to nine people, with the data of eighteen. Second form.
//!
//! As another paper had it (Asahi, 7 April 2023): a timeout *released the lock on the file of a print image*, and another
//! applicant's job could take it.
//!
//! Stated: the timeout, the lock on the file, that it was another's job that took it. Assumed: finished images lie in a spool
//! and are taken from its head, which is right as long as one job at a time is in it; nothing compares what is on the page
//! with the person; an image that is late is put into the spool as well.
//!
//! What is missing: *the deadline ends the job's file with the job*, and an image that comes too late is thrown away. The late
//! guard, which compares the page with the applicant before it is sent, stops this as well.

use honnin::prelude::*;

#[workflow]
#[twin(yokohama_unlocked_image_mended)]
#[twin(yokohama_unlocked_image_late_guard, guard = late)]
#[scope(
    quick,
    person = 2,
    document = 1,
    session = 2,
    job = 2,
    order = 1,
    spool = 2,
    crash = 0,
    power_loss = 0,
    paper_jam = 0,
    renderer_failure = 0
)]
#[scope(
    one_person,
    person = 1,
    document = 2,
    session = 2,
    job = 2,
    order = 1,
    spool = 2,
    crash = 0,
    power_loss = 0,
    paper_jam = 0,
    renderer_failure = 0
)]
#[scope(
    faults,
    person = 1,
    document = 1,
    session = 2,
    job = 2,
    order = 1,
    spool = 2,
    crash = unlimited,
    power_loss = unlimited,
    paper_jam = unlimited,
    renderer_failure = unlimited
)]
pub mod yokohama_unlocked_image {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card. Pages are about people, never about visits.
    #[id]
    pub struct Person;

    /// What can be asked for: a kind of certificate (resident record, seal registration, family register, tax), with or
    /// without My Number. Whatever differs in either is another document.
    #[node]
    pub struct Document;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// One rendering of one certificate.
    #[id]
    pub struct Job;

    /// A rendered certificate. What it says of itself is read from the page, not from a file's name or its place in a
    /// queue.
    #[document]
    pub struct Image {
        pub job: Job,
        pub subject: Person,
        pub document: Document,
    }

    // ── what travels: every message may be lost, repeated and reordered without limit ────────────

    /// A person at a kiosk asks for a document.
    #[message(from = Kiosk, to = Server)]
    pub struct Issue {
        session: Session,
        applicant: Person,
        document: Document,
    }

    /// The visit is over: what is under way for it may stop, and it may be forgotten.
    #[message(from = Kiosk, to = Server)]
    pub struct Leave {
        session: Session,
    }

    /// The page that was asked for.
    #[message(from = Server, to = Kiosk[session])]
    pub struct Certificate {
        session: Session,
        image: Image,
    }

    /// There will be no page in this visit.
    #[message(from = Server, to = Kiosk[session])]
    pub struct Refused {
        session: Session,
    }

    /// Make this page.
    #[message(from = Server, to = Renderer)]
    pub struct Render {
        job: Job,
        subject: Person,
        document: Document,
    }

    /// Here is the page.
    #[message(from = Renderer, to = Server)]
    pub struct Rendered {
        image: Image,
    }

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

    /// A page appears on the screen. Never again after a power loss: who stands there then is not known.
    #[effect(at_most_once)]
    pub struct Show {
        session: Session,
        image: Image,
    }

    /// Paper cannot be taken back: it is never repeated, and a doubt ends in a refund.
    #[effect(at_most_once)]
    pub struct Print {
        session: Session,
        image: Image,
    }

    /// Money goes back. The till knows a refund by its visit and makes each one once.
    #[effect(at_least_once, key = session)]
    pub struct Refund {
        session: Session,
    }

    /// Paper was left behind, or a page came that is not for the person at the glass: staff are called.
    #[effect(at_least_once, key = session)]
    pub struct Alarm {
        session: Session,
    }

    /// The screen is cleared and the card returned.
    #[effect(at_least_once, key = session)]
    pub struct Over {
        session: Session,
    }

    // ── the kiosk ────────────────────────────────────────────────────────────────────────────────

    /// The copier in the store. What it shows is gone with the power; that somebody has paid is not.
    #[role(per = Session, durable = [paid])]
    pub struct Kiosk {
        visit: Visit,
        /// Money was taken and neither paper nor refund is known to be out.
        paid: bool,
    }

    /// How far a visit is.
    pub enum Visit {
        #[initial]
        Nobody,
        Choosing {
            person: Person,
        },
        Waiting {
            person: Person,
            document: Document,
        },
        Shown {
            image: Image,
        },
        Paid {
            image: Image,
        },
        Printing {
            image: Image,
        },
    }

    impl Kiosk {
        /// The card lies on the reader and the PIN is right. Every visit has an id that nothing old still names.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.visit = Visit::Choosing { person };
        }

        /// What the person asks for.
        #[input]
        fn choose(&mut self, me: Session, document: Document) {
            let Visit::Choosing { person } = self.visit else { refuse!() };
            self.visit = Visit::Waiting { person, document };
            send!(Issue { session: me, applicant: person, document });
        }

        /// Whatever comes is shown.
        #[receive(otherwise = drop)]
        fn show(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.visit = Visit::Shown { image };
            emit!(Show { session: me, image });
        }

        /// The server has no page for this visit.
        #[receive(otherwise = drop)]
        fn apologise(&mut self, me: Session, _: Refused) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.close(me);
        }

        /// Nobody waits for ever; a late certificate will find nobody here.
        ///
        /// Not fair: a promise of the server must not be kept by the kiosk's giving up.
        #[timeout(after = "90s")]
        #[unfair]
        fn give_up(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.close(me);
        }

        /// The coins are in.
        #[input]
        fn pay(&mut self, me: Session) {
            let Visit::Shown { image } = self.visit else { refuse!() };
            self.visit = Visit::Paid { image };
            self.paid = true;
        }

        /// The paper starts to move. Whether it arrives is known when it has arrived.
        #[step]
        fn print(&mut self, me: Session) {
            let Visit::Paid { image } = self.visit else { refuse!() };
            self.visit = Visit::Printing { image };
            emit!(Print { session: me, image });
        }

        /// The person takes the paper.
        #[input]
        fn take_paper(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Printing { .. }));
            self.paid = false;
            self.close(me);
        }

        /// The paper lies in the tray and nobody takes it: it is drawn back, and an alarm sounds.
        #[timeout(after = "180s")]
        fn paper_left_behind(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Printing { .. }));
            emit!(Alarm { session: me });
            self.refund(me);
            self.close(me);
        }

        /// The paper is stuck: nothing comes out, and the money goes back.
        #[fault(budget = paper_jam)]
        fn paper_jam(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Paid { .. }));
            self.refund(me);
            self.close(me);
        }

        /// The person leaves, before paying or having paid. The page must not stay on the screen.
        #[input]
        fn walk_away(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Shown { .. } | Visit::Paid { .. }));
            self.give_back(me);
        }

        /// The person has left without a sign.
        #[timeout(after = "60s")]
        fn clear_screen(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Shown { .. }));
            self.close(me);
        }

        /// Nothing has been asked for, and nothing will be.
        #[timeout(after = "60s")]
        fn return_card(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Choosing { .. }));
            self.visit = Visit::Nobody;
            emit!(Over { session: me });
        }

        /// The power goes.
        #[crash(budget = power_loss)]
        fn power_loss(&mut self, me: Session) {
            require!(self.visit != Visit::Nobody);
        }

        /// The power is back. The visit is not: who has paid gets the money, since nobody knows about the paper.
        #[recover]
        fn power_up(&mut self, me: Session) {
            self.give_back(me);
        }

        /// Ends the visit; what was paid for and has not come out goes back.
        fn give_back(&mut self, me: Session) {
            if self.paid {
                self.refund(me);
            }
            self.close(me);
        }

        /// The money goes back.
        fn refund(&mut self, me: Session) {
            self.paid = false;
            emit!(Refund { session: me });
        }

        /// Ends the visit. The screen keeps no page.
        fn close(&mut self, me: Session) {
            self.visit = Visit::Nobody;
            send!(Leave { session: me });
            emit!(Over { session: me });
        }
    }

    // ── the municipality's issuing server ────────────────────────────────────────────────────────

    /// Keeps the print order. The lane is a lock in memory; everything else is on disk.
    #[role(durable = [jobs, visits, order, spool, files])]
    pub struct Server {
        jobs: Map<Job, Progress>,
        visits: Map<Session, Answer>,
        /// The print order: jobs that wait for the lane.
        order: Queue<Job>,
        /// The one job that is being rendered.
        lane: Option<Job>,
        /// Finished images, the first to come first: the jobs that they were made for.
        spool: Queue<Job>,
        /// The image files.
        files: Map<Job, Option<Image>>,
    }

    /// How far a job is.
    pub enum Progress {
        #[initial]
        Free,
        Queued {
            session: Session,
            applicant: Person,
            document: Document,
        },
        Rendering {
            session: Session,
            applicant: Person,
            document: Document,
        },
    }

    /// What a visit has been told. Kept until the visit is over, so that a repeated request gets no second page.
    pub enum Answer {
        #[initial]
        Unknown,
        Accepted {
            job: Job,
        },
        Sent {
            image: Image,
            /// The same request came again and was recognised.
            asked_again: bool,
        },
        Denied {
            applicant: Person,
            because: Reason,
        },
    }

    /// Why there is no page.
    pub enum Reason {
        Overload,
        Deadline,
        RendererFailed,
        #[guard(late)]
        WrongPage,
        Restart,
    }

    impl Server {
        /// Accepts an application under a new job. A repeated one is recognised until its visit is over, and gets the same
        /// answer.
        #[receive]
        fn accept(&mut self, Issue { session, applicant, document }: Issue) {
            match self.visits[session] {
                Answer::Unknown => {
                    if self.order.is_full() {
                        self.deny(session, applicant, Reason::Overload);
                    } else {
                        let job = fresh!(Job);
                        self.jobs[job] = Progress::Queued { session, applicant, document };
                        self.visits[session] = Answer::Accepted { job };
                        self.order.push_back(job);
                    }
                }
                Answer::Sent { image, .. } => {
                    self.visits[session] = Answer::Sent { image, asked_again: true };
                    send!(Certificate { session, image });
                }
                Answer::Accepted { .. } | Answer::Denied { .. } => ignore!("a repeat: the answer is under way"),
            }
        }

        /// Gives the lane to the job that has waited longest.
        #[step]
        fn start(&mut self) {
            require!(self.lane.is_none());
            let Some(job) = self.order.pop_front() else { refuse!() };
            // never exercised: what is in the print order waits
            if let Progress::Queued { session, applicant, document } = self.jobs[job] {
                self.jobs[job] = Progress::Rendering { session, applicant, document };
                self.lane = Some(job);
                send!(Render { job, subject: applicant, document });
            }
        }

        /// A finished image becomes a file at the end of the spool, whatever has become of its job.
        #[receive(otherwise = drop)]
        fn file_image(&mut self, Rendered { image }: Rendered) {
            #[mended]
            require!(self.lane == Some(image.job));
            require!(self.files[image.job].is_none());
            self.files[image.job] = Some(image);
            self.spool.push_back(image.job);
        }

        /// The job in the lane fetches *the next image file*, and nobody looks at what is on it.
        #[step]
        fn fetch(&mut self, job: Job) {
            let Progress::Rendering {
                session,
                #[guard(late)]
                applicant,
                #[guard(late)]
                document,
                ..
            } = self.jobs[job]
            else {
                refuse!()
            };
            let Some(next) = self.spool.pop_front() else { refuse!() };
            self.jobs[job] = Progress::Free;
            self.lane = None;
            match self.files[next] {
                #[guard(late)]
                Some(image) if image.subject != applicant || image.document != document => {
                    self.deny(session, applicant, Reason::WrongPage);
                }
                // never exercised: what is in the spool has a file
                Some(image) => {
                    self.visits[session] = Answer::Sent { image, asked_again: false };
                    send!(Certificate { session, image });
                }
                None => {}
            }
            self.files[next] = None;
        }

        /// The renderer reports an error, or the line to it breaks. (It may also just say nothing: see the deadline.)
        #[fault(budget = renderer_failure)]
        fn renderer_fails(&mut self, job: Job) {
            let Progress::Rendering { session, applicant, .. } = self.jobs[job] else { refuse!() };
            self.lane = None;
            self.end(job);
            self.deny(session, applicant, Reason::RendererFailed);
        }

        /// The deadline ends the job and its turn, and leaves its image file behind, *unlocked*.
        #[timeout(after = "30s")]
        fn print_deadline(&mut self, job: Job) {
            let Progress::Rendering { session, applicant, .. } = self.jobs[job] else { refuse!() };
            self.lane = None;
            #[defect]
            self.jobs[job] = Progress::Free;
            #[mended]
            self.end(job);
            self.deny(session, applicant, Reason::Deadline);
        }

        /// The visit is over. This may overtake its application: then the job runs for nobody, and nobody will be there
        /// to take its page.
        #[receive]
        fn forget(&mut self, Leave { session }: Leave) {
            if let Answer::Accepted { job } = self.visits[session] {
                self.order.remove(job);
                self.end(job);
                if self.lane == Some(job) {
                    self.lane = None;
                }
            }
            self.visits[session] = Answer::Unknown;
        }

        /// The server stops. (With nothing in the lane it would lose nothing, and be a delay like any other.)
        #[crash(budget = crash)]
        fn crash(&mut self) {
            require!(self.lane.is_some());
        }

        /// What waited keeps its place; what was being rendered is refused, once.
        #[recover]
        fn restart(&mut self) {
            for job in any_order(Job::all()) {
                if let Progress::Rendering { session, applicant, .. } = self.jobs[job] {
                    self.end(job);
                    self.deny(session, applicant, Reason::Restart);
                }
            }
        }

        /// Tells a visit that there will be no page.
        fn deny(&mut self, session: Session, applicant: Person, because: Reason) {
            self.visits[session] = Answer::Denied { applicant, because };
            send!(Refused { session });
        }

        /// Forgets a job, and its image file.
        fn end(&mut self, job: Job) {
            self.jobs[job] = Progress::Free;
            self.files[job] = None;
            self.spool.remove(job);
        }
    }

    // ── the renderer: any delay, any order ───────────────────────────────────────────────────────

    /// Makes pages, and remembers nothing.
    #[role]
    pub struct Renderer;

    impl Renderer {
        /// The page that was asked for.
        #[receive]
        fn render(&mut self, Render { job, subject, document }: Render) {
            send!(Rendered { image: Image { job, subject, document } });
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The room around the kiosk. It sees who comes in and what comes out, never what a machine believes.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        asked_for: Map<Session, Option<Document>>,
        /// The server has said that there will be no page.
        refused: Set<Session>,
        /// A page can be read on the screen.
        on_screen: Set<Session>,
        /// Somebody has paid and has neither paper nor money.
        owed: Set<Session>,
        wrong_page_sent: bool,
        wrong_page_shown: bool,
        wrong_page_printed: bool,
        not_asked_for: bool,
        page_after_refusal: bool,
        unpaid_paper: bool,
        money_kept: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(choose)]
        fn somebody_asks(&mut self, me: Session, document: Document) {
            self.asked_for[me] = Some(document);
        }

        #[on(send Refused)]
        fn a_refusal_is_sent(&mut self, session: Session) {
            if self.standing_there[session].is_some() {
                self.refused.insert(session);
            }
        }

        #[on(send Certificate)]
        fn a_page_is_sent(&mut self, session: Session, image: Image) {
            if let Some(person) = self.standing_there[session] {
                self.wrong_page_sent |= person != image.subject;
                self.not_asked_for |= self.asked_for[session] != Some(image.document);
                self.page_after_refusal |= self.refused.contains(session);
            }
        }

        #[on(Show)]
        fn a_page_is_shown(&mut self, session: Session, image: Image) {
            self.wrong_page_shown |= self.standing_there[session] != Some(image.subject);
            self.not_asked_for |= self.asked_for[session] != Some(image.document);
            self.page_after_refusal |= self.refused.contains(session);
            self.on_screen.insert(session);
        }

        #[on(power_loss)]
        fn the_screen_goes_dark(&mut self, me: Session) {
            self.on_screen.remove(me);
        }

        #[on(pay)]
        fn somebody_pays(&mut self, me: Session) {
            self.owed.insert(me);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            self.wrong_page_printed |= self.standing_there[session] != Some(image.subject);
            self.not_asked_for |= self.asked_for[session] != Some(image.document);
            self.page_after_refusal |= self.refused.contains(session);
            self.unpaid_paper |= !self.owed.contains(session);
            self.owed.remove(session);
        }

        #[on(Refund)]
        fn money_comes_back(&mut self, session: Session) {
            self.owed.remove(session);
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.money_kept |= self.owed.contains(session);
            self.standing_there[session] = None;
            self.asked_for[session] = None;
            self.on_screen.remove(session);
            self.refused.remove(session);
            self.owed.remove(session);
        }
    }

    // Safety.

    /// What is printed in a visit is about the person of that visit.
    #[never]
    #[refuted(at = quick)]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// What is shown in a visit is about the person of that visit.
    #[never]
    #[refuted(at = quick)]
    fn wrong_page_shown(world: &World) -> bool {
        world.wrong_page_shown
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    #[refuted(at = quick)]
    fn wrong_page_sent(world: &World) -> bool {
        world.wrong_page_sent
    }

    /// Nothing is on a page that was not asked for: no other kind of certificate, and no My Number.
    #[never]
    #[refuted(at = one_person)]
    fn more_than_asked_for(world: &World) -> bool {
        world.not_asked_for
    }

    /// An aborted job never prints: once a visit is refused, no page is sent, shown or printed in it.
    #[never]
    fn page_after_refusal(world: &World) -> bool {
        world.page_after_refusal
    }

    /// At most one paper for each payment.
    #[never]
    fn unpaid_paper(world: &World) -> bool {
        world.unpaid_paper
    }

    /// No visit ends with money taken and neither paper nor refund.
    #[never]
    fn money_kept(world: &World) -> bool {
        world.money_kept
    }

    /// The screen never keeps a page: where one can be read, its visit goes on.
    #[always]
    fn the_screen_keeps_nothing(world: &World, kiosk: &Map<Session, Kiosk>, session: Session) -> bool {
        !world.on_screen.contains(session) || kiosk[session].visit != Visit::Nobody
    }

    /// The lane belongs to a job that is being rendered.
    #[always]
    fn the_lane_is_not_lost(server: &Server, job: Job) -> bool {
        server.lane != Some(job) || matches!(server.jobs[job], Progress::Rendering { .. })
    }

    /// Nobody is told two things: an answer stands until its visit is forgotten.
    #[action_property]
    fn answers_stand(before: &Server, after: &Server, session: Session) -> bool {
        match before.visits[session] {
            Answer::Denied { .. } => {
                after.visits[session] == before.visits[session] || after.visits[session] == Answer::Unknown
            }
            Answer::Sent { .. } => {
                matches!(after.visits[session], Answer::Sent { .. }) || after.visits[session] == Answer::Unknown
            }
            Answer::Unknown | Answer::Accepted { .. } => true,
        }
    }

    // Liveness.

    /// Who has paid gets the paper or the money.
    #[leads_to]
    fn paid_is_settled(world: &World, session: Session) -> LeadsTo {
        leads_to!(world.owed.contains(session) => !world.owed.contains(session))
    }

    /// What the server takes on, it answers - however long the kiosk waits.
    #[leads_to]
    fn accepted_is_answered(server: &Server, session: Session) -> LeadsTo {
        leads_to!(
            matches!(server.visits[session], Answer::Accepted { .. })
                => !matches!(server.visits[session], Answer::Accepted { .. })
        )
    }

    /// No job holds the lane for ever.
    #[leads_to]
    fn the_lane_comes_free(server: &Server, job: Job) -> LeadsTo {
        leads_to!(server.lane == Some(job) => server.lane != Some(job))
    }

    /// Every visit ends.
    #[leads_to]
    fn every_visit_ends(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit != Visit::Nobody => kiosk[session].visit == Visit::Nobody)
    }

    /// Whatever has happened, all can come to rest.
    #[always_possible]
    fn back_to_rest(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        everything_rests(kiosk, server)
    }

    /// Nobody at any kiosk, nothing under way, nobody remembered.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        everything_rests(kiosk, server)
    }

    fn everything_rests(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody && server.visits[s] == Answer::Unknown)
            && server.lane.is_none()
            && server.order.is_empty()
    }

    // Not vacuous.

    /// Everyone can be served: there is paper at every kiosk at once.
    #[reachable]
    fn everyone_is_served(kiosk: &Map<Session, Kiosk>) -> bool {
        Session::all().all(|s| matches!(kiosk[s].visit, Visit::Printing { .. }))
    }

    /// A repeated request is recognised and yields the one page.
    #[reachable]
    fn a_repeat_is_recognised(server: &Server, kiosk: &Map<Session, Kiosk>, session: Session) -> bool {
        matches!(server.visits[session], Answer::Sent { asked_again: true, .. })
            && matches!(kiosk[session].visit, Visit::Printing { .. })
    }

    /// Too many ask at once, and the last one is told so.
    #[reachable]
    fn overload_is_refused(server: &Server, session: Session) -> bool {
        matches!(server.visits[session], Answer::Denied { because: Reason::Overload, .. })
    }
}
