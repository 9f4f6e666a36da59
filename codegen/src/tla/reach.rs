//! What committing may reach: the outputs of a component that can crash, and all that they and a crash may change.

use std::collections::BTreeSet;

use super::context::{Context, LEFT, MESSAGES};
use crate::ir::query::Output;
use crate::ir::{ActionKind, ChannelKind, ComponentId, Trigger};

impl Context<'_> {
    /// What a component may let out.
    pub(super) fn lets_out(&self, component: ComponentId) -> BTreeSet<Output> {
        self.ir.actions_of(component).flat_map(|action| self.ir.outputs_of(action)).collect()
    }

    /// Whether some output of a component may find no room.
    pub(super) fn bounded(&self, component: ComponentId) -> bool {
        let kinds = self.lets_out(component).into_iter().filter_map(|output| self.channel_of(output));
        kinds.into_iter().any(|channel| self.ir[channel].kind != ChannelKind::Any)
    }

    /// The variables that committing says something of.
    pub(super) fn covered(&self, component: ComponentId) -> BTreeSet<String> {
        let mut names = BTreeSet::from([self.component(component)]);
        for output in self.lets_out(component) {
            names.extend(self.channel_of(output).map(|channel| self.channels[channel.0].clone()));
            names.extend(self.ghosts_of(Self::trigger(output)).into_iter().map(|ghost| self.component(ghost)));
        }
        for crash in self.ir.crashes_of(component) {
            names.extend(self.ghosts_of(Trigger::Action(crash)).into_iter().map(|ghost| self.component(ghost)));
            let budget = self.ir[crash].kind.budget();
            names.extend(budget.filter(|budget| self.parameters[budget.0].is_some()).map(|_| LEFT.to_owned()));
            let touched = self.ir.reads(crash).into_iter().chain(self.ir.writes(crash));
            names.extend(touched.map(|variable| self.component(self.ir[variable].component)));
        }
        names
    }

    /// Those of them that an action of the component may have changed before it commits.
    pub(super) fn prepared(&self, component: ComponentId) -> Vec<String> {
        let mut names = BTreeSet::new();
        for id in self.ir.actions_of(component) {
            let action = &self.ir[id];
            if matches!(action.kind, ActionKind::Crash { .. }) {
                continue;
            }
            names.extend(self.ghosts_of(Trigger::Action(id)).into_iter().map(|ghost| self.component(ghost)));
            names.extend(self.ir.writes(id).into_iter().map(|variable| self.component(self.ir[variable].component)));
            let received = action.receives.map(|message| self.channels[self.ir[message].channel.0].clone());
            names.extend(received.filter(|name| name != MESSAGES));
            names.extend(action.kind.budget().map(|_| LEFT.to_owned()));
        }
        let covered = self.covered(component);
        names.remove(&self.component(component));
        names.into_iter().filter(|name| covered.contains(name)).collect()
    }
}
