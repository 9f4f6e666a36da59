//! Whether data is finite, and whether state has a default.

use super::Resolver;
use crate::ir::{EnumId, Field, Ir, StructId, Type};

/// Structs and enums may be nested this deep in each other.
const DEEPEST: usize = 32;
/// Written out, with everything in it, a type may have this many parts.
const LARGEST: usize = 4_096;

impl Resolver<'_> {
    /// Refuses types that contain themselves, and those too large to be walked by whoever comes next.
    pub(super) fn check_recursion(&mut self) {
        let ir = &self.ir;
        let count = ir.structs.len() + ir.enums.len();
        let parts: Vec<Vec<usize>> = (0..count).map(|node| parts(ir, node)).collect();
        // Level by level from the leaves: what has no size after that contains itself, or something that does.
        let mut size: Vec<Option<usize>> = vec![None; count];
        for _ in 0..=DEEPEST {
            let ready: Vec<(usize, usize)> = (0..count)
                .filter(|node| size[*node].is_none())
                .filter_map(|node| {
                    let own = parts[node].len() + 1;
                    let mut sizes = parts[node].iter().map(|part| size[*part]);
                    let sum = sizes.try_fold(own, |sum, size| Some(sum.saturating_add(size?)))?;
                    Some((node, sum))
                })
                .collect();
            for (node, sum) in ready {
                size[node] = Some(sum);
            }
        }
        for node in (0..count).filter(|node| size[*node].is_none_or(|size| size > LARGEST)) {
            let (span, name) = match node.checked_sub(ir.structs.len()) {
                None => (ir.structs[node].span, &ir.structs[node].name),
                Some(node) => (ir.enums[node].span, &ir.enums[node].name),
            };
            let message = match size[node] {
                None => format!(
                    "`{name}` contains itself, or types nested more than {DEEPEST} deep: hold an id and keep the rest in \
                     a `Map`"
                ),
                Some(size) => format!("`{name}` has {size} parts, and may have {LARGEST}: hold less of it"),
            };
            self.errors.push("E0510", self.names.spans.place(span), message);
        }
    }

    /// Refuses state that has nothing to start from. Data must not be recursive.
    pub(super) fn check_defaults(&mut self) {
        for variable in &self.ir.variables {
            if !has_default(&self.ir, &variable.ty) {
                let message = format!(
                    "`{}` starts with an id that nobody has chosen: wrap it in `Option<..>`, which starts as `None`",
                    variable.name
                );
                self.errors.push("E0511", self.names.spans.place(variable.span), message);
            }
        }
    }
}

/// The structs and enums, numbered in this order, that one of them holds.
fn parts(ir: &Ir, node: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut collect = |fields: &[Field]| {
        for field in fields {
            let mut ty = &field.ty;
            while let Type::Option(inner) = ty {
                ty = inner;
            }
            match ty {
                Type::Struct(StructId(part)) => found.push(*part),
                Type::Enum(EnumId(part)) => found.push(ir.structs.len() + part),
                _ => {}
            }
        }
    };
    match node.checked_sub(ir.structs.len()) {
        None => collect(&ir.structs[node].fields),
        Some(node) => ir.enums[node].variants.iter().for_each(|variant| collect(&variant.fields)),
    }
    found
}

/// Whether a value of this type can be had from nothing.
pub(crate) fn has_default(ir: &Ir, ty: &Type) -> bool {
    match ty {
        Type::Id(_) => false,
        Type::Struct(id) => ir[*id].fields.iter().all(|field| has_default(ir, &field.ty)),
        Type::Enum(id) => {
            ir[*id].variants.first().is_none_or(|initial| initial.fields.iter().all(|field| has_default(ir, &field.ty)))
        }
        Type::Map(_, entry) => has_default(ir, entry),
        Type::Bool | Type::Count(_) | Type::Option(_) | Type::Set(_) | Type::Queue(..) => true,
    }
}
