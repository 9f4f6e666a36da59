//! Expressions: pure, typed, read off `syn`'s.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{Expr, Type};

use super::context::Lowerer;
use super::operand::{Binding, Operand, Typed, Value};

/// What a value is wanted for: only a `let`, a scrutinee or a tail may call what writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The value of a `let`, an assignment, a scrutinee, a tail: it is evaluated exactly once, here.
    Straight,
    /// Anywhere else.
    Inner,
}

impl Lowerer<'_> {
    /// The value of an expression, of the type expected.
    pub(super) fn value(&mut self, source: &syn::Expr, expected: Option<&Type>) -> Typed {
        self.value_at(source, expected, Position::Inner)
    }

    /// The value of an expression that is evaluated exactly once, here.
    pub(super) fn straight_value(&mut self, source: &syn::Expr, expected: Option<&Type>) -> Typed {
        self.value_at(source, expected, Position::Straight)
    }

    fn value_at(&mut self, source: &syn::Expr, expected: Option<&Type>, position: Position) -> Typed {
        let value = self.deeper(source.span(), |this| this.infer(source, expected, position))?;
        self.conform(value, expected, source.span())
    }

    fn infer(&mut self, source: &syn::Expr, expected: Option<&Type>, position: Position) -> Typed {
        match source {
            syn::Expr::Paren(inner) => self.value_at(&inner.expr, expected, position),
            syn::Expr::Group(inner) => self.value_at(&inner.expr, expected, position),
            syn::Expr::Lit(literal) => self.literal(&literal.lit),
            syn::Expr::Unary(unary) => self.unary(unary),
            syn::Expr::Binary(binary) => self.binary(binary),
            syn::Expr::If(branch) => self.if_value(branch, expected),
            syn::Expr::Match(choice) => self.match_value(choice, expected),
            syn::Expr::Block(block) => self.pure(|this| this.block_value(&block.block, expected)),
            syn::Expr::Struct(literal) => self.struct_literal(literal),
            syn::Expr::Call(call) => self.call_value(call, expected, position),
            syn::Expr::MethodCall(call) => self.method_value(call, expected, position),
            syn::Expr::Macro(invocation) => self.macro_value(&invocation.mac),
            syn::Expr::Path(path) => self.path_value(path, expected),
            syn::Expr::Field(_) | syn::Expr::Index(_) => {
                let operand = self.operand(source)?;
                self.read(operand, source.span())
            }
            _ => self.unsupported(source),
        }
    }

    /// What an expression denotes, before it is read.
    pub(super) fn operand(&mut self, source: &syn::Expr) -> Option<Operand> {
        self.deeper(source.span(), |this| match source {
            syn::Expr::Paren(inner) => this.operand(&inner.expr),
            syn::Expr::Group(inner) => this.operand(&inner.expr),
            syn::Expr::Reference(inner) => this.operand(&inner.expr),
            syn::Expr::Field(field) => this.field(field),
            syn::Expr::Index(index) => this.index(index),
            syn::Expr::Path(path) => match path.path.get_ident() {
                Some(name) if name != "None" => this.name(name),
                _ => this.path_value(path, None).map(Operand::Value),
            },
            _ => this.value(source, None).map(Operand::Value),
        })
    }

    /// The value in an operand.
    pub(super) fn read(&mut self, operand: Operand, span: Span) -> Typed {
        match operand {
            Operand::Value(value) => Some(value),
            Operand::Place { place, ty, .. } if ty.is_scalar() => Some(Value { expr: Expr::Read(place), ty }),
            Operand::Place { ty: Type::Queue(..), .. } => self.fail(
                "E0311",
                span,
                "a queue is not a value; ask it with `.len()`, `.is_empty()`, `.contains(..)`, `.front()`",
            ),
            Operand::Place { .. } => self.fail("E0311", span, "a map is not a value; read one entry with `[..]`"),
            Operand::Instance(_) | Operand::Instances { .. } => {
                self.fail("E0311", span, "a component is not a value; read one of its fields")
            }
        }
    }

    /// What a single name denotes.
    fn name(&mut self, name: &syn::Ident) -> Option<Operand> {
        if name == "self" {
            let Some(owner) = self.owner.clone() else {
                return self.fail("E0301", name.span(), "there is no `self` in a free function");
            };
            return Some(Operand::Instance(owner));
        }
        match self.lookup(&name.to_string()) {
            Some(Binding::Operand(operand)) => Some(operand.clone()),
            Some(Binding::Poison) => None,
            None => self.unknown_name(name),
        }
    }

    fn unknown_name<T>(&mut self, name: &syn::Ident) -> Option<T> {
        let text = name.to_string();
        let field = self.owner.as_ref().map(|owner| (owner.component, text.clone()));
        let message = match field.filter(|key| self.names.variables.contains_key(key)) {
            Some(_) => format!("there is no `{text}` here; the field is `self.{text}`"),
            None if self.names.types.contains_key(&text) => {
                format!("`{text}` is a type; write a value of it, such as `{text} {{ .. }}` or `{text}::..`")
            }
            None => format!("there is no `{text}` here"),
        };
        self.fail("E0301", name.span(), message)
    }

    /// `None`, `job`, `Progress::Free`.
    fn path_value(&mut self, source: &syn::ExprPath, expected: Option<&Type>) -> Typed {
        let segments: Vec<_> = source.path.segments.iter().map(|segment| &segment.ident).collect();
        match segments[..] {
            [name] if name == "None" => self.none(expected, name.span()),
            [name] => {
                let operand = self.name(name)?;
                self.read(operand, name.span())
            }
            [owner, variant] => self.unit_variant(owner, variant),
            _ => self.fail("E0301", source.span(), "names here are `name` or `Type::Variant`"),
        }
    }

    fn none(&mut self, expected: Option<&Type>, span: Span) -> Typed {
        match expected {
            Some(ty @ Type::Option(_)) => {
                Some(Value { expr: Expr::Variant { ty: ty.clone(), variant: 0, fields: Vec::new() }, ty: ty.clone() })
            }
            Some(other) => {
                let message = format!("expected `{}`, found `None`", self.show(other));
                self.fail("E0305", span, message)
            }
            None => self.fail("E0306", span, "which `Option` is this `None` of? say it: `let x: Option<..> = None;`"),
        }
    }

    fn literal(&mut self, literal: &syn::Lit) -> Typed {
        match literal {
            syn::Lit::Bool(truth) => Some(Value::bool(Expr::Bool(truth.value))),
            syn::Lit::Int(number) => self.number(number).map(|number| Value::count(Expr::Count(number))),
            _ => self.fail("E0316", literal.span(), "only `true`, `false` and natural numbers are literals here"),
        }
    }

    /// A natural number without a suffix.
    pub(super) fn number(&mut self, number: &syn::LitInt) -> Option<u32> {
        match number.base10_parse::<u32>() {
            Ok(value) if number.suffix().is_empty() => Some(value),
            Ok(value) => self.fail("E0316", number.span(), format!("write `{value}`: counts have no suffix")),
            Err(_) => self.fail("E0316", number.span(), "a count is a natural number below 2^32"),
        }
    }

    fn unary(&mut self, source: &syn::ExprUnary) -> Typed {
        match source.op {
            syn::UnOp::Not(_) => {
                let value = self.value(&source.expr, Some(&Type::Bool))?;
                Some(Value::bool(not(value.expr)))
            }
            syn::UnOp::Deref(_) => {
                self.fail("E0316", source.span(), "nothing is behind a reference here; leave the `*` out")
            }
            _ => self.fail("E0316", source.span(), "there are no negative numbers; a count is 0 or more"),
        }
    }

    /// A block for its value: `{ let a = ..; b }`.
    pub(super) fn block_value(&mut self, block: &syn::Block, expected: Option<&Type>) -> Typed {
        self.scoped(|this| {
            let (tail, statements) = split_tail(block);
            for statement in statements {
                this.statement(statement);
            }
            match tail {
                Some(Tail::Expr(tail)) => this.straight_value(tail, expected),
                Some(Tail::Macro(invocation)) => {
                    let value = this.macro_value(invocation)?;
                    this.conform(value, expected, invocation.path.span())
                }
                None => {
                    this.fail("E0330", block.span(), "this block ends without a value; end it with one, without `;`")
                }
            }
        })
    }

    fn unsupported<T>(&mut self, source: &syn::Expr) -> Option<T> {
        let message = match source {
            syn::Expr::Return(_) => {
                let advice = "a body runs to its end; put what follows under `if` or into the arms of a `match`";
                return self.fail("E0317", source.span(), advice);
            }
            syn::Expr::While(_) | syn::Expr::Loop(_) => "loops run over ids: `for job in Job::all() { .. }`",
            syn::Expr::ForLoop(_) => "a loop has no value; make it a statement",
            syn::Expr::Assign(_) => "an assignment has no value; make it a statement",
            syn::Expr::Break(_) | syn::Expr::Continue(_) => {
                "a loop runs for every id; put what is not for every id under `if`"
            }
            syn::Expr::Cast(_) => "there is one kind of number, `Count`; leave the cast out",
            syn::Expr::Reference(_) => "values are copied; leave the `&` out",
            syn::Expr::Closure(_) => {
                "a closure stands only in `.any(..)`, `.all(..)`, `.filter(..)` and `.is_some_and(..)`"
            }
            syn::Expr::Let(_) => {
                "`let` stands in the condition of an `if`, joined by `&&` at most; elsewhere use `matches!`"
            }
            syn::Expr::Range(_) => "there are no ranges; compare with `<` and `<=`",
            syn::Expr::Tuple(_) => "there are no tuples; declare a struct",
            syn::Expr::Array(_) | syn::Expr::Repeat(_) => "there are no arrays; use a `Map`, a `Set` or a `Queue`",
            syn::Expr::Try(_) => "`?` returns early; use `let Some(x) = .. else { refuse!() };`",
            _ => "this is outside the language of protocols",
        };
        self.fail("E0316", source.span(), message)
    }
}

/// The last expression of a block.
pub(super) enum Tail<'e> {
    Expr(&'e syn::Expr),
    Macro(&'e syn::Macro),
}

/// A block's tail and the statements before it.
pub(super) fn split_tail(block: &syn::Block) -> (Option<Tail<'_>>, &[syn::Stmt]) {
    match block.stmts.split_last() {
        Some((syn::Stmt::Expr(tail, None), before)) => (Some(Tail::Expr(tail)), before),
        Some((syn::Stmt::Macro(tail), before)) if tail.semi_token.is_none() => (Some(Tail::Macro(&tail.mac)), before),
        _ => (None, &block.stmts),
    }
}

/// Negation, without a double one.
pub(super) fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        Expr::Bool(truth) => Expr::Bool(!truth),
        other => Expr::Not(Box::new(other)),
    }
}

/// Conjunction, flat and without `true`.
pub(super) fn and(parts: impl IntoIterator<Item = Expr>) -> Expr {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Expr::And(inner) => flat.extend(inner),
            Expr::Bool(true) => {}
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Expr::Bool(true),
        1 => flat.remove(0),
        _ => Expr::And(flat),
    }
}

/// Disjunction, flat.
pub(super) fn or(parts: impl IntoIterator<Item = Expr>) -> Expr {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Expr::Or(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { Expr::Or(flat) }
}
