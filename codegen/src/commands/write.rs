//! Values into places, cell by cell.

use super::lowering::Lowering;
use super::program::{Expr, Kind, Place, Shape, Statement};
use super::value::Value;
use super::walk::{reads, writes};
use crate::ir::Type;
use crate::ir::query::payload_type;

impl Lowering<'_, '_> {
    /// Makes a place hold a value, whatever the value looks at.
    pub(super) fn assign(&mut self, place: &Place, ty: &Type, value: &Value) -> Vec<Statement> {
        let mut statements = Vec::new();
        self.write(place, ty, value, &mut statements);
        if self.looks_back(&statements) {
            let (kept, mut saves) = self.keep("kept", value, ty);
            self.write(place, ty, &kept, &mut saves);
            return saves;
        }
        statements
    }

    /// Whether a statement looks at what an earlier one has changed.
    fn looks_back(&self, statements: &[Statement]) -> bool {
        let program = &self.context.program;
        let later = |(at, statement): (usize, &Statement)| {
            let changed = writes(program, std::slice::from_ref(statement));
            let looked = reads(&statements[at + 1..]);
            changed.iter().any(|place| looked.iter().any(|other| place.meets(other)))
        };
        statements.iter().enumerate().any(later)
            || statements.iter().any(|statement| match statement {
                Statement::If(_, yes, no) => self.looks_back(yes) || self.looks_back(no),
                _ => false,
            })
    }

    /// Makes a place hold a value that does not look at it.
    pub(super) fn write(&mut self, place: &Place, ty: &Type, value: &Value, out: &mut Vec<Statement>) {
        match (value, ty) {
            (Value::Stored(from), _) if from == place => {}
            (Value::Stored(from), Type::Bool | Type::Count(_) | Type::Id(_)) => {
                out.push(Statement::Assign(place.clone(), Expr::Read(from.clone())));
            }
            (Value::Stored(from), _) => self.copy(place, from, ty, out),
            (Value::Plain(expr), _) => out.push(Statement::Assign(place.clone(), expr.clone())),
            (Value::Either(condition, yes, no), _) => {
                let (mut one, mut other) = (Vec::new(), Vec::new());
                self.write(place, ty, yes, &mut one);
                self.write(place, ty, no, &mut other);
                out.push(Statement::If((**condition).clone(), one, other));
            }
            (Value::Struct(fields), Type::Struct(id)) => {
                let ir = self.context.ir;
                for (field, value) in fields.iter().enumerate() {
                    let part = self.context.part(place, ty, field);
                    self.write(&part, &ir[*id].fields[field].ty, value, out);
                }
            }
            (Value::Variant(variant, fields), _) => self.write_variant(place, ty, *variant, fields, out),
            (Value::Members(members), Type::Set(sort)) if !members.is_empty() => {
                for (number, member) in members.iter().enumerate() {
                    let id = self.context.id(*sort, number);
                    out.push(Statement::Assign(place.at(id), member.clone()));
                }
            }
            _ => out.push(Statement::Clear(place.clone())),
        }
    }

    /// A copy; cell by cell where the bounds of counts are others.
    fn copy(&mut self, to: &Place, from: &Place, ty: &Type, out: &mut Vec<Statement>) {
        let shapes = [to, from].map(|place| self.context.shape(&self.owner.locals, place));
        let [one, other] = &shapes;
        let is_tag = matches!(one, Shape::Cell { kind: Kind::Tag(_), optional: false });
        if is_tag {
            out.push(Statement::Assign(to.clone(), Expr::Read(from.clone())));
        } else if one == other || matches!((one, other), (Shape::Cell { .. }, Shape::Cell { .. })) {
            out.push(Statement::Copy { to: to.clone(), from: from.clone() });
        } else {
            let value = Value::Stored(from.clone());
            for variant in (0..self.context.variants(ty)).rev() {
                let is = self.context.is(&value, ty, variant);
                let fields: Vec<Value> = (0..self.context.payload_length(ty, variant))
                    .map(|field| self.context.payload(&value, ty, variant, field))
                    .collect();
                let mut one = Vec::new();
                self.write_variant(to, ty, variant, &fields, &mut one);
                out.push(Statement::If(is, one, Vec::new()));
            }
        }
    }

    fn write_variant(&mut self, place: &Place, ty: &Type, variant: usize, fields: &[Value], out: &mut Vec<Statement>) {
        let shape = self.context.shape(&self.owner.locals, place);
        match (ty, shape) {
            (Type::Option(_), _) if variant == 0 => out.push(Statement::Clear(place.clone())),
            (Type::Option(some), Shape::Cell { .. }) => self.write(place, some, &fields[0], out),
            (Type::Option(some), Shape::Record(record)) => {
                out.push(Statement::Assign(place.field(record, 0), Expr::Bool(true)));
                self.write(&place.field(record, 1), some, &fields[0], out);
            }
            (Type::Enum(id), Shape::Record(record)) => {
                if variant == 0 && fields.is_empty() {
                    out.push(Statement::Clear(place.clone()));
                    return;
                }
                let union = self.context.layout.union(*id);
                out.push(Statement::Assign(place.field(record, 0), Expr::Tag(union.tags, variant)));
                let own = &union.fields[variant];
                for field in 1..self.context.layout.records[record.0].fields.len() {
                    if !own.contains(&field) {
                        out.push(Statement::Clear(place.field(record, field)));
                    }
                }
                for (number, value) in fields.iter().enumerate() {
                    let inner = payload_type(self.context.ir, ty, variant, number);
                    self.write(&place.field(record, own[number]), &inner, value, out);
                }
            }
            (Type::Enum(id), _) => {
                let tags = self.context.layout.union(*id).tags;
                out.push(Statement::Assign(place.clone(), Expr::Tag(tags, variant)));
            }
            _ => {}
        }
    }

    /// Appends to a list; there is room.
    pub(super) fn push(&mut self, length: &Place, items: &Place, ty: &Type, value: &Value) -> Vec<Statement> {
        let at = Expr::Read(length.clone());
        let mut statements = self.assign(&items.at(at.clone()), ty, value);
        statements.push(Statement::Assign(length.clone(), Expr::plus(at, Expr::Number(1))));
        statements
    }

    /// Takes each occurrence of a value out of a list.
    pub(super) fn remove_all(
        &mut self,
        [length, items]: [&Place; 2],
        ty: &Type,
        value: &Value,
        capacity: u32,
    ) -> Vec<Statement> {
        let over = Kind::Number(capacity.max(1) - 1);
        let (wanted, mut statements) = self.keep("removed", value, ty);
        let kept = self.owner.local("remaining", Shape::cell(Kind::Number(capacity)));
        let (kept_place, kept) = (Place::local(kept), super::owner::read(kept));
        statements.push(Statement::Assign(kept_place.clone(), Expr::Number(0)));
        let local = self.owner.binder("at", over);
        let at = super::owner::read(local);
        let item = items.at(at.clone());
        let is = self.context.equal(&Value::Stored(item.clone()), &wanted, ty, &mut self.owner);
        let inside = Expr::less(at.clone(), Expr::Read(length.clone()));
        let shift = Statement::If(
            Expr::less(kept.clone(), at.clone()),
            vec![Statement::Copy { to: items.at(kept.clone()), from: item.clone() }, Statement::Clear(item)],
            Vec::new(),
        );
        let more = Statement::Assign(kept_place, Expr::plus(kept.clone(), Expr::Number(1)));
        let stays = Statement::If(is.clone(), vec![Statement::Clear(items.at(at))], vec![shift, more]);
        let turn = Statement::If(inside, vec![stays], Vec::new());
        statements.push(Statement::For { local, over, body: vec![turn] });
        statements.push(Statement::Assign(length.clone(), kept));
        statements
    }
}
