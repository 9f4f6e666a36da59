//! The machine's variables and rows, as the walk sees them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::machine::conformance::Conformance;
use crate::emit::machine::names::{ident, snake};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Container, Role, Var};
use crate::ir::{SortId, Type};

impl Conformance<'_> {
    /// All variables, in the order of the IR.
    pub(super) fn variables(&self, role: &Role<'_>) -> TokenStream {
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
            let item = self.as_value(&var.value, &quote!(item));
            return quote!(Value::Queue(machine.#field().map(|item| #item).collect()));
        }
        let keys: Vec<_> = (0..var.keys.len()).map(|number| format_ident!("key_{number}")).collect();
        let each = |sort: &SortId, key: &Ident, inner: &TokenStream| {
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
                    let some = self.as_value(&var.value, &quote!(row));
                    quote!(machine.#field(#(#keys),*).map_or_else(|| Value::Set(Default::default()), |row| #some))
                }
                Type::Queue(..) => {
                    let some = self.as_value(&var.value, &quote!(row));
                    quote!(machine.#field(#(#keys),*).map_or_else(|| Value::Queue(Vec::new()), |row| #some))
                }
                other => self.as_value(other, &quote!(machine.#field(#(#keys),*))),
            }
        };
        for (sort, key) in pairs.into_iter().rev() {
            let entries = each(sort, key, &value);
            value = quote!(Value::Map(#entries));
        }
        value
    }

    pub(super) fn recover(&self, role: &Role<'_>) -> TokenStream {
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
}

/// Which rows a need names.
pub(super) fn needed(role: &Role<'_>) -> TokenStream {
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
