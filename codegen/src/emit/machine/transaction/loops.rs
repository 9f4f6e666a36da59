//! Loops and quantifiers: which ids they go through.
//!
//! A scope has three sessions, production has no end of them. What a body says of an id whose entries are all at their
//! default does not matter (that is a rule of the language), so those are gone through that have a row in a table that
//! the body indexes by the id, or that are in a set which it asks about the id. Declared nodes are in the configuration.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::access::Access;
use super::body::{Body, Mode};
use super::tree::Node;
use crate::emit::machine::names::ident;
use crate::emit::model::code::{Code, Level, is_fallible};
use crate::ir::query::rewrite;
use crate::ir::query::visit_expr;
use crate::ir::{Expr, LocalId, Place, Projection, Quantifier, SortId};

/// The ids that are gone through.
pub(super) enum Over {
    /// A set of nodes: a reference to it.
    Nodes(TokenStream),
    /// Ids by value, from anything that can be iterated over.
    Ids(TokenStream),
}

impl Over {
    /// The pattern and the iterable of a `for`.
    pub(super) fn written(&self, name: &Ident) -> (TokenStream, TokenStream) {
        match self {
            Self::Nodes(set) => (quote!(&#name), quote!(&#set)),
            Self::Ids(ids) => (quote!(#name), quote!(#ids)),
        }
    }

    fn iterator(&self) -> TokenStream {
        match self {
            Self::Nodes(set) => quote!(#set.iter().copied()),
            Self::Ids(ids) => quote!(#ids.into_iter()),
        }
    }
}

impl Body<'_, '_> {
    /// What a loop goes through.
    pub(super) fn each(&self, local: LocalId, sort: SortId, body: &[Node]) -> Over {
        let mut whole: Vec<Expr> = Vec::new();
        let mut targets: Vec<Place> = Vec::new();
        for node in body {
            node.visit(&mut |expr| whole.push(expr.clone()));
        }
        places(body, &mut targets);
        whole.extend(targets.into_iter().map(Expr::Read));
        self.over(local, sort, &whole)
    }

    /// `self.carries_keys().into_iter().any(|plate| self.carries(plate).is_some())`
    pub(super) fn quantified(&self, quantifier: Quantifier, local: LocalId, sort: SortId, body: &Expr) -> Code {
        let over = match (quantifier, body.conjuncts().first()) {
            (Quantifier::Any | Quantifier::Count, Some(first @ Expr::Contains(..))) if !self.ir()[sort].fixed => {
                self.over(local, sort, &[(*first).clone()])
            }
            _ => self.over(local, sort, std::slice::from_ref(body)),
        };
        let name = self.bind(local, Mode::Value, &|other| rewrite::mentions(body, other) > 0);
        let holds = self.look(body);
        if is_fallible(&quote!(#holds)) {
            return counted(quantifier, &over, &name, &holds);
        }
        let ids = over.iterator();
        Code::atom(match quantifier {
            Quantifier::Any => quote!(#ids.any(|#name| #holds)),
            Quantifier::All => quote!(#ids.all(|#name| #holds)),
            Quantifier::Count => quote!(support::count(#ids.filter(|&#name| #holds).count())),
        })
    }

    fn over(&self, local: LocalId, sort: SortId, said: &[Expr]) -> Over {
        if self.ir()[sort].fixed {
            let nodes = ident(&self.ir()[self.ir()[sort].parameter].name);
            return Over::Nodes(quote!(self.machine.config.#nodes));
        }
        let mut sources: Vec<TokenStream> = Vec::new();
        let mut texts = std::collections::BTreeSet::new();
        for expr in said {
            visit_expr(expr, &mut |inner| {
                let source = self.source(local, inner);
                sources.extend(source.filter(|tokens| texts.insert(tokens.to_string())));
            });
        }
        match &*sources {
            [one] => Over::Ids(one.clone()),
            many => {
                let sort = self.role().names.sort(sort);
                let mut chained = quote!(core::iter::empty::<#sort>());
                for ids in many {
                    chained = quote!(#chained.chain(#ids));
                }
                Over::Ids(quote!(#chained.collect::<BTreeSet<_>>()))
            }
        }
    }

    /// Where ids come from that an expression says something of.
    fn source(&self, local: LocalId, expr: &Expr) -> Option<TokenStream> {
        if let Expr::Contains(set, id) = expr
            && **id == Expr::Local(local)
            && rewrite::mentions(set, local) == 0
        {
            return Some(match &**set {
                Expr::Read(place) if self.role().var(place.variable).members => {
                    let keys = self.needs(self.role().var(place.variable), Access::Keys);
                    quote!(self.#keys())
                }
                set => {
                    let set = self.value(set);
                    quote!(#set)
                }
            });
        }
        self.keys(local, expr.place()?)
    }

    /// The keys of a table that is indexed by the id.
    fn keys(&self, local: LocalId, place: &Place) -> Option<TokenStream> {
        let indexes: Vec<&Expr> = place
            .path
            .iter()
            .filter_map(|step| match step {
                Projection::Index(index) => Some(&**index),
                Projection::Field(..) => None,
            })
            .collect();
        let position = indexes.iter().position(|index| **index == Expr::Local(local))?;
        let keys = self.needs(self.role().var(place.variable), Access::Keys);
        if indexes.len() == 1 {
            return Some(quote!(self.#keys()));
        }
        let part = proc_macro2::Literal::usize_unsuffixed(position);
        let known = indexes.iter().enumerate().filter(|(other, index)| {
            *other != position && matches!(index, Expr::Local(index) if self.is_named(*index))
        });
        let same = known.map(|(other, index)| {
            let (other, index) = (proc_macro2::Literal::usize_unsuffixed(other), self.value(index));
            quote!(key.#other == #index)
        });
        let same: Vec<TokenStream> = same.collect();
        let filter = if same.is_empty() { TokenStream::new() } else { quote!(.filter(|key| #(#same)&&*)) };
        Some(quote!(self.#keys().into_iter()#filter.map(|key| key.#part).collect::<BTreeSet<_>>()))
    }
}

/// The same as a loop, where what is said may go beyond a bound.
fn counted(quantifier: Quantifier, over: &Over, name: &Ident, holds: &Code) -> Code {
    let (pattern, ids) = over.written(name);
    let (start, step) = match quantifier {
        Quantifier::Any => (quote!(false), quote!(if #holds { holding = true; break; })),
        Quantifier::All => {
            let fails = holds.negated();
            (quote!(true), quote!(if #fails { holding = false; break; }))
        }
        Quantifier::Count => (quote!(0), quote!(if #holds { holding += 1; })),
    };
    Code::new(Level::Block, quote!({ let mut holding = #start; for #pattern in #ids { #step } holding }))
}

/// The places that statements change.
fn places(nodes: &[Node], found: &mut Vec<Place>) {
    for node in nodes {
        match node {
            Node::If(_, yes, no) => {
                places(yes, found);
                places(no, found);
            }
            Node::Match(_, arms) => arms.iter().for_each(|arm| places(&arm.body, found)),
            Node::ForEach(_, _, body) => places(body, found),
            Node::Do(statement) => found.extend(statement.target().cloned()),
            _ => {}
        }
    }
}
