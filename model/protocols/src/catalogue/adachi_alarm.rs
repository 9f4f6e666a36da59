//! Adachi, January to April 2023: the alarm that was ignored. Two documents, four people.
//!
//! *Stated* (Fujitsu Japan, 1 May 2023; Adachi): the certificate center reported errors on 17 January, 22 March and 18
//! April. Each was closed because the second try printed normally, though the paper of the first was already out.
//!
//! *Assumed*: it came out somewhere else, and nobody looked for it. Whoever finds the work area taken gets an error, and has written over what lay in it. Whose page that was
//! goes on and takes what it finds. An error is looked into when nothing is under way, unless it was closed before.
//!
//! How the papers come to be mixed up is another pattern, and is not mended here: both workflows print wrong pages. The
//! guard is that *none of them stays undiscovered*: a good second try closes nothing, and an error holds the site until the
//! paper of every job that overlapped with it is accounted for.

use honnin::prelude::*;

#[workflow]
#[twin(adachi_alarm_mended)]
#[scope(quick, person = 2, session = 3, job = 2, line = 3)]
pub mod adachi_alarm {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card. They are there long after their visit, and so is the paper that they took home.
    #[node]
    pub struct Person;

    /// One visit of one person to one kiosk. Another try is another visit.
    #[id]
    pub struct Session;

    /// One rendering of one certificate.
    #[id]
    pub struct Job;

    /// A rendered certificate.
    #[document]
    pub struct Image {
        pub subject: Person,
    }

    // ── what travels: each message once, in any order ────────────────────────────────────────────

    /// A person at a kiosk asks for a certificate.
    #[message(from = Kiosk, to = Server, bag = line)]
    pub struct Issue {
        session: Session,
        applicant: Person,
    }

    /// The visit is over: what came out of it is out.
    #[message(from = Kiosk, to = Server, bag = line)]
    pub struct Leave {
        session: Session,
    }

    /// The page that was asked for.
    #[message(from = Server, to = Kiosk[session], bag = line)]
    pub struct Certificate {
        session: Session,
        image: Image,
    }

    /// An error has occurred. Please try again.
    #[message(from = Server, to = Kiosk[session], bag = line)]
    pub struct Failed {
        session: Session,
    }

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

    /// Paper cannot be taken back.
    #[effect(at_most_once)]
    pub struct Print {
        session: Session,
        image: Image,
    }

    /// Somebody is told that a wrong paper was handed out, and is visited: it is fetched back, and its subject is told.
    #[effect(at_least_once)]
    pub struct Flag {
        holder: Person,
        subject: Person,
    }

    // ── the kiosk ────────────────────────────────────────────────────────────────────────────────

    /// The copier in the store.
    #[role(per = Session)]
    pub struct Kiosk {
        waiting: Option<Person>,
    }

    impl Kiosk {
        /// The card lies on the reader and the PIN is right; the person asks for a certificate. It may be the second try.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.waiting = Some(person);
            send!(Issue { session: me, applicant: person });
        }

        /// The page comes out, and the person goes.
        #[receive]
        fn print(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            self.waiting = None;
            emit!(Print { session: me, image });
            send!(Leave { session: me });
        }

        /// The person is asked to try again.
        #[receive]
        fn apologise(&mut self, me: Session, _: Failed) {
            self.waiting = None;
            send!(Leave { session: me });
        }
    }

    // ── the municipality's issuing server, and who looks after it ────────────────────────────────

    /// Makes one page after the other in one work area, and keeps a journal of what went where.
    #[role]
    pub struct Server {
        jobs: Map<Job, Progress>,
        /// The work area.
        area: Option<Image>,
        /// Errors that have not been closed, by whom they happened to.
        alarms: Set<Person>,
    }

    /// How far a job is.
    pub enum Progress {
        #[initial]
        Free,
        Accepted {
            session: Session,
            applicant: Person,
        },
        /// Its page was put into the work area.
        Written {
            session: Session,
            applicant: Person,
        },
        Sent {
            session: Session,
            applicant: Person,
            subject: Person,
        },
        /// The paper is out. This is the journal: who got it, and what it said.
        Out {
            applicant: Person,
            subject: Person,
        },
    }

    impl Server {
        /// Accepts an application. The guard: not while an error is open. Then it waits, and is not passed over for ever.
        ///
        /// Without the hold there could always be something under way, and nobody would get round to the error. No scope shows
        /// that: every job that overlaps stays in the journal and needs an id of its own.
        #[receive(otherwise = keep)]
        #[strongly_fair]
        fn accept(&mut self, Issue { session, applicant }: Issue) {
            #[mended]
            require!(self.alarms.is_empty());
            let job = fresh!(Job);
            self.jobs[job] = Progress::Accepted { session, applicant };
        }

        /// Puts the page into the work area. If something lies there that is an error, and too late.
        #[step]
        fn write(&mut self, job: Job) {
            let Progress::Accepted { session, applicant } = self.jobs[job] else { refuse!() };
            if self.area.is_none() {
                self.jobs[job] = Progress::Written { session, applicant };
            } else {
                self.jobs[job] = Progress::Free;
                self.alarms.insert(applicant);
                send!(Failed { session });
            }
            self.area = Some(Image { subject: applicant });
        }

        /// Takes the page out of the work area, whosever it is, and sends it.
        #[step]
        fn deliver(&mut self, job: Job) {
            let Progress::Written { session, applicant } = self.jobs[job] else { refuse!() };
            // never exercised: whoever writes over a page leaves another
            let Some(image) = self.area else { refuse!() };
            self.area = None;
            self.jobs[job] = Progress::Sent { session, applicant, subject: image.subject };
            send!(Certificate { session, image });
            // "It has printed normally": what happened to this person is closed.
            #[defect]
            self.alarms.remove(applicant);
        }

        /// The visit is over: its paper is out, or there is none.
        #[receive]
        fn note(&mut self, Leave { session }: Leave) {
            for job in Job::all() {
                if let Progress::Sent { session: whose, applicant, subject } = self.jobs[job]
                    && whose == session
                {
                    self.jobs[job] = Progress::Out { applicant, subject };
                }
            }
        }

        /// With no error open, what is in the journal need not be looked at.
        #[step]
        fn put_away(&mut self, job: Job) {
            require!(self.alarms.is_empty());
            require!(matches!(self.jobs[job], Progress::Out { .. }));
            self.jobs[job] = Progress::Free;
        }

        /// An open error is looked into: when nothing is under way, every paper in the journal is compared with its holder.
        #[step]
        fn look_into(&mut self) {
            require!(!self.alarms.is_empty());
            require!(Job::all().all(|job| matches!(self.jobs[job], Progress::Free | Progress::Out { .. })));
            for job in Job::all() {
                if let Progress::Out { applicant, subject } = self.jobs[job] {
                    if applicant != subject {
                        emit!(Flag { holder: applicant, subject });
                    }
                    self.jobs[job] = Progress::Free;
                }
            }
            self.alarms.clear();
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The town. It sees who has whose paper at home.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        /// Who has somebody else's paper, and nobody knows.
        undiscovered: Set<Person>,
        paper_for_nobody: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            match self.standing_there[session] {
                Some(person) => {
                    if person != image.subject {
                        self.undiscovered.insert(person);
                    }
                }
                None => self.paper_for_nobody = true,
            }
        }

        #[on(send Leave)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
        }

        #[on(Flag)]
        fn it_is_found(&mut self, holder: Person) {
            self.undiscovered.remove(holder);
        }
    }

    /// No case is closed while a wrong paper is undiscovered: with nothing under way and no error open, there is none.
    #[always]
    #[refuted]
    fn no_case_is_closed_too_early(kiosk: &Map<Session, Kiosk>, server: &Server, world: &World) -> bool {
        !everything_rests(kiosk, server) || world.undiscovered.is_empty()
    }

    /// Every wrong delivery is flagged, sooner or later.
    #[leads_to]
    #[refuted]
    fn every_wrong_paper_is_flagged(world: &World, person: Person) -> LeadsTo {
        leads_to!(world.undiscovered.contains(person) => !world.undiscovered.contains(person))
    }

    /// No paper comes out where nobody stands: whoever was told to try again gets none.
    #[never]
    fn paper_for_nobody(world: &World) -> bool {
        world.paper_for_nobody
    }

    /// The site is not held for ever.
    #[leads_to]
    fn an_alarm_ends(server: &Server, person: Person) -> LeadsTo {
        leads_to!(server.alarms.contains(person) => !server.alarms.contains(person))
    }

    /// Every visit ends.
    #[leads_to]
    fn every_visit_ends(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].waiting.is_some() => kiosk[session].waiting.is_none())
    }

    /// Nobody at any kiosk, nothing under way, no error open.
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        everything_rests(kiosk, server)
    }

    fn everything_rests(kiosk: &Map<Session, Kiosk>, server: &Server) -> bool {
        Session::all().all(|s| kiosk[s].waiting.is_none())
            && Job::all().all(|j| server.jobs[j] == Progress::Free)
            && server.area.is_none()
            && server.alarms.is_empty()
    }

    // Not vacuous.

    /// Two people wait at once.
    #[reachable]
    fn two_wait(kiosk: &Map<Session, Kiosk>, one: Session, other: Session) -> bool {
        kiosk[one].waiting.is_some() && kiosk[other].waiting.is_some() && kiosk[one].waiting != kiosk[other].waiting
    }

    /// A wrong paper is at somebody's home.
    #[reachable]
    fn a_wrong_paper_is_out(world: &World, person: Person) -> bool {
        world.undiscovered.contains(person)
    }
}
