//! Observers: what ghosts write when they see something.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, is_fallible, mentions};
use super::context::Context;
use super::expression::{Body, unless_unused};
use super::statement::Writer;
use crate::ir::{ActionId, Trigger};

impl Context<'_> {
    /// The observers of a trigger see it: `somebody_comes(state, me, person);`
    pub(super) fn emit_observation(&self, trigger: Trigger, arguments: &[Code], state: &TokenStream) -> TokenStream {
        let call = |observer| {
            let (function, fallible, used) = self.need_observer(observer);
            let (used, fallible) = (used.into_iter().map(|local| &arguments[local]), fallible.then(|| quote!(?)));
            quote!(#function(#state #(, #used)*)#fallible;)
        };
        self.observers(trigger).map(call).collect()
    }

    /// The observers of a trigger, by their number.
    pub(super) fn observers(&self, trigger: Trigger) -> impl Iterator<Item = usize> {
        let all = self.ir.observers.iter().enumerate();
        all.filter(move |(_, observer)| observer.trigger == trigger).map(|(index, _)| index)
    }

    /// An observer's function, whether it may go beyond a bound, and which of its trigger's values it looks at.
    ///
    /// ```text
    /// fn somebody_comes(state: &mut State, me: u64, person: u64) {
    ///     state.set_world_standing_there(me, 1 | person << 1);
    /// }
    /// ```
    pub(super) fn need_observer(&self, index: usize) -> (Ident, bool, Vec<usize>) {
        let observer = &self.ir.observers[index];
        let body = Body::new(self, &observer.body.locals, quote!(state));
        let carried = match observer.trigger {
            Trigger::Action(action) => self.arguments(action),
            Trigger::Send(message) => self.ir[message].fields.len(),
            Trigger::Effect(effect) => self.ir[effect].fields.len(),
        };
        let names = body.names.clone();
        let mut writer = Writer { body, deferred: false, kept_apart: &[] };
        let statements = writer.statements(&observer.body.statements);
        let used: Vec<usize> = (0..carried).filter(|local| mentions(&statements, &names[*local])).collect();
        let fallible = is_fallible(&statements);
        let function = self.observer_name(index);
        self.need_function(&function, || {
            let parameters = used.iter().map(|local| &names[*local]);
            let (result, end) = if fallible { (quote!(-> Outcome), quote!(Ok(()))) } else { Default::default() };
            let state = unless_unused(&format_ident!("state"), &statements);
            quote!(fn #function(#state: &mut State #(, #parameters: u64)*) #result { #statements #end })
        });
        (function, fallible, used)
    }

    /// How many arguments an action has: `me`, payload, choices.
    pub(super) fn arguments(&self, action: ActionId) -> usize {
        let action = &self.ir[action];
        usize::from(action.me.is_some()) + action.payload.len() + action.choices.len()
    }
}
