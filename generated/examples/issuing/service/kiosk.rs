//! A kiosk and the person at it. Time and messages come in, messages go out; paper and coins go to the scene.

mod customer;

use super::super::configuration;
use super::super::protocol::kiosk::{Event, Fault, Input, Message, Output};
use super::super::protocol::server;
use super::super::protocol::support::Answer;
use super::super::words::{NODES, choose, server_of};
use super::host::{Host, Time};
use super::renderer::ToServers;
use super::role::{City, KioskRole};
use super::wire::{FromServer, ToServer, envelope, open};
use crate::program::bugs::{self, Bug};
use crate::program::chance::Chance;
use crate::program::city::{Node, Person, Session};
use crate::program::database::{Database, Epoch, Lease};
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;
use customer::{Act, Customer};

/// How long a kiosk waits before it asks again.
const PATIENCE: Time = Time::from_secs(15);

/// One copier in a store. Its own small database outlives a power loss.
pub(crate) struct Kiosk {
    pub(crate) number: u32,
    pub(crate) host: Host<KioskRole>,
    customer: Option<Customer>,
    /// What was asked for, and when it was last said.
    asked: Option<(server::Message<City>, Time)>,
    visits: u64,
    chance: Chance,
}

impl Kiosk {
    /// A new kiosk.
    pub(crate) fn new(number: u32, chance: Chance) -> Result<Self, Trouble> {
        let host = switch_on(Database::in_memory()?, Time::ZERO)?;
        Ok(Self { number, host, customer: None, asked: None, visits: 0, chance })
    }

    /// The power goes, and comes back. What the kiosk has stored is there; what it showed is not.
    pub(crate) fn loses_power(&mut self, now: Time, scene: &mut Scene) -> Result<(), Trouble> {
        self.host = switch_on(self.host.database.copy()?, now)?;
        self.asked = None;
        if let Some(customer) = &mut self.customer {
            scene.goes_dark(customer.me);
            customer.startled();
        }
        Ok(())
    }

    /// Nobody is here.
    pub(crate) fn is_free(&self) -> bool {
        self.customer.is_none()
    }

    /// Whether there is nobody, and nothing that the server has still to be told.
    pub(crate) fn rests(&self) -> bool {
        self.is_free() && self.host.all_arrived()
    }

    /// Somebody comes.
    pub(crate) fn comes(&mut self, person: Person, now: Time, scene: &mut Scene) -> Result<(), Trouble> {
        self.visits += 1;
        let me = Session { kiosk: self.number, visit: self.visits };
        let answer = self.host.offer(&Event::Input(Input::PresentCard { me, person }), now);
        if has_happened(&answer) {
            scene.comes(me, person);
            self.customer = Some(Customer::new(me, person, now, &mut self.chance));
        }
        answer.map(|_| ())
    }

    /// A line from a server.
    pub(crate) fn hears(
        &mut self,
        from: Node,
        line: FromServer,
        now: Time,
        scene: &mut Scene,
        out: &mut ToServers,
    ) -> Result<(), Trouble> {
        match line {
            FromServer::ToKiosk { number, content } => {
                let event = Event::Message(open(content)?);
                if bugs::sown(Bug::AcknowledgedTooEarly) {
                    out.push((from, ToServer::Arrived { number }));
                }
                let refused = if let Event::Message(Message::Refused(of)) = &event { Some(of.session) } else { None };
                let answer = self.host.offer(&event, now);
                if let Some(session) = refused.filter(|_| has_happened(&answer)) {
                    scene.refuses(session);
                }
                self.let_out(now, scene, out)?;
                answer?;
                out.push((from, ToServer::Arrived { number }));
            }
            FromServer::Arrived { number } => self.host.arrived(number),
            FromServer::Welcome { .. } | FromServer::ToRenderer { .. } => {}
        }
        Ok(())
    }

    /// When something is to be done without anything coming in.
    pub(crate) fn due(&self) -> Option<Time> {
        let act = self.customer.as_ref().and_then(Customer::due);
        let asks = self.asked.as_ref().map(|(_, said)| *said + PATIENCE);
        [self.host.due(), act, asks, self.host.due_again(PATIENCE)].into_iter().flatten().min()
    }

    /// Does what is due, and lets out what is to be let out.
    pub(crate) fn goes_on(&mut self, now: Time, scene: &mut Scene, out: &mut ToServers) -> Result<(), Trouble> {
        let rung = self.host.elapse(now);
        self.let_out(now, scene, out)?;
        rung?;
        if let Some(act) = self.customer.as_mut().and_then(|customer| customer.acts(now)) {
            let acted = self.acts(act, now, scene);
            self.let_out(now, scene, out)?;
            acted?;
        }
        while self.host.poll(now)? {
            self.let_out(now, scene, out)?;
        }
        if let Some((issue, said)) = &mut self.asked
            && *said + PATIENCE <= now
        {
            *said = now;
            out.push((server_of(issue), ToServer::Message { number: 0, content: envelope(issue.clone()) }));
        }
        self.sends_again(now, PATIENCE, out);
        self.host.tidy()
    }

    /// Everything that was last sent so long ago and may not have arrived is sent again.
    pub(crate) fn sends_again(&mut self, now: Time, after: Time, out: &mut ToServers) {
        for (number, output) in self.host.again(now, after) {
            if let Some(message) = message(&output) {
                out.push(line(number, message));
            }
        }
    }

    fn acts(&mut self, act: Act, now: Time, scene: &mut Scene) -> Result<(), Trouble> {
        let Some(customer) = &self.customer else { return Ok(()) };
        let (me, person) = (customer.me, customer.person);
        let input = match act {
            Act::Choose(wish) => choose(me, wish, balanced(me)),
            Act::Pay => Input::Pay { me },
            Act::WalkAway => Input::WalkAway { me },
            Act::TakePaper => Input::TakePaper { me },
        };
        let answer = self.host.offer(&Event::Input(input), now);
        if let Act::Choose(wish) = act
            && has_happened(&answer)
        {
            scene.asks(me, person, wish);
        }
        if matches!(act, Act::Pay) && has_happened(&answer) {
            scene.pays(me);
            if answer.is_ok() && self.chance.percent(1) {
                self.host.offer(&Event::Fault(Fault::PaperJam { me }), now)?;
            }
        }
        answer.map(|_| ())
    }

    /// Messages go to the server; effects happen here and now.
    fn let_out(&mut self, now: Time, scene: &mut Scene, out: &mut ToServers) -> Result<(), Trouble> {
        while let Some((number, output)) = self.host.let_out(now)? {
            self.happens(&output, now, scene);
            match message(&output) {
                Some(message) => {
                    match &message {
                        server::Message::Issue(_) => self.asked = Some((message.clone(), now)),
                        // An application that arrives after its visit is over would be remembered for ever.
                        server::Message::Leave(leave) => self.withdraw(leave.session),
                        server::Message::Rendered(_) => {}
                    }
                    out.push(line(number, message));
                }
                None => self.host.arrived(number),
            }
            self.host.delivered()?;
        }
        Ok(())
    }

    /// What was asked for is of no use any more, and is not sent again.
    fn withdraw(&mut self, session: Session) {
        self.asked = None;
        self.host.withdraw(|output| matches!(output, Output::Issue(issue) if issue.session == session));
    }

    /// An effect takes effect.
    fn happens(&mut self, effect: &Output<City>, now: Time, scene: &mut Scene) {
        match effect {
            Output::Issue(_) | Output::Leave(_) => {}
            Output::Show(show) => {
                self.asked = None;
                scene.shows(show.session);
                if let Some(customer) = self.customer.as_mut().filter(|customer| customer.me == show.session) {
                    customer.reads(now, &mut self.chance);
                }
            }
            Output::Print(print) => {
                scene.paper(print.session, &print.image.texts());
                if let Some(customer) = self.customer.as_mut().filter(|customer| customer.me == print.session) {
                    customer.waits_for_paper(now, &mut self.chance);
                }
            }
            Output::Refund(refund) => scene.refund(refund.session),
            Output::Alarm(alarm) => scene.alarm(alarm.session),
            Output::Over(over) => {
                scene.over(over.session);
                self.asked = None;
                self.customer.take_if(|customer| customer.me == over.session);
            }
        }
    }
}

/// The balancer: a visit stays with one server.
fn balanced(session: Session) -> Node {
    let turn = (u64::from(session.kiosk) + session.visit) % u64::from(NODES);
    Node(u32::try_from(turn).unwrap_or_default())
}

/// A message on its way to its server.
fn line(number: u64, message: server::Message<City>) -> (Node, ToServer) {
    (server_of(&message), ToServer::Message { number, content: envelope(message) })
}

/// Starts a kiosk on what it has stored: nobody else writes there, and each start has a token of its own.
fn switch_on(mut database: Database, now: Time) -> Result<Host<KioskRole>, Trouble> {
    database.doom = None;
    let lease = Lease { now, lasts: Time::ZERO };
    let epoch = database.acquire("this kiosk", lease)?.unwrap_or(Epoch(0));
    Host::start(database, configuration::kiosk(), epoch, now)
}

/// Whether an input was taken, even if the power went right after it.
fn has_happened(answer: &Result<Answer<()>, Trouble>) -> bool {
    matches!(answer, Ok(Answer::Done(())) | Err(Trouble::Killed { committed: true }))
}

/// The message in an output, as the server hears it.
fn message(output: &Output<City>) -> Option<server::Message<City>> {
    match output {
        Output::Issue(issue) => Some(server::Message::Issue(*issue)),
        Output::Leave(leave) => Some(server::Message::Leave(*leave)),
        _ => None,
    }
}
