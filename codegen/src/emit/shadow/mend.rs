//! What of a shadow is left when the front end has found errors: one mistake should not bring a page.
//!
//! A function with an error in it becomes a stub for rustc and stays whole for the editor, where completion needs it. An
//! error in a declaration would come back at every use of it, so then rustc sees the module's exports only. Attributes
//! are nothing to rustc: an error in one leaves the shadow whole.

use proc_macro2::{LineColumn, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{Attribute, Block, Ident, ImplItem, ImplItemFn, ItemFn, ItemImpl, ItemMod};

use crate::diagnostic::Diagnostic;

/// What the errors are about.
pub(super) enum Damage {
    /// These functions, if any.
    Functions(Stubs),
    /// Something that others build on.
    Declarations,
}

/// The functions of which rustc sees a stub, by the places of their names.
#[derive(Default)]
pub(super) struct Stubs(Vec<LineColumn>);

/// Finds out what the errors are about.
pub(super) fn assess(module: &ItemMod, errors: &[Diagnostic]) -> Damage {
    let mut places = Places::default();
    places.visit_item_mod(module);
    let mut stubs = Stubs::default();
    for error in errors {
        let damaged = places.functions.iter().find(|(_, place)| contains(*place, error.span));
        match damaged {
            Some((name, _)) => stubs.0.push(*name),
            None if places.attributes.iter().any(|place| contains(*place, error.span)) => {}
            None => return Damage::Declarations,
        }
    }
    Damage::Functions(stubs)
}

impl Stubs {
    /// A free function or its stub.
    pub(super) fn free(&self, item: &ItemFn) -> TokenStream {
        let stub = || ItemFn { block: Box::new(endless()), ..item.clone() };
        self.choose(&item.sig.ident, item, stub)
    }

    /// An `impl` block, with stubs for some of its functions.
    pub(super) fn implementation(&self, item: &ItemImpl) -> TokenStream {
        let ItemImpl { attrs, impl_token, self_ty, items, .. } = item;
        let stub = |function: &ImplItemFn| ImplItemFn { block: endless(), ..function.clone() };
        let items = items.iter().map(|member| match member {
            ImplItem::Fn(function) => self.choose(&function.sig.ident, function, || stub(function)),
            other => other.to_token_stream(),
        });
        quote! { #(#attrs)* #impl_token #self_ty { #(#items)* } }
    }

    fn choose<T: ToTokens>(&self, name: &Ident, whole: &T, stub: impl FnOnce() -> T) -> TokenStream {
        if !self.0.contains(&name.span().start()) {
            return whole.to_token_stream();
        }
        let stub = stub();
        quote! {
            ::honnin::__stub! {
                { #whole }
                { #[allow(unused_variables, unused_mut, dead_code)] #stub }
            }
        }
    }
}

/// The first and the last place of some tokens.
type Place = (LineColumn, LineColumn);

#[derive(Default)]
struct Places {
    functions: Vec<(LineColumn, Place)>,
    attributes: Vec<Place>,
}

impl<'ast> Visit<'ast> for Places {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        self.attributes.push(place(attribute));
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        function.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.functions.push((function.sig.ident.span().start(), place(&function.block)));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        function.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.functions.push((function.sig.ident.span().start(), place(&function.block)));
    }
}

/// From the first token to the last: a compiler that is not a nightly one joins no spans.
fn place(tokens: &impl ToTokens) -> Place {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first.start(), spans.last().unwrap_or(first).end())
}

fn contains((start, end): Place, span: Span) -> bool {
    start <= span.start() && span.end() <= end
}

/// A body of any type.
fn endless() -> Block {
    syn::parse_quote!({ loop {} })
}
