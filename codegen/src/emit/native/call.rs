//! Calls: from a number and plain arguments to the protocol's own functions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, PatType, Signature};

use super::{is_named, name, parameters, signature};
use crate::ir::{Action, Component, Field, Ir, Observer, Trigger};

/// `pub struct Native;` and its `Bodies`.
pub(super) fn bodies(ir: &Ir, items: &[Item]) -> TokenStream {
    let calls = Calls { ir, items };
    let actions = ir.actions.iter().map(|action| calls.action(action));
    let observers = ir.observers.iter().map(|observer| calls.observer(observer));
    let properties = ir.properties.iter().map(|property| calls.predicate(&property.name));
    let finals = ir.final_states.iter().map(|state| calls.predicate(&state.name));
    let bodies = [
        method(&quote!(act(&self, __number: usize, __state: &mut [Datum], __arguments: &[Datum])), actions),
        method(&quote!(observe(&self, __number: usize, __state: &mut [Datum], __arguments: &[Datum])), observers),
        method(
            &quote!(ask(&self, __number: usize, __before: &[Datum], __after: &[Datum], __arguments: &[Datum])
                -> (bool, ::core::option::Option<bool>)),
            properties,
        ),
    ];
    let (is_final, fields) = (is_final(finals), outputs(ir));
    quote! {
        /// The protocol's own bodies.
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        pub struct Native;

        const _: () = {
            use ::honnin::native::Datum;

            #[automatically_derived]
            #[allow(unused_variables)]
            impl ::honnin::native::Bodies for Native {
                #(#bodies)*
                #is_final
                #fields
            }
        };
    }
}

fn method(signature: &TokenStream, arms: impl Iterator<Item = TokenStream>) -> TokenStream {
    let arms = arms.enumerate().map(|(number, arm)| quote!(#number => #arm,));
    quote! {
        fn #signature {
            match __number {
                #(#arms)*
                other => ::core::panic!("no number {other} in this protocol"),
            }
        }
    }
}

fn is_final(arms: impl Iterator<Item = TokenStream>) -> TokenStream {
    let asked = method(&quote!(ask(__number: usize, __before: &[Datum]) -> (bool, ::core::option::Option<bool>)), arms);
    quote! {
        fn is_final(&self, declaration: usize, state: &[Datum]) -> bool {
            #asked
            ask(declaration, state).0
        }
    }
}

/// The fields of what was put out: each output is of the type that its number says.
fn outputs(ir: &Ir) -> TokenStream {
    let arm = |kind: TokenStream, number: usize, ty: &str| {
        let ty = name(ty);
        quote! {
            ::honnin::run::Output::#kind(#number, value) => value.downcast_ref::<#ty>().map(
                |value| ::honnin::native::Data::datum(value, ::honnin::native::Bound::NONE)
            ),
        }
    };
    let messages = ir.messages.iter().enumerate().map(|(number, row)| arm(quote!(Message), number, &row.name));
    let effects = ir.effects.iter().enumerate().map(|(number, row)| arm(quote!(Effect), number, &row.name));
    quote! {
        fn fields(&self, output: &::honnin::run::Output) -> ::std::vec::Vec<Datum> {
            let fields = match output {
                #(#messages)*
                #(#effects)*
                _ => ::core::option::Option::None,
            };
            match fields {
                ::core::option::Option::Some(Datum::Struct(fields)) => fields,
                other => ::core::panic!("an output of another protocol: {other:?}"),
            }
        }
    }
}

struct Calls<'a> {
    ir: &'a Ir,
    items: &'a [Item],
}

impl Calls<'_> {
    /// ```text
    /// {
    ///     let __instance = Some(me(&__arguments[0]));
    ///     let mut __self = Kiosk::__load(__state, __instance);
    ///     let mut __store1 = Spool::__load(__state, None);
    ///     __self.show(argument, &mut __store1, ..);
    ///     __self.__save(__state, __instance);
    ///     __store1.__save(__state, None);
    /// }
    /// ```
    fn action(&self, action: &Action) -> TokenStream {
        let component = &self.ir[action.component];
        let Some(signature) = signature(self.items, Some(&component.name), &action.name) else {
            return missing(&action.name);
        };
        let (mut loads, mut saves, mut arguments) = (TokenStream::new(), TokenStream::new(), Vec::new());
        let mut choice = usize::from(action.me.is_some()) + action.payload.len();
        for (index, parameter) in parameters(signature).enumerate() {
            if let Some(store) = self.component(&parameter.ty) {
                let (local, store) = (format_ident!("__store{index}"), name(&store.name));
                loads.extend(quote!(let mut #local = #store::__load(__state, ::core::option::Option::None);));
                saves.extend(quote!(#local.__save(__state, ::core::option::Option::None);));
                arguments.push(if is_mutable(&parameter.ty) { quote!(&mut #local) } else { quote!(&#local) });
            } else if let Some(message) = self.message(parameter) {
                arguments.push(payload(message, usize::from(action.me.is_some())));
            } else if is_bound_as(parameter, "me") {
                arguments.push(argument(parameter, 0));
            } else {
                arguments.push(argument(parameter, choice));
                choice += 1;
            }
        }
        let instance = instance(action.me.is_some());
        call(component, signature, &arguments, [&instance, &loads, &saves])
    }

    /// An observer's parameters are what the trigger carries, by name.
    fn observer(&self, observer: &Observer) -> TokenStream {
        let component = &self.ir[observer.component];
        let Some(signature) = signature(self.items, Some(&component.name), &observer.name) else {
            return missing(&observer.name);
        };
        let carried = self.carried(observer.trigger);
        let argument = |parameter: &PatType| {
            let position = carried.iter().position(|name| is_bound_as(parameter, name));
            position.map_or_else(|| missing(&observer.name), |position| argument(parameter, position))
        };
        let arguments: Vec<TokenStream> = parameters(signature).map(argument).collect();
        call(component, signature, &arguments, [&instance(false), &TokenStream::new(), &TokenStream::new()])
    }

    fn carried(&self, trigger: Trigger) -> Vec<String> {
        let names = |fields: &[Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
        match trigger {
            Trigger::Send(message) => names(&self.ir[message].fields),
            Trigger::Effect(effect) => names(&self.ir[effect].fields),
            Trigger::Action(action) => {
                let action = &self.ir[action];
                let message = action.receives.map(|message| names(&self.ir[message].fields));
                let choices = action.choices.iter().map(|local| action.body.locals[*local].name.clone());
                let me = action.me.map(|_| "me".to_owned());
                me.into_iter().chain(message.unwrap_or_default()).chain(choices).collect()
            }
        }
    }

    /// A property's parameters: a role or a map of roles is taken from the state, an id from the arguments.
    fn predicate(&self, function: &str) -> TokenStream {
        let Some(signature) = signature(self.items, None, function) else { return missing(function) };
        let (mut loads, mut arguments, mut id) = (TokenStream::new(), Vec::new(), 0);
        for (index, parameter) in parameters(signature).enumerate() {
            let (local, state) = (format_ident!("__place{index}"), side(parameter));
            if let Some(component) = self.component(&parameter.ty) {
                let component = name(&component.name);
                loads.extend(quote!(let #local = #component::__load(#state, ::core::option::Option::None);));
                arguments.push(quote!(&#local));
            } else if let Some((sort, component)) = self.map(&parameter.ty) {
                let (sort, component) = (name(&sort), name(&component.name));
                loads.extend(quote! {
                    let mut #local = ::honnin::Map::<#sort, #component>::new();
                    for __id in #sort::all() {
                        #local[__id] = #component::__load(#state, ::core::option::Option::Some(__id.0));
                    }
                });
                arguments.push(quote!(&#local));
            } else {
                arguments.push(argument(parameter, id));
                id += 1;
            }
        }
        let function = &signature.ident;
        quote! {{
            #loads
            ::honnin::native::Verdict::verdict(#function(#(#arguments),*))
        }}
    }

    fn component(&self, ty: &syn::Type) -> Option<&Component> {
        let syn::Type::Reference(reference) = ty else { return None };
        self.ir.components.iter().find(|component| is_named(&reference.elem, &component.name))
    }

    fn map(&self, ty: &syn::Type) -> Option<(String, &Component)> {
        let syn::Type::Reference(reference) = ty else { return None };
        let syn::Type::Path(path) = &*reference.elem else { return None };
        let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
        let entry = arguments.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => self.ir.components.iter().find(|component| is_named(ty, &component.name)),
            _ => None,
        })?;
        Some((self.ir[entry.per?].name.clone(), entry))
    }

    fn message(&self, parameter: &PatType) -> Option<&crate::ir::Message> {
        self.ir.messages.iter().find(|message| is_named(&parameter.ty, &message.name))
    }
}

fn call(
    component: &Component,
    signature: &Signature,
    arguments: &[TokenStream],
    [instance, loads, saves]: [&TokenStream; 3],
) -> TokenStream {
    let (component, function) = (name(&component.name), &signature.ident);
    quote! {{
        let __instance = #instance;
        let mut __self = #component::__load(__state, __instance);
        #loads
        __self.#function(#(#arguments),*);
        __self.__save(__state, __instance);
        #saves
    }}
}

fn instance(per_id: bool) -> TokenStream {
    if per_id {
        quote!(match __arguments[0] {
            Datum::Id(number) => ::core::option::Option::Some(number),
            ref other => ::honnin::native::foreign(other),
        })
    } else {
        quote!(::core::option::Option::None)
    }
}

fn argument(parameter: &PatType, position: usize) -> TokenStream {
    let ty = &parameter.ty;
    quote!(<#ty as ::honnin::native::Data>::from_datum(&__arguments[#position], ::honnin::native::Bound::NONE))
}

fn payload(message: &crate::ir::Message, start: usize) -> TokenStream {
    let (ty, end) = (name(&message.name), start + message.fields.len());
    quote! {
        <#ty as ::honnin::native::Data>::from_datum(
            &Datum::Struct(__arguments[#start..#end].to_vec()),
            ::honnin::native::Bound::NONE,
        )
    }
}

/// In an action property the parameter's name says which side of the step it is.
fn side(parameter: &PatType) -> TokenStream {
    let after = matches!(&*parameter.pat, syn::Pat::Ident(pattern) if pattern.ident.to_string().starts_with("after"));
    if after { quote!(__after) } else { quote!(__before) }
}

fn is_bound_as(parameter: &PatType, name: &str) -> bool {
    matches!(&*parameter.pat, syn::Pat::Ident(pattern) if pattern.ident == name)
}

fn is_mutable(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Reference(reference) if reference.mutability.is_some())
}

/// Never emitted for what the front end has accepted; an error at the macro's call otherwise.
fn missing(function: &str) -> TokenStream {
    let text = format!("`{function}` has no counterpart in the protocol's text");
    quote!(::core::compile_error!(#text))
}
