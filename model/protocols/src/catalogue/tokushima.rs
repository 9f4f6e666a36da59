//! Tokushima, March 2023: sheet 2 of 3 of a family register was another person's.
//!
//! *Stated*: a family register came out on three sheets, and the second belonged to somebody else. The cause was not made
//! public.
//!
//! *Assumed*: a document is put together from page files. Several documents are made at once, and the file of a page is
//! called by the number of its sheet alone: between the writing of a page and its reading, whoever makes the same sheet of
//! another document writes over it.
//!
//! The guard: every page says *for which job* it was made, and a document leaves whole or not at all: three pages, and each
//! of them this job's.

use honnin::prelude::*;

#[workflow]
#[twin(tokushima_mended)]
#[scope(quick, person = 2, session = 2, job = 2, line = 2)]
#[scope(full, person = 2, session = 2, job = 3, line = 2)]
pub mod tokushima {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk.
    #[id]
    pub struct Session;

    /// One rendering of one certificate.
    #[id]
    pub struct Job;

    /// A family register has three sheets.
    pub enum Sheet {
        First,
        Second,
        Third,
    }

    /// What one sheet says, and about whom.
    #[document]
    pub struct Page {
        pub subject: Person,
        /// For which job it was made.
        #[mended]
        pub job: Job,
    }

    /// A family register.
    #[document]
    pub struct Register {
        pub first: Page,
        pub second: Page,
        pub third: Page,
    }

    // ── what travels: each message once, in any order; nothing has to go wrong here ────────────

    /// A person at a kiosk asks for a family register.
    #[message(from = Kiosk, to = Server, bag = line)]
    pub struct Issue {
        session: Session,
        applicant: Person,
    }

    /// The document that was asked for.
    #[message(from = Server, to = Kiosk[session], bag = line)]
    pub struct Certificate {
        session: Session,
        register: Register,
    }

    /// There will be no document in this visit.
    #[mended]
    #[message(from = Server, to = Kiosk[session], bag = line)]
    pub struct Refused {
        session: Session,
    }

    /// Make this page.
    #[message(from = Server, to = Renderer, bag = line)]
    pub struct Render {
        job: Job,
        subject: Person,
        sheet: Sheet,
    }

    /// The file of this page is there.
    #[message(from = Renderer, to = Server, bag = line)]
    pub struct Rendered {
        job: Job,
        sheet: Sheet,
    }

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

    /// Three sheets. Paper cannot be taken back.
    #[effect(at_most_once)]
    pub struct Print {
        session: Session,
        register: Register,
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
        Waiting {
            person: Person,
        },
        Printing {
            register: Register,
        },
    }

    impl Kiosk {
        /// The card lies on the reader and the PIN is right; the person asks for a family register.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.visit = Visit::Waiting { person };
            send!(Issue { session: me, applicant: person });
        }

        /// The sheets come out.
        #[receive(otherwise = drop)]
        fn print(&mut self, me: Session, Certificate { register, .. }: Certificate) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.visit = Visit::Printing { register };
            emit!(Print { session: me, register });
        }

        /// The server has no document for this visit.
        #[mended]
        #[receive(otherwise = drop)]
        fn apologise(&mut self, me: Session, _: Refused) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.close(me);
        }

        /// Nobody waits for ever.
        ///
        /// Not fair: a promise of the server must not be kept by the kiosk's giving up.
        #[timeout(after = "90s")]
        #[unfair]
        fn give_up(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.close(me);
        }

        /// The person takes the sheets, or they are drawn back.
        #[timeout(after = "180s")]
        fn take_paper(&mut self, me: Session) {
            require!(matches!(self.visit, Visit::Printing { .. }));
            self.close(me);
        }

        /// Ends the visit.
        fn close(&mut self, me: Session) {
            self.visit = Visit::Nobody;
            emit!(Over { session: me });
        }
    }

    // ── the municipality's issuing server ────────────────────────────────────────────────────────

    /// Has several documents made at once, each page by page.
    #[role]
    pub struct Server {
        jobs: Map<Job, Progress>,
    }

    /// How far a job is.
    pub enum Progress {
        #[initial]
        Free,
        Rendering {
            session: Session,
            applicant: Person,
            first: Option<Page>,
            second: Option<Page>,
        },
    }

    /// The page files. Each is called by the number of its sheet. That is the defect, and it stays.
    #[store]
    pub struct Folder {
        first: Option<Page>,
        second: Option<Page>,
        third: Option<Page>,
    }

    impl Server {
        /// Accepts an application under a new job, and has its first page made.
        #[receive]
        fn accept(&mut self, Issue { session, applicant }: Issue) {
            let job = fresh!(Job);
            self.jobs[job] = Progress::Rendering { session, applicant, first: None, second: None };
            send!(Render { job, subject: applicant, sheet: Sheet::First });
        }

        /// A page is there: it is read from its file, and the next one is made. After the third the document is complete.
        #[receive]
        fn collect(&mut self, Rendered { job, sheet }: Rendered, folder: &Folder) {
            // never exercised: a job waits for its pages
            let Progress::Rendering { session, applicant, first, second } = self.jobs[job] else { refuse!() };
            match sheet {
                Sheet::First => {
                    self.jobs[job] = Progress::Rendering { session, applicant, first: folder.first, second: None };
                    send!(Render { job, subject: applicant, sheet: Sheet::Second });
                }
                Sheet::Second => {
                    self.jobs[job] = Progress::Rendering { session, applicant, first, second: folder.second };
                    send!(Render { job, subject: applicant, sheet: Sheet::Third });
                }
                Sheet::Third => {
                    // never exercised: the first page was there
                    let Some(first) = first else { refuse!() };
                    // never exercised: so was the second
                    let Some(second) = second else { refuse!() };
                    // never exercised: and so is the third
                    let Some(third) = folder.third else { refuse!() };
                    self.release(job, session, Register { first, second, third });
                }
            }
        }

        /// Sends a document: whatever was found in the files, or else only what was made for this job.
        fn release(&mut self, job: Job, session: Session, register: Register) {
            self.jobs[job] = Progress::Free;
            #[defect]
            send!(Certificate { session, register });
            #[mended]
            if register.first.job == job && register.second.job == job && register.third.job == job {
                send!(Certificate { session, register });
            } else {
                send!(Refused { session });
            }
        }
    }

    // ── the renderer ─────────────────────────────────────────────────────────────────────────────

    /// Makes pages, always of the person it is told, and remembers nothing.
    #[role]
    pub struct Renderer;

    impl Renderer {
        /// A page is made and written to its file.
        #[receive]
        fn render(&mut self, Render { job, subject, sheet }: Render, folder: &mut Folder) {
            let page = Page {
                subject,
                #[mended]
                job,
            };
            match sheet {
                Sheet::First => folder.first = Some(page),
                Sheet::Second => folder.second = Some(page),
                Sheet::Third => folder.third = Some(page),
            }
            send!(Rendered { job, sheet });
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The room around the kiosk. It looks at every sheet.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        /// There are three sheets of their own in the tray.
        served: Set<Session>,
        wrong_sheet_printed: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, register: Register) {
            let person = self.standing_there[session];
            if person == Some(register.first.subject)
                && person == Some(register.second.subject)
                && person == Some(register.third.subject)
            {
                self.served.insert(session);
            } else {
                self.wrong_sheet_printed = true;
            }
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
            self.served.remove(session);
        }
    }

    /// Every sheet that is printed in a visit is about the person of that visit.
    #[never]
    #[refuted]
    fn wrong_sheet_printed(world: &World) -> bool {
        world.wrong_sheet_printed
    }

    /// Every visit ends.
    #[leads_to]
    fn every_visit_ends(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit != Visit::Nobody => kiosk[session].visit == Visit::Nobody)
    }

    /// Nobody at any kiosk, nothing under way, nobody remembered.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody) && Job::all().all(|j| server.jobs[j] == Progress::Free)
    }

    // Not vacuous.

    /// Two people are served at once, each with three sheets of their own.
    #[reachable]
    fn everyone_is_served(world: &World, one: Session, other: Session) -> bool {
        world.served.contains(one)
            && world.served.contains(other)
            && world.standing_there[one] != world.standing_there[other]
    }

    /// As it was in Tokushima: sheets 1 and 3 are right, and sheet 2 is not.
    #[defect]
    #[reachable]
    fn sheet_two_of_three(kiosk: &Map<Session, Kiosk>, session: Session) -> bool {
        matches!(kiosk[session].visit, Visit::Printing { register }
            if register.first.subject == register.third.subject && register.second.subject != register.first.subject)
    }
}
