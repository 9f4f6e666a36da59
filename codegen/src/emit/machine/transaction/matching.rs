//! Comparisons, patterns and conditional values.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::body::Body;
use super::parts::{fits_arm, leading};
use super::pattern::Pattern;
use super::tree::{Clause, Region};
use crate::emit::model::code::{Code, Level};
use crate::ir::query::rewrite;
use crate::ir::{Expr, LocalId, Type};

impl Body<'_, '_> {
    /// `a == b`, `a < b`, `a.is_some()`, `matches!(a, P)`, or the contrary.
    pub(super) fn comparison(&self, expr: &Expr, negated: bool) -> Code {
        match expr {
            Expr::Is { of, ty: Type::Option(_), variant } => {
                let of = self.operand(of).receiver();
                Code::atom(if (*variant == 0) == negated { quote!(#of.is_some()) } else { quote!(#of.is_none()) })
            }
            Expr::Is { of, ty, variant } => not_if(negated, self.is_variant(of, ty, *variant)),
            Expr::Equal(a, b) => self.equality(a, b, negated),
            Expr::Less(a, b) if negated && **a == Expr::Count(0) => {
                Code::binary(&self.look(b), &quote!(==), &self.look(a), Level::Compare)
            }
            Expr::Less(a, b) if matches!(**a, Expr::Count(_) | Expr::Bound(_)) => {
                let operator = if negated { quote!(<=) } else { quote!(>) };
                Code::binary(&self.look(b), &operator, &self.look(a), Level::Compare)
            }
            Expr::Less(a, b) => {
                let operator = if negated { quote!(>=) } else { quote!(<) };
                Code::binary(&self.look(a), &operator, &self.look(b), Level::Compare)
            }
            other => not_if(negated, self.look(other)),
        }
    }

    fn equality(&self, a: &Expr, b: &Expr, negated: bool) -> Code {
        let (a, b) = if matches!(a, Expr::Variant { .. } | Expr::EmptySet(_)) { (b, a) } else { (a, b) };
        match (b, self.ty(a)) {
            (Expr::Variant { ty, variant, fields }, of) if fields.is_empty() && self.is_opaque(&of) => {
                let is = Expr::Is { of: Box::new(a.clone()), ty: ty.clone(), variant: *variant };
                self.comparison(&is, negated)
            }
            (Expr::EmptySet(_), _) => self.emptiness(a, negated),
            _ => {
                let operator = if negated { quote!(!=) } else { quote!(==) };
                Code::binary(&self.look(a), &operator, &self.look(b), Level::Compare)
            }
        }
    }

    fn is_variant(&self, of: &Expr, ty: &Type, variant: usize) -> Code {
        let fields = match ty {
            Type::Enum(id) => self.ir()[*id].variants[variant].fields.len(),
            _ => variant,
        };
        self.matches(&Pattern::Variant { ty: ty.clone(), variant, fields: vec![Pattern::Wild; fields] }, of)
    }

    /// `matches!(e, P)`, with a pattern that binds nothing.
    pub(super) fn matches(&self, pattern: &Pattern, of: &Expr) -> Code {
        if let Pattern::Variant { ty: ty @ Type::Option(_), variant, fields } = pattern
            && fields.iter().all(|field| *field == Pattern::Wild)
        {
            let is = Expr::Is { of: Box::new(of.clone()), ty: ty.clone(), variant: *variant };
            return self.comparison(&is, false);
        }
        let (of, pattern) = (self.look(of), self.pattern(pattern, self.scrutinee(of), &|_| false));
        Code::atom(quote!(matches!(#of, #pattern)))
    }

    /// `if a { x } else { y }`, `if let ..`, `match ..`, where a value is wanted.
    pub(super) fn choice(&self, condition: &Expr, yes: &Expr, no: &Expr) -> Code {
        self.choice_of(condition, yes, no, None)
    }

    /// The same, after a `let` that only the tests speak of.
    pub(super) fn choice_of(&self, condition: &Expr, yes: &Expr, no: &Expr, held: Option<(LocalId, &Expr)>) -> Code {
        let mut arms = Vec::new();
        let (mut condition, mut yes, mut no) = (condition, yes, no);
        let about = leading(self.ir(), condition);
        loop {
            let region = Region { statements: Vec::new(), value: Some(yes.clone()) };
            let (mut clauses, region) = self.builder().chain(condition.clone(), region);
            let mut value = region.value.unwrap_or_else(|| yes.clone());
            if let Some((local, bound)) = held {
                for clause in &mut clauses {
                    clause.put(local, bound);
                }
                value = rewrite::expr(&value, &rewrite::local(local, bound));
            }
            arms.push((clauses, value));
            match no {
                Expr::If(next, then, otherwise) if about.is_some() && leading(self.ir(), next) == about => {
                    (condition, yes, no) = (next, then, otherwise);
                }
                _ => break,
            }
        }
        let no = held.map_or_else(|| no.clone(), |(local, bound)| rewrite::expr(no, &rewrite::local(local, bound)));
        let this = about.map(|this| held.map_or(Expr::Local(this), |(_, bound)| bound.clone()));
        match this {
            Some(this) if arms.len() > 1 && arms.iter().all(|(clauses, _)| fits_arm(clauses, &this)) => {
                self.match_value(&this, &arms, &no)
            }
            _ => self.if_value(&arms, &no),
        }
    }

    fn if_value(&self, arms: &[(Vec<Clause>, Expr)], no: &Expr) -> Code {
        let mut tokens = TokenStream::new();
        for (clauses, yes) in arms {
            let condition = self.condition(clauses, &|local| rewrite::mentions(yes, local) > 0);
            let yes = self.value(yes);
            tokens.extend(quote!(if #condition { #yes } else));
        }
        let no = self.value(no);
        let no = if is_block(&no) { quote!(#no) } else { quote!({ #no }) };
        Code::new(Level::Block, quote!(#tokens #no))
    }

    fn match_value(&self, this: &Expr, arms: &[(Vec<Clause>, Expr)], no: &Expr) -> Code {
        let held = self.scrutinee(this);
        let of = self.look(this);
        let mut patterns = Vec::new();
        let arms: Vec<TokenStream> = arms
            .iter()
            .map(|(clauses, yes)| {
                let Some((Clause::Let(pattern, _) | Clause::Matches(pattern, _), guard)) = clauses.split_first() else {
                    return TokenStream::new();
                };
                patterns.push((pattern.clone(), guard.is_empty()));
                let mentions = |local| {
                    rewrite::mentions(yes, local) > 0
                        || guard.iter().any(|clause| rewrite::mentions(clause.of(), local) > 0)
                };
                let pattern = self.pattern(pattern, held, &mentions);
                let guard = self.guard(guard);
                let yes = self.value(yes);
                quote!(#pattern #guard => #yes,)
            })
            .collect();
        let rest = self.rest(&patterns);
        let no = self.value(no);
        let last = rest.map(|rest| quote!(#rest => #no,));
        Code::new(Level::Block, quote!(match #of { #(#arms)* #last }))
    }

    /// ` if a && b`, or nothing.
    pub(super) fn guard(&self, guard: &[Clause]) -> TokenStream {
        if guard.is_empty() {
            return TokenStream::new();
        }
        let guard = self.conjunction(guard);
        quote!(if #guard)
    }

    /// `a && let P = e && b`: the condition of an `if`.
    pub(super) fn condition(&self, clauses: &[Clause], mentions: &dyn Fn(LocalId) -> bool) -> TokenStream {
        if let [Clause::Test(expr)] = clauses {
            let test = self.look(expr);
            return quote!(#test);
        }
        let clauses: Vec<TokenStream> = clauses
            .iter()
            .enumerate()
            .map(|(index, clause)| match clause {
                Clause::Test(expr) => self.look(expr).at(Level::And),
                Clause::Matches(pattern, of) => self.matches(pattern, of).at(Level::And),
                Clause::Let(pattern, of) => {
                    let later = &clauses[index + 1..];
                    let named =
                        |local| mentions(local) || later.iter().any(|clause| rewrite::mentions(clause.of(), local) > 0);
                    let place = self.look(of).at(Level::Compare);
                    let pattern = self.pattern(pattern, self.scrutinee(of), &named);
                    quote!(let #pattern = #place)
                }
            })
            .collect();
        quote!(#(#clauses)&&*)
    }
}

/// Whether it may stand after `else` as it is.
fn is_block(code: &Code) -> bool {
    let mut tokens = quote!(#code).into_iter();
    match tokens.next() {
        Some(TokenTree::Ident(word)) => word == "if",
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace && tokens.next().is_none(),
        _ => false,
    }
}

fn not_if(negated: bool, code: Code) -> Code {
    if negated { code.negated() } else { code }
}
