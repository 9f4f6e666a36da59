//! Statements to closures.

use super::compile::Compiler;
use super::operand::monomorphic;
use super::run::{Exec, Put, Run, Stop};
use crate::ir::query::place_type;
use crate::ir::{Expr, Place, Statement, StatementKind, Type};
use crate::layout::{Region, Slot, words};
use crate::system::{Defect, Edge};

impl<const W: usize> Compiler<'_, W> {
    /// Statements in order.
    pub(super) fn block(&mut self, statements: &[Statement]) -> Exec<W> {
        let mut steps: Vec<Exec<W>> = Vec::new();
        for statement in statements {
            self.span = statement.span;
            self.fallible = false;
            let step = self.statement(&statement.kind);
            steps.push(if self.fallible { Box::new(move |run| step(run) && run.stop.is_none()) } else { step });
        }
        if steps.len() == 1 {
            return steps.remove(0);
        }
        Box::new(move |run| steps.iter().all(|step| step(run)))
    }

    fn statement(&mut self, statement: &StatementKind) -> Exec<W> {
        match statement {
            StatementKind::Let(local, value) => {
                let (local, value) = (self.base + local, self.operand(value));
                monomorphic!(value, W, |value| Box::new(move |run| {
                    run.scratch.locals[local] = value(run);
                    true
                }))
            }
            StatementKind::Require(condition) => self.require(condition),
            StatementKind::Fresh(local, sort) => {
                let (local, sort) = (self.base + local, *sort);
                Box::new(move |run| match run.fresh(sort) {
                    Some(id) => {
                        run.scratch.locals[local] = id;
                        true
                    }
                    None => run.halt(Stop::Edge(Edge::NoFreeId(sort))),
                })
            }
            StatementKind::Assign(place, value) => self.assign(place, value),
            StatementKind::Reset(place) => self.reset(place),
            StatementKind::Insert(place, id) => self.set_member(place, id, true),
            StatementKind::Remove(place, value) => match place_type(self.layout.ir(), place) {
                Type::Queue(..) => self.remove(place, value),
                _ => self.set_member(place, value, false),
            },
            StatementKind::PushBack(place, value) => self.push_back(place, value),
            StatementKind::PopFront(place) => {
                let queue = self.locate(place, whole_queue);
                Box::new(move |run| {
                    let (length, slots) = queue.at(run);
                    words::queue_pop(&mut run.state, *length, slots);
                    true
                })
            }
            StatementKind::Send(message, fields) => {
                let declared = &self.layout.ir()[*message].fields;
                self.put(self.layout.ir().effects.len() + message.0, declared, fields)
            }
            StatementKind::Emit(effect, fields) => self.put(effect.0, &self.layout.ir()[*effect].fields, fields),
            StatementKind::If(condition, then, otherwise) => self.branch(condition, then, otherwise),
            StatementKind::ForEach { local, sort, ordered, body } => {
                let ids = self.layout.domain().ids(*sort) as u64;
                self.for_each(self.base + local, ids, *ordered, body)
            }
            StatementKind::Ignore => Box::new(|_| true),
        }
    }

    fn assign(&mut self, place: &Place, value: &Expr) -> Exec<W> {
        let limit = self.limit(&place_type(self.layout.ir(), place));
        let beyond = Stop::Defect(Defect::BoundExceeded(place.variable, self.span));
        let value = self.operand(value);
        let fallible = self.fallible;
        let place = self.locate_scalar(place);
        let Some(limit) = limit else {
            return monomorphic!(value, W, |value| Box::new(move |run: &mut Run<W>| {
                let value = value(run);
                place.at(run).set(&mut run.state, value);
                true
            }));
        };
        let value = value.eval();
        Box::new(move |run| {
            let value = value(run);
            if fallible && run.stop.is_some() {
                return false;
            }
            place.at(run).set(&mut run.state, value);
            !limit.is_exceeded_by(value) || run.halt(beyond)
        })
    }

    fn reset(&mut self, place: &Place) -> Exec<W> {
        if matches!(place_type(self.layout.ir(), place), Type::Map(..) | Type::Queue(..)) {
            let slots = self.locate(place, all_slots);
            return Box::new(move |run| {
                let slots = slots.at(run);
                words::clear(&mut run.state, slots);
                true
            });
        }
        let place = self.locate_scalar(place);
        Box::new(move |run| {
            place.at(run).set(&mut run.state, 0);
            true
        })
    }

    fn set_member(&mut self, place: &Place, id: &Expr, member: bool) -> Exec<W> {
        let (id, place) = (self.value(id), self.locate_scalar(place));
        Box::new(move |run| {
            let bit = 1 << id(run);
            let place = *place.at(run);
            let set = place.get(&run.state);
            place.set(&mut run.state, if member { set | bit } else { set & !bit });
            true
        })
    }

    fn remove(&mut self, place: &Place, value: &Expr) -> Exec<W> {
        let (value, queue) = (self.value(value), self.locate(place, whole_queue));
        Box::new(move |run| {
            let value = value(run);
            let (length, slots) = queue.at(run);
            words::queue_remove(&mut run.state, *length, slots, value);
            true
        })
    }

    fn push_back(&mut self, place: &Place, value: &Expr) -> Exec<W> {
        let limit = match place_type(self.layout.ir(), place) {
            Type::Queue(item, _) => self.limit(&item),
            _ => None,
        };
        let beyond = Stop::Defect(Defect::BoundExceeded(place.variable, self.span));
        let (value, queue) = (self.value(value), self.locate(place, whole_queue));
        Box::new(move |run| {
            let value = value(run);
            if run.stop.is_some() {
                return false;
            }
            let (length, slots) = queue.at(run);
            let fits = !limit.is_some_and(|limit| limit.is_exceeded_by(value));
            fits && words::queue_push(&mut run.state, *length, slots, value) || run.halt(beyond)
        })
    }

    fn put(&mut self, kind: usize, declared: &[crate::ir::Field], fields: &[Expr]) -> Exec<W> {
        let types: Vec<_> = declared.iter().map(|field| &field.ty).collect();
        let payload = self.assemble(0, 0, &types, fields);
        let kind = u16::try_from(kind).expect("the layout bounds the kinds of outputs");
        let payload = payload.eval();
        Box::new(move |run| {
            let payload = payload(run);
            run.scratch.puts.push(Put { kind, payload });
            true
        })
    }

    fn branch(&mut self, condition: &Expr, then: &[Statement], otherwise: &[Statement]) -> Exec<W> {
        let condition = self.condition(condition);
        let fallible = self.fallible;
        let (then, otherwise) = (self.block(then), self.block(otherwise));
        self.fallible = false;
        if fallible {
            return Box::new(move |run| {
                let holds = condition(run);
                run.stop.is_none() && if holds { then(run) } else { otherwise(run) }
            });
        }
        Box::new(move |run| if condition(run) { then(run) } else { otherwise(run) })
    }

    fn for_each(&mut self, local: usize, ids: u64, ordered: bool, body: &[Statement]) -> Exec<W> {
        let body = self.block(body);
        self.fallible = false;
        let step = move |run: &mut Run<W>, id| {
            run.scratch.locals[local] = id;
            body(run)
        };
        if ordered {
            return Box::new(move |run| {
                let order = run.scratch.tape.order(ids);
                order.into_iter().all(|id| step(run, id))
            });
        }
        Box::new(move |run| (0..ids).all(|id| step(run, id)))
    }
}

fn whole_queue(region: &Region) -> (Slot, Box<[Slot]>) {
    match region {
        Region::Queue { length, slots } => (*length, slots.clone().into()),
        other => panic!("{other:?} is no queue"),
    }
}

/// Every slot in a region.
pub(super) fn all_slots(region: &Region) -> Vec<Slot> {
    match region {
        Region::Scalar(slot) => vec![*slot],
        Region::Array(entries) => entries.iter().flat_map(all_slots).collect(),
        Region::Queue { length, slots } => core::iter::once(*length).chain(slots.iter().copied()).collect(),
    }
}
