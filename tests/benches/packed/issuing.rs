//! A small issuing protocol, frozen: the twin of `issuing_by_hand.rs`.

use honnin::prelude::*;

#[workflow]
#[scope(small, person = 2, session = 2, job = 2, order = 2, jam = 1, misprint = 1)]
pub mod issuing {
    #[id]
    pub struct Person;

    #[id]
    pub struct Session;

    #[id]
    pub struct Job;

    pub struct Image {
        pub job: Job,
        pub subject: Person,
    }

    #[message(from = Kiosk, to = Server)]
    pub struct Issue {
        session: Session,
        applicant: Person,
    }

    #[message(from = Kiosk, to = Server)]
    pub struct Cancel {
        session: Session,
    }

    #[message(from = Server, to = Kiosk[session])]
    pub struct Certificate {
        session: Session,
        image: Image,
    }

    #[message(from = Server, to = Kiosk[session])]
    pub struct Refused {
        session: Session,
    }

    #[message(from = Server, to = Renderer)]
    pub struct Render {
        job: Job,
        subject: Person,
    }

    #[message(from = Renderer, to = Server)]
    pub struct Rendered {
        image: Image,
    }

    #[effect(at_least_once)]
    pub struct Page {
        session: Session,
        image: Image,
    }

    #[effect(at_least_once)]
    pub struct Closed {
        session: Session,
    }

    #[role(per = Session)]
    pub struct Kiosk {
        applicant: Option<Person>,
        page: Option<Image>,
        paid: bool,
    }

    impl Kiosk {
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.applicant = Some(person);
            send!(Issue { session: me, applicant: person });
        }

        #[receive(otherwise = drop)]
        fn show(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            require!(self.applicant.is_some() && self.page.is_none());
            if self.applicant == Some(image.subject) {
                self.page = Some(image);
                emit!(Page { session: me, image });
            } else {
                self.close(me);
            }
        }

        #[receive(otherwise = drop)]
        fn apologise(&mut self, me: Session, _: Refused) {
            require!(self.applicant.is_some() && self.page.is_none());
            self.close(me);
        }

        #[timeout(after = "90s")]
        fn give_up(&mut self, me: Session) {
            require!(self.applicant.is_some() && self.page.is_none());
            send!(Cancel { session: me });
            self.close(me);
        }

        #[input]
        fn pay(&mut self, me: Session) {
            require!(self.page.is_some() && !self.paid);
            self.paid = true;
        }

        #[step]
        fn print(&mut self, me: Session) {
            require!(self.paid);
            if let Some(image) = self.page {
                emit!(Page { session: me, image });
            }
            self.close(me);
        }

        #[timeout(after = "60s")]
        fn clear_screen(&mut self, me: Session) {
            require!(self.page.is_some() && !self.paid);
            self.close(me);
        }

        #[fault(budget = jam)]
        fn paper_jam(&mut self, me: Session) {
            require!(self.paid);
            self.close(me);
        }

        fn close(&mut self, me: Session) {
            self.applicant = None;
            self.page = None;
            self.paid = false;
            emit!(Closed { session: me });
        }
    }

    #[role]
    pub struct Server {
        progress: Map<Job, Progress>,
        job_of: Map<Session, Option<Job>>,
        order: Queue<Job>,
        lane: Option<Job>,
    }

    pub enum Progress {
        #[initial]
        Free,
        Queued {
            session: Session,
            applicant: Person,
        },
        Rendering {
            session: Session,
            applicant: Person,
        },
    }

    impl Server {
        #[receive]
        fn accept(&mut self, Issue { session, applicant }: Issue) {
            if self.job_of[session].is_none() {
                let job = fresh!(Job);
                self.progress[job] = Progress::Queued { session, applicant };
                self.job_of[session] = Some(job);
                self.order.push_back(job);
            }
        }

        #[step]
        fn start(&mut self) {
            require!(self.lane.is_none());
            let Some(job) = self.order.pop_front() else { refuse!() };
            if let Progress::Queued { session, applicant } = self.progress[job] {
                self.progress[job] = Progress::Rendering { session, applicant };
                self.lane = Some(job);
                send!(Render { job, subject: applicant });
            }
        }

        #[receive(otherwise = drop)]
        fn collect(&mut self, Rendered { image }: Rendered) {
            require!(self.lane == Some(image.job));
            if let Progress::Rendering { session, applicant } = self.progress[image.job] {
                if image.subject == applicant {
                    send!(Certificate { session, image });
                } else {
                    send!(Refused { session });
                }
                self.end(image.job, session);
            }
        }

        #[timeout(after = "30s")]
        fn print_deadline(&mut self, job: Job) {
            require!(self.lane == Some(job));
            if let Progress::Rendering { session, .. } = self.progress[job] {
                send!(Refused { session });
                self.end(job, session);
            }
        }

        #[receive]
        fn cancel(&mut self, Cancel { session }: Cancel) {
            if let Some(job) = self.job_of[session] {
                self.order.remove(job);
                self.end(job, session);
            }
        }

        fn end(&mut self, job: Job, session: Session) {
            self.progress[job] = Progress::Free;
            self.job_of[session] = None;
            if self.lane == Some(job) {
                self.lane = None;
            }
        }
    }

    #[role]
    pub struct Renderer;

    impl Renderer {
        #[receive]
        fn render(&mut self, Render { job, subject }: Render) {
            send!(Rendered { image: Image { job, subject } });
        }

        #[fault(budget = misprint)]
        #[receive]
        fn misprint(&mut self, Render { job, .. }: Render, other: Person) {
            send!(Rendered { image: Image { job, subject: other } });
        }
    }

    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        wrong_page: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_comes(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
        }

        #[on(Page)]
        fn a_page_comes_out(&mut self, session: Session, image: Image) {
            self.wrong_page |= self.standing_there[session] != Some(image.subject);
        }

        #[on(Closed)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
        }
    }

    #[never]
    fn wrong_page(world: &World) -> bool {
        world.wrong_page
    }

    #[reachable]
    fn somebody_has_paid(kiosk: &Map<Session, Kiosk>) -> bool {
        Session::all().any(|s| kiosk[s].paid)
    }
}
