//! Local states, offers, answers and crashes in the protocol's own words.

use honnin_codegen::ir::{ActionId, Type};
use honnin_codegen::value::{Event, Occurrence, Output, Value};

use super::{Answer, Crash, Offer, Refusal, Role, Stimulus, TimerKey};

impl Role<'_> {
    /// `jobs: { job 1: Free, .. }, lane: None`; only what is not at its default, or `everything at its default`.
    #[must_use]
    pub fn show(&self, local: &[Value]) -> String {
        let (domain, initial) = (self.domain(), self.initial());
        let held = self.variables().iter().zip(local).zip(&initial).filter(|((_, value), blank)| value != blank);
        let parts: Vec<String> = held
            .map(|((id, value), _)| format!("{}: {}", domain.ir[*id].name, domain.show(&domain.ir[*id].ty, value)))
            .collect();
        if parts.is_empty() { "everything at its default".to_owned() } else { parts.join(", ") }
    }

    /// `present_card(session 1, person 2), with session 2 as fresh`.
    #[must_use]
    pub fn show_offer(&self, offer: &Offer) -> String {
        let domain = self.domain();
        let what = match &offer.stimulus {
            Stimulus::Action(action, arguments) => self.call(*action, arguments),
            Stimulus::Message(to, packet) => match (to, domain.ir[self.component].per) {
                (Some(to), Some(sort)) => format!("{} to {}", domain.show_packet(packet), domain.show_id(sort, *to)),
                _ => domain.show_packet(packet).to_string(),
            },
            Stimulus::Timer(timer, false) => format!("the timer {}", self.timer(timer)),
            Stimulus::Timer(timer, true) => format!("the timer {}, of an arming that is past", self.timer(timer)),
            Stimulus::Turn(None) => "a turn of its own".to_owned(),
            Stimulus::Turn(Some((action, arguments))) => format!("its own {}", self.call(*action, arguments)),
        };
        let fresh = offer.fresh.iter().enumerate().flat_map(|(sort, ids)| ids.iter().map(move |id| (sort, *id)));
        let names: Vec<String> =
            fresh.map(|(sort, id)| domain.show_id(honnin_codegen::ir::SortId(sort), id).to_string()).collect();
        if names.is_empty() { what } else { format!("{what}, with {} as fresh", names.join(", ")) }
    }

    pub(super) fn show_crash(&self, crash: &Crash) -> String {
        match crash {
            Crash::Now => "a crash".to_owned(),
            Crash::BeforeCommit(offer) => format!("{}, and a crash before the commit", self.show_offer(offer)),
            Crash::AfterCommit(offer, left) => {
                format!("{}, and a crash after the commit and {left} of its outputs", self.show_offer(offer))
            }
        }
    }

    pub(super) fn show_answer(&self, answer: Option<&Answer>, after: &[Value]) -> String {
        let refusal = |said: &str, refusal: &Refusal| {
            if *refusal == Refusal::default() {
                said.to_owned()
            } else {
                format!("{said}: `{}` asks for `{}`", refusal.action, refusal.guard)
            }
        };
        match answer {
            None => "nothing to do".to_owned(),
            Some(Answer::Done(done)) => {
                let action = done.action.map(|action| self.domain().ir[action].name.clone());
                let action = action.unwrap_or_else(|| "done".to_owned());
                format!("{action}, {}", self.outcome(&done.outputs, after))
            }
            Some(Answer::Dropped(no)) => refusal("dropped", no),
            Some(Answer::NotNow(no)) => refusal("not now", no),
            Some(Answer::Refused(no)) => refusal("refused", no),
            Some(Answer::Wanted(sort)) => format!("a fresh {} is wanted", self.domain().ir[*sort].name),
        }
    }

    pub(super) fn outcome(&self, outputs: &[Output], after: &[Value]) -> String {
        format!("{}, then {}", self.outputs(outputs), self.show(after))
    }

    pub(super) fn outputs(&self, outputs: &[Output]) -> String {
        let shown: Vec<String> = outputs.iter().map(|output| self.domain().show_output(output).to_string()).collect();
        if shown.is_empty() { "nothing out".to_owned() } else { format!("out {}", shown.join(", ")) }
    }

    pub(super) fn timer(&self, timer: &TimerKey) -> String {
        self.call(timer.action, &timer.arguments)
    }

    fn call(&self, action: ActionId, arguments: &[Value]) -> String {
        let domain = self.domain();
        let of_type = |(number, value): (usize, &Value)| {
            let ty: &Type = &domain.ir[action].body.locals[number].ty;
            domain.show(ty, value).to_string()
        };
        if domain.ir[action].receives.is_none() {
            let arguments: Vec<String> = arguments.iter().enumerate().map(of_type).collect();
            return format!("{}({})", domain.ir[action].name, arguments.join(", "));
        }
        domain.show_event(&Event::from(Occurrence::Action(action, arguments.to_vec()))).to_string()
    }
}
