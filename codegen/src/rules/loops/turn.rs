//! One turn of a loop: all that it touches.

use std::collections::BTreeSet;

use super::touch::{Own, Touch, Way};
use crate::ir::query::{default_value, place_type, visit_expr};
use crate::ir::{
    ChannelKind, EffectId, Expr, Ir, LocalId, MessageId, Place, Projection, Span, Statement, StatementKind, Trigger,
};

/// One turn of a loop.
pub(super) struct Turn<'a> {
    ir: &'a Ir,
    crashes: bool,
    /// The locals that hold the loop's id.
    same: BTreeSet<LocalId>,
    /// The places that are known to hold the loop's id.
    claims: Vec<&'a Place>,
    span: Span,
    inlined: bool,
    pub(super) touches: Vec<Touch<'a>>,
    /// Where the order shows in what goes out, and why.
    pub(super) outputs: Vec<(Span, &'static str)>,
}

impl<'a> Turn<'a> {
    /// The touches of a loop's body. `crashes`: its role may go down, so that the order of what goes out is seen.
    pub(super) fn of(ir: &'a Ir, local: LocalId, crashes: bool, body: &'a [Statement]) -> Self {
        let same = [local].into();
        let (claims, touches, outputs) = (Vec::new(), Vec::new(), Vec::new());
        let mut turn = Self { ir, crashes, same, claims, span: Span::default(), inlined: false, touches, outputs };
        turn.statements(body);
        turn
    }

    fn statements(&mut self, statements: &'a [Statement]) {
        for statement in statements {
            if !self.inlined {
                self.span = statement.span;
            }
            self.statement(statement);
            let known = self.claims.len();
            if let StatementKind::If(condition, ..) = &statement.kind {
                self.claim_all(condition);
            }
            for block in statement.blocks() {
                self.statements(block);
                self.claims.truncate(known);
            }
        }
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Let(local, value) => {
                if self.is_this(value) {
                    self.same.insert(*local);
                }
                self.looks(value);
            }
            StatementKind::Assign(place, value) => self.assign(place, value),
            StatementKind::Reset(place) => {
                let default = default_value(self.ir, &place_type(self.ir, place));
                self.change(place, Way::Constant(default));
            }
            StatementKind::Insert(place, value) => self.element(place, value, Way::Insert),
            StatementKind::Remove(place, value) => self.element(place, value, Way::Remove),
            StatementKind::PushBack(place, value) => {
                self.looks(value);
                self.change(place, Way::Other);
            }
            StatementKind::PopFront(place) => self.change(place, Way::Other),
            StatementKind::Send(message, fields) => self.send(*message, fields),
            StatementKind::Emit(effect, fields) => self.emit(*effect, fields),
            StatementKind::Require(condition) | StatementKind::If(condition, ..) => self.looks(condition),
            StatementKind::Fresh(..) | StatementKind::ForEach { .. } | StatementKind::Ignore => {}
        }
    }

    fn assign(&mut self, place: &'a Place, value: &'a Expr) {
        let same = |part: &Expr| matches!(part, Expr::Read(read) if read == place);
        let (way, rest): (Way, Vec<&Expr>) = match value {
            Expr::Or(parts) if parts.first().is_some_and(same) => (Way::Or, parts[1..].iter().collect()),
            Expr::And(parts) if parts.first().is_some_and(same) => (Way::And, parts[1..].iter().collect()),
            Expr::Add(a, b) if same(a) => (Way::Add, vec![b]),
            Expr::Subtract(a, b) if same(a) => (Way::Subtract, vec![b]),
            value if is_constant(value) => (Way::Constant(Some(value.clone())), Vec::new()),
            value => (Way::Other, vec![value]),
        };
        for part in rest {
            self.looks(part);
        }
        self.change(place, way);
    }

    fn element(&mut self, place: &'a Place, value: &'a Expr, way: Way) {
        self.looks(value);
        let own = self.own(place).or_else(|| self.is_this(value).then_some(Own::Element));
        self.touch(place, own, way);
    }

    fn change(&mut self, place: &'a Place, way: Way) {
        self.touch(place, self.own(place), way);
    }

    fn touch(&mut self, place: &'a Place, own: Option<Own>, way: Way) {
        for index in place.indexes() {
            self.looks(index);
        }
        let touch = self.look_at(place, own, way);
        self.touches.push(touch);
    }

    /// Notes all that an expression reads; its claims and memberships apart.
    fn looks(&mut self, expr: &'a Expr) {
        visit_expr(expr, &mut |inner| {
            if let Expr::Let(local, value, _) = inner
                && self.is_this(value)
            {
                self.same.insert(*local);
            }
        });
        self.look(expr);
    }

    fn look(&mut self, expr: &'a Expr) {
        let mut children = expr.children();
        match expr {
            Expr::Equal(a, b) => {
                for (place, value) in [(a, b), (b, a)] {
                    if let (Expr::Read(read), Some(variant)) = (&**place, self.claim(value)) {
                        self.touches.push(self.look_at(read, self.own(read), Way::Claim(variant)));
                        children.retain(|child| !std::ptr::eq(*child, &raw const **place));
                        children.extend(read.indexes());
                    }
                }
            }
            Expr::Contains(set, id) if self.is_this(id) => {
                if let Expr::Read(read) = &**set {
                    self.touches.push(self.look_at(read, self.own(read).or(Some(Own::Element)), Way::Read));
                    children.retain(|child| !std::ptr::eq(*child, &raw const **set));
                    children.extend(read.indexes());
                }
            }
            Expr::Queued(place, id) if self.is_this(id) => {
                self.touches.push(self.look_at(place, self.own(place).or(Some(Own::Element)), Way::Read));
            }
            other => {
                if let Some(place) = other.place() {
                    self.touches.push(self.look_at(place, self.own(place), Way::Read));
                }
            }
        }
        for child in children {
            self.look(child);
        }
    }

    fn look_at(&self, place: &'a Place, own: Option<Own>, way: Way) -> Touch<'a> {
        let claimed = self.claims.contains(&place);
        Touch { place, own, way, span: self.span, claimed, inlined: self.inlined }
    }

    fn send(&mut self, message: MessageId, fields: &'a [Expr]) {
        let declared = &self.ir[message];
        match self.ir[declared.channel].kind {
            ChannelKind::Any => {}
            ChannelKind::Bag { .. } if !self.crashes => {}
            ChannelKind::Bag { .. } => self.outputs.push((self.span, CRASH)),
            ChannelKind::Fifo { .. } => {
                let apart = declared.to.instance.is_some_and(|field| self.is_this(&fields[field]));
                if !apart {
                    self.outputs.push((self.span, "a FIFO keeps the order in which it is sent to"));
                } else if self.crashes {
                    self.outputs.push((self.span, CRASH));
                }
            }
        }
        self.observed(Trigger::Send(message), fields);
    }

    fn emit(&mut self, effect: EffectId, fields: &'a [Expr]) {
        if self.crashes {
            self.outputs.push((self.span, CRASH));
        }
        self.observed(Trigger::Effect(effect), fields);
    }

    /// What goes out is seen at once: the observers' bodies are part of the turn.
    fn observed(&mut self, trigger: Trigger, fields: &'a [Expr]) {
        for field in fields {
            self.looks(field);
        }
        let same = (0..fields.len()).filter(|&field| self.is_this(&fields[field])).collect();
        let outer = (
            std::mem::replace(&mut self.same, same),
            std::mem::take(&mut self.claims),
            std::mem::replace(&mut self.inlined, true),
        );
        let ir = self.ir;
        for observer in ir.observers_of(trigger) {
            self.statements(&observer.body.statements);
        }
        (self.same, self.claims, self.inlined) = outer;
    }

    fn own(&self, place: &Place) -> Option<Own> {
        place.path.iter().enumerate().find_map(|(depth, step)| match step {
            Projection::Index(index) if self.is_this(index) => Some(Own::Entry(depth)),
            _ => None,
        })
    }

    fn is_this(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Local(local) if self.same.contains(local))
    }

    /// What a condition says about places that hold the loop's id.
    fn claim_all(&mut self, condition: &'a Expr) {
        match condition {
            Expr::And(parts) => parts.iter().for_each(|part| self.claim_all(part)),
            Expr::Equal(a, b) => {
                for (place, value) in [(a, b), (b, a)] {
                    if let (Expr::Read(read), Some(_)) = (&**place, self.claim(value)) {
                        self.claims.push(read);
                    }
                }
            }
            _ => {}
        }
    }

    /// The variant of a value that no other turn has: it holds the loop's id.
    fn claim(&self, value: &Expr) -> Option<usize> {
        match value {
            Expr::Variant { variant, fields, .. } if fields.iter().any(|field| self.is_this(field)) => Some(*variant),
            _ => None,
        }
    }
}

const CRASH: &str = "a crash may strike between what goes out in one turn and what goes out in another";

fn is_constant(expr: &Expr) -> bool {
    let mut constant = true;
    visit_expr(expr, &mut |inner| constant &= !matches!(inner, Expr::Local(_)) && inner.place().is_none());
    constant
}
