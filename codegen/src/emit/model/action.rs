//! Actions: a function for each body, and one that takes it with all of its arguments.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, Level, hexadecimal, mentions, number};
use super::context::{Context, doc};
use super::expression::{Body, unless_unused};
use super::output::Output;
use super::statement::{Writer, taken};
use crate::ir::{
    Action, ActionId, ActionKind, ParameterId, SortId, Statement, StatementKind, Trigger, VariableId, VariableRole,
};

/// An action's function, and which of its arguments it looks at.
pub(super) struct Emitted {
    pub(super) tokens: TokenStream,
    pub(super) used: Vec<usize>,
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

impl<'a> Context<'a> {
    /// ```ignore
    /// /// Gives the lane to the job that has waited longest.
    /// fn start(run: &mut Run<'_, 2>) -> Outcome {
    ///     runtime::require(run.state.server_lane() & 0x1 == 0)?;
    ///     ..
    ///     Ok(())
    /// }
    /// ```
    pub(super) fn emit_action(&self, id: ActionId) -> Emitted {
        let action = &self.ir[id];
        let body = Body::new(self, &action.body.locals, quote!(run.state));
        let (function, words, names) = (self.action_name(id), self.words(), body.names.clone());
        let kept_apart = self.kept_apart(action);
        let mut writer = Writer { body, deferred: self.is_deferred(id), kept_apart: &kept_apart };
        let statements = writer.statements(&action.body.statements);
        let opened = self.opened(action);
        let taken = kept_apart.iter().map(|sort| {
            let (taken, me) = (taken(self, *sort), opened.filter(|opened| opened == sort).and(action.me));
            let first = me.map_or(quote!(0), |me| {
                let me = &names[me];
                quote!(1 << #me)
            });
            quote!(let mut #taken: u64 = #first;)
        });
        let body = quote!(#(#taken)* #statements);
        let used: Vec<usize> = (0..self.arguments(id)).filter(|local| mentions(&body, &names[*local])).collect();
        let (parameters, doc) = (used.iter().map(|local| &names[*local]), doc(&action.doc));
        let run = unless_unused(&format_ident!("run"), &body);
        let tokens = quote! {
            #doc
            fn #function(#run: &mut Run<'_, #words> #(, #parameters: u64)*) -> Outcome { #body Ok(()) }
        };
        Emitted { tokens, used }
    }

    /// An action that no message starts, with all of its arguments.
    ///
    /// ```ignore
    /// fn try_give_up<K: Sink<2>>(run: &mut Run<'_, 2>, sink: &mut K) {
    ///     for me in 0..2 {
    ///         run.explore(sink, runtime::event(4, me), |run| give_up(run, me));
    ///     }
    /// }
    /// ```
    pub(super) fn emit_try(&self, id: ActionId, used: &[usize]) -> (Ident, TokenStream) {
        let action = &self.ir[id];
        let (function, words) = (format_ident!("try_{}", self.action_name(id)), self.words());
        let me = quote!(me);
        let explore = self.emit_over_choices(id, used, &[], quote!(), |event| event.clone());
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
        let tokens = quote! {
            fn #function<K: Sink<#words>>(run: &mut Run<'_, #words>, sink: &mut K) { #budget #all }
        };
        (function, tokens)
    }

    /// `#[opens]`: any free id, or the edge of the scope.
    fn emit_opening(&self, ActionId(id): ActionId, sort: SortId, explore: &TokenStream) -> TokenStream {
        let (free, id, sort) = (self.need_free(sort), number(id as u64), number(sort.0 as u64));
        quote! {
            let free = #free(run.before);
            if free == 0 {
                sink.edge(runtime::event(#id, 0), Edge::NoFreeId(SortId(#sort)));
            }
            for me in runtime::ids(free) { #explore }
        }
    }

    /// Explores an action for each combination of its choices. `known` are the arguments before the choices; the result of
    /// each exploration is handed to `with`.
    pub(super) fn emit_over_choices(
        &self,
        id: ActionId,
        used: &[usize],
        payload: &[Code],
        receipt: TokenStream,
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
        let explore = with(&self.emit_explore(id, &event, &values, used, receipt));
        action.choices.iter().rev().fold(quote!(#explore;), |inner, local| {
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

    /// `run.explore(sink, event, |run| accept(run, session, applicant))`
    fn emit_explore(
        &self,
        id: ActionId,
        event: &TokenStream,
        values: &[Code],
        used: &[usize],
        receipt: TokenStream,
    ) -> TokenStream {
        let (action, function) = (&self.ir[id], self.action_name(id));
        let arguments = used.iter().map(|local| &values[*local]);
        let call = quote!(#function(run #(, #arguments)*));
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
        match delivery {
            Delivery::AtOnce => quote!(run.explore(sink, #event, |run| #closure)),
            Delivery::Afterwards => quote!(run.explore_outputs(sink, #event, put_out, |run| #closure)),
            Delivery::Crashing => {
                let instance = self.need_crashing(action.component, action.me.is_some());
                quote!(run.explore_crashing(sink, #event, &#instance, |run| #closure))
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

    /// Whether an action's outputs are delivered after its body: a crash may strike between, or the delivery may cut the
    /// run, which the body must not be able to tell.
    fn is_deferred(&self, id: ActionId) -> bool {
        let action = &self.ir[id];
        let outputs = outputs(&action.body.statements);
        let outbox = self.added(action.component, VariableRole::Outbox).is_some();
        let kept =
            outbox && (action.kind == ActionKind::Recover || outputs.iter().any(|output| !self.is_on_any(*output)));
        let crash = matches!(action.kind, ActionKind::Crash { .. }) && !outputs.is_empty();
        let cutting = |trigger| self.observers(trigger).any(|observer| self.need_observer(observer).1);
        kept || crash || cutting(Trigger::Action(id)) || outputs.iter().any(|output| self.is_cutting(*output))
    }

    /// A variable that the semantics adds to a component.
    pub(super) fn added(&self, component: crate::ir::ComponentId, role: VariableRole) -> Option<VariableId> {
        let mut variables = self.ir.variables.iter();
        variables.position(|variable| variable.component == component && variable.role == role).map(VariableId)
    }

    /// `if run.before.server_down() != 0 { return; }`: nothing but `#[recover]` while an instance is down.
    pub(super) fn emit_not_up(&self, action: &Action, me: Option<&TokenStream>, leave: &TokenStream) -> TokenStream {
        let Some(down) = self.down(action.component, me) else { return TokenStream::new() };
        let wanted = Code::number(u64::from(action.kind == ActionKind::Recover));
        let other = Code::binary(&down, quote!(!=), &wanted, Level::Compare);
        quote!(if #other { #leave; })
    }

    /// `run.before.kiosk_down(me)`
    pub(super) fn down(&self, component: crate::ir::ComponentId, me: Option<&TokenStream>) -> Option<Code> {
        let variable = self.added(component, VariableRole::Down)?;
        let scalar = super::place::Scalar { variable, fields: Vec::new() };
        let indices: Vec<Code> = me.into_iter().map(Code::atom).collect();
        Some(self.read(&quote!(run.before), scalar, &indices))
    }

    /// `if run.before[1] & 0x30 == 0 { return; }`: the budget is used up.
    pub(super) fn emit_exhausted(&self, action: &Action, leave: &TokenStream) -> TokenStream {
        let Some(left) = action.kind.budget().and_then(|budget| self.left(budget, &quote!(run.before))) else {
            return TokenStream::new();
        };
        let none = left.equal(&Code::number(0));
        quote!(if #none { #leave; })
    }

    /// `run.before[1] & 0x30`: zero when nothing is left of a budget; `None` for one without limit.
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

    /// The sort of the id that an action opens.
    fn opened(&self, action: &Action) -> Option<SortId> {
        let opens = matches!(action.kind, ActionKind::Input { opens: true });
        self.ir[action.component].per.filter(|_| opens)
    }

    /// The sorts of which a run takes several ids, the one it opens included: they must differ.
    fn kept_apart(&self, action: &Action) -> Vec<SortId> {
        let mut fresh: Vec<SortId> = self.opened(action).into_iter().collect();
        each(&action.body.statements, &mut |statement| {
            if let StatementKind::Fresh(_, sort) = statement {
                fresh.push(*sort);
            }
        });
        let twice = (0..self.ir.sorts.len()).map(SortId);
        let looped = {
            let mut looped = Vec::new();
            each(&action.body.statements, &mut |statement| {
                if let StatementKind::ForEach { body, .. } = statement {
                    each(body, &mut |inner| {
                        if let StatementKind::Fresh(_, sort) = inner {
                            looped.push(*sort)
                        }
                    });
                }
            });
            looped
        };
        let several = |sort: &SortId| fresh.iter().filter(|other| *other == sort).count() > 1 || looped.contains(sort);
        let opens_only = |sort: &SortId| fresh.contains(sort);
        twice.filter(|sort| opens_only(sort) && several(sort)).collect()
    }
}

/// What a body may send and let out.
pub(super) fn outputs(statements: &[Statement]) -> Vec<Output> {
    let mut outputs = Vec::new();
    each(statements, &mut |statement| match statement {
        StatementKind::Send(message, _) => outputs.push(Output::Send(*message)),
        StatementKind::Emit(effect, _) => outputs.push(Output::Emit(*effect)),
        _ => {}
    });
    outputs
}

/// Visits every statement, those inside others included.
fn each<'s>(statements: &'s [Statement], visit: &mut impl FnMut(&'s StatementKind)) {
    for statement in statements {
        visit(&statement.kind);
        match &statement.kind {
            StatementKind::If(_, then, otherwise) => {
                each(then, visit);
                each(otherwise, visit);
            }
            StatementKind::ForEach { body, .. } => each(body, visit),
            _ => {}
        }
    }
}
