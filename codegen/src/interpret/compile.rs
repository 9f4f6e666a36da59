//! Bodies of the IR to closures over packed words.

use super::operand::{Bits, Operand};
use super::run::{Eval, Run, Stop};
use crate::ir::{Expr, Place, Quantifier, SortId, Span, Type};
use crate::layout::{Layout, Region};
use crate::system::Defect;

/// Compiles one body.
pub(super) struct Compiler<'a, const W: usize> {
    pub(super) layout: &'a Layout,
    /// Where the body's locals start in the run's.
    pub(super) base: usize,
    /// The statement that is compiled, for the report of a defect.
    pub(super) span: Span,
    /// Whether what was compiled since this was last unset may break a rule of arithmetic.
    pub(super) fallible: bool,
    /// The number under which the next condition is counted, where conditions are.
    pub(super) counted: Option<usize>,
}

/// The bound that a value must keep: that of a count, or of the count in an `Option`. Structs and enums keep the bounds of
/// their fields since they were made.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    /// The tags of the `Option`s around the count, all of which must be set for there to be one.
    tags: u32,
    bound: u64,
}

impl Limit {
    #[inline]
    pub(super) fn is_exceeded_by(self, packed: u64) -> bool {
        packed.trailing_ones() >= self.tags && packed >> self.tags > self.bound
    }
}

impl<'a, const W: usize> Compiler<'a, W> {
    pub(super) fn new(layout: &'a Layout, base: usize) -> Self {
        Self { layout, base, span: Span::default(), fallible: false, counted: None }
    }

    /// The limit that a place or field of a type sets.
    pub(super) fn limit(&self, ty: &Type) -> Option<Limit> {
        match ty {
            Type::Count(Some(bound)) => Some(Limit { tags: 0, bound: u64::from(self.layout.sizes().bound(*bound)) }),
            Type::Option(some) => self.limit(some).map(|limit| Limit { tags: limit.tags + 1, ..limit }),
            _ => None,
        }
    }

    /// An expression as a closure.
    pub(super) fn value(&mut self, expression: &Expr) -> Eval<W> {
        self.operand(expression).eval()
    }

    /// An expression in the simplest form.
    pub(super) fn operand(&mut self, expression: &Expr) -> Operand<W> {
        match expression {
            Expr::Bool(value) => Operand::Constant(u64::from(*value)),
            Expr::Count(count) => Operand::Constant(u64::from(*count)),
            Expr::Bound(bound) => Operand::Constant(u64::from(self.layout.sizes().bound(*bound))),
            Expr::Parameter(id) => Operand::Constant(self.layout.sizes().get(*id).unwrap_or(u32::MAX).into()),
            Expr::Local(local) => Operand::Local { local: self.base + local, shift: 0, mask: u64::MAX },
            Expr::EmptySet(_) => Operand::Constant(0),
            Expr::Read(place) => self.read(place),
            Expr::Variant { ty, variant, fields } => self.variant(ty, *variant, fields),
            Expr::Struct { id, fields } => {
                let types: Vec<_> = self.layout.ir()[*id].fields.iter().map(|field| &field.ty).collect();
                self.assemble(0, 0, &types, fields)
            }
            Expr::Field { of, id, field } => {
                let width = self.layout.scalar_width(&self.layout.ir()[*id].fields[*field].ty);
                self.operand(of).part(self.layout.field_offset(*id, *field), width)
            }
            Expr::Payload { of, ty, variant, field } => {
                let width = self.layout.scalar_width(self.layout.payload_type(ty, *variant, *field));
                self.operand(of).part(self.layout.payload_offset(ty, *variant, *field), width)
            }
            Expr::Cardinality(set) => {
                let set = self.value(set);
                Operand::computed(move |run| u64::from(set(run).count_ones()))
            }
            Expr::Length(place) => self.length(place),
            Expr::Front(place) => self.front(place),
            Expr::Add(left, right) => {
                self.arithmetic(left, right, |left, right| Some(left + right).filter(|&sum| u32::try_from(sum).is_ok()))
            }
            Expr::Subtract(left, right) => self.arithmetic(left, right, u64::checked_sub),
            Expr::If(condition, then, otherwise) => {
                let (condition, then) = (self.test(condition, false), self.value(then));
                let otherwise = self.value(otherwise);
                Operand::computed(move |run| if condition(run) { then(run) } else { otherwise(run) })
            }
            Expr::Let(local, bound, body) => {
                let (local, bound, body) = (self.base + local, self.value(bound), self.value(body));
                Operand::computed(move |run| {
                    run.scratch.locals[local] = bound(run);
                    body(run)
                })
            }
            Expr::Quantified { quantifier: Quantifier::Count, local, sort, body } => {
                self.count(self.base + local, *sort, body)
            }
            truth => {
                let test = self.test(truth, false);
                Operand::computed(move |run| u64::from(test(run)))
            }
        }
    }

    fn variant(&mut self, ty: &Type, variant: usize, fields: &[Expr]) -> Operand<W> {
        let layout = self.layout;
        let types: Vec<_> = (0..fields.len()).map(|field| layout.payload_type(ty, variant, field)).collect();
        self.assemble(variant as u64, layout.tag_width(ty), &types, fields)
    }

    /// A tag and fields above it. A count beyond its bound is a defect.
    pub(super) fn assemble(&mut self, tag: u64, tag_width: u32, types: &[&Type], fields: &[Expr]) -> Operand<W> {
        let mut offset = tag_width;
        let mut known = tag;
        let mut parts = Vec::new();
        for (ty, field) in types.iter().zip(fields) {
            let width = self.layout.scalar_width(ty);
            let limit = self.limit(ty);
            match self.operand(field) {
                Operand::Constant(value) if !limit.is_some_and(|limit| limit.is_exceeded_by(value)) => {
                    known |= value.checked_shl(offset).unwrap_or(0);
                }
                operand => {
                    self.fallible |= limit.is_some();
                    // A field without bits is evaluated for its defects alone.
                    parts.push((operand.eval(), offset.min(63), crate::layout::words::mask(width), limit));
                }
            }
            offset += width;
        }
        let beyond = Defect::Arithmetic(self.span);
        match <[_; 1]>::try_from(parts) {
            Ok([(only, offset, mask, None)]) => Operand::computed(move |run| known | (only(run) & mask) << offset),
            Ok(one) => Operand::computed(move |run| collect(run, known, &one, beyond)),
            Err(parts) if parts.is_empty() => Operand::Constant(known),
            Err(parts) => Operand::computed(move |run| collect(run, known, &parts, beyond)),
        }
    }

    fn arithmetic(
        &mut self,
        left: &Expr,
        right: &Expr,
        operation: impl Fn(u64, u64) -> Option<u64> + Send + Sync + 'static,
    ) -> Operand<W> {
        let (left, right) = (self.value(left), self.value(right));
        self.fallible = true;
        let defect = Defect::Arithmetic(self.span);
        Operand::computed(move |run| {
            let (left, right) = (left(run), right(run));
            operation(left, right).unwrap_or_else(|| run.spoil(defect))
        })
    }

    fn length(&mut self, place: &Place) -> Operand<W> {
        let located = self.locate(place, |region| match region {
            Region::Queue { length, .. } => Bits::from(*length),
            other => panic!("{other:?} is no queue"),
        });
        if place.after {
            return Operand::computed(move |run| located.at(run).get(&run.after));
        }
        Self::operand_at(located)
    }

    /// The head of a queue as a packed `Option`; a free slot is zero, so only the tag is to be found out.
    fn front(&mut self, place: &Place) -> Operand<W> {
        let (queue, after) = (self.locate_queue(place), place.after);
        Operand::computed(move |run| {
            let queue = queue.at(run);
            let state = if after { &run.after } else { &run.state };
            let taken = queue.length.get(state) > 0;
            if taken { 1 | queue.slots.first().map_or(0, |head| head.get(state)) << 1 } else { 0 }
        })
    }

    fn count(&mut self, local: usize, sort: SortId, body: &Expr) -> Operand<W> {
        let ids = self.layout.domain().ids(sort) as u64;
        let body = self.test(body, false);
        Operand::computed(move |run| {
            let holds = |id: &u64| {
                run.scratch.locals[local] = *id;
                body(run)
            };
            (0..ids).filter(holds).count() as u64
        })
    }
}

type Part<const W: usize> = (Eval<W>, u32, u64, Option<Limit>);

fn collect<const W: usize>(run: &mut Run<W>, known: u64, parts: &[Part<W>], beyond: Defect) -> u64 {
    let mut packed = known;
    for (eval, offset, mask, limit) in parts {
        let value = eval(run);
        if limit.is_some_and(|limit| limit.is_exceeded_by(value)) {
            run.halt(Stop::Defect(beyond));
        }
        packed |= (value & mask) << offset;
    }
    packed
}
