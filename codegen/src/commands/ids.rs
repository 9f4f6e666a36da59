//! Ids that come back: which are free, and what it means to forget one.

use super::action::Title;
use super::context::Context;
use super::lowering::Lowering;
use super::owner::{Owner, read};
use super::pattern::Pattern;
use super::program::{Expr, Index, Kind, LocalId, Place, Predicate, PredicateId, Statement, Step};
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
            match (ir.owner_of(variable).per, ty) {
                (Some(per), Type::Map(_, entry)) => {
                    if per == sort {
                        let own = self.home(variable, Some(id.clone()));
                        ways.push(self.is_used(&own, entry, owner));
                    }
                    let me = owner.binder(&self.snake_sort(per), Kind::Id(per));
                    let place = self.home(variable, Some(read(me)));
                    let inside = self.mentions(entry, &place, sort, id, owner);
                    ways.push(Expr::some(&[(me, Kind::Id(per))], inside));
                }
                _ => {
                    let place = self.home(variable, None);
                    ways.push(self.mentions(ty, &place, sort, id, owner));
                }
            }
        }
        ways
    }

    /// Whether what is in a place mentions an id, or keeps something under it.
    fn mentions(&mut self, ty: &Type, place: &Place, sort: SortId, id: &Expr, owner: &mut Owner) -> Expr {
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

    /// The ways in which a message names an id: on channels where messages are taken, or on the others.
    fn in_messages(&mut self, sort: SortId, id: &Expr, owner: &mut Owner, taken: bool) -> Vec<Expr> {
        let ir = self.ir;
        let mut ways = Vec::new();
        for message in ir.message_ids() {
            if self.is_taken(message) != taken {
                continue;
            }
            if self.slots_of(message).is_some() {
                for (binders, condition, slot) in self.naming(message, sort, id, owner) {
                    let there = self.is_there(&slot);
                    ways.push(Expr::some(&binders, Expr::and([condition, there])));
                }
            } else {
                ways.push(self.in_lanes(message, sort, id, owner));
            }
        }
        ways
    }

    /// Whether there is a message in a slot.
    pub(super) fn is_there(&self, slot: &Place) -> Expr {
        match self.shape(&[], slot) {
            super::Shape::Cell { kind: Kind::Number(_), .. } => Expr::less(Expr::Number(0), Expr::Read(slot.clone())),
            _ => Expr::Read(slot.clone()),
        }
    }

    /// The slots whose messages name an id: for all values of some binders, where a condition holds.
    fn naming(
        &mut self,
        message: MessageId,
        sort: SortId,
        id: &Expr,
        owner: &mut Owner,
    ) -> Vec<(Vec<(LocalId, Index)>, Expr, Place)> {
        let ir = self.ir;
        let types: Vec<Type> = ir[message].fields.iter().map(|field| field.ty.clone()).collect();
        let patterns: Vec<Pattern> = self.slots_of(message).map(|slots| slots.patterns.clone()).unwrap_or_default();
        let mut found = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let ways = (0..pattern.leaves.len()).filter(|leaf| pattern.leaves[*leaf].over == Kind::Id(sort));
            for fixed in ways.map(Some).chain([None]) {
                let mut binders = Vec::new();
                let mut leaves = Vec::new();
                for (number, leaf) in pattern.leaves.iter().enumerate() {
                    if fixed == Some(number) {
                        leaves.push(id.clone());
                    } else {
                        let local = owner.binder(&leaf.name, leaf.over);
                        binders.push((local, leaf.over));
                        leaves.push(read(local));
                    }
                }
                let condition = if fixed.is_some() {
                    Expr::Bool(true)
                } else {
                    // Sets are spread over truth values.
                    let values = pattern.values(&leaves);
                    let ways: Vec<Expr> =
                        values.iter().zip(&types).map(|(value, ty)| self.in_sets(value, ty, sort, id)).collect();
                    Expr::or(ways)
                };
                if condition != Expr::Bool(false)
                    && let Some(slots) = self.slots_of(message)
                {
                    found.push((binders, condition, slots.slot(index, &leaves)));
                }
            }
        }
        found
    }

    /// Whether an id is in a set somewhere in a value.
    fn in_sets(&mut self, value: &Value, ty: &Type, sort: SortId, id: &Expr) -> Expr {
        let ir = self.ir;
        match (value, ty) {
            (Value::Members(_), Type::Set(of)) if *of == sort => self.contains(value, id, sort),
            (Value::Struct(fields), Type::Struct(of)) => {
                let inner = fields.iter().zip(&ir[*of].fields);
                Expr::or(inner.map(|(value, field)| self.in_sets(value, &field.ty, sort, id)).collect::<Vec<_>>())
            }
            (Value::Variant(variant, fields), _) => {
                let mut ways = Vec::new();
                for (field, value) in fields.iter().enumerate() {
                    let inner = payload_type(ir, ty, *variant, field);
                    ways.push(self.in_sets(value, &inner, sort, id));
                }
                Expr::or(ways)
            }
            _ => Expr::Bool(false),
        }
    }

    fn in_lanes(&mut self, message: MessageId, sort: SortId, id: &Expr, owner: &mut Owner) -> Expr {
        let Some(all) = self.all_lanes(message, owner) else { return Expr::Bool(false) };
        let (mut binders, lane) = all;
        let over = Kind::Number(lane.capacity().max(1) - 1);
        let local = owner.binder("at", over);
        binders.push((local, over));
        let item = lane.items().at(read(local));
        let mut ways = Vec::new();
        for (place, field) in lane.fields(&item).iter().zip(&self.ir[message].fields) {
            ways.push(self.mentions(&field.ty, place, sort, id, owner));
        }
        Expr::some(&binders, Expr::or(ways))
    }

    /// Every list that a message may travel in.
    pub(super) fn all_lanes(
        &mut self,
        message: MessageId,
        owner: &mut Owner,
    ) -> Option<(Vec<(LocalId, Index)>, super::wire::Lane)> {
        let ir = self.ir;
        let mut binders = Vec::new();
        let mut values = vec![Value::Dead; ir[message].fields.len()];
        for end in [ir[message].from, ir[message].to] {
            if let (Some(sort), Some(field)) = (ir[end.component].per, end.instance)
                && values[field] == Value::Dead
            {
                let local = owner.binder(&ir[message].fields[field].name, Kind::Id(sort));
                binders.push((local, Kind::Id(sort)));
                values[field] = Value::Plain(read(local));
            }
        }
        self.lane(message, &values).map(|lane| (binders, lane))
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
        lowering.items.push(super::lowering::Item::Require(Expr::and([held.not(), named])));
        let mut body = Vec::new();
        let messages = lowering.context.ir.message_ids().filter(|message| !lowering.context.is_taken(*message));
        for message in messages.collect::<Vec<_>>() {
            for (binders, condition, slot) in lowering.context.naming(message, sort, &read(id), &mut lowering.owner) {
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
