use honnin::prelude::*;

#[workflow]
#[scope(quick, job = 2, person = 2)]
pub mod case {
    #[id]
    pub struct Job;

    #[id]
    pub struct Person;

    #[document]
    pub struct Page {
        pub job: Job,
        pub subject: Person,
    }

    pub enum Tray {
        #[initial]
        Empty,
        Holding {
            page: Page,
        },
    }

    #[message(from = Press, to = Desk)]
    pub struct Printed {
        page: Page,
    }

    #[effect(at_most_once)]
    pub struct Show {
        page: Page,
    }

    #[effect(at_least_once)]
    pub struct Note {
        subject: Person,
    }

    #[role]
    pub struct Press {}

    impl Press {
        /// A document that the Machine makes itself.
        #[input]
        fn print(&mut self, job: Job, subject: Person) {
            send!(Printed { page: Page { job, subject } });
        }
    }

    #[role]
    pub struct Desk {
        tray: Tray,
        last: Option<Page>,
    }

    impl Desk {
        /// Of a message it is borrowed.
        #[receive(otherwise = drop)]
        fn take(&mut self, Printed { page }: Printed) {
            require!(self.tray == Tray::Empty);
            self.tray = Tray::Holding { page };
            emit!(Show { page });
        }

        /// Used once, before anything changes.
        #[input]
        fn keep(&mut self) {
            let Tray::Holding { page } = self.tray else { refuse!() };
            self.last = Some(page);
        }

        /// Used after a change.
        #[input]
        fn hand_over(&mut self) {
            let Tray::Holding { page } = self.tray else { refuse!() };
            self.tray = Tray::Empty;
            emit!(Show { page });
            emit!(Note { subject: page.subject });
        }

        /// Only asked what it says of itself.
        #[input]
        fn look(&mut self, person: Person) {
            if let Some(page) = self.last
                && page.subject == person
            {
                emit!(Note { subject: person });
            }
        }
    }
}
