//! What may be asked of a program.

use super::context::Context;
use super::expression::Frame;
use super::lowering::Lowering;
use super::owner::{Owner, read};
use super::program::{Claim, Expr, Index, Kind, LocalId, Place, Question, Root, VariableId};
use super::value::Value;
use super::wire::Wire;
use crate::casing::camel;
use crate::export::Subject;
use crate::ir::{self, ChannelId, ChannelKind, MessageId, PropertyId, PropertyKind, Type};

impl<'a> Context<'a> {
    /// Adds all claims.
    pub(super) fn claim_all(&mut self) {
        for id in (0..self.ir.properties.len()).map(PropertyId) {
            self.property(id);
        }
        let breaks: Vec<Expr> = self
            .ways
            .iter()
            .filter_map(|ways| ways.breaks)
            .map(|breaks| Expr::Call(breaks, Vec::new()).not())
            .collect();
        let question = Question::NoDefect(Expr::and(breaks));
        let doc = "No rule is broken: every message finds one who handles it, and nothing goes beyond its bound.";
        self.claim(Subject::NoDefect, "NoDefect", doc, &Owner::default(), question);
        if !self.ir.final_states.is_empty() {
            self.no_deadlock();
        }
    }

    fn claim(&mut self, subject: Subject, name: &str, doc: &str, owner: &Owner, mut question: Question) {
        let mut exprs: Vec<&mut Expr> = Vec::new();
        let mut parameters: Vec<(LocalId, Index)> = Vec::new();
        match &mut question {
            Question::Invariant(expr)
            | Question::Witness(expr)
            | Question::Transition(_, expr)
            | Question::NoDefect(expr) => exprs.push(expr),
            Question::LeadsTo(over, trigger, goal) | Question::Possible(over, trigger, goal) => {
                parameters = over.iter().copied().enumerate().collect();
                exprs.extend([trigger, goal]);
            }
            Question::Inexpressible(_) => {}
        }
        let locals = super::finish::expressions(owner, &parameters, &mut exprs);
        let name = self.titles.give(name);
        self.program.claims.push(Claim { subject, name, doc: doc.to_owned(), locals, question });
    }

    fn property(&mut self, id: PropertyId) {
        let ir = self.ir;
        let property = &ir[id];
        let mut lowering = Lowering::new(self);
        lowering.transition = property.kind == PropertyKind::Action;
        let mut bound = Vec::new();
        for (local, declared) in property.locals[..property.parameters].iter().enumerate() {
            if let Type::Id(sort) = declared.ty {
                let parameter = lowering.parameter(&declared.name, Kind::Id(sort));
                bound.push((local, Value::Plain(read(parameter))));
            }
        }
        let mut frame = Frame::new(&property.locals, bound);
        let mut holds = |expr: &'a ir::Expr, truth: bool| {
            let defined = lowering.defined(expr, &mut frame.clone());
            let value = lowering.condition(expr, &mut frame);
            Expr::and([defined, if truth { value } else { value.not() }])
        };
        let never = property.kind == PropertyKind::Never;
        let predicate = holds(&property.predicate, !never);
        let goal = property.goal.as_ref().map_or(Expr::Bool(true), |goal| holds(goal, true));
        let parameters = lowering.parameters.clone();
        let owner = lowering.owner;
        let all = Expr::all(&parameters, predicate.clone());
        let over: Vec<Index> = parameters.iter().map(|(_, over)| *over).collect();
        let question = match property.kind {
            PropertyKind::Always | PropertyKind::Never => Question::Invariant(all),
            PropertyKind::Action => Question::Transition(before(&all), all),
            PropertyKind::Reachable => Question::Witness(Expr::some(&parameters, predicate)),
            PropertyKind::LeadsTo => Question::LeadsTo(over, predicate, goal),
            PropertyKind::AlwaysPossible => self.possible(over, predicate),
        };
        let name = if never { format!("Never{}", camel(&property.name)) } else { camel(&property.name) };
        self.claim(Subject::Property(id), &name, &property.doc, &owner, question);
    }

    /// A goal that can always be reached; or the edge of the scope can, beyond which nobody knows.
    fn possible(&self, over: Vec<Index>, goal: Expr) -> Question {
        if let Some(why) = self.ways.iter().find_map(|ways| ways.unbounded.clone()) {
            return Question::Inexpressible(why);
        }
        let leaves = self.ways.iter().filter_map(|ways| ways.leaves);
        Question::Possible(over, goal, Expr::or(leaves.map(|leaves| Expr::Call(leaves, Vec::new()))))
    }

    /// Something moves until a final state is reached; a run that leaves the scope has moved.
    fn no_deadlock(&mut self) {
        let doc =
            "Until a final state is reached something moves: inputs, faults and what changes nothing do not count.";
        let unknown = self.ways.iter().find_map(|ways| ways.unknown.clone());
        let mut owner = self.owner();
        let question = if let Some(why) = unknown {
            Question::Inexpressible(why)
        } else {
            let mut ways = self.finals(&mut owner);
            let moves = self.ways.iter().flat_map(|ways| &ways.moves);
            ways.extend(moves.map(|moves| Expr::Call(*moves, Vec::new())));
            Question::Invariant(Expr::or(ways))
        };
        self.claim(Subject::NoDeadlock, "NoDeadlock", doc, &owner, question);
    }

    /// Where nothing has to move.
    fn finals(&mut self, owner: &mut Owner) -> Vec<Expr> {
        let ir = self.ir;
        let mut ways = Vec::new();
        for declared in &ir.final_states {
            let mut lowering = Lowering::new(self);
            lowering.owner = owner.clone();
            let mut frame = Frame::new(&declared.locals, []);
            let defined = lowering.defined(&declared.predicate, &mut frame.clone());
            let holds = lowering.condition(&declared.predicate, &mut frame);
            *owner = lowering.owner;
            let mut conditions = vec![defined, holds];
            for channel in (0..ir.channels.len()).map(ChannelId) {
                conditions.push(self.nothing_waits(channel, &declared.remaining, owner));
            }
            ways.push(Expr::and(conditions));
        }
        ways
    }

    /// Where nothing waits on a bag or FIFO but these messages.
    fn nothing_waits(&mut self, channel: ChannelId, remaining: &[MessageId], owner: &mut Owner) -> Expr {
        let ir = self.ir;
        if ir[channel].kind == ChannelKind::Any {
            return Expr::Bool(true);
        }
        let others: Vec<MessageId> =
            ir[channel].messages.iter().copied().filter(|message| !remaining.contains(message)).collect();
        let mut conditions = Vec::new();
        if let (Wire::Slots { size: Some((size, _)), .. }, true) =
            (&self.wires[channel.0], others.len() == ir[channel].messages.len())
        {
            return Expr::equal(Expr::Read(Place::variable(*size)), Expr::Number(0));
        }
        for message in others {
            let slots = self.slots_of(message).map(|slots| slots.patterns.clone());
            for (index, pattern) in slots.iter().flatten().enumerate() {
                let binders: Vec<(LocalId, Index)> =
                    pattern.leaves.iter().map(|leaf| (owner.binder(&leaf.name, leaf.over), leaf.over)).collect();
                let leaves: Vec<Expr> = binders.iter().map(|(local, _)| read(*local)).collect();
                if let Some(slot) = self.slots_of(message).map(|slots| slots.slot(index, &leaves)) {
                    let there = self.is_there(&slot);
                    conditions.push(Expr::all(&binders, there.not()));
                }
            }
            if slots.is_none()
                && let Some((mut binders, lane)) = self.all_lanes(message, owner)
            {
                let over = Kind::Number(lane.capacity().max(1) - 1);
                let at = owner.binder("at", over);
                binders.push((at, over));
                let inside = Expr::less(read(at), Expr::Read(lane.length()));
                let of = lane.is_of(&lane.items().at(read(at)), ir[channel].messages.len());
                conditions.push(Expr::all(&binders, Expr::and([inside, of]).not()));
            }
        }
        Expr::and(conditions)
    }
}

/// The variables whose values before a step an expression looks at.
fn before(expr: &Expr) -> Vec<VariableId> {
    let mut variables: Vec<VariableId> = Vec::new();
    for place in expr.reads() {
        if let Root::Before(variable) = place.root
            && !variables.contains(&variable)
        {
            variables.push(variable);
        }
    }
    variables.sort();
    variables
}
