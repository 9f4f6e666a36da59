//! A role by itself, and everything that can ever be put to it.

use std::collections::BTreeSet;

use honnin_codegen::evaluate::Local;
use honnin_codegen::ir::query::{Requirement, visit_statements};
use honnin_codegen::ir::{
    ActionId, ActionKind, ComponentId, ComponentKind, Ir, Sizes, SortId, StatementKind, Type, VariableId, VariableRole,
};
use honnin_codegen::value::{Domain, Packet, Value};

use super::{Offer, Stimulus, TimerKey};

/// A role of a protocol at a scope.
#[derive(Clone)]
pub struct Role<'a> {
    pub(super) local: Local<'a>,
    pub(super) component: ComponentId,
    variables: Vec<VariableId>,
    requirements: Vec<Requirement>,
    blank: Vec<Value>,
}

impl<'a> Role<'a> {
    /// A role of a protocol that has been taken apart by [`Local::alone`].
    #[must_use]
    pub fn new(ir: &'a Ir, sizes: &'a Sizes, component: ComponentId) -> Self {
        let local = Local::new(ir, sizes);
        let blank = local.domain().initial().variables;
        let variables = variables(ir, component);
        Self { local, component, variables, requirements: ir.requirements_of(component), blank }
    }

    /// What it holds: its own variables and those of the stores that its actions take, in the order of the IR.
    #[must_use]
    pub fn variables(&self) -> &[VariableId] {
        &self.variables
    }

    /// The protocol at its scope.
    #[must_use]
    pub fn domain(&self) -> Domain<'a> {
        self.local.domain()
    }

    /// `Server`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.domain().ir[self.component].name
    }

    /// The local state that everything starts from.
    #[must_use]
    pub fn initial(&self) -> Vec<Value> {
        self.part(&self.blank)
    }

    /// All variables, with the role's as they are here and all others at their defaults.
    #[must_use]
    pub fn whole(&self, local: &[Value]) -> Vec<Value> {
        let mut variables = self.blank.clone();
        for (id, value) in self.variables.iter().zip(local) {
            variables[id.0] = value.clone();
        }
        variables
    }

    /// The role's among all variables.
    #[must_use]
    pub fn part(&self, variables: &[Value]) -> Vec<Value> {
        self.variables.iter().map(|id| variables[id.0].clone()).collect()
    }

    /// The instances: one without a number where the role is one.
    #[must_use]
    pub fn instances(&self) -> Vec<Option<usize>> {
        match self.domain().ir[self.component].per {
            Some(sort) => (0..self.domain().ids(sort)).map(Some).collect(),
            None => vec![None],
        }
    }

    /// Everything that can be put to it, in any state: each input, fault, message and timer with each of its arguments,
    /// each of its own turns, and each with fresh ids of every kind.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let mut stimuli = Vec::new();
        for id in self.domain().ir.machine_actions_of(self.component) {
            let kind = &self.domain().ir[id].kind;
            for arguments in self.arguments(id) {
                match kind {
                    ActionKind::Input { .. } | ActionKind::Fault { .. } => {
                        stimuli.push(Stimulus::Action(id, arguments));
                    }
                    ActionKind::Timeout { .. } => {
                        let timer = TimerKey { action: id, arguments };
                        stimuli.extend([false, true].map(|past| Stimulus::Timer(timer.clone(), past)));
                    }
                    ActionKind::Step => stimuli.push(Stimulus::Turn(Some((id, arguments)))),
                    ActionKind::Receive | ActionKind::Crash { .. } | ActionKind::Recover => {}
                }
            }
        }
        self.messages(&mut stimuli);
        stimuli.push(Stimulus::Turn(None));
        let fresh = |stimulus: Stimulus| {
            let options = self.fresh(&stimulus);
            options.into_iter().map(move |fresh| Offer { stimulus: stimulus.clone(), fresh })
        };
        stimuli.into_iter().flat_map(fresh).collect()
    }

    /// All arguments of an action that no message starts.
    pub(super) fn arguments(&self, id: ActionId) -> Vec<Vec<Value>> {
        let action = &self.domain().ir[id];
        if action.receives.is_some() {
            return Vec::new();
        }
        let types: Vec<&Type> = action.body.locals[..action.arity()].iter().map(|local| &local.ty).collect();
        self.domain().tuples(&types).collect()
    }

    /// The actions that a stimulus may start.
    pub(super) fn started_by(&self, stimulus: &Stimulus) -> Vec<ActionId> {
        let ir = self.domain().ir;
        match stimulus {
            Stimulus::Action(action, _) | Stimulus::Turn(Some((action, _))) => vec![*action],
            Stimulus::Timer(timer, _) => vec![timer.action],
            Stimulus::Message(_, packet) => ir.handlers_of(packet.message).collect(),
            Stimulus::Turn(None) => self.steps().collect(),
        }
    }

    /// The id that an action opens, where it opens one, and its sort.
    pub(super) fn opened(&self, action: ActionId, arguments: &[Value]) -> Option<(SortId, usize)> {
        let ir = self.domain().ir;
        match ir[action].kind {
            ActionKind::Input { opens: true } => Some((ir[self.component].per?, arguments.first()?.as_id())),
            _ => None,
        }
    }

    /// Its own steps.
    pub(super) fn steps(&self) -> impl Iterator<Item = ActionId> + use<'a> {
        let ir = self.domain().ir;
        ir.actions_of(self.component).filter(|&id| ir[id].kind == ActionKind::Step)
    }

    /// The words of a `require!`, by its action and its number there.
    pub(super) fn requirement(&self, action: ActionId, number: usize) -> Option<&str> {
        let mut own = self.requirements.iter().filter(|of| of.action == action);
        own.nth(number).map(|requirement| requirement.words.as_str())
    }

    /// The number of a `require!` among all of the role's.
    pub(super) fn site(&self, action: ActionId, number: usize) -> Option<usize> {
        let mut own = self.requirements.iter().enumerate().filter(|(_, of)| of.action == action);
        own.nth(number).map(|(site, _)| site)
    }

    /// How many there are.
    pub(super) fn sites(&self) -> usize {
        self.requirements.len()
    }

    /// Each message that this role receives, with each payload, for each instance that it may come to.
    fn messages(&self, stimuli: &mut Vec<Stimulus>) {
        let (domain, ir) = (self.domain(), self.domain().ir);
        for message in ir.message_ids().filter(|&id| ir[id].to.component == self.component) {
            let types: Vec<&Type> = ir[message].fields.iter().map(|field| &field.ty).collect();
            for fields in domain.tuples(&types) {
                let packet = Packet { message, fields };
                for to in self.receivers(&packet) {
                    stimuli.push(Stimulus::Message(to, packet.clone()));
                }
            }
        }
    }

    /// The instances that a message may come to.
    pub(super) fn receivers(&self, packet: &Packet) -> Vec<Option<usize>> {
        match self.domain().ir[packet.message].to.instance {
            Some(field) => vec![Some(packet.fields[field].as_id())],
            None => self.instances(),
        }
    }

    /// What else than a role's own steps leads to local states of the protocol: there a driver need never come.
    pub(super) fn elsewhere(&self) -> Vec<String> {
        let ir = self.domain().ir;
        let own: Vec<ActionId> = ir.actions_of(self.component).collect();
        let strikes = |id: &&ActionId| matches!(ir[**id].kind, ActionKind::Fault { .. }) && ir[**id].receives.is_some();
        let mut reasons: Vec<String> = own
            .iter()
            .filter(strikes)
            .map(|id| format!("`{}` strikes on the way, and not in the role", ir[*id].name))
            .collect();
        if ir.crashes(self.component) && self.instances().len() > 1 {
            reasons.push("one instance crashes, and others do not".to_owned());
        }
        let mut orders = false;
        for id in &own {
            visit_statements(&ir[*id].body.statements, &mut |statement| {
                orders |= matches!(statement.kind, StatementKind::ForEach { ordered: true, .. });
            });
        }
        if orders {
            reasons.push("`any_order` leaves the order open, and it takes one of them".to_owned());
        }
        if self.variables.iter().any(|id| ir[*id].component != self.component) {
            reasons.push("others change what is in the store".to_owned());
        }
        reasons
    }

    /// The lists of fresh ids that are tried: none; for each id, the list that begins with it and goes on with the others;
    /// and, where several are taken, the same id twice.
    fn fresh(&self, stimulus: &Stimulus) -> Vec<Vec<Vec<usize>>> {
        let domain = self.domain();
        let mut taken = vec![0; domain.ir.sorts.len()];
        for action in self.started_by(stimulus) {
            let mut here = vec![0; taken.len()];
            visit_statements(&domain.ir[action].body.statements, &mut |statement| {
                if let StatementKind::Fresh(_, sort) = statement.kind {
                    here[sort.0] += 1;
                }
            });
            taken.iter_mut().zip(here).for_each(|(most, here)| *most = here.max(*most));
        }
        let mut lists: Vec<Vec<Vec<usize>>> = vec![Vec::new()];
        for (sort, &taken) in taken.iter().enumerate() {
            let options = options(domain.ids(SortId(sort)), taken);
            lists = lists
                .iter()
                .flat_map(|list| options.iter().map(|option| [list.as_slice(), std::slice::from_ref(option)].concat()))
                .collect();
        }
        lists
    }
}

fn options(ids: usize, taken: usize) -> Vec<Vec<usize>> {
    let rotated = |first: usize| (0..ids).map(|id| (first + id) % ids).collect();
    match taken {
        0 => vec![Vec::new()],
        1 => [Vec::new()].into_iter().chain((0..ids).map(rotated)).collect(),
        _ => {
            let twice = (0..ids).map(|id| vec![id; taken]);
            [Vec::new()].into_iter().chain((0..ids).map(rotated)).chain(twice).collect()
        }
    }
}

/// What a role holds: its own declared variables and those of the stores that its actions take.
fn variables(ir: &Ir, component: ComponentId) -> Vec<VariableId> {
    let touched: BTreeSet<VariableId> =
        ir.actions_of(component).flat_map(|action| ir.reads(action).into_iter().chain(ir.writes(action))).collect();
    let stores: BTreeSet<ComponentId> = touched
        .into_iter()
        .map(|variable| ir[variable].component)
        .filter(|&owner| ir[owner].kind == ComponentKind::Store)
        .collect();
    let held = |id: &VariableId| {
        let variable = &ir[*id];
        variable.role == VariableRole::Declared
            && (variable.component == component || stores.contains(&variable.component))
    };
    ir.variable_ids().filter(held).collect()
}
