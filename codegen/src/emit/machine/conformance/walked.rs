//! A role's Machine as the walk knows it.

mod events;
mod rows;

use proc_macro2::TokenStream;
use quote::quote;

use super::Conformance;
use super::values::into_name;
use crate::emit::machine::names::{ident, snake};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::Role;
use crate::ir::query::Output;

impl Conformance<'_> {
    /// ```text
    /// pub mod server {
    ///     pub struct Walked<N: Naming> { machine: role::Machine<N::Types>, setting: walk::Setting<N> }
    ///     impl<T: Types, N: Naming<Types = T>> walk::Machine for Walked<N> where T::Image: MakeImage<T> { .. }
    /// }
    /// ```
    pub(super) fn walked(&self, role: &Role<'_>) -> TokenStream {
        let (name, bounds, component) = (role.module(), role.bounds(), role.id.0);
        let config = self.config(role);
        let (events, decide) = (self.events(role), self.decide(role));
        let (outputs, timers) = (self.outputs(role), self.timers(role));
        let (variables, action) = (self.variables(role), actions(role));
        let (recover, needed) = (self.recover(role), rows::needed(role));
        let sorts = self.ir.sorts.iter().enumerate().map(|(number, sort)| {
            let name = &sort.name;
            quote!(#name => SortId(#number),)
        });
        let says = format!(" The machine of {}.", role.component.name);
        quote! {
            #[doc = #says]
            pub mod #name {
                use super::machine::#name as role;
                use super::*;
                use machine::support::{Answer, Arming, Stored, TimerChange};

                /// A machine, and how its ids stand for the model's.
                #[derive(Clone, Debug)]
                pub struct Walked<N: Naming> {
                    /// The machine.
                    pub machine: role::Machine<N::Types>,
                    /// The numbers of the scope, and the names.
                    pub setting: walk::Setting<N>,
                }

                #config
                #events
                #outputs
                #timers
                #needed

                fn sort(name: &str) -> SortId {
                    match name { #(#sorts)* other => unreachable!("`{other}` is no sort") }
                }

                fn answered<S>(answer: Answer<S>) -> Result<S, walk::Answer> {
                    let refusal = |of: machine::support::Refusal| walk::Refusal { action: of.action.into(), guard: of.guard.into() };
                    match answer {
                        Answer::Done(step) => Ok(step),
                        Answer::Dropped(of) => Err(walk::Answer::Dropped(refusal(of))),
                        Answer::NotNow(of) => Err(walk::Answer::NotNow(refusal(of))),
                        Answer::Refused(of) => Err(walk::Answer::Refused(refusal(of))),
                        Answer::Wanted(name) => Err(walk::Answer::Wanted(sort(name))),
                    }
                }

                impl<T: Types, N: Naming<Types = T>> walk::Machine for Walked<N> #bounds {
                    type Names = N;
                    type Step = role::Step<T>;

                    const COMPONENT: usize = #component;

                    fn start(setting: &walk::Setting<N>) -> Self {
                        let machine = role::Machine::new_beyond_scope(config(setting));
                        Self { machine, setting: setting.clone() }
                    }
                    fn apply(&mut self, step: &Self::Step) -> bool { self.machine.apply(step).is_ok() }
                    fn difference(&self, other: &Self) -> Option<&'static str> { self.machine.difference(&other.machine) }
                    fn armed(&self) -> BTreeMap<walk::TimerKey, walk::Armed> {
                        let names = &self.setting.names;
                        self.machine.armed().map(|(timer, arming)| (key(names, &timer), (arming.incarnation, arming.number))).collect()
                    }
                    fn outputs(&self, step: &Self::Step) -> Vec<Output> {
                        step.outputs().iter().map(|output| output_value(&self.setting.names, output)).collect()
                    }
                    fn timers(&self, step: &Self::Step) -> Vec<(walk::TimerKey, Option<walk::Armed>)> {
                        let names = &self.setting.names;
                        let change = |change: &TimerChange<_>| match change {
                            TimerChange::Start { timer, arming, .. } => (key(names, timer), Some((arming.incarnation, arming.number))),
                            TimerChange::Cancel { timer, .. } => (key(names, timer), None),
                        };
                        step.timers().iter().map(change).collect()
                    }
                    #action
                    #decide
                    #variables
                    #recover
                }
            }
        }
    }

    fn config(&self, role: &Role<'_>) -> TokenStream {
        let capacities = role.capacities.iter().map(|capacity| {
            let (name, number) = (ident(&self.ir[*capacity].name), capacity.0);
            quote!(#name: setting.number(#number),)
        });
        let nodes = role.nodes.iter().map(|sort| {
            let declared = &self.ir[*sort];
            let (name, id, number) = (ident(&self.ir[declared.parameter].name), ident(&snake(&declared.name)), sort.0);
            quote!(#name: (0..setting.ids(#number)).map(|number| setting.names.#id(number)).collect(),)
        });
        let config = role.own(Own::Config);
        quote! {
            fn config<T: Types, N: Naming<Types = T>>(setting: &walk::Setting<N>) -> role::#config {
                role::Config { #(#capacities)* #(#nodes)* }
            }
        }
    }

    fn outputs(&self, role: &Role<'_>) -> TokenStream {
        let arms = role.outputs.iter().map(|&output| {
            let variant = role.output_variant(output);
            match output {
                Output::Effect(effect) => {
                    let (into, number) = (into_name(&self.ir[effect].name), effect.0);
                    quote!(role::Output::#variant(of) => Output::Effect(EffectId(#number), super::#into(names, of)),)
                }
                Output::Message(message) => {
                    let (into, number) = (into_name(&self.ir[message].name), message.0);
                    quote! {
                        role::Output::#variant(of) =>
                            Output::Message(Packet { message: MessageId(#number), fields: super::#into(names, of) }),
                    }
                }
            }
        });
        let ty = role.own(Own::Output);
        let body = if role.outputs.is_empty() { quote!(match *output {}) } else { quote!(match output { #(#arms)* }) };
        quote! {
            /// An output as a value of the model.
            pub fn output_value<T: Types, N: Naming<Types = T>>(names: &N, output: &role::#ty) -> Output { #body }
        }
    }

    fn timers(&self, role: &Role<'_>) -> TokenStream {
        let arms: Vec<_> = role
            .timers()
            .map(|act| {
                let (variant, number) = (&act.variant, act.id.0);
                let names: Vec<_> = act.arguments.iter().map(|argument| &argument.name).collect();
                let values = act.arguments.iter().map(|argument| {
                    let name = &argument.name;
                    self.as_value(&argument.ty, &quote!(#name))
                });
                quote! {
                    role::Timer::#variant { #(#names),* } => {
                        let arguments = alloc::vec![#(#values),*];
                        walk::TimerKey { action: ActionId(#number), arguments }
                    }
                }
            })
            .collect();
        let ty = role.own(Own::Timer);
        let body = if arms.is_empty() { quote!(match *timer {}) } else { quote!(match timer { #(#arms)* }) };
        quote! {
            /// A timer as the model knows it.
            pub fn key<T: Types, N: Naming<Types = T>>(names: &N, timer: &role::#ty) -> walk::TimerKey { #body }
        }
    }
}

/// Which action a step is.
fn actions(role: &Role<'_>) -> TokenStream {
    let arms = role.actions.iter().map(|act| {
        let (name, number) = (&act.action.name, act.id.0);
        let name = name.strip_prefix("r#").unwrap_or(name);
        quote!(#name => Some(ActionId(#number)),)
    });
    quote! {
        fn action(&self, step: &Self::Step) -> Option<ActionId> {
            match step.action() { #(#arms)* _ => None }
        }
    }
}
