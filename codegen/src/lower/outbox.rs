//! Outboxes: what was committed and may not have left when a crash struck.

use std::collections::BTreeSet;

use crate::ir::query::Output;
use crate::ir::{
    ActionKind, Body, Bound, ChannelKind, ComponentId, Enum, EnumId, Field, Ir, Statement, StatementKind, Struct,
    StructId, Type, Variable, VariableRole, Variant,
};

/// Adds an outbox to each component that can crash and whose actions have outputs that an outbox keeps.
pub(super) fn add_outboxes(ir: &mut Ir) {
    for component in (0..ir.components.len()).map(ComponentId) {
        let outputs = kept_outputs(ir, component);
        if ir.crashes(component) && !outputs.is_empty() {
            add_outbox(ir, component, &outputs);
        }
    }
}

/// Effects, then messages, that some action of the component lets out and an outbox keeps.
fn kept_outputs(ir: &Ir, component: ComponentId) -> BTreeSet<Output> {
    let outputs = ir.actions_of(component).flat_map(|action| ir.outputs_of(action));
    outputs.filter(|output| is_kept(ir, *output)).collect()
}

/// A message on an `any` channel is in its set once it is committed: nothing of it can be lost or repeated by a crash.
fn is_kept(ir: &Ir, output: Output) -> bool {
    match output {
        Output::Effect(_) => true,
        Output::Message(message) => !matches!(ir[ir[message].channel].kind, ChannelKind::Any),
    }
}

fn add_outbox(ir: &mut Ir, component: ComponentId, outputs: &BTreeSet<Output>) {
    let (owner, span, per) = (ir[component].name.clone(), ir[component].span, ir[component].per);
    let variants = outputs.iter().map(|output| variant(ir, *output)).collect();
    let contents = EnumId(ir.enums.len());
    ir.enums.push(Enum {
        name: format!("__{owner}Output"),
        doc: format!("What `{owner}` may let out."),
        span,
        variants,
    });
    let entry = StructId(ir.structs.len());
    ir.structs.push(Struct {
        name: format!("__{owner}OutboxEntry"),
        doc: format!("What `{owner}` let out, and whether it is known to have left."),
        span,
        document: false,
        fields: vec![field("delivered", Type::Bool), field("output", Type::Enum(contents))],
    });
    let queue = Type::Queue(Box::new(Type::Struct(entry)), Bound::Literal(capacity(ir, component)));
    let ty = match per {
        Some(sort) => Type::Map(sort, Box::new(queue)),
        None => queue,
    };
    ir.variables.push(Variable {
        name: "__outbox".to_owned(),
        doc: "What was committed and may not have left when a crash struck.".to_owned(),
        span,
        component,
        ty,
        durable: true,
        role: VariableRole::Outbox,
    });
}

fn variant(ir: &Ir, output: Output) -> Variant {
    let (name, doc, span, fields) = match output {
        Output::Effect(effect) => (&ir[effect].name, &ir[effect].doc, ir[effect].span, &ir[effect].fields),
        Output::Message(message) => (&ir[message].name, &ir[message].doc, ir[message].span, &ir[message].fields),
    };
    Variant { name: name.clone(), doc: doc.clone(), span, fields: fields.clone() }
}

fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), doc: String::new(), ty }
}

/// Room for the outputs of one action, and for those of a recovery that flushes them and is interrupted itself.
fn capacity(ir: &Ir, component: ComponentId) -> u32 {
    let longest = |recovers: bool| {
        let actions = ir.actions_of(component).filter(|id| (ir[*id].kind == ActionKind::Recover) == recovers);
        actions.map(|id| most_outputs(ir, &ir[id].body)).max().unwrap_or(0)
    };
    longest(false).saturating_add(longest(true)).max(1)
}

/// The most outputs that an outbox keeps, on any path through a body, in the largest of the named scopes.
fn most_outputs(ir: &Ir, body: &Body) -> u32 {
    in_block(ir, &body.statements)
}

fn in_block(ir: &Ir, block: &[Statement]) -> u32 {
    block.iter().fold(0, |total, statement| total.saturating_add(in_statement(ir, statement)))
}

fn in_statement(ir: &Ir, statement: &Statement) -> u32 {
    match &statement.kind {
        StatementKind::Emit(effect, _) => u32::from(is_kept(ir, Output::Effect(*effect))),
        StatementKind::Send(message, _) => u32::from(is_kept(ir, Output::Message(*message))),
        StatementKind::If(_, yes, no) => in_block(ir, yes).max(in_block(ir, no)),
        StatementKind::ForEach { sort, body, .. } => {
            let ids = ir.scopes.iter().map(|scope| scope.sizes.ids(ir, *sort)).max().unwrap_or(1);
            in_block(ir, body).saturating_mul(ids)
        }
        _ => 0,
    }
}
