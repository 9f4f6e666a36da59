//! Niigata, Saitama, Kumamoto, found in May 2023: cancelled seal registrations, issued as valid. Eleven documents.
//!
//! *Stated* (Kyodo, 16 May 2023; piyolog): a resident registers a seal in ward A, moves to ward B of the same city,
//! cancels the registration there and moves back to A. In a convenience store it is issued as valid. The cause was in the
//! sync between the registry and the issuing server.
//!
//! *Assumed*: the registry itself is right, and the issuing server's copy of it has a row for each ward and resident. Who
//! moves away leaves a suspended row behind, and who moves in again finds it and gets it back: the cancellation was written
//! to the other ward's row. The sync is part of the clerk's own transaction here, so that nothing is *late*: a cancellation
//! is *lost*.
//!
//! The guard: every registration has a *version*, which the registry keeps with the person and which survives each move. A
//! row is issued from only while its version is the one that is in force.

use honnin::prelude::*;

#[workflow]
#[twin(niigata_mended)]
#[scope(quick, person = 1, ward = 2, seal = 2, version = 2, session = 1)]
#[scope(full, person = 2, ward = 2, seal = 1, version = 3, session = 1)]
pub mod niigata {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// Somebody with a card.
    #[id]
    pub struct Person;

    /// One visit of one person to one kiosk.
    #[id]
    pub struct Session;

    /// A ward of the city, with a counter of its own.
    #[node]
    pub struct Ward;

    /// A seal: the thing itself. It can be registered, cancelled and registered again.
    #[node]
    pub struct Seal;

    /// Tells one registration from the next, be it of the same person and the same seal.
    #[id]
    pub struct Version;

    /// A seal is registered.
    pub struct Registration {
        seal: Seal,
        version: Version,
    }

    /// A seal registration certificate: this person's registered seal is this one.
    #[document]
    pub struct Image {
        pub subject: Person,
        pub seal: Seal,
    }

    // ── what travels: every message may be lost, repeated and reordered without limit ────────────

    /// A person at a kiosk asks for the certificate.
    #[message(from = Kiosk, to = Server)]
    pub struct Issue {
        session: Session,
        applicant: Person,
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

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

    /// Paper cannot be taken back.
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

    // ── the city's registry, and the issuing server's copy of it ─────────────────────────────────

    /// What is in force. It is right all the time.
    #[store]
    pub struct Registry {
        /// The ward in which somebody lives.
        home: Map<Person, Option<Ward>>,
        /// A registration goes with its owner from ward to ward, until it is cancelled.
        in_force: Map<Person, Option<Registration>>,
    }

    /// What the issuing server knows of it: a row for each ward and resident.
    #[store]
    pub struct Copy {
        rows: Map<Ward, Map<Person, Row>>,
    }

    /// A ward's row about a resident.
    pub enum Row {
        #[initial]
        Nothing,
        Valid {
            registration: Registration,
        },
        /// The resident has moved away.
        Suspended {
            registration: Registration,
        },
    }

    // ── the counter of a ward ────────────────────────────────────────────────────────────────────

    /// The clerks of a ward. What they do is in the registry and in the copy at once.
    #[role(per = Ward)]
    pub struct Counter;

    impl Counter {
        /// A resident of this ward registers a seal.
        #[input]
        fn register(&mut self, me: Ward, person: Person, seal: Seal, registry: &mut Registry, copy: &mut Copy) {
            require!(registry.home[person] == Some(me));
            require!(registry.in_force[person].is_none());
            let version = fresh!(Version);
            let registration = Registration { seal, version };
            registry.in_force[person] = Some(registration);
            copy.rows[me][person] = Row::Valid { registration };
        }

        /// The registration is cancelled: in the ward where its owner lives now, and in that ward's row.
        #[input]
        fn cancel(&mut self, me: Ward, person: Person, registry: &mut Registry, copy: &mut Copy) {
            require!(registry.home[person] == Some(me));
            require!(registry.in_force[person].is_some());
            registry.in_force[person] = None;
            copy.rows[me][person] = Row::Nothing;
        }

        /// Somebody moves into this ward: for the first time, from another ward, or back. A row that is there is used again.
        #[input]
        fn move_in(&mut self, me: Ward, person: Person, registry: &mut Registry, copy: &mut Copy) {
            require!(registry.home[person] != Some(me));
            if let Some(before) = registry.home[person]
                && let Row::Valid { registration } = copy.rows[before][person]
            {
                copy.rows[before][person] = Row::Suspended { registration };
            }
            registry.home[person] = Some(me);
            if let Row::Suspended { registration } = copy.rows[me][person] {
                copy.rows[me][person] = Row::Valid { registration };
            } else if let Some(registration) = registry.in_force[person] {
                copy.rows[me][person] = Row::Valid { registration };
            }
        }

        /// Somebody leaves the city, and nothing is kept.
        #[input]
        fn move_out(&mut self, me: Ward, person: Person, registry: &mut Registry, copy: &mut Copy) {
            require!(registry.home[person] == Some(me));
            registry.home[person] = None;
            registry.in_force[person] = None;
            for ward in Ward::all() {
                copy.rows[ward][person] = Row::Nothing;
            }
        }
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
            image: Image,
        },
    }

    impl Kiosk {
        /// The card lies on the reader and the PIN is right; the person asks for the certificate.
        #[input]
        #[opens]
        fn present_card(&mut self, me: Session, person: Person) {
            self.visit = Visit::Waiting { person };
            send!(Issue { session: me, applicant: person });
        }

        /// The page comes out. It is about the person at the glass, and a kiosk cannot know more of a seal.
        #[receive(otherwise = drop)]
        fn print(&mut self, me: Session, Certificate { image, .. }: Certificate) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.visit = Visit::Printing { image };
            emit!(Print { session: me, image });
        }

        /// The server has no page for this visit.
        #[receive(otherwise = drop)]
        fn apologise(&mut self, me: Session, _: Refused) {
            require!(matches!(self.visit, Visit::Waiting { .. }));
            self.close(me);
        }

        /// The person takes the paper, or it is drawn back.
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

    // ── the city's issuing server ────────────────────────────────────────────────────────────────

    /// Answers from its copy, and remembers nothing.
    #[role]
    pub struct Server;

    impl Server {
        /// Issues what the row of the applicant's ward says. The guard asks the registry whether that is still in force.
        #[receive]
        fn answer(&mut self, Issue { session, applicant }: Issue, registry: &Registry, copy: &Copy) {
            let row = match registry.home[applicant] {
                Some(home) => copy.rows[home][applicant],
                None => Row::Nothing,
            };
            match row {
                #[mended]
                Row::Valid { registration } if registry.in_force[applicant] != Some(registration) => {
                    send!(Refused { session });
                }
                Row::Valid { registration } => {
                    send!(Certificate { session, image: Image { subject: applicant, seal: registration.seal } });
                }
                Row::Nothing | Row::Suspended { .. } => {
                    send!(Refused { session });
                }
            }
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The city. It sees what people do at the counters and what paper comes out.
    #[ghost]
    pub struct World {
        standing_there: Map<Session, Option<Person>>,
        /// Whose seal is registered: as its owner sees it.
        registered: Map<Person, Option<Seal>>,
        /// What was registered when a visit began, or since.
        good_for: Map<Session, Set<Seal>>,
        /// There is paper in the tray.
        served: Set<Session>,
        wrong_page_printed: bool,
        cancelled_page_printed: bool,
    }

    impl World {
        #[on(present_card)]
        fn somebody_asks(&mut self, me: Session, person: Person) {
            self.standing_there[me] = Some(person);
            if let Some(seal) = self.registered[person] {
                self.good_for[me].insert(seal);
            }
        }

        #[on(register)]
        fn a_seal_is_registered(&mut self, person: Person, seal: Seal) {
            self.registered[person] = Some(seal);
            for session in Session::all() {
                if self.standing_there[session] == Some(person) {
                    self.good_for[session].insert(seal);
                }
            }
        }

        #[on(cancel, move_out)]
        fn a_seal_is_registered_no_more(&mut self, person: Person) {
            self.registered[person] = None;
        }

        #[on(Print)]
        fn paper_comes_out(&mut self, session: Session, image: Image) {
            self.wrong_page_printed |= self.standing_there[session] != Some(image.subject);
            self.cancelled_page_printed |= !self.good_for[session].contains(image.seal);
            self.served.insert(session);
        }

        #[on(Over)]
        fn they_leave(&mut self, session: Session) {
            self.standing_there[session] = None;
            self.good_for[session].clear();
            self.served.remove(session);
        }
    }

    /// Nothing is issued from a registration that was cancelled before the application.
    #[never]
    #[refuted]
    fn cancelled_page_printed(world: &World) -> bool {
        world.cancelled_page_printed
    }

    /// What is printed in a visit is about the person of that visit. (It was: the wrong thing about the right person.)
    #[never]
    fn wrong_page_printed(world: &World) -> bool {
        world.wrong_page_printed
    }

    /// Who has a registration is not refused for want of a row.
    #[always]
    fn what_is_in_force_is_in_the_copy(registry: &Registry, copy: &Copy, person: Person, ward: Ward) -> bool {
        registry.in_force[person].is_none()
            || registry.home[person] != Some(ward)
            || matches!(copy.rows[ward][person], Row::Valid { .. })
    }

    /// Every visit ends.
    #[leads_to]
    fn every_visit_ends(kiosk: &Map<Session, Kiosk>, session: Session) -> LeadsTo {
        leads_to!(kiosk[session].visit != Visit::Nobody => kiosk[session].visit == Visit::Nobody)
    }

    /// Nobody at any kiosk. (What clerks and residents do, they do when they like.)
    #[final_state]
    fn at_rest(kiosk: &Map<Session, Kiosk>) -> bool {
        Session::all().all(|s| kiosk[s].visit == Visit::Nobody)
    }

    // Not vacuous.

    /// Somebody who has moved is served from the registration that came along.
    #[reachable]
    fn served_after_moving(
        world: &World,
        registry: &Registry,
        copy: &Copy,
        session: Session,
        person: Person,
        away: Ward,
    ) -> bool {
        world.served.contains(session)
            && world.standing_there[session] == Some(person)
            && registry.home[person] != Some(away)
            && matches!(copy.rows[away][person], Row::Suspended { registration }
                if registry.in_force[person] == Some(registration))
    }

    /// The copy still has what the registry has no more: the cancellation is lost, in both workflows.
    #[reachable]
    fn a_cancellation_is_lost(registry: &Registry, copy: &Copy, person: Person, ward: Ward) -> bool {
        registry.home[person] == Some(ward)
            && registry.in_force[person].is_none()
            && matches!(copy.rows[ward][person], Row::Valid { .. })
    }

    /// A registration may be cancelled while its page is on its way: that is no stale page.
    #[reachable]
    fn cancelled_while_it_is_printed(world: &World, registry: &Registry, session: Session, person: Person) -> bool {
        world.served.contains(session)
            && world.standing_there[session] == Some(person)
            && registry.in_force[person].is_none()
    }
}
