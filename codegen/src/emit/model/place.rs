//! Accessors: places in the packed state, by literal shifts and masks.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, Level, hexadecimal, number};
use super::context::{Context, ident, snake};
use crate::ir::{SortId, StructId, Type, VariableId};
use crate::layout::{Region, Slot};

/// A scalar place, but for the values of its indices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scalar {
    /// The variable.
    pub(super) variable: VariableId,
    /// The way on into a struct.
    pub(super) fields: Vec<(StructId, usize)>,
}

/// A method of the packed state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Accessor {
    /// `server_lane()`
    Read(Scalar),
    /// `set_server_lane(value)`
    Write(Scalar),
    /// `SERVER_ORDER`, a constant beside the methods.
    Queue(VariableId),
}

impl Context<'_> {
    /// `state.server_progress(job)`
    pub(super) fn read(&self, state: &TokenStream, scalar: Scalar, indices: &[Code]) -> Code {
        let method = ident(&self.scalar_name(&scalar));
        self.need_accessor(Accessor::Read(scalar));
        Code::atom(quote!(#state.#method(#(#indices),*)))
    }

    /// `state.set_server_progress(job, value)`
    pub(super) fn write(&self, state: &TokenStream, scalar: Scalar, indices: &[Code], value: &Code) -> TokenStream {
        let method = format_ident!("set_{}", self.scalar_name(&scalar));
        self.need_accessor(Accessor::Write(scalar));
        quote!(#state.#method(#(#indices,)* #value))
    }

    /// `SERVER_ORDER`, or `KIOSK_ORDER[session as usize]`
    pub(super) fn queue(&self, variable: VariableId, indices: &[Code]) -> TokenStream {
        self.need_accessor(Accessor::Queue(variable));
        let constant = self.queue_name(variable);
        if indices.is_empty() {
            return quote!(#constant);
        }
        let index = self.flat_index(variable, indices);
        let index = index.at(Level::Cast);
        quote!(#constant[#index as usize])
    }

    /// The sorts of a variable's map levels, from the outermost.
    pub(super) fn levels(&self, variable: VariableId) -> Vec<SortId> {
        let (mut sorts, mut ty) = (Vec::new(), &self.ir[variable].ty);
        while let Type::Map(sort, entry) = ty {
            sorts.push(*sort);
            ty = entry;
        }
        sorts
    }

    /// The type of a variable's innermost entries.
    pub(super) fn innermost(&self, variable: VariableId) -> &Type {
        let mut ty = &self.ir[variable].ty;
        while let Type::Map(_, entry) = ty {
            ty = entry;
        }
        ty
    }

    /// The type of a scalar place.
    pub(super) fn scalar_type(&self, scalar: &Scalar) -> &Type {
        match scalar.fields.last() {
            Some((id, field)) => &self.ir[*id].fields[*field].ty,
            None => self.innermost(scalar.variable),
        }
    }

    /// The regions of a variable's innermost entries, in the order of the flat index.
    pub(super) fn entries(&self, variable: VariableId) -> Vec<&Region> {
        fn flatten<'r>(region: &'r Region, entries: &mut Vec<&'r Region>) {
            match region {
                Region::Array(inner) => inner.iter().for_each(|region| flatten(region, entries)),
                other => entries.push(other),
            }
        }
        let mut entries = Vec::new();
        flatten(self.layout.variable(variable), &mut entries);
        entries
    }

    /// `one * 3 + other`: the number of an entry of nested maps.
    fn flat_index(&self, variable: VariableId, indices: &[Code]) -> Code {
        let parts = self.levels(variable).into_iter().map(Type::Id);
        let parts: Vec<_> = indices.iter().cloned().zip(parts).collect();
        self.tuple_index(&parts.iter().map(|(code, ty)| (code.clone(), ty)).collect::<Vec<_>>())
    }

    /// Where a scalar place lies, for each flat index.
    fn slots(&self, scalar: &Scalar) -> Vec<Slot> {
        let offset = scalar.fields.iter().map(|(id, field)| self.layout.field_offset(*id, *field)).sum();
        let width = self.layout.scalar_width(self.scalar_type(scalar));
        let entries = self.entries(scalar.variable).into_iter();
        let slots = entries.filter_map(|region| match region {
            Region::Scalar(slot) => Some(slot.part(offset, width)),
            _ => None,
        });
        slots.collect()
    }

    fn scalar_name(&self, scalar: &Scalar) -> String {
        let fields = scalar.fields.iter().map(|(id, field)| format!("_{}", snake(&self.ir[*id].fields[*field].name)));
        format!("{}{}", self.variable_name(scalar.variable), fields.collect::<String>())
    }

    fn queue_name(&self, variable: VariableId) -> Ident {
        format_ident!("{}", self.variable_name(variable).to_uppercase())
    }

    /// The parameters of an accessor: `one`, `other`, named after the sorts.
    fn parameters(&self, variable: VariableId) -> Vec<Ident> {
        let name = |(level, sort): (usize, &SortId)| format_ident!("{}_{level}", snake(&self.ir[*sort].name));
        match *self.levels(variable) {
            [sort] => vec![ident(&snake(&self.ir[sort].name))],
            ref sorts => sorts.iter().enumerate().map(name).collect(),
        }
    }

    /// ```text
    /// /// The places of the packed state.
    /// trait Places {
    ///     fn server_progress(&self, job: u64) -> u64;
    /// }
    ///
    /// impl Places for State {
    ///     fn server_progress(&self, job: u64) -> u64 {
    ///         self[0] >> (3 + 4 * job) & 0xf
    ///     }
    /// }
    /// ```
    pub(super) fn emit_accessors(&self) -> TokenStream {
        let (mut signatures, mut methods, mut constants) = (Vec::new(), Vec::new(), Vec::new());
        for accessor in self.accessors() {
            let (signature, body) = match &accessor {
                Accessor::Read(scalar) => self.emit_read(scalar),
                Accessor::Write(scalar) => self.emit_write(scalar),
                Accessor::Queue(variable) => {
                    constants.push(self.emit_queue(*variable));
                    continue;
                }
            };
            signatures.push(quote!(#signature;));
            methods.push(quote!(#[inline] #signature { #body }));
        }
        if signatures.is_empty() {
            return quote!(#(#constants)*);
        }
        quote! {
            #(#constants)*
            /// The places of the packed state.
            trait Places { #(#signatures)* }
            impl Places for State { #(#methods)* }
        }
    }

    fn emit_read(&self, scalar: &Scalar) -> (TokenStream, TokenStream) {
        let (method, parameters) = (ident(&self.scalar_name(scalar)), self.parameters(scalar.variable));
        let body = match self.locate(scalar, &parameters) {
            Location::Nothing => quote!(0),
            Location::Shift { word, shift, width } => {
                let all = Code::new(Level::Atom, quote!(self[#word]));
                let shifted = if shift.is("0") { all } else { Code::binary(&all, &quote!(>>), &shift, Level::Shift) };
                shifted.masked(width).at(Level::Block)
            }
            Location::Table { table, index } => quote! { #table runtime::get(self, AT[#index]) },
        };
        (quote!(fn #method(&self #(, #parameters: u64)*) -> u64), body)
    }

    fn emit_write(&self, scalar: &Scalar) -> (TokenStream, TokenStream) {
        let (method, parameters) =
            (format_ident!("set_{}", self.scalar_name(scalar)), self.parameters(scalar.variable));
        let body = match self.locate(scalar, &parameters) {
            Location::Nothing => quote!(),
            Location::Shift { word, shift, width } => {
                let ones = crate::layout::words::mask(width);
                let hole = match shift.to_u32() {
                    Some(shift) => Code::atom(hexadecimal(ones << shift)),
                    None => Code::binary(&Code::atom(hexadecimal(ones)), &quote!(<<), &shift, Level::Shift),
                };
                let value = Code::atom(quote!(value));
                let value = if shift.is("0") { value } else { Code::binary(&value, &quote!(<<), &shift, Level::Shift) };
                let hole = hole.at(Level::Prefix);
                if width == 64 {
                    quote!(self[#word] = value;)
                } else {
                    quote!(self[#word] = self[#word] & !#hole | #value;)
                }
            }
            Location::Table { table, index } => quote! { #table runtime::set(self, AT[#index], value); },
        };
        (quote!(fn #method(&mut self #(, #parameters: u64)*, value: u64)), body)
    }

    /// How an accessor finds its slot.
    fn locate(&self, scalar: &Scalar, parameters: &[Ident]) -> Location {
        let slots = self.slots(scalar);
        let Some(first) = slots.first().filter(|slot| slot.width > 0) else { return Location::Nothing };
        let indices: Vec<Code> = parameters.iter().map(Code::atom).collect();
        let index = self.flat_index(scalar.variable, &indices);
        let stride = slots.get(1).map_or(0, |second| second.shift.wrapping_sub(first.shift));
        let regular = |(number, slot): (u32, &Slot)| {
            slot.word == first.word && slot.shift == first.shift.wrapping_add(number.wrapping_mul(stride))
        };
        if (0..).zip(&slots).all(regular) {
            let word = proc_macro2::Literal::usize_unsuffixed(first.word);
            let steps = match stride {
                0 => Code::number(0),
                1 => index,
                _ => Code::binary(&index, &quote!(*), &Code::number(stride.into()), Level::Product),
            };
            let shift = match (first.shift, steps.is("0")) {
                (_, true) => Code::number(first.shift.into()),
                (0, _) => steps,
                (base, _) => Code::binary(&Code::number(base.into()), &quote!(+), &steps, Level::Sum),
            };
            return Location::Shift { word, shift, width: first.width };
        }
        let (count, entries) = (slots.len(), slots.iter().map(|slot| emit_slot(*slot)));
        let index = index.at(Level::Cast);
        Location::Table { table: quote!(const AT: [Slot; #count] = [#(#entries),*];), index: quote!(#index as usize) }
    }

    /// ```text
    /// const SERVER_ORDER: Queue<2> = Queue { length: slot(0, 3, 2), slots: [slot(0, 5, 1), slot(0, 6, 1)] };
    /// ```
    fn emit_queue(&self, variable: VariableId) -> TokenStream {
        let (constant, mut capacity) = (self.queue_name(variable), 0);
        let queues = self.entries(variable).into_iter().filter_map(|region| match region {
            Region::Queue { length, slots } => {
                capacity = slots.len();
                let (length, slots) = (emit_slot(*length), slots.iter().map(|slot| emit_slot(*slot)));
                Some(quote!(Queue { length: #length, slots: [#(#slots),*] }))
            }
            _ => None,
        });
        let queues: Vec<_> = queues.collect();
        let capacity = proc_macro2::Literal::usize_unsuffixed(capacity);
        if self.levels(variable).is_empty() {
            return quote!(const #constant: Queue<#capacity> = #(#queues)*;);
        }
        let count = proc_macro2::Literal::usize_unsuffixed(queues.len());
        quote!(const #constant: [Queue<#capacity>; #count] = [#(#queues),*];)
    }
}

/// How an accessor finds its slot.
enum Location {
    /// No bits: there is one value only.
    Nothing,
    /// In one word, at a shift computed from the indices.
    Shift { word: proc_macro2::Literal, shift: Code, width: u32 },
    /// By a table.
    Table { table: TokenStream, index: TokenStream },
}

/// `slot(0, 3, 2)`
pub(super) fn emit_slot(slot: Slot) -> TokenStream {
    let [word, shift, width] = [slot.word as u64, slot.shift.into(), slot.width.into()].map(number);
    quote!(slot(#word, #shift, #width))
}
