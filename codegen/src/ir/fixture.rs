//! A small workflow built by hand, for unit tests that need an IR and no source.

use super::*;

pub(crate) const SESSION: SortId = SortId(0);
pub(crate) const JOB: SortId = SortId(1);
pub(crate) const MANAGER: SortId = SortId(2);
pub(crate) const KIOSK: ComponentId = ComponentId(0);
pub(crate) const SERVER: ComponentId = ComponentId(1);
pub(crate) const WORLD: ComponentId = ComponentId(2);
pub(crate) const PAID: VariableId = VariableId(0);
pub(crate) const PROGRESS: VariableId = VariableId(1);
pub(crate) const LANE: VariableId = VariableId(2);
pub(crate) const ORDER: VariableId = VariableId(3);
pub(crate) const PREPARED: VariableId = VariableId(4);
pub(crate) const TRIES: VariableId = VariableId(5);
pub(crate) const SEEN: VariableId = VariableId(6);
pub(crate) const RENDER: MessageId = MessageId(0);
pub(crate) const REPLY: MessageId = MessageId(1);
pub(crate) const SHOW: EffectId = EffectId(0);

/// Roles `Kiosk` per session and `Server`, a ghost `World`, no action.
pub(crate) fn workflow() -> Ir {
    let mut ir = Ir { name: "small".into(), ..Ir::default() };
    for (index, (name, fixed)) in [("Session", false), ("Job", false), ("Manager", true)].into_iter().enumerate() {
        let kind = ParameterKind::Ids(SortId(index));
        ir.parameters.push(Parameter { name: name.to_lowercase(), kind });
        let (name, parameter) = (name.into(), ParameterId(index));
        ir.sorts.push(Sort { name, doc: String::new(), span: Span(0), parameter, fixed, recycled: !fixed });
    }
    ir.parameters.push(Parameter { name: "jam".into(), kind: ParameterKind::Budget });
    let queued = vec![field("session", Type::Id(SESSION))];
    let variants = [("Free", Vec::new()), ("Queued", queued)].map(|(name, fields)| Variant {
        name: name.into(),
        doc: String::new(),
        span: Span(0),
        fields,
    });
    ir.enums.push(Enum { name: "Progress".into(), doc: String::new(), span: Span(0), variants: variants.into() });
    component(&mut ir, "Kiosk", ComponentKind::Role, Some(SESSION));
    component(&mut ir, "Server", ComponentKind::Role, None);
    component(&mut ir, "World", ComponentKind::Ghost, None);
    variable(&mut ir, KIOSK, "paid", map(SESSION, Type::Bool));
    variable(&mut ir, SERVER, "progress", map(JOB, Type::Enum(EnumId(0))));
    variable(&mut ir, SERVER, "lane", Type::Option(Box::new(Type::Id(JOB))));
    variable(&mut ir, SERVER, "order", Type::Queue(Box::new(Type::Id(JOB)), Bound::Literal(2)));
    variable(&mut ir, SERVER, "prepared", Type::Set(MANAGER));
    variable(&mut ir, SERVER, "tries", Type::Count(Some(Bound::Literal(3))));
    variable(&mut ir, WORLD, "seen", Type::Count(Some(Bound::Literal(3))));
    message(&mut ir, "Render", field("job", Type::Id(JOB)), Endpoint { component: SERVER, instance: None });
    message(&mut ir, "Reply", field("session", Type::Id(SESSION)), Endpoint { component: KIOSK, instance: Some(0) });
    let delivery = Delivery::AtLeastOnce { key: Vec::new() };
    let fields = vec![field("session", Type::Id(SESSION))];
    ir.effects.push(Effect { name: "Show".into(), doc: String::new(), span: Span(0), fields, delivery });
    ir
}

/// Adds an action without arguments but `me` and the payload of the message it receives; its body's locals go on with
/// `locals`.
pub(crate) fn action(
    ir: &mut Ir,
    component: ComponentId,
    kind: ActionKind,
    receives: Option<MessageId>,
    locals: &[(&str, Type)],
    statements: Vec<StatementKind>,
) -> ActionId {
    let me = ir[component].per.map(|sort| Local { name: "me".into(), ty: Type::Id(sort) });
    let fields = receives.map(|id| ir[id].fields.clone()).unwrap_or_default();
    let payload = (0..fields.len()).map(|field| field + usize::from(me.is_some())).collect();
    let fields = fields.into_iter().map(|field| Local { name: field.name, ty: field.ty });
    let locals = locals.iter().map(|(name, ty)| Local { name: (*name).into(), ty: ty.clone() });
    let body =
        Body { locals: me.clone().into_iter().chain(fields).chain(locals).collect(), statements: block(statements) };
    ir.actions.push(Action {
        name: format!("action_{}", ir.actions.len()),
        doc: String::new(),
        span: Span(0),
        component,
        kind,
        receives,
        fairness: Fairness::Weak,
        dead: None,
        me: me.map(|_| 0),
        payload,
        choices: Vec::new(),
        body,
    });
    ActionId(ir.actions.len() - 1)
}

/// Statements, each at the place of its number.
pub(crate) fn block(kinds: Vec<StatementKind>) -> Vec<Statement> {
    kinds.into_iter().map(|kind| Statement { kind, span: Span(0) }).collect()
}

/// A place indexed by locals.
pub(crate) fn place(variable: VariableId, indexes: &[LocalId]) -> Place {
    let path = indexes.iter().map(|&local| Projection::Index(Box::new(Expr::Local(local)))).collect();
    Place { variable, after: false, path }
}

/// What is in a place indexed by locals.
pub(crate) fn read(variable: VariableId, indexes: &[LocalId]) -> Expr {
    Expr::Read(place(variable, indexes))
}

/// `Some(value)` of an id.
pub(crate) fn some(sort: SortId, value: Expr) -> Expr {
    Expr::Variant { ty: Type::Option(Box::new(Type::Id(sort))), variant: 1, fields: vec![value] }
}

/// `a == b`.
pub(crate) fn equal(a: Expr, b: Expr) -> Expr {
    Expr::Equal(Box::new(a), Box::new(b))
}

/// A map's type.
pub(crate) fn map(sort: SortId, entry: Type) -> Type {
    Type::Map(sort, Box::new(entry))
}

fn field(name: &str, ty: Type) -> Field {
    Field { name: name.into(), doc: String::new(), ty }
}

fn component(ir: &mut Ir, name: &str, kind: ComponentKind, per: Option<SortId>) {
    ir.components.push(Component { name: name.into(), doc: String::new(), span: Span(0), kind, per });
}

fn variable(ir: &mut Ir, component: ComponentId, name: &str, ty: Type) {
    let (doc, role) = (String::new(), VariableRole::Declared);
    ir.variables.push(Variable { name: name.into(), doc, span: Span(0), component, ty, durable: false, role });
}

fn message(ir: &mut Ir, name: &str, field: Field, to: Endpoint) {
    let channel = ChannelId(ir.channels.len());
    let id = MessageId(ir.messages.len());
    ir.channels.push(Channel { name: name.into(), kind: ChannelKind::Any, messages: vec![id] });
    let from = Endpoint { component: SERVER, instance: None };
    let (name, otherwise) = (name.into(), Otherwise::Defect);
    ir.messages.push(Message {
        name,
        doc: String::new(),
        span: Span(0),
        fields: vec![field],
        channel,
        from,
        to,
        otherwise,
    });
}
