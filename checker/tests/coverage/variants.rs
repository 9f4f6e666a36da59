//! The variants that there are, found the obvious way: every state and every label taken apart into values.

use std::collections::BTreeSet;

use honnin_codegen::interpret::Interpreter;
use honnin_codegen::ir::{EnumId, Ir, Type};
use honnin_codegen::layout::Layout;
use honnin_codegen::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use honnin_codegen::value::{Contents, Occurrence, Output, Packet, Value};

use super::plain::Plain;

/// In words, those that no state holds and no label carries.
pub(crate) fn missing<const W: usize>(layout: &Layout, system: &Interpreter<W>, space: &Plain<W>) -> Vec<String> {
    let ir = layout.ir();
    let mut seen = Seen { layout, found: BTreeSet::new() };
    for state in &space.states {
        seen.state(state);
        system.expand(state, &mut seen);
    }
    let variants = |id: EnumId| (0..ir[id].variants.len()).map(move |variant| (id, variant));
    let missing = ir.seen_enums().into_iter().flat_map(variants).filter(|of| !seen.found.contains(of));
    missing.map(|(id, variant)| format!("{}::{}", ir[id].name, ir[id].variants[variant].name)).collect()
}

struct Seen<'a> {
    layout: &'a Layout,
    found: BTreeSet<(EnumId, usize)>,
}

impl Seen<'_> {
    fn state<const W: usize>(&mut self, state: &[u64; W]) {
        let (ir, state) = (self.layout.ir(), self.layout.decode(state));
        for (variable, value) in ir.variables.iter().zip(&state.variables) {
            self.value(ir, &variable.ty, value);
        }
        for contents in &state.channels {
            match contents {
                Contents::Any(packets) => packets.iter().for_each(|packet| self.packet(ir, packet)),
                Contents::Bag(packets) => packets.keys().for_each(|packet| self.packet(ir, packet)),
                Contents::Fifo(lanes) => lanes.iter().flatten().for_each(|packet| self.packet(ir, packet)),
            }
        }
    }

    fn packet(&mut self, ir: &Ir, packet: &Packet) {
        self.values(ir, ir[packet.message].fields.iter().map(|field| &field.ty), &packet.fields);
    }

    fn values<'t>(&mut self, ir: &Ir, types: impl Iterator<Item = &'t Type>, values: &[Value]) {
        types.zip(values).for_each(|(ty, value)| self.value(ir, ty, value));
    }

    fn value(&mut self, ir: &Ir, ty: &Type, value: &Value) {
        match (ty, value) {
            (Type::Struct(id), Value::Struct(values)) => {
                self.values(ir, ir[*id].fields.iter().map(|field| &field.ty), values);
            }
            (Type::Enum(id), Value::Variant(variant, values)) => {
                self.found.insert((*id, *variant));
                self.values(ir, ir[*id].variants[*variant].fields.iter().map(|field| &field.ty), values);
            }
            (Type::Option(inner) | Type::Map(_, inner) | Type::Queue(inner, _), value) => {
                value.parts().iter().for_each(|value| self.value(ir, inner, value));
            }
            _ => {}
        }
    }
}

impl<const W: usize> Sink<W> for Seen<'_> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], _: &[u64; W]) {
        let ir = self.layout.ir();
        match self.layout.decode_event(event).occurrence {
            Occurrence::Action(action, arguments) => {
                self.values(ir, ir[action].body.locals.iter().map(|local| &local.ty), &arguments);
            }
            Occurrence::Drop(packet) | Occurrence::Lose(packet) | Occurrence::Repeat(packet) => {
                self.packet(ir, &packet);
            }
            Occurrence::Drain(..) => {}
        }
        for output in outputs {
            match self.layout.decode_output(*output) {
                Output::Effect(effect, values) => {
                    self.values(ir, ir[effect].fields.iter().map(|field| &field.ty), &values);
                }
                Output::Message(packet) => self.packet(ir, &packet),
            }
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
