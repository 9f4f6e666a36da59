//! Attempts: an action, taken with all of its arguments in every way it can be taken.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::action::Emitted;
use super::code::{Code, Level, hexadecimal, mentions, number};
use super::context::Context;
use super::expression::{Body, unless_unused};
use super::place::Scalar;
use crate::ir::{Action, ActionId, ActionKind, ComponentId, ParameterId, SortId, Trigger, VariableRole};

/// `left != 0`
pub(super) fn lasting(left: &Code) -> Code {
    Code::binary(left, &quote!(!=), &Code::number(0), Level::Compare)
}

/// How the runs of an action are explored.
enum Delivery {
    /// Outputs leave while the body runs.
    AtOnce,
    /// Outputs leave after the body.
    Afterwards,
    /// And a crash may strike between.
    Crashing,
}

/// A function that reports what comes of something, and what it is given.
#[derive(Default)]
pub(super) struct Attempt {
    pub(super) tokens: TokenStream,
    function: Option<Ident>,
    state: Option<Ident>,
    free: Vec<Ident>,
}

impl Attempt {
    /// `deliver_issue(state, run, sink, index, free_job)`
    pub(super) fn call(&self, index: Option<&TokenStream>) -> TokenStream {
        let (function, state, free) = (&self.function, self.state.iter(), &self.free);
        let index = index.into_iter();
        quote!(#function(#(#state,)* run, sink #(, #index)* #(, #free)*))
    }
}

impl Context<'_> {
    /// An action that no message starts, with all of its arguments.
    ///
    /// ```text
    /// fn try_give_up<K: Sink<2>>(state: &State, run: &mut Run<'_, 2>, sink: &mut K) {
    ///     for me in 0..2 {
    ///         if may_give_up(state, me) {
    ///             run.once(sink, runtime::event(4, me), |run| give_up(run, me));
    ///         }
    ///     }
    /// }
    /// ```
    pub(super) fn emit_try(&self, id: ActionId, emitted: &Emitted) -> Attempt {
        let action = &self.ir[id];
        let function = format_ident!("try_{}", self.action_name(id));
        let me = quote!(me);
        let explore = self.emit_over_choices(id, emitted, &[], &quote!(), Clone::clone);
        let down = action.me.map_or_else(
            || self.emit_not_up(action, None, &quote!(return)),
            |_| self.emit_not_up(action, Some(&me), &quote!(continue)),
        );
        let budget = self.emit_exhausted(action, &quote!(return));
        let all = match (action.me, self.opened(action)) {
            (None, _) => quote!(#down #explore),
            (Some(_), None) => {
                let ids = number(self.ir[action.component].per.map_or(1, |sort| self.ids(sort)));
                quote!(for me in 0..#ids { #down #explore })
            }
            (Some(_), Some(sort)) => self.emit_opening(id, sort, &quote!(#down #explore)),
        };
        self.emit_attempt(function, false, &quote!(#budget #all))
    }

    /// A function that reports what comes of something.
    pub(super) fn emit_attempt(&self, function: Ident, indexed: bool, body: &TokenStream) -> Attempt {
        let words = self.words();
        let [state, index] = ["state", "index"].map(|name| format_ident!("{name}"));
        let state = mentions(body, &state).then_some(state);
        let index = indexed.then(|| unless_unused(&index, body));
        let free: Vec<Ident> = self.fresh_in(body).into_iter().map(|sort| self.free(sort)).collect();
        let (states, indices) = (state.iter(), index.iter());
        let tokens = quote! {
            #[inline]
            fn #function<K: Sink<#words>>(
                #(#states: &State,)* run: &mut Run<'_, #words>, sink: &mut K #(, #indices: u64)* #(, #free: u64)*
            ) {
                #body
            }
        };
        Attempt { tokens, function: Some(function), state, free }
    }

    /// `#[opens]`: any free id, or the edge of the scope.
    fn emit_opening(&self, ActionId(id): ActionId, sort: SortId, explore: &TokenStream) -> TokenStream {
        let (free, id, sort) = (self.free(sort), number(id as u64), number(sort.0 as u64));
        quote! {
            if #free == 0 {
                sink.edge(runtime::event(#id, 0), Edge::NoFreeId(SortId(#sort)));
            }
            for me in runtime::ids(#free) { #explore }
        }
    }

    /// Explores an action for each combination of its choices. `known` are the arguments before the choices; the result of
    /// each exploration is handed to `with`.
    pub(super) fn emit_over_choices(
        &self,
        id: ActionId,
        emitted: &Emitted,
        payload: &[Code],
        receipt: &TokenStream,
        with: impl Fn(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        let action = &self.ir[id];
        let names = Body::new(self, &action.body.locals, quote!(run.state)).names;
        let me = action.me.map(|_| Code::atom(quote!(me)));
        let choices = action.choices.iter().map(|local| Code::atom(&names[*local]));
        let indexed: Vec<Code> = me.iter().cloned().chain(payload.iter().cloned()).chain(choices).collect();
        let values: Vec<Code> = indexed
            .iter()
            .enumerate()
            .map(|(local, code)| {
                let ty = &action.body.locals[local].ty;
                if action.choices.contains(&local) { self.value_at(ty, code) } else { code.clone() }
            })
            .collect();
        let event = self.event_code(id, &indexed);
        let explore = with(&self.emit_explore(id, &event, &values, emitted, receipt));
        let guard = emitted.guard.as_ref().map(|guard| guard.call(&quote!(state), &values));
        let explore = guard.map_or_else(|| quote!(#explore;), |may| quote!(if #may { #explore; }));
        action.choices.iter().rev().fold(explore, |inner, local| {
            let (name, values) = (&names[*local], number(self.cardinality(&action.body.locals[*local].ty)));
            if values.to_string() == "1" {
                quote!({ let #name = 0; #inner })
            } else {
                quote!(for #name in 0..#values { #inner })
            }
        })
    }

    /// `runtime::event(7, me * 6 + index)`
    fn event_code(&self, id: ActionId, arguments: &[Code]) -> TokenStream {
        let action = &self.ir[id];
        let mut parts: Vec<(Code, u64)> = Vec::new();
        for local in self.layout.coded_arguments(id) {
            let values = self.cardinality(&action.body.locals[local].ty);
            if action.payload.first() == Some(&local) {
                let all = action.receives.map_or(1, |message| self.layout.message_cardinality(message));
                parts.push((Code::atom(quote!(index)), all));
            } else if !action.payload.contains(&local) {
                parts.push((arguments[local].clone(), values));
            }
        }
        let index = Self::combine(&parts);
        let kind = number(id.0 as u64);
        quote!(runtime::event(#kind, #index))
    }

    /// `run.explore(sink, event, |run| accept(run, session, applicant, free_job))`
    fn emit_explore(
        &self,
        id: ActionId,
        event: &TokenStream,
        values: &[Code],
        emitted: &Emitted,
        receipt: &TokenStream,
    ) -> TokenStream {
        let (action, function) = (&self.ir[id], self.action_name(id));
        let arguments = emitted.used.iter().map(|local| &values[*local]);
        let free = emitted.fresh.iter().map(|sort| self.free(*sort));
        let call = quote!(#function(run #(, #arguments)* #(, #free)*));
        let state = quote!(&mut run.state);
        let draw = action.kind.budget().map(|budget| self.emit_draw(budget, &quote!(run.state)));
        let seen = self.emit_observation(Trigger::Action(id), values, &state);
        let delivery = self.delivery(id);
        let (up, down) = match action.kind {
            ActionKind::Recover => (self.emit_come_up(id), TokenStream::new()),
            ActionKind::Crash { .. } => (TokenStream::new(), self.emit_loss(id, &quote!(me), &state)),
            _ => Default::default(),
        };
        let closure = if matches!(delivery, Delivery::AtOnce) && down.is_empty() {
            // Nothing but observers sees ghosts, so that this order cannot be told from the other.
            let before = quote!(#receipt #draw #up #seen);
            if before.is_empty() { call } else { quote!({ #before #call }) }
        } else {
            let after = quote!(#down #seen);
            let before = quote!(#receipt #draw #up);
            match (before.is_empty(), after.is_empty()) {
                (true, true) => call,
                (false, true) => quote!({ #before #call }),
                _ => quote!({ #before #call?; #after Ok(()) }),
            }
        };
        let how = if emitted.chooses { "explore" } else { "once" };
        match delivery {
            Delivery::AtOnce => {
                let explore = format_ident!("{how}");
                quote!(run.#explore(sink, #event, |run| #closure))
            }
            Delivery::Afterwards => {
                let explore = format_ident!("{how}_outputs");
                quote!(run.#explore(sink, #event, put_out, |run| #closure))
            }
            Delivery::Crashing => {
                let explore = format_ident!("{how}_crashing");
                let instance = self.need_crashing(action.component, action.me.is_some());
                quote!(run.#explore(sink, #event, &#instance, |run| #closure))
            }
        }
    }

    fn delivery(&self, id: ActionId) -> Delivery {
        let action = &self.ir[id];
        let crashes = matches!(action.kind, ActionKind::Crash { .. });
        match self.is_deferred(id) {
            true if !crashes && self.added(action.component, VariableRole::Outbox).is_some() => Delivery::Crashing,
            true => Delivery::Afterwards,
            false => Delivery::AtOnce,
        }
    }

    /// `if state.server_down() != 0 { return; }`: nothing but `#[recover]` while an instance is down.
    pub(super) fn emit_not_up(&self, action: &Action, me: Option<&TokenStream>, leave: &TokenStream) -> TokenStream {
        let Some(down) = self.down(action.component, me) else { return TokenStream::new() };
        let wanted = Code::number(u64::from(action.kind == ActionKind::Recover));
        let other = Code::binary(&down, &quote!(!=), &wanted, Level::Compare);
        quote!(if #other { #leave; })
    }

    /// `state.kiosk_down(me)`
    pub(super) fn down(&self, component: ComponentId, me: Option<&TokenStream>) -> Option<Code> {
        let variable = self.added(component, VariableRole::Down)?;
        let scalar = Scalar { variable, fields: Vec::new() };
        let indices: Vec<Code> = me.into_iter().map(Code::atom).collect();
        Some(self.read(&quote!(state), scalar, &indices))
    }

    /// `if state[1] & 0x30 == 0 { return; }`: the budget is used up.
    pub(super) fn emit_exhausted(&self, action: &Action, leave: &TokenStream) -> TokenStream {
        let Some(left) = action.kind.budget().and_then(|budget| self.left(budget, &quote!(state))) else {
            return TokenStream::new();
        };
        let none = left.equal(&Code::number(0));
        quote!(if #none { #leave; })
    }

    /// `state[1] & 0x30`: zero when nothing is left of a budget; `None` for one without limit.
    pub(super) fn left(&self, budget: ParameterId, state: &TokenStream) -> Option<Code> {
        let slot = self.layout.budget(budget)?;
        if slot.width == 0 {
            return Some(Code::number(0));
        }
        let (word, mask) = (Literal::usize_unsuffixed(slot.word), hexadecimal(slot.mask() << slot.shift));
        Some(Code::new(Level::BitAnd, quote!(#state[#word] & #mask)))
    }

    /// `run.state[1] -= 0x10;`
    pub(super) fn emit_draw(&self, budget: ParameterId, state: &TokenStream) -> TokenStream {
        let Some(slot) = self.layout.budget(budget).filter(|slot| slot.width > 0) else { return TokenStream::new() };
        let (word, one) = (Literal::usize_unsuffixed(slot.word), hexadecimal(1 << slot.shift));
        quote!(#state[#word] -= #one;)
    }
}
