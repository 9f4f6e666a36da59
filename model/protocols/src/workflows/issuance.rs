//! Issuing a certificate at a convenience store: to the person who asked, and to nobody else.
//!
//! The *kiosk* stands in the store and deals with one person at a time; each of the municipality's *issuing servers* keeps
//! a print order and gives its one print lane to one job after the other; the *renderer* makes the sheets from its copy of
//! the *registry*, which the clerks at the counter change. Read it top to bottom: what there is, what travels, what comes
//! out, what each role does, and what must be true.
//!
//! What each incident of the catalogue lacked stands here: a deadline ends the whole job (Yokohama), a job is known by an id
//! of its own and its page by what is on it (Adachi, Kawasaki, Munakata, Takamatsu, Tokushima), a page is as new as the
//! registration was when it was asked for (Niigata), no paper is left without an alarm (Adachi again), and nothing leaves
//! the server, or is shown, that is not about the person who asked.
//!
//! The scopes look at one thing each, since together they are too many: two servers, fields that are asked for or not,
//! certificates of two sheets, a registration that changes. `one_visit` has two servers, sheets and changes with every
//! fault, and `everything` has fields as well, for one job at a time.

use honnin::prelude::*;

#[workflow]
#[scope(
    quick,
    person = 2,
    document = 1,
    node = 1,
    session = 2,
    job = 2,
    order = 1,
    field = 0,
    sheet = 0,
    version = 0,
    amendment = 0,
    crash = unlimited,
    power_loss = unlimited,
    paper_jam = unlimited,
    renderer_failure = unlimited,
    misprint = 1
)]
#[scope(
    ci,
    person = 2,
    document = 2,
    node = 1,
    session = 2,
    job = 2,
    order = 1,
    field = 0,
    sheet = 0,
    version = 0,
    amendment = 0,
    crash = unlimited,
    power_loss = unlimited,
    paper_jam = unlimited,
    renderer_failure = unlimited,
    misprint = 1,
    purpose = safety,
    purpose = liveness
)]
#[scope(
    servers,
    person = 2,
    document = 1,
    node = 2,
    session = 2,
    job = 2,
    order = 1,
    field = 0,
    sheet = 0,
    version = 0,
    amendment = 0,
    crash = unlimited,
    power_loss = unlimited,
    paper_jam = unlimited,
    renderer_failure = unlimited,
    misprint = 1,
    purpose = safety,
    purpose = liveness
)]
#[scope(
    fields,
    person = 2,
    document = 1,
    node = 1,
    session = 2,
    job = 2,
    order = 1,
    field = 1,
    sheet = 0,
    version = 0,
    amendment = 0,
    crash = 0,
    power_loss = 0,
    paper_jam = 0,
    renderer_failure = 0,
    misprint = 1,
    purpose = safety,
    purpose = liveness
)]
#[scope(
    sheets,
    person = 2,
    document = 1,
    node = 1,
    session = 2,
    job = 2,
    order = 1,
    field = 0,
    sheet = 1,
    version = 0,
    amendment = 0,
    crash = 0,
    power_loss = 0,
    paper_jam = 0,
    renderer_failure = 0,
    misprint = 1,
    purpose = safety,
    purpose = liveness
)]
#[scope(
    registry,
    person = 2,
    document = 1,
    node = 1,
    session = 2,
    job = 2,
    order = 1,
    field = 0,
    sheet = 0,
    version = 1,
    amendment = 1,
    crash = 0,
    power_loss = 0,
    paper_jam = 0,
    renderer_failure = 0,
    misprint = 1,
    purpose = safety,
    purpose = liveness
)]
#[scope(
    one_visit,
    person = 2,
    document = 1,
    node = 2,
    session = 1,
    job = 2,
    order = 1,
    field = 0,
    sheet = 1,
    version = 1,
    amendment = 1,
    crash = unlimited,
    power_loss = unlimited,
    paper_jam = unlimited,
    renderer_failure = unlimited,
    misprint = 1,
    purpose = safety,
    purpose = liveness
)]
#[scope(
    everything,
    person = 2,
    document = 1,
    node = 2,
    session = 1,
    job = 1,
    order = 1,
    field = 1,
    sheet = 1,
    version = 1,
    amendment = 1,
    crash = unlimited,
    power_loss = unlimited,
    paper_jam = unlimited,
    renderer_failure = unlimited,
    misprint = 1
)]
pub mod issuance {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card. Pages are about people, never about visits.
    #[id]
    pub struct Person;

    /// A kind of certificate: resident record, seal registration, family register, tax.
    #[node]
    pub struct Document;

    /// An issuing server of the municipality. The balancer keeps a visit with one of them.
    #[node]
    pub struct Node;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// One rendering of one certificate.
    #[id]
    pub struct Job;

    /// What is on a page.
    pub struct Content {
        pub document: Document,
        /// How many of the fields that are left out unless they are asked for, My Number first.
        #[max(field)]
        pub fields: Count,
    }

    /// What is asked for.
    pub struct Request {
        pub content: Content,
        /// How many sheets come after the first.
        #[max(sheet)]
        pub further: Count,
    }

    /// One sheet. What it says of itself is read from the page, not from a file's name or its place in a queue.
    #[document]
    pub struct Page {
        pub job: Job,
        /// Which sheet it is: 0 is the first.
        #[max(sheet)]
        pub sheet: Count,
        pub subject: Person,
        pub content: Content,
        /// Which version of the person's registration it was made from.
        #[max(version)]
        pub version: Count,
    }

    /// A certificate: all of its sheets.
    #[document]
    pub struct Image {
        pub first: Page,
        pub second: Option<Page>,
    }

    // ── what travels: every message may be lost, repeated and reordered without limit ────────────

    /// A person at a kiosk asks for a document.
    #[message(from = Kiosk, to = Server[node])]
    pub struct Issue {
        node: Node,
        session: Session,
        applicant: Person,
        request: Request,
    }

    /// The visit is over: what is under way for it may stop, and it may be forgotten.
    #[message(from = Kiosk, to = Server[node])]
    pub struct Leave {
        node: Node,
        session: Session,
    }

    /// What was asked for.
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

    /// Make this sheet.
    #[message(from = Server, to = Renderer)]
    pub struct Render {
        job: Job,
        #[max(sheet)]
        sheet: Count,
        subject: Person,
        request: Request,
    }

    /// Here is the sheet. It lies where every server can take it.
    #[message(from = Renderer, to = Server[node])]
    pub struct Rendered {
        node: Node,
        page: Page,
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
            request: Request,
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

        /// What the person asks for, and the server that the balancer gives the visit to.
        #[input]
        fn choose(&mut self, me: Session, request: Request, node: Node) {
            let Visit::Choosing { person } = self.visit else { refuse!() };
            self.visit = Visit::Waiting { person, request };
            send!(Issue { node, session: me, applicant: person, request });
        }

        /// The last line of defence stands at the glass: every page against the person, and against what was asked for.
        #[receive(otherwise = drop)]
        fn show(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            let Visit::Waiting { person, request } = self.visit else { refuse!() };
            // defence in depth: the server lets no such page out, and is not the one who stands at the glass.
            if is_of(image.first, person, request) && image.second.is_none_or(|page| is_of(page, person, request)) {
                self.visit = Visit::Shown { image };
                emit!(Show { session: me, image });
            } else {
                // defence in depth: for the same reason.
                emit!(Alarm { session: me });
                // defence in depth: for the same reason.
                self.close(me);
            }
        }

        /// The server has no page for this visit.
        #[receive(otherwise = drop)]
        fn apologise(&mut self, me: Session, _: Refused) {
            // defence in depth: a visit that is over would only be ended once more.
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
            self.give_back(me);
        }

        /// The paper is stuck: nothing comes out, and the money goes back.
        #[fault(budget = paper_jam)]
        fn paper_jam(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Paid { .. }));
            self.give_back(me);
        }

        /// The person leaves, before paying or having paid. The page must not stay on the screen.
        #[input]
        fn walk_away(&mut self, me: Session) {
            // defence in depth: who goes without a sign is noticed too, by `clear_screen` or when the paper lies there.
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

        /// The power is back. The visit is not: who has paid gets the money, since nobody knows about the paper, and staff
        /// are called, since it may lie there.
        #[recover]
        fn power_up(&mut self, me: Session) {
            if self.paid {
                emit!(Alarm { session: me });
            }
            self.give_back(me);
        }

        /// Ends the visit; what was paid for and has not come out goes back.
        fn give_back(&mut self, me: Session) {
            // never exercised: who stands before a jam, or leaves paper behind, has always paid.
            if self.paid {
                self.paid = false;
                emit!(Refund { session: me });
            }
            self.close(me);
        }

        /// Ends the visit. The screen keeps no page.
        fn close(&mut self, me: Session) {
            self.visit = Visit::Nobody;
            for node in Node::all() {
                send!(Leave { node, session: me });
            }
            emit!(Over { session: me });
        }
    }

    /// Whether a page says that it is about this person, and what was asked for.
    fn is_of(page: Page, person: Person, request: Request) -> bool {
        page.subject == person && page.content == request.content
    }

    // ── the registry ─────────────────────────────────────────────────────────────────────────────

    /// What is in force. Each change of a person's registration (a move, a cancellation, a new seal) is a new version,
    /// which the person keeps in every ward.
    #[store]
    pub struct Registry {
        #[max(version)]
        versions: Map<Person, Count>,
    }

    /// The clerks at the counter.
    #[role]
    pub struct Counter;

    impl Counter {
        /// A registration changes, whatever is under way. What was made from the version before must not be issued any more.
        ///
        /// No fault of anybody's; it strikes like one.
        #[fault(budget = amendment)]
        fn amend(&mut self, person: Person, registry: &mut Registry) {
            registry.versions[person] += 1;
        }
    }

    // ── the municipality's issuing servers ───────────────────────────────────────────────────────

    /// Keeps the print order of its own visits. The lane is a lock in memory; everything else is on disk.
    #[role(per = Node, durable = [jobs, visits, order])]
    pub struct Server {
        jobs: Map<Job, Progress>,
        visits: Map<Session, Answer>,
        /// The print order: jobs that wait for the lane.
        order: Queue<Job>,
        /// The one job that is being rendered.
        lane: Option<Job>,
    }

    /// How far a job is.
    pub enum Progress {
        #[initial]
        Free,
        Queued {
            session: Session,
            applicant: Person,
            request: Request,
            /// The registration that is in force when the application is accepted.
            #[max(version)]
            version: Count,
        },
        Rendering {
            session: Session,
            applicant: Person,
            request: Request,
            #[max(version)]
            version: Count,
            /// The first sheet, while the second is made.
            first: Option<Page>,
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
        WrongPage,
        Outdated,
        Restart,
    }

    impl Server {
        /// Accepts an application under a new job, and notes which version of the registration is in force. A repeated one is
        /// recognised until its visit is over, and gets the same answer.
        #[receive]
        fn accept(&mut self, me: Node, Issue { session, applicant, request, .. }: Issue, registry: &Registry) {
            match self.visits[session] {
                Answer::Unknown => {
                    if self.order.is_full() {
                        self.deny(session, applicant, Reason::Overload);
                    } else {
                        let job = fresh!(Job);
                        let version = registry.versions[applicant];
                        self.jobs[job] = Progress::Queued { session, applicant, request, version };
                        self.visits[session] = Answer::Accepted { job };
                        self.order.push_back(job);
                    }
                }
                Answer::Sent { image, .. } => {
                    self.visits[session] = Answer::Sent { image, asked_again: true };
                    // defence in depth: in a channel that only loses for ever what it never delivers, the first one is there.
                    send!(Certificate { session, image });
                }
                Answer::Accepted { .. } | Answer::Denied { .. } => ignore!("a repeat: the answer is under way"),
            }
        }

        /// Gives the lane to the job that has waited longest.
        #[step]
        fn start(&mut self, me: Node) {
            require!(self.lane.is_none());
            let Some(job) = self.order.pop_front() else { refuse!() };
            // never exercised: what waits in the order is queued.
            if let Progress::Queued { session, applicant, request, version } = self.jobs[job] {
                self.jobs[job] = Progress::Rendering { session, applicant, request, version, first: None };
                self.lane = Some(job);
                send!(Render { job, sheet: 0, subject: applicant, request });
            }
        }

        /// A finished sheet is taken *by its job*, while that job has the lane. It is kept only if it is about the applicant
        /// and what was asked for, and made from what was in force; the document leaves when it is whole.
        #[receive(otherwise = drop)]
        fn collect(&mut self, me: Node, Rendered { page, .. }: Rendered) {
            require!(self.lane == Some(page.job));
            // never exercised: the lane belongs to a job that is being rendered.
            let Progress::Rendering { session, applicant, request, version, first } = self.jobs[page.job] else {
                refuse!()
            };
            require!(page.sheet == if first.is_none() { 0 } else { 1 });
            if !is_of(page, applicant, request) {
                self.end(page.job);
                self.deny(session, applicant, Reason::WrongPage);
            } else if page.version < version {
                self.end(page.job);
                self.deny(session, applicant, Reason::Outdated);
            } else if page.sheet < request.further {
                let first = Some(page);
                self.jobs[page.job] = Progress::Rendering { session, applicant, request, version, first };
                send!(Render { job: page.job, sheet: 1, subject: applicant, request });
            } else {
                self.end(page.job);
                let image = match first {
                    None => Image { first: page, second: None },
                    Some(first) => Image { first, second: Some(page) },
                };
                self.visits[session] = Answer::Sent { image, asked_again: false };
                send!(Certificate { session, image });
            }
        }

        /// The renderer reports an error, or the line to it breaks. (It may also just say nothing: see the deadline.)
        #[fault(budget = renderer_failure)]
        fn renderer_fails(&mut self, me: Node, job: Job) {
            require!(self.lane == Some(job));
            // never exercised: the lane belongs to a job that is being rendered.
            let Progress::Rendering { session, applicant, .. } = self.jobs[job] else { refuse!() };
            self.end(job);
            self.deny(session, applicant, Reason::RendererFailed);
        }

        /// The deadline ends the whole job, not only its turn. (Yokohama's ended the turn.)
        #[timeout(after = "30s")]
        fn print_deadline(&mut self, me: Node, job: Job) {
            require!(self.lane == Some(job));
            // never exercised: the lane belongs to a job that is being rendered.
            let Progress::Rendering { session, applicant, .. } = self.jobs[job] else { refuse!() };
            self.end(job);
            self.deny(session, applicant, Reason::Deadline);
        }

        /// The visit is over. This may overtake its application: then the job runs for nobody, and nobody will be there
        /// to take its page.
        #[receive]
        fn forget(&mut self, me: Node, Leave { session, .. }: Leave) {
            if let Answer::Accepted { job } = self.visits[session] {
                self.order.remove(job);
                self.end(job);
            }
            self.visits[session] = Answer::Unknown;
        }

        /// The server stops. (With nothing in the lane it would lose nothing, and be a delay like any other.)
        #[crash(budget = crash)]
        fn crash(&mut self, me: Node) {
            require!(self.lane.is_some());
        }

        /// What waited keeps its place; what was being rendered here is refused, once. The other servers go on.
        #[recover]
        fn restart(&mut self, me: Node) {
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

        /// Forgets a job. Its page, should it still come, finds no job.
        fn end(&mut self, job: Job) {
            self.jobs[job] = Progress::Free;
            // never exercised: only a job that still waits is ended without the lane, when its visit is over.
            if self.lane == Some(job) {
                self.lane = None;
            }
        }
    }

    // ── the renderer: any delay, any order, and once in a while the wrong page ───────────────────

    /// Makes pages from its copy of the registry.
    #[role]
    pub struct Renderer {
        #[max(version)]
        copy: Map<Person, Count>,
    }

    impl Renderer {
        /// The sheet that was asked for, from what the copy says.
        #[receive]
        fn render(&mut self, Render { job, sheet, subject, request }: Render) {
            self.put(Page { job, sheet, subject, content: request.content, version: self.copy[subject] });
        }

        /// Somebody else's page, or something that was not asked for.
        #[fault(budget = misprint)]
        #[receive]
        fn misprint(&mut self, Render { job, sheet, subject, request }: Render, other: Person, another: Content) {
            // defence in depth: a misprint that is right is none.
            require!(other != subject || another != request.content);
            self.put(Page { job, sheet, subject: other, content: another, version: self.copy[other] });
        }

        /// Puts a sheet where every server can take it.
        fn put(&mut self, page: Page) {
            for node in Node::all() {
                send!(Rendered { node, page });
            }
        }

        /// The copy follows the registry, some time later.
        #[step]
        #[dead(at = [quick, ci, servers, fields, sheets])]
        fn sync(&mut self, person: Person, registry: &Registry) {
            require!(self.copy[person] != registry.versions[person]);
            self.copy[person] = registry.versions[person];
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The room around the kiosk. It sees who comes in and what comes out, never what a machine believes.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        asked_for: Map<Session, Option<Request>>,
        /// How often each registration has changed.
        #[max(version)]
        registered: Map<Person, Count>,
        /// How often it had when the person asked.
        #[max(version)]
        asked_under: Map<Session, Count>,
        /// The server has said that there will be no page.
        refused: Set<Session>,
        /// A page can be read on the screen.
        on_screen: Set<Session>,
        /// The person has walked away, or the paper is stuck.
        abandoned: Set<Session>,
        /// Paper lies in the tray.
        in_tray: Set<Session>,
        /// Staff have been called.
        alarmed: Set<Session>,
        /// Somebody has paid and has neither paper nor money.
        owed: Set<Session>,
        wrong_page_sent: bool,
        wrong_page_shown: bool,
        wrong_page_printed: bool,
        not_asked_for: bool,
        incomplete: bool,
        outdated_page: bool,
        page_after_refusal: bool,
        unpaid_paper: bool,
        unpaid_refund: bool,
        money_kept: bool,
        left_unnoticed: bool,
        out_of_place: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(choose)]
        fn somebody_asks(&mut self, me: Session, request: Request) {
            self.asked_for[me] = Some(request);
            if let Some(person) = self.standing_there[me] {
                self.asked_under[me] = self.registered[person];
            }
        }

        #[on(amend)]
        fn a_registration_changes(&mut self, person: Person) {
            self.registered[person] = self.registered[person].saturating_add(1);
        }

        #[on(send Refused)]
        fn a_refusal_is_sent(&mut self, session: Session) {
            if self.standing_there[session].is_some() {
                self.refused.insert(session);
            }
        }

        #[on(send Certificate)]
        fn a_page_is_sent(&mut self, session: Session, image: Image) {
            if self.standing_there[session].is_some() {
                self.wrong_page_sent |= self.is_of_another(session, image);
                self.look_at(session, image);
            }
        }

        #[on(Show)]
        fn a_page_is_shown(&mut self, session: Session, image: Image) {
            self.wrong_page_shown |= self.is_of_another(session, image);
            self.look_at(session, image);
            self.on_screen.insert(session);
        }

        #[on(power_loss)]
        fn the_screen_goes_dark(&mut self, me: Session) {
            self.nothing_is_there(me);
        }

        #[on(pay)]
        fn somebody_pays(&mut self, me: Session) {
            self.owed.insert(me);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            self.wrong_page_printed |= self.is_of_another(session, image);
            self.look_at(session, image);
            self.unpaid_paper |= !self.owed.contains(session);
            self.owed.remove(session);
            self.in_tray.insert(session);
        }

        #[on(take_paper)]
        fn somebody_takes_it(&mut self, me: Session) {
            self.out_of_place |= !self.in_tray.contains(me);
            self.in_tray.remove(me);
        }

        #[on(walk_away)]
        fn somebody_goes(&mut self, me: Session) {
            self.out_of_place |= !self.on_screen.contains(me) || self.in_tray.contains(me);
            self.abandoned.insert(me);
        }

        #[on(paper_jam)]
        fn paper_is_stuck(&mut self, me: Session) {
            self.out_of_place |= !self.owed.contains(me);
            self.abandoned.insert(me);
        }

        #[on(Alarm)]
        fn staff_are_called(&mut self, session: Session) {
            self.alarmed.insert(session);
        }

        /// Money without a doubt: while the page can be read, it is known who has paid and what has come out.
        #[on(Refund)]
        fn money_comes_back(&mut self, session: Session) {
            let nothing_owed = !self.owed.contains(session) && !self.in_tray.contains(session);
            self.unpaid_refund |= nothing_owed && self.on_screen.contains(session);
            self.owed.remove(session);
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.money_kept |= self.owed.contains(session);
            self.left_unnoticed |= self.in_tray.contains(session) && !self.alarmed.contains(session);
            self.standing_there[session] = None;
            self.asked_for[session] = None;
            self.asked_under[session] = 0;
            self.nothing_is_there(session);
            self.refused.remove(session);
            self.owed.remove(session);
        }

        fn nothing_is_there(&mut self, session: Session) {
            self.on_screen.remove(session);
            self.abandoned.remove(session);
            self.in_tray.remove(session);
            self.alarmed.remove(session);
        }

        /// Whether any sheet is about somebody else than who stands there.
        fn is_of_another(&self, session: Session, image: Image) -> bool {
            let person = self.standing_there[session];
            person != Some(image.first.subject) || image.second.is_some_and(|page| person != Some(page.subject))
        }

        /// What else every sheet must be, wherever it comes out.
        fn look_at(&mut self, session: Session, image: Image) {
            let further = self.asked_for[session].is_some_and(|request| request.further > 0);
            self.look_at_page(session, image.first);
            self.incomplete |= image.first.sheet != 0 || image.second.is_some() != further;
            if let Some(page) = image.second {
                self.look_at_page(session, page);
                self.incomplete |= page.sheet != 1 || page.job != image.first.job;
            }
            self.page_after_refusal |= self.refused.contains(session);
        }

        fn look_at_page(&mut self, session: Session, page: Page) {
            match self.asked_for[session] {
                Some(request) => self.not_asked_for |= page.content != request.content,
                None => self.not_asked_for = true,
            }
            self.outdated_page |= page.version < self.asked_under[session];
        }
    }

    // Safety.

    /// What is printed in a visit is about the person of that visit.
    #[never]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// What is shown in a visit is about the person of that visit.
    #[never]
    fn wrong_page_shown(world: &World) -> bool {
        world.wrong_page_shown
    }

    /// What is sent to a visit is about the person of that visit.
    #[never]
    fn wrong_page_sent(world: &World) -> bool {
        world.wrong_page_sent
    }

    /// Nothing is on a page that was not asked for: no other kind of certificate, and no My Number.
    #[never]
    fn more_than_asked_for(world: &World) -> bool {
        world.not_asked_for
    }

    /// A certificate leaves whole: every sheet, in its place, and all of one rendering.
    #[never]
    fn sheets_mixed_up(world: &World) -> bool {
        world.incomplete
    }

    /// Nothing is issued from a registration that had changed before it was asked for.
    #[never]
    fn outdated_page(world: &World) -> bool {
        world.outdated_page
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

    /// No money goes back that was not paid, or that paper was given for.
    #[never]
    fn unpaid_refund(world: &World) -> bool {
        world.unpaid_refund
    }

    /// No paper is left behind without an alarm.
    #[never]
    fn left_unnoticed(world: &World) -> bool {
        world.left_unnoticed
    }

    /// A kiosk takes for what happens around it only what can: paper is taken, or stuck, or walked away from, where it is.
    #[never]
    fn out_of_place(world: &World) -> bool {
        world.out_of_place
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

    /// What counts as shown can be read; where the person is gone, or the paper stuck, nothing is shown or paid for.
    #[always]
    fn shown_to_somebody(world: &World, kiosk: &Map<Session, Kiosk>, session: Session) -> bool {
        !matches!(kiosk[session].visit, Visit::Shown { .. } | Visit::Paid { .. })
            || world.on_screen.contains(session) && !world.abandoned.contains(session)
    }

    /// The lane belongs to a job that is being rendered.
    #[always]
    fn the_lane_is_not_lost(server: &Map<Node, Server>, node: Node, job: Job) -> bool {
        server[node].lane != Some(job) || matches!(server[node].jobs[job], Progress::Rendering { .. })
    }

    /// What waits in the order is queued.
    #[always]
    fn the_order_is_of_queued_jobs(server: &Map<Node, Server>, node: Node, job: Job) -> bool {
        !server[node].order.contains(job) || matches!(server[node].jobs[job], Progress::Queued { .. })
    }

    /// Nobody is told two things: an answer stands until its visit is forgotten.
    #[action_property]
    fn answers_stand(before: &Map<Node, Server>, after: &Map<Node, Server>, node: Node, session: Session) -> bool {
        let then = before[node].visits[session];
        let now = after[node].visits[session];
        match then {
            Answer::Denied { .. } => now == then || now == Answer::Unknown,
            Answer::Sent { .. } => matches!(now, Answer::Sent { .. }) || now == Answer::Unknown,
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
    fn accepted_is_answered(server: &Map<Node, Server>, node: Node, session: Session) -> LeadsTo {
        leads_to!(
            matches!(server[node].visits[session], Answer::Accepted { .. })
                => !matches!(server[node].visits[session], Answer::Accepted { .. })
        )
    }

    /// No job holds the lane for ever.
    #[leads_to]
    fn the_lane_comes_free(server: &Map<Node, Server>, node: Node, job: Job) -> LeadsTo {
        leads_to!(server[node].lane == Some(job) => server[node].lane != Some(job))
    }

    /// Every visit ends.
    #[leads_to]
    fn every_visit_ends(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit != Visit::Nobody => kiosk[session].visit == Visit::Nobody)
    }

    /// Whatever has happened, all can come to rest.
    #[always_possible]
    fn back_to_rest(kiosk: &Map<Session, Kiosk>, server: &Map<Node, Server>) -> bool {
        everything_rests(kiosk, server)
    }

    /// Nobody at any kiosk, nothing under way, nobody remembered.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Map<Node, Server>) -> bool {
        everything_rests(kiosk, server)
    }

    fn everything_rests(kiosk: &Map<Session, Kiosk>, server: &Map<Node, Server>) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody && !kiosk[s].paid)
            && Node::all().all(|n| {
                Session::all().all(|s| server[n].visits[s] == Answer::Unknown)
                    && server[n].lane.is_none()
                    && server[n].order.is_empty()
            })
    }

    // Not vacuous.

    /// Everyone can be served, without asking twice: there is paper at every kiosk at once.
    #[reachable]
    fn everyone_is_served(server: &Map<Node, Server>, kiosk: &Map<Session, Kiosk>) -> bool {
        Session::all().all(|s| {
            matches!(kiosk[s].visit, Visit::Printing { .. })
                && Node::all().any(|n| matches!(server[n].visits[s], Answer::Sent { asked_again: false, .. }))
        })
    }

    /// Somebody gives up while the server is at work.
    #[reachable]
    fn somebody_gives_up(
        server: &Map<Node, Server>,
        kiosk: &Map<Session, Kiosk>,
        node: Node,
        session: Session,
    ) -> bool {
        matches!(server[node].visits[session], Answer::Accepted { .. }) && kiosk[session].visit == Visit::Nobody
    }

    /// A deadline passes, and the same person's next visit is served.
    #[reachable]
    #[refuted(at = [one_visit, everything])]
    fn served_after_a_deadline(
        server: &Map<Node, Server>,
        kiosk: &Map<Session, Kiosk>,
        node: Node,
        first: Session,
        next: Session,
    ) -> bool {
        denied_then_served(&server[node], kiosk, first, next, Reason::Deadline)
    }

    /// The server stops while it renders, and the same person's next visit is served.
    #[reachable]
    #[refuted(at = [fields, sheets, registry, one_visit, everything])]
    fn served_after_a_crash(
        server: &Map<Node, Server>,
        kiosk: &Map<Session, Kiosk>,
        node: Node,
        first: Session,
        next: Session,
    ) -> bool {
        denied_then_served(&server[node], kiosk, first, next, Reason::Restart)
    }

    fn denied_then_served(
        server: &Server,
        kiosk: &Map<Session, Kiosk>,
        first: Session,
        next: Session,
        reason: Reason,
    ) -> bool {
        matches!(server.visits[first], Answer::Denied { applicant, because }
            if because == reason
                && kiosk[first].visit == Visit::Nobody
                && matches!(kiosk[next].visit, Visit::Printing { image } if image.first.subject == applicant))
    }

    /// A repeated request is recognised and yields the one page.
    #[reachable]
    fn a_repeat_is_recognised(
        server: &Map<Node, Server>,
        node: Node,
        kiosk: &Map<Session, Kiosk>,
        session: Session,
    ) -> bool {
        matches!(server[node].visits[session], Answer::Sent { asked_again: true, .. })
            && matches!(kiosk[session].visit, Visit::Printing { .. })
    }

    /// The renderer makes the wrong page, and it is caught.
    #[reachable]
    fn a_wrong_page_is_caught(server: &Map<Node, Server>, node: Node, session: Session) -> bool {
        matches!(server[node].visits[session], Answer::Denied { because: Reason::WrongPage, .. })
    }

    /// The renderer fails, and that is told.
    #[reachable]
    #[refuted(at = [fields, sheets, registry])]
    fn a_failure_is_told(server: &Map<Node, Server>, node: Node, session: Session) -> bool {
        matches!(server[node].visits[session], Answer::Denied { because: Reason::RendererFailed, .. })
    }

    /// Too many ask at once, and the last one is told so.
    #[reachable]
    #[refuted(at = [one_visit, everything])]
    fn overload_is_refused(server: &Map<Node, Server>, node: Node, session: Session) -> bool {
        matches!(server[node].visits[session], Answer::Denied { because: Reason::Overload, .. })
    }

    /// A registration changes while its page is made, and it is caught.
    #[reachable]
    #[refuted(at = [quick, ci, servers, fields, sheets])]
    fn an_outdated_page_is_caught(server: &Map<Node, Server>, node: Node, session: Session) -> bool {
        matches!(server[node].visits[session], Answer::Denied { because: Reason::Outdated, .. })
    }

    /// A certificate of two sheets is printed.
    #[reachable]
    #[refuted(at = [quick, ci, servers, fields, registry])]
    fn two_sheets_are_printed(kiosk: &Map<Session, Kiosk>, session: Session) -> bool {
        matches!(kiosk[session].visit, Visit::Printing { image } if image.second.is_some())
    }

    /// Somebody who asks for My Number gets it.
    #[reachable]
    #[refuted(at = [quick, ci, servers, sheets, registry, one_visit])]
    fn my_number_is_printed(kiosk: &Map<Session, Kiosk>, session: Session) -> bool {
        matches!(kiosk[session].visit, Visit::Printing { image } if image.first.content.fields > 0)
    }

    /// One server stops, and another goes on rendering.
    #[reachable]
    #[refuted(at = [quick, ci, fields, sheets, registry, one_visit, everything])]
    fn another_server_goes_on(server: &Map<Node, Server>, one: Node, other: Node, session: Session) -> bool {
        matches!(server[one].visits[session], Answer::Denied { because: Reason::Restart, .. })
            && one != other
            && server[other].lane.is_some()
    }
}
