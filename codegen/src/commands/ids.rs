//! Ids that come back: which are free, and what it means to forget one.

use super::action::Title;
use super::context::Context;
use super::expression::Frame;
use super::items::Item;
use super::lowering::Lowering;
use super::naming::Naming;
use super::owner::{Owner, read};
use super::program::{Cause, Expr, Index, Kind, LocalId, Place, Predicate, PredicateId, Statement, Step};
use super::value::Value;
use crate::ir::query::{Event, payload_type};
use crate::ir::{ChannelKind, MessageId, SortId, Type};

impl Context<'_> {
    /// Whether an id is free: it occurs nowhere, and what is kept under it is at its default.
    pub(super) fn is_free(&mut self, sort: SortId, id: &Expr) -> Expr {
        if !self.ir[sort].recycled {
            return Expr::Bool(false);
        }
        let held = self.is_held(sort, id);
        let named = self.is_named(sort, id);
        Expr::and([held.not(), named.not()])
    }

    /// Whether an id occurs in a variable, a bag or a FIFO.
    fn is_held(&mut self, sort: SortId, id: &Expr) -> Expr {
        if let Some(known) = self.held.get(&sort) {
            return Expr::Call(*known, vec![id.clone()]);
        }
        let word = &self.ir[sort].name;
        let doc = format!(
            "Whether a `{word}` is in use: something is kept under it, or names it, messages that are read and not taken aside."
        );
        let predicate = self.about_id(sort, "IsHeld", &doc, |context, id, owner| {
            let mut ways = context.in_variables(sort, id, owner);
            ways.extend(context.in_messages(sort, id, owner, true));
            Expr::or(ways)
        });
        self.held.insert(sort, predicate);
        Expr::Call(predicate, vec![id.clone()])
    }

    /// Whether an id occurs in a message that is read and not taken.
    fn is_named(&mut self, sort: SortId, id: &Expr) -> Expr {
        let ir = self.ir;
        let any = |message: &MessageId| {
            let mut found = false;
            for field in &ir[*message].fields {
                crate::ir::query::visit_type(ir, &field.ty, &mut |ty| {
                    found |= matches!(ty, Type::Id(of) | Type::Set(of) if *of == sort);
                });
            }
            found && ir[ir[*message].channel].kind == ChannelKind::Any
        };
        if !ir.message_ids().any(|message| any(&message)) {
            return Expr::Bool(false);
        }
        if let Some(known) = self.named.get(&sort) {
            return Expr::Call(*known, vec![id.clone()]);
        }
        let doc = format!("Whether a message that is read and not taken names a `{}`.", ir[sort].name);
        let predicate = self.about_id(sort, "IsNamed", &doc, |context, id, owner| {
            Expr::or(context.in_messages(sort, id, owner, false))
        });
        self.named.insert(sort, predicate);
        Expr::Call(predicate, vec![id.clone()])
    }

    fn about_id(
        &mut self,
        sort: SortId,
        what: &str,
        doc: &str,
        body: impl FnOnce(&mut Self, &Expr, &mut Owner) -> Expr,
    ) -> PredicateId {
        let mut owner = self.owner();
        let id = owner.binder(&self.snake_sort(sort), Kind::Id(sort));
        let mut body = body(self, &read(id), &mut owner);
        let name = self.titles.give(&format!("{}{what}", self.ir[sort].name));
        let locals = super::finish::expressions(&owner, &[(id, Kind::Id(sort))], &mut [&mut body]);
        self.program.predicates.push(Predicate { name, doc: doc.to_owned(), locals, parameters: 1, body });
        PredicateId(self.program.predicates.len() - 1)
    }

    fn in_variables(&mut self, sort: SortId, id: &Expr, owner: &mut Owner) -> Vec<Expr> {
        let ir = self.ir;
        let mut ways = Vec::new();
        for variable in ir.variable_ids() {
            let ty = &ir[variable].ty;
            if let (Some(per), Type::Map(_, entry)) = (ir.owner_of(variable).per, ty) {
                if per == sort {
                    let own = self.home(variable, Some(id.clone()));
                    ways.push(self.is_used(&own, entry, owner));
                }
                let me = owner.binder(&self.snake_sort(per), Kind::Id(per));
                let place = self.home(variable, Some(read(me)));
                let inside = self.mentions(entry, &place, sort, id, owner);
                ways.push(Expr::some(&[(me, Kind::Id(per))], inside));
            } else {
                let place = self.home(variable, None);
                ways.push(self.mentions(ty, &place, sort, id, owner));
            }
        }
        ways
    }

    /// Whether what is in a place mentions an id, or keeps something under it.
    pub(super) fn mentions(&mut self, ty: &Type, place: &Place, sort: SortId, id: &Expr, owner: &mut Owner) -> Expr {
        let ir = self.ir;
        let value = Value::Stored(place.clone());
        match ty {
            Type::Id(of) if *of == sort => {
                let there = Expr::IsNothing(place.clone()).not();
                Expr::and([there, Expr::equal(Expr::Read(place.clone()), id.clone())])
            }
            Type::Set(of) if *of == sort => Expr::Read(place.at(id.clone())),
            Type::Map(of, entry) => {
                let mut ways = Vec::new();
                if *of == sort {
                    ways.push(self.is_used(&place.at(id.clone()), entry, owner));
                }
                let local = owner.binder(&self.snake_sort(*of), Kind::Id(*of));
                let inside = self.mentions(entry, &place.at(read(local)), sort, id, owner);
                ways.push(Expr::some(&[(local, Kind::Id(*of))], inside));
                Expr::or(ways)
            }
            Type::Queue(item, bound) => {
                // What lies beyond the length is clear and mentions nobody.
                let over = Kind::Number(self.sizes.bound(*bound).max(1) - 1);
                let local = owner.binder("at", over);
                let at = self.part(place, ty, 1).step(Step::Index(Box::new(read(local))));
                let inside = self.mentions(item, &at, sort, id, owner);
                Expr::some(&[(local, over)], inside)
            }
            Type::Struct(of) => {
                let mut ways = Vec::new();
                for (field, declared) in ir[*of].fields.iter().enumerate() {
                    let part = self.part(place, ty, field);
                    ways.push(self.mentions(&declared.ty, &part, sort, id, owner));
                }
                Expr::or(ways)
            }
            // A payload of another variant is clear.
            Type::Option(_) | Type::Enum(_) => {
                let mut ways = Vec::new();
                for variant in 0..self.variants(ty) {
                    for field in 0..self.payload_length(ty, variant) {
                        let inner = payload_type(ir, ty, variant, field);
                        if let Value::Stored(part) = self.payload(&value, ty, variant, field) {
                            ways.push(self.mentions(&inner, &part, sort, id, owner));
                        }
                    }
                }
                Expr::or(ways)
            }
            _ => Expr::Bool(false),
        }
    }

    /// The command in which an id that only messages name is forgotten, with them; `None` where there are none such.
    pub(super) fn drain(&mut self, sort: SortId) {
        let mut lowering = Lowering::new(self);
        let name = lowering.context.snake_sort(sort);
        let id = lowering.parameter(&name, Kind::Id(sort));
        let named = lowering.context.is_named(sort, &read(id));
        if named == Expr::Bool(false) {
            return;
        }
        let held = lowering.context.is_held(sort, &read(id));
        lowering.items.push(Item::Require(Expr::and([held.not(), named])));
        let mut body = Vec::new();
        let messages = lowering.context.ir.message_ids().filter(|message| !lowering.context.is_taken(*message));
        for message in messages.collect::<Vec<_>>() {
            for Naming { binders, condition, slot } in
                lowering.context.naming(message, sort, &read(id), &mut lowering.owner)
            {
                let clear = vec![Statement::Clear(slot)];
                let clear = if condition == Expr::Bool(true) {
                    clear
                } else {
                    vec![Statement::If(condition, clear, Vec::new())]
                };
                let spread =
                    |body, (local, over): &(LocalId, Index)| vec![Statement::For { local: *local, over: *over, body }];
                body.extend(binders.iter().rev().fold(clear, spread));
            }
        }
        let word = lowering.context.ir[sort].name.clone();
        let doc = format!("Nothing but messages names this `{word}`: it is forgotten, with them.");
        let title = Title { name: format!("Drain{word}"), doc, event: Event::Drain(sort), interrupted: false };
        lowering.command(&title, body, &[id]);
    }
}

impl Lowering<'_, '_> {
    /// Any id that is free and that this run has not taken.
    pub(super) fn fresh(&mut self, local: crate::ir::LocalId, sort: SortId, frame: &mut Frame<'_>) {
        let name = frame.locals[local].name.clone();
        let Some(path) = self.path.clone().filter(|_| self.binders.is_empty()) else {
            self.context.refuse(format!("a fresh `{}` in a loop or after a change", self.context.ir[sort].name));
            return;
        };
        let path = Expr::and(path);
        let chosen = self.parameter(&name, Kind::Id(sort));
        let any = self.owner.binder(&format!("other_{name}"), Kind::Id(sort));
        let [there_is, this] = [any, chosen].map(|id| {
            let id = read(id);
            let mut conditions = vec![self.context.is_free(sort, &id)];
            for (_, other, when) in self.taken.iter().filter(|(of, ..)| *of == sort) {
                conditions.push(when.clone().implies(Expr::equal(id.clone(), other.clone()).not()));
            }
            Expr::and(conditions)
        });
        let some = Expr::some(&[(any, Kind::Id(sort))], there_is);
        let edge = Cause::Edge(format!("no `{}` is free", self.context.ir[sort].name));
        self.items.push(Item::Stop(path.clone().implies(some), edge));
        self.items.push(Item::Choose(chosen, Kind::Id(sort), path.clone().implies(this)));
        self.taken.push((sort, read(chosen), path));
        frame.bound.insert(local, Value::Plain(read(chosen)));
    }
}
