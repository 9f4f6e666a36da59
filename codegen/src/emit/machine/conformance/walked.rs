//! A role's Machine as the walk knows it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Conformance;
use super::values::{from_name, into_name};
use crate::emit::machine::names::{ident, snake};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Act, Container, Role, Var};
use crate::ir::query::Output;
use crate::ir::{SortId, Type};

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
        let (recover, needed) = (self.recover(role), self.needed(role));
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

    /// From an offer to an event.
    fn events(&self, role: &Role<'_>) -> TokenStream {
        let event = role.own(Own::Event);
        let of = |own: Own, acts: Vec<&Act<'_>>| -> Vec<TokenStream> {
            let (wrapper, name) = (own.ident(), own.ident());
            let arms = acts.into_iter().map(|act| {
                let (number, made) = (act.id.0, self.made_act(&name, act));
                quote!(#number => role::Event::#wrapper(#made),)
            });
            arms.collect()
        };
        let inputs = of(Own::Input, role.inputs().collect());
        let faults = of(Own::Fault, role.faults().collect());
        let messages = role.received.iter().map(|&message| {
            let (number, variant, from) = (message.0, role.message_variant(message), from_name(&self.ir[message].name));
            let made = quote!(super::#from(names, &packet.fields));
            match role.component.per.filter(|_| role.says_who(message)) {
                Some(sort) => {
                    let me = ident(&snake(&self.ir[sort].name));
                    quote! {
                        #number => role::Event::Message(role::Message::#variant {
                            me: names.#me(to.expect("an instance receives it")), message: #made,
                        }),
                    }
                }
                None => quote!(#number => role::Event::Message(role::Message::#variant(#made)),),
            }
        });
        let timers = role.timers().map(|act| {
            let (number, made) = (act.id.0, self.made_act(&format_ident!("Timer"), act));
            quote!(#number => role::Event::Timeout(#made, arming),)
        });
        quote! {
            /// From an offer to an event; `None` for a turn.
            pub fn event<T: Types, N: Naming<Types = T>>(
                names: &N, stimulus: &walk::Stimulus, arming: walk::Armed,
            ) -> Option<role::#event> {
                let arming = Arming { incarnation: arming.0, number: arming.1 };
                Some(match stimulus {
                    walk::Stimulus::Action(action, arguments) => match action.0 {
                        #(#inputs)* #(#faults)*
                        _ => return None,
                    },
                    walk::Stimulus::Message(to, packet) => match packet.message.0 {
                        #(#messages)*
                        _ => return None,
                    },
                    walk::Stimulus::Timer(timer, _) => {
                        let arguments = &timer.arguments;
                        match timer.action.0 { #(#timers)* _ => return None }
                    }
                    walk::Stimulus::Turn(_) => return None,
                })
            }
        }
    }

    /// `role::Input::PresentCard { me: .., person: .. }`
    fn made_act(&self, own: &proc_macro2::Ident, act: &Act<'_>) -> TokenStream {
        let variant = &act.variant;
        let fields = act.arguments.iter().map(|argument| {
            let (name, number) = (&argument.name, argument.local);
            let value = self.from_value(&argument.ty, &quote!((&arguments[#number])));
            quote!(#name: #value)
        });
        if act.arguments.is_empty() {
            quote!(role::#own::#variant)
        } else {
            quote!(role::#own::#variant { #(#fields),* })
        }
    }

    fn decide(&self, role: &Role<'_>) -> TokenStream {
        let fresh = self.fresh(role);
        let turns: Vec<_> = role
            .turns()
            .map(|act| {
                let (number, made) = (act.id.0, self.made_act(&format_ident!("Turn"), act));
                quote!(#number => #made,)
            })
            .collect();
        let directed = if turns.is_empty() {
            quote!(None)
        } else {
            quote! {{
                let turn = match action.0 { #(#turns)* _ => return None };
                Some(answered(self.machine.take(&turn, &fresh)))
            }}
        };
        quote! {
            fn decide(&self, offer: &walk::Offer, arming: walk::Armed) -> Option<Result<Self::Step, walk::Answer>> {
                let names = &self.setting.names;
                let given = &offer.fresh;
                #fresh
                match &offer.stimulus {
                    walk::Stimulus::Turn(None) => self.machine.poll(&fresh).map(answered),
                    walk::Stimulus::Turn(Some((action, arguments))) => #directed,
                    other => {
                        let event = event(names, other, arming)?;
                        Some(answered(self.machine.decide(event, &fresh)))
                    }
                }
            }
        }
    }

    /// `let fresh = role::Fresh { job: &.. };`
    fn fresh(&self, role: &Role<'_>) -> TokenStream {
        let lists = role.fresh.iter().map(|sort| {
            let (name, number) = (ident(&snake(&self.ir[*sort].name)), sort.0);
            let list = list_name(self.ir, *sort);
            quote! {
                let #list: Vec<_> =
                    given.get(#number).into_iter().flatten().map(|number| names.#name(*number)).collect();
            }
        });
        let fields = role.fresh.iter().map(|sort| {
            let (name, list) = (ident(&self.ir[self.ir[*sort].parameter].name), list_name(self.ir, *sort));
            quote!(#name: &#list)
        });
        quote!(#(#lists)* let fresh = role::Fresh { #(#fields),* };)
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
                    self.into_value(&argument.ty, &quote!(#name))
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

    /// All variables, in the order of the IR.
    fn variables(&self, role: &Role<'_>) -> TokenStream {
        let mut vars: Vec<&Var<'_>> = role.vars.iter().collect();
        vars.sort_by_key(|var| var.id);
        let values = vars.into_iter().map(|var| self.variable(var));
        quote! {
            fn variables(&self) -> Vec<Value> {
                let (names, machine) = (&self.setting.names, &self.machine);
                alloc::vec![#(#values),*]
            }
        }
    }

    fn variable(&self, var: &Var<'_>) -> TokenStream {
        let field = &var.field;
        if var.container == Container::Line {
            let item = self.into_value(&var.value, &quote!(item));
            return quote!(Value::Queue(machine.#field().map(|item| #item).collect()));
        }
        let keys: Vec<_> = (0..var.keys.len()).map(|number| format_ident!("key_{number}")).collect();
        let each = |sort: &SortId, key: &proc_macro2::Ident, inner: &TokenStream| {
            let (name, number) = (ident(&snake(&self.ir[*sort].name)), sort.0);
            quote!((0..self.setting.ids(#number)).map(|number| { let #key = names.#name(number); #inner }).collect())
        };
        let mut pairs: Vec<_> = var.keys.iter().zip(&keys).collect();
        let mut value = if var.members {
            let Some((sort, key)) = pairs.pop() else { return TokenStream::new() };
            let (name, number) = (ident(&snake(&self.ir[*sort].name)), sort.0);
            quote! {
                Value::Set((0..self.setting.ids(#number)).filter(|number| { let #key = names.#name(*number); machine.#field(#(#keys),*) }).collect())
            }
        } else {
            match &var.value {
                Type::Bool => quote!(Value::Bool(machine.#field(#(#keys),*))),
                Type::Count(_) => quote!(Value::Count(machine.#field(#(#keys),*))),
                Type::Set(_) => {
                    let some = self.into_value(&var.value, &quote!(row));
                    quote!(machine.#field(#(#keys),*).map_or_else(|| Value::Set(Default::default()), |row| #some))
                }
                Type::Queue(..) => {
                    let some = self.into_value(&var.value, &quote!(row));
                    quote!(machine.#field(#(#keys),*).map_or_else(|| Value::Queue(Vec::new()), |row| #some))
                }
                other => self.into_value(other, &quote!(machine.#field(#(#keys),*))),
            }
        };
        for (sort, key) in pairs.into_iter().rev() {
            let entries = each(sort, key, &value);
            value = quote!(Value::Map(#entries));
        }
        value
    }

    fn recover(&self, role: &Role<'_>) -> TokenStream {
        let fresh = self.fresh(role);
        let [row, key, write] = [Own::Row, Own::RowKey, Own::Write].map(|own| role.own(own));
        quote! {
            type Row = role::#row;
            type Key = role::#key;

            fn writes(&self, step: &Self::Step) -> Vec<walk::Write<Self::Row, Self::Key>> {
                let write = |write: role::#write| match write {
                    role::Write::Put(row) => walk::Write::Put(row.key(), row),
                    role::Write::Delete(key) => walk::Write::Delete(key),
                };
                step.writes().map(write).collect()
            }
            fn rows(&self) -> BTreeMap<Self::Key, Self::Row> { self.machine.rows().map(|row| (row.key(), row)).collect() }
            fn recover(
                setting: &walk::Setting<N>, rows: &BTreeMap<Self::Key, Self::Row>, incarnation: u64, given: &[Vec<usize>],
            ) -> Result<(Self, Self::Step), String> {
                let names = &setting.names;
                #fresh
                let rows = rows.values().map(|row| Stored { layout: machine::PROTOCOL.durable_layout, row: row.clone() });
                match role::Machine::recover(config(setting), rows, incarnation, &fresh) {
                    Ok((machine, step)) => Ok((Self { machine, setting: setting.clone() }, step)),
                    Err(foreign) => Err(alloc::string::ToString::to_string(&foreign)),
                }
            }
            fn partial(&self, offer: &walk::Offer, arming: walk::Armed) -> Option<Self> {
                let event = event(&self.setting.names, &offer.stimulus, arming)?;
                let rows = walk::Machine::rows(self);
                let mut partial = Self { machine: self.machine.unloaded(), setting: self.setting.clone() };
                let mut loaded = BTreeSet::new();
                loop {
                    let needs = partial.machine.needs(&event);
                    let mut more = false;
                    for (key, row) in &rows {
                        if needs.iter().any(|need| is_needed(&partial.machine, need, key, row, &rows)) && loaded.insert(key.clone()) {
                            partial.machine.load(row.clone());
                            more = true;
                        }
                    }
                    if !more {
                        return Some(partial);
                    }
                }
            }
        }
    }

    /// Which rows a need names.
    fn needed(&self, role: &Role<'_>) -> TokenStream {
        let [row, key, need] = [Own::Row, Own::RowKey, Own::Need].map(|own| role.own(own));
        let tables = role.stored().map(|var| {
            let of = &var.row;
            quote!(role::Need::All(role::Table::#of) => matches!(row, role::Row::#of(..)),)
        });
        let lines = role.stored().filter(|var| var.container == Container::Line).map(|var| {
            let of = &var.row;
            let [front, back, holding] = ["Front", "Back", "Holding"].map(|end| format_ident!("{of}{end}"));
            quote! {
                role::Need::#front => {
                    rows.keys().find(|key| matches!(key, role::RowKey::#of(_))) == Some(key)
                }
                role::Need::#back => {
                    rows.keys().rev().find(|key| matches!(key, role::RowKey::#of(_))) == Some(key)
                }
                role::Need::#holding(item) => match row {
                    role::Row::#of(_, of) => alloc::format!("{of:?}") == alloc::format!("{item:?}"),
                    _ => false,
                },
            }
        });
        let live =
            role.live_row().map(|of| quote!(role::Need::All(role::Table::#of) => matches!(row, role::Row::#of(..)),));
        let all = if role.stored().next().is_none() && live.is_none() {
            quote!(role::Need::All(table) => match *table {},)
        } else {
            quote!(#(#tables)* #live)
        };
        quote! {
            fn is_needed<T: Types>(
                _: &role::Machine<T>, need: &role::#need, key: &role::#key, row: &role::#row, rows: &BTreeMap<role::#key, role::#row>,
            ) -> bool {
                match need {
                    role::Need::Row(of) => of == key,
                    #all
                    #(#lines)*
                }
            }
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

/// `fresh_job`
fn list_name(ir: &crate::ir::Ir, sort: SortId) -> proc_macro2::Ident {
    format_ident!("fresh_{}", snake(&ir[sort].name))
}
