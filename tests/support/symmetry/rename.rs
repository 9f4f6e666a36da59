//! Renaming the ids of structured states: the slow and obvious way.

use honnin_codegen::ir::{Field, SortId, Type};
use honnin_codegen::layout::Layout;
use honnin_codegen::value::{Contents, Domain, Packet, State, Value};

/// By sort, the new name of each id.
pub(super) type Renaming = Vec<Vec<u32>>;

/// All permutations of the ids of some sorts.
pub(super) fn renamings(layout: &Layout, sorts: &[SortId]) -> Vec<Renaming> {
    let all = (0..layout.ir().sorts.len()).map(SortId);
    all.fold(vec![Vec::new()], |renamings, sort| {
        let ids: Vec<u32> = (0..).take(layout.domain().ids(sort)).collect();
        let choices = if sorts.contains(&sort) { permutations(&ids) } else { vec![ids] };
        renamings
            .iter()
            .flat_map(|first| choices.iter().map(|last| [first.as_slice(), std::slice::from_ref(last)].concat()))
            .collect()
    })
}

fn permutations(ids: &[u32]) -> Vec<Vec<u32>> {
    if ids.is_empty() {
        return vec![Vec::new()];
    }
    let starting_with = |first: u32| {
        let rest: Vec<u32> = ids.iter().copied().filter(|id| *id != first).collect();
        permutations(&rest).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    ids.iter().copied().flat_map(starting_with).collect()
}

/// The slow and obvious way: a structured state, with every id in it replaced.
pub(super) fn rename<const W: usize>(layout: &Layout, renaming: &Renaming, state: &[u64; W]) -> [u64; W] {
    let State { variables, channels, budgets } = layout.decode(state);
    let renamer = Renamer { domain: layout.domain(), renaming };
    let declared = &layout.ir().variables;
    let variables =
        declared.iter().zip(&variables).map(|(variable, value)| renamer.value(&variable.ty, value)).collect();
    let channels = channels.into_iter().map(|contents| renamer.channel(contents)).collect();
    layout.encode(&State { variables, channels, budgets })
}

struct Renamer<'a> {
    domain: Domain<'a>,
    renaming: &'a Renaming,
}

impl Renamer<'_> {
    fn id(&self, sort: SortId, id: usize) -> usize {
        self.renaming[sort.0][id] as usize
    }

    fn value(&self, ty: &Type, value: &Value) -> Value {
        match (ty, value) {
            (Type::Id(sort), Value::Id(id)) => Value::Id(self.id(*sort, *id)),
            (Type::Set(sort), Value::Set(ids)) => Value::Set(ids.iter().map(|id| self.id(*sort, *id)).collect()),
            (Type::Option(some), Value::Variant(tag, fields)) => {
                Value::Variant(*tag, fields.iter().map(|field| self.value(some, field)).collect())
            }
            (Type::Enum(id), Value::Variant(tag, fields)) => {
                Value::Variant(*tag, self.fields(&self.domain.ir[*id].variants[*tag].fields, fields))
            }
            (Type::Struct(id), Value::Struct(fields)) => {
                Value::Struct(self.fields(&self.domain.ir[*id].fields, fields))
            }
            (Type::Queue(item, _), Value::Queue(items)) => {
                Value::Queue(items.iter().map(|value| self.value(item, value)).collect())
            }
            (Type::Map(sort, entry), Value::Map(entries)) => {
                let mut renamed = entries.clone();
                for (id, value) in entries.iter().enumerate() {
                    renamed[self.id(*sort, id)] = self.value(entry, value);
                }
                Value::Map(renamed)
            }
            (_, other) => other.clone(),
        }
    }

    fn fields(&self, declared: &[Field], values: &[Value]) -> Vec<Value> {
        declared.iter().zip(values).map(|(field, value)| self.value(&field.ty, value)).collect()
    }

    fn packet(&self, packet: &Packet) -> Packet {
        let fields = self.fields(&self.domain.ir[packet.message].fields, &packet.fields);
        Packet { message: packet.message, fields }
    }

    fn channel(&self, contents: Contents) -> Contents {
        match contents {
            Contents::Any(packets) => Contents::Any(packets.iter().map(|packet| self.packet(packet)).collect()),
            Contents::Bag(counts) => {
                Contents::Bag(counts.iter().map(|(packet, count)| (self.packet(packet), *count)).collect())
            }
            Contents::Fifo(lanes) => {
                let mut renamed = vec![Vec::new(); lanes.len()];
                for packet in lanes.iter().flatten().map(|packet| self.packet(packet)) {
                    renamed[self.domain.lane(&packet)].push(packet);
                }
                Contents::Fifo(renamed)
            }
        }
    }
}
