//! Ids: which are free, which may be drained; and masks over whole states.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, hexadecimal, mentions, number};
use super::context::{Context, snake, types};
use super::place::emit_slot;
use crate::ir::{ChannelId, ChannelKind, MessageId, SortId, Type, VariableId};
use crate::layout::{ChannelRegion, Region, Slot};
use crate::value::Value;

/// One bit for each bit of a state.
type Mask = Vec<u64>;

impl Context<'_> {
    /// `free_job`, the function: the ids that occur nowhere, and whose map entries are at their default.
    ///
    /// ```text
    /// fn free_job(state: &State) -> u64 {
    ///     !(held_job(state) | runtime::overlapping(state, &NAMED_JOB)) & 0x3
    /// }
    /// ```
    pub(super) fn need_free(&self, sort: SortId) -> Ident {
        let function = format_ident!("free_{}", snake(&self.ir[sort].name));
        self.need_function(&function, || {
            if !self.ir[sort].recycled {
                return quote!(const fn #function(_: &State) -> u64 { 0 });
            }
            let (held, named) = (self.need_held(sort), self.named_constant(sort));
            let all = hexadecimal(crate::layout::words::mask(self.layout.sizes().ids(self.ir, sort)));
            quote! {
                fn #function(state: &State) -> u64 { !(#held(state) | runtime::overlapping(state, &#named)) & #all }
            }
        });
        function
    }

    /// `held_job`: the ids that occur in a variable, in a bag or in a FIFO, or that have a map entry of their own.
    ///
    /// ```text
    /// fn held_job(state: &State) -> u64 {
    ///     const ENTRIES: [[u64; 2]; 2] = [[0x3c, 0], [0x3c0, 0]];
    ///     runtime::overlapping(state, &ENTRIES) | job_in_progress(runtime::get(state, slot(0, 10, 2)))
    /// }
    /// ```
    pub(super) fn need_held(&self, sort: SortId) -> Ident {
        let function = format_ident!("held_{}", snake(&self.ir[sort].name));
        self.need_function(&function, || {
            let entries = emit_masks(&self.entries_under(sort));
            let (count, words) = (number(self.ids(sort)), self.words());
            let variables =
                (0..self.ir.variables.len()).flat_map(|variable| self.emit_held(sort, VariableId(variable)));
            let channels = (0..self.ir.channels.len()).filter_map(|id| self.emit_on_channel(sort, ChannelId(id)));
            let places: Vec<TokenStream> = variables.chain(channels).collect();
            quote! {
                fn #function(state: &State) -> u64 {
                    const ENTRIES: [[u64; #words]; #count] = #entries;
                    runtime::overlapping(state, &ENTRIES) #(| #places)*
                }
            }
        });
        function
    }

    /// `free_job`, the local: the free ids of a sort in the state that is expanded.
    pub(super) fn free(&self, sort: SortId) -> Ident {
        format_ident!("free_{}", snake(&self.ir[sort].name))
    }

    /// What is asked once for each state: which ids are held, which are named, which are free.
    ///
    /// ```text
    /// let (held_job, named_job) = (held_job(state), runtime::overlapping(state, &NAMED_JOB));
    /// let free_job = !(held_job | named_job) & 0x3;
    /// ```
    pub(super) fn emit_census(&self, sort: SortId, moves: &TokenStream) -> TokenStream {
        let free = self.free(sort);
        let (wanted, recycled) = (mentions(moves, &free), self.ir[sort].recycled);
        if !recycled {
            return if wanted { quote!(let #free = 0;) } else { TokenStream::new() };
        }
        let (held, constant) = (self.need_held(sort), self.named_constant(sort));
        let named = format_ident!("named_{}", snake(&self.ir[sort].name));
        let free = wanted.then(|| {
            let all = hexadecimal(crate::layout::words::mask(self.layout.sizes().ids(self.ir, sort)));
            quote!(let #free = !(#held | #named) & #all;)
        });
        quote!(let (#held, #named) = (#held(state), runtime::overlapping(state, &#constant)); #free)
    }

    /// `runtime::drain(state, sink, 40, named_job & !held_job, &NAMED_JOB);`
    pub(super) fn emit_drain(&self, sort: SortId) -> TokenStream {
        let (held, constant) = (self.need_held(sort), self.named_constant(sort));
        let named = format_ident!("named_{}", snake(&self.ir[sort].name));
        let kind = number((self.ir.actions.len() + 3 * self.ir.messages.len() + sort.0) as u64);
        quote!(runtime::drain(state, sink, #kind, #named & !#held, &#constant);)
    }

    /// `NAMED_JOB`: for each id, the messages on `any` channels that name it.
    pub(super) fn named_constant(&self, sort: SortId) -> Ident {
        format_ident!("NAMED_{}", snake(&self.ir[sort].name).to_uppercase())
    }

    /// ```text
    /// /// For each job, the messages on `any` channels that name it.
    /// const NAMED_JOB: [[u64; 2]; 2] = [[0, 0x30], [0, 0xc0]];
    /// ```
    pub(super) fn emit_named(&self, sort: SortId) -> TokenStream {
        let (constant, words, ids) = (self.named_constant(sort), self.words(), number(self.ids(sort)));
        let doc = format!(" For each id of `{}`, the messages on `any` channels that name it.", self.ir[sort].name);
        let masks = emit_masks(&self.messages_naming(sort));
        quote!(#[doc = #doc] const #constant: [[u64; #words]; #ids] = #masks;)
    }

    /// `runtime::clear(&mut run.state, &[0, 0x3c]);`: several variables, or entries of them, at their default.
    pub(super) fn clear(&self, variables: &[VariableId], indices: &[Code], state: &TokenStream) -> TokenStream {
        let mut masks: Vec<Mask> = Vec::new();
        for variable in variables {
            let mut regions = vec![self.layout.variable(*variable)];
            for _ in indices {
                let entries = regions.into_iter().map(|region| match region {
                    Region::Array(entries) => entries.iter().collect(),
                    other => vec![other],
                });
                regions = entries.flatten().collect();
            }
            masks.resize(regions.len().max(masks.len()), self.no_bits());
            for (mask, region) in masks.iter_mut().zip(regions) {
                cover(mask, region);
            }
        }
        if masks.iter().flatten().all(|word| *word == 0) {
            return TokenStream::new();
        }
        if indices.is_empty() {
            let mask = masks.first().map(|mask| emit_mask(mask));
            return quote!(runtime::clear(#state, &#mask););
        }
        let levels: Vec<Type> = self.levels(variables[0]).into_iter().map(Type::Id).collect();
        let parts: Vec<_> = indices.iter().cloned().zip(&levels).collect();
        let index = self.tuple_index(&parts).at(super::code::Level::Cast);
        let masks = emit_masks(&masks);
        quote!(runtime::clear(#state, &#masks[#index as usize]);)
    }

    /// For each id, the bits of all map entries under it.
    fn entries_under(&self, sort: SortId) -> Vec<Mask> {
        fn visit(masks: &mut [Mask], region: &Region, ty: &Type, sort: SortId) {
            let (Region::Array(entries), Type::Map(of, entry)) = (region, ty) else { return };
            for (id, region) in entries.iter().enumerate() {
                if *of == sort {
                    cover(&mut masks[id], region);
                }
                visit(masks, region, entry, sort);
            }
        }
        let mut masks = vec![self.no_bits(); self.layout.domain().ids(sort)];
        for (index, variable) in self.ir.variables.iter().enumerate() {
            visit(&mut masks, self.layout.variable(VariableId(index)), &variable.ty, sort);
        }
        masks
    }

    /// For each id, the bits of all messages on `any` channels that name it.
    fn messages_naming(&self, sort: SortId) -> Vec<Mask> {
        let mut masks = vec![self.no_bits(); self.layout.domain().ids(sort)];
        for (index, message) in self.ir.messages.iter().enumerate() {
            let ChannelRegion::Any(chunks) = self.layout.channel(message.channel) else { continue };
            let base = u64::from(self.layout.message_base(MessageId(index)));
            let tuples = self.layout.domain().tuples(&types(&message.fields));
            for (code, values) in (base..).zip(tuples) {
                let chunk = chunks[usize::try_from(code / 64).unwrap_or_default()];
                for (id, mask) in masks.iter_mut().enumerate() {
                    let fields = message.fields.iter().zip(&values);
                    if fields.into_iter().any(|(field, value)| self.value_names(sort, id, &field.ty, value)) {
                        mask[chunk.word] |= 1 << (u64::from(chunk.shift) + code % 64);
                    }
                }
            }
        }
        masks
    }

    fn value_names(&self, sort: SortId, id: usize, ty: &Type, value: &Value) -> bool {
        let any = |fields: &[crate::ir::Field], values: &[Value]| {
            fields.iter().zip(values).any(|(field, value)| self.value_names(sort, id, &field.ty, value))
        };
        match (ty, value) {
            (Type::Id(of), Value::Id(value)) => *of == sort && *value == id,
            (Type::Set(of), Value::Set(ids)) => *of == sort && ids.contains(&id),
            (Type::Option(some), Value::Variant(1, fields)) => self.value_names(sort, id, some, &fields[0]),
            (Type::Enum(of), Value::Variant(variant, fields)) => any(&self.ir[*of].variants[*variant].fields, fields),
            (Type::Struct(of), Value::Struct(fields)) => any(&self.ir[*of].fields, fields),
            _ => false,
        }
    }

    /// The ids in a variable: `job_in_progress(runtime::get(state, slot(0, 10, 2)))` for each entry that may name one.
    fn emit_held(&self, sort: SortId, variable: VariableId) -> Vec<TokenStream> {
        if !self.may_name(sort, self.innermost(variable)) {
            return Vec::new();
        }
        let (ty, item) = match self.innermost(variable) {
            Type::Queue(item, _) => (&**item, Code::atom(quote!(item))),
            scalar => (scalar, Code::number(0)),
        };
        let entries = self.entries(variable);
        let queues = entries.len();
        let emit = |(index, region): (usize, &Region)| match region {
            Region::Scalar(slot) => {
                let slot = emit_slot(*slot);
                self.names(sort, ty, &Code::atom(quote!(runtime::get(state, #slot))))
                    .map(|names| names.at(super::code::Level::BitAnd))
            }
            Region::Queue { .. } => {
                let named = self.names(sort, ty, &item)?.at(super::code::Level::BitAnd);
                let at = if self.levels(variable).is_empty() { None } else { Some(number((index % queues) as u64)) };
                let queue = self.queue(variable, &[]);
                let at = at.map(|at| quote!([#at]));
                Some(quote!(#queue #at.iter(state).fold(0, |held, item| held | #named)))
            }
            Region::Array(_) => None,
        };
        entries.into_iter().enumerate().filter_map(emit).collect()
    }

    /// The ids that the messages on a bag or FIFO name.
    fn emit_on_channel(&self, sort: SortId, id: ChannelId) -> Option<TokenStream> {
        let channel = &self.ir[id];
        let names = |ty: &Type| self.may_name(sort, ty);
        let naming = channel.messages.iter().any(|message| types(&self.ir[*message].fields).into_iter().any(names));
        if channel.kind == ChannelKind::Any || !naming {
            return None;
        }
        let constant = self.channel_constant(*channel.messages.first()?);
        let function = format_ident!("{}_in_{}", snake(&self.ir[sort].name), constant.to_string().to_lowercase());
        self.need_function(&function, || self.emit_code_names(sort, id, &function));
        let all = if let ChannelKind::Fifo { .. } = channel.kind {
            quote!(#constant.iter().flat_map(|queue| queue.iter(state)))
        } else {
            quote!(#constant.iter(state))
        };
        Some(quote!(#all.fold(0, |held, code| held | #function(code))))
    }

    /// ```text
    /// fn job_in_channel_wire(code: u64) -> u64 {
    ///     match code {
    ///         0..4 => { let index = code; 1 << index / 2 }
    ///         _ => 0,
    ///     }
    /// }
    /// ```
    fn emit_code_names(&self, sort: SortId, id: ChannelId, function: &Ident) -> TokenStream {
        let arms = self.ir[id].messages.iter().map(|&message| {
            let base = u64::from(self.layout.message_base(message));
            let (from, to) = (number(base), number(base + self.layout.message_cardinality(message)));
            let fields = types(&self.ir[message].fields);
            let parts = self.tuple_at(&fields, &Code::atom(quote!(index)));
            let ids = Code::union(parts.iter().zip(fields).filter_map(|(part, ty)| self.names(sort, ty, part)));
            if ids.is("0") {
                quote!(#from..#to => 0,)
            } else {
                quote!(#from..#to => { let index = code - #from; #ids })
            }
        });
        quote!(const fn #function(code: u64) -> u64 { match code { #(#arms)* _ => 0 } })
    }

    fn no_bits(&self) -> Mask {
        vec![0; self.layout.words()]
    }
}

/// Sets the bits of a region.
fn cover(mask: &mut Mask, region: &Region) {
    let mut slot = |slot: &Slot| mask[slot.word] |= slot.mask() << slot.shift;
    match region {
        Region::Scalar(scalar) => slot(scalar),
        Region::Array(entries) => entries.iter().for_each(|region| cover(mask, region)),
        Region::Queue { length, slots } => core::iter::once(length).chain(slots).for_each(slot),
    }
}

fn emit_masks(masks: &[Mask]) -> TokenStream {
    let masks = masks.iter().map(|mask| emit_mask(mask));
    quote!([#(#masks),*])
}

fn emit_mask(mask: &[u64]) -> TokenStream {
    let words = mask.iter().map(|word| if *word == 0 { number(0) } else { hexadecimal(*word) });
    quote!([#(#words),*])
}
