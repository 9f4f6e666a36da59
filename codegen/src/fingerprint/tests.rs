//! Both ways: what must change a fingerprint, and what must not.

use super::*;
use crate::ir::fixture::*;
use crate::ir::{
    ActionKind, Amount, At, Bound, Dead, Expr, Property, PropertyKind, Purpose, Refuted, Scope, Sizes, Span,
    StatementKind, Struct, Type,
};

/// The small workflow with an action of each interesting kind, a property and a scope.
fn whole() -> Ir {
    let mut ir = workflow();
    let guard = StatementKind::Require(equal(read(LANE, &[]), some(JOB, Expr::Local(0))));
    let clear = StatementKind::Reset(place(LANE, &[]));
    action(&mut ir, SERVER, ActionKind::Receive, Some(RENDER), &[("other", Type::Id(JOB))], vec![guard.clone(), clear]);
    let after = Some("30s".to_owned());
    action(&mut ir, SERVER, ActionKind::Timeout { after }, None, &[("job", Type::Id(JOB))], vec![guard]);
    ir.properties.push(Property {
        name: "busy".into(),
        doc: "The lane is busy.".into(),
        span: Span(1),
        kind: PropertyKind::Never,
        parameters: 1,
        locals: vec![crate::ir::Local { name: "job".into(), ty: Type::Id(JOB) }],
        predicate: equal(read(LANE, &[]), some(JOB, Expr::Local(0))),
        goal: None,
        refuted: None,
    });
    let sizes = Sizes(vec![Amount::AtMost(2); ir.parameters.len()]);
    ir.scopes.push(Scope { name: "quick".into(), span: Span(0), purposes: vec![Purpose::Safety], sizes });
    ir[LANE].durable = true;
    ir
}

/// Which fingerprints a change of the workflow changes: behaviour, machine, durable layout, wire layout.
fn changed(change: impl FnOnce(&mut Ir)) -> [bool; 4] {
    let (before, mut after) = (whole(), whole());
    change(&mut after);
    let (before, after) = (Fingerprints::of(&before), Fingerprints::of(&after));
    [
        before.behaviour != after.behaviour,
        before.machine != after.machine,
        before.durable_layout != after.durable_layout,
        before.wire_layout != after.wire_layout,
    ]
}

const NONE: [bool; 4] = [false; 4];
const BEHAVIOUR: [bool; 4] = [true, true, false, false];

#[test]
fn words_and_places_of_the_source_are_not_covered() {
    assert_eq!(changed(|_| {}), NONE);
    assert_eq!(changed(|ir| ir.properties[0].doc = "Else.".into()), NONE);
    assert_eq!(changed(|ir| ir[SERVER].doc = "Else.".into()), NONE);
    assert_eq!(changed(|ir| ir.actions[0].body.statements[0].span = Span(7)), NONE);
    assert_eq!(changed(|ir| ir.actions[0].body.locals[0].name = "work".into()), NONE);
    assert_eq!(changed(|ir| ir.actions[0].body.statements.extend(block(vec![StatementKind::Ignore]))), NONE);
}

#[test]
fn moving_an_item_changes_nothing() {
    assert_eq!(changed(|ir| ir.actions.swap(0, 1)), NONE);
    let swap = |ir: &mut Ir| {
        let (a, b) = (TRIES.0, PREPARED.0);
        ir.variables.swap(a, b);
    };
    assert_eq!(changed(swap), NONE);
    let last_scope_first = |ir: &mut Ir| {
        ir.parameters.reverse();
        ir.scopes[0].sizes.0.reverse();
        let last = ir.parameters.len() - 1;
        for sort in &mut ir.sorts {
            sort.parameter.0 = last - sort.parameter.0;
        }
    };
    assert_eq!(changed(last_scope_first), NONE);
}

#[test]
fn what_is_verified_changes_the_behaviour() {
    let weaken = |ir: &mut Ir| ir.actions[0].body.statements[0].kind = StatementKind::Require(Expr::Bool(true));
    assert_eq!(changed(weaken), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.actions[0].fairness = crate::ir::Fairness::Strong), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.properties[0].kind = PropertyKind::Always), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.properties[0].refuted = Some(Refuted { at: At::default() })), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.actions[0].dead = Some(Dead { at: At::default() })), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.properties[0].name = "idle".into()), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.scopes[0].sizes.0[0] = Amount::AtMost(3)), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.scopes[0].purposes.clear()), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.messages[0].otherwise = crate::ir::Otherwise::Drop), BEHAVIOUR);
    assert_eq!(changed(|ir| ir.effects[0].delivery = crate::ir::Delivery::AtMostOnce), BEHAVIOUR);
    let bag = crate::ir::ChannelKind::Bag { capacity: Bound::Literal(2), loss: None, repeat: None };
    assert_eq!(changed(|ir| ir.channels[0].kind = bag), BEHAVIOUR);
    assert_eq!(changed(|ir| ir[TRIES].ty = Type::Count(Some(Bound::Literal(4)))), BEHAVIOUR);
}

#[test]
fn durations_are_the_machine_s_alone() {
    let later = |ir: &mut Ir| ir.actions[1].kind = ActionKind::Timeout { after: Some("60s".into()) };
    assert_eq!(changed(later), [false, true, false, false]);
}

#[test]
fn that_a_struct_is_a_document_asks_for_no_verification() {
    let with = |document| {
        let mut ir = whole();
        let fields = Vec::new();
        ir.structs.push(Struct { name: "Image".into(), doc: String::new(), span: Span(0), document, fields });
        Fingerprints::of(&ir)
    };
    assert_eq!(with(false).behaviour, with(true).behaviour);
    assert_ne!(with(false).machine, with(true).machine);
}

#[test]
fn what_is_stored_changes_the_durable_layout() {
    let durable = [true, true, true, false];
    assert_eq!(changed(|ir| ir[ORDER].durable = true), durable);
    assert_eq!(changed(|ir| ir[LANE].name = "track".into()), durable);
    assert_eq!(changed(|ir| ir[LANE].ty = Type::Option(Box::new(Type::Id(SESSION)))), durable);
    assert_eq!(changed(|ir| ir[ORDER].name = "queue".into()), BEHAVIOUR, "volatile");
    assert_eq!(changed(|ir| ir[SEEN].durable = true), BEHAVIOUR, "a ghost is not stored");
}

#[test]
fn what_is_inside_a_stored_type_changes_the_durable_layout() {
    let stored = |change: fn(&mut Ir)| {
        let (mut before, mut after) = (whole(), whole());
        for ir in [&mut before, &mut after] {
            ir[PROGRESS].durable = true;
        }
        change(&mut after);
        Fingerprints::of(&before).durable_layout != Fingerprints::of(&after).durable_layout
    };
    assert!(stored(|ir| ir.enums[0].variants[1].fields[0].name = "visit".into()));
    assert!(stored(|ir| ir.enums[0].variants.reverse()));
    assert!(!stored(|ir| ir.enums[0].variants[1].doc = "Else.".into()));
}

#[test]
fn what_travels_changes_the_wire_layout() {
    let wire = [true, true, false, true];
    assert_eq!(changed(|ir| ir.messages[0].fields[0].name = "work".into()), wire);
    assert_eq!(changed(|ir| ir.messages[0].fields[0].ty = Type::Bool), wire);
    assert_eq!(changed(|ir| ir.messages[0].name = "Draw".into()), wire);
    assert_eq!(changed(|ir| ir.effects[0].fields[0].name = "visit".into()), BEHAVIOUR, "an effect is no message");
}

#[test]
fn a_fingerprint_is_written_in_hexadecimal() {
    let behaviour = Fingerprints::of(&whole()).behaviour;
    assert_eq!(behaviour.to_string().len(), 32);
    assert!(behaviour.to_string().starts_with(&behaviour.short()));
}
