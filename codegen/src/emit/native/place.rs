//! Places: a role, a store or a ghost taken out of a state, and put back.

use proc_macro2::TokenStream;
use quote::quote;

use super::{bound, name};
use crate::ir::{Component, ComponentId, ComponentKind, Ir, VariableRole};

/// `__load` and `__save` for every component.
pub(super) fn implementations(ir: &Ir) -> TokenStream {
    (0..ir.components.len()).map(|component| implementation(ir, ComponentId(component))).collect()
}

/// ```text
/// impl Kiosk {
///     fn __load(state: &[Datum], instance: Option<u32>) -> Self {
///         Self { paid: Data::from_datum(place(state, 1, instance), Bound::NONE) }
///     }
///     fn __save(&self, state: &mut [Datum], instance: Option<u32>) {
///         *place_mut(state, 1, instance) = self.paid.datum(Bound::NONE);
///     }
/// }
/// ```
fn implementation(ir: &Ir, id: ComponentId) -> TokenStream {
    let kind = if ir[id].kind == ComponentKind::Ghost { quote!(of_ghost) } else { quote!(of_place) };
    let (mut loads, mut saves) = (TokenStream::new(), TokenStream::new());
    for (number, variable) in ir.variables.iter().enumerate() {
        if variable.component != id || variable.role != VariableRole::Declared {
            continue;
        }
        let (field, bound) = (name(&variable.name), bound(&variable.ty, &kind));
        loads.extend(quote! {
            #field: ::honnin::native::Data::from_datum(::honnin::native::place(__state, #number, __instance), #bound),
        });
        saves.extend(quote! {
            *::honnin::native::place_mut(__state, #number, __instance) =
                ::honnin::native::Data::datum(&self.#field, #bound);
        });
    }
    let Component { name: component, .. } = &ir[id];
    let component = name(component);
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, dead_code)]
        impl #component {
            fn __load(__state: &[::honnin::native::Datum], __instance: ::core::option::Option<u32>) -> Self {
                Self { #loads }
            }

            fn __save(&self, __state: &mut [::honnin::native::Datum], __instance: ::core::option::Option<u32>) {
                #saves
            }
        }
    }
}
