//! What a role's module is made from: its variables as tables and lines, its actions by what starts them.

mod mentioned;
mod taken;
mod variables;

use std::collections::BTreeSet;

use proc_macro2::Ident;

use super::names::{From, Names, camel, ident, names_sort, snake};
use crate::ir::query::{Instance, Output, Requirement, visit_statements};
use crate::ir::{
    Action, ActionId, ActionKind, Component, ComponentId, ComponentKind, Ir, LocalId, MessageId, ParameterId, SortId,
    StatementKind, Type, Variable, VariableId,
};
use mentioned::Mentioned;
use taken::Taken;
use variables::vars;

/// A role as it is emitted.
pub(super) struct Role<'a> {
    /// The protocol.
    pub(super) ir: &'a Ir,
    /// Which component.
    pub(super) id: ComponentId,
    /// The component.
    pub(super) component: &'a Component,
    /// How types are written in its module.
    pub(super) names: Names<'a>,
    /// Its own variables, then those of each store that its actions reach, in order.
    pub(super) vars: Vec<Var<'a>>,
    /// The name of the derived table of instances that are not at rest: where the role is one per id and can crash.
    pub(super) live: Option<Ident>,
    /// What its Machine takes, in order: no crashes, and nothing that strikes at a delivery.
    pub(super) actions: Vec<Act<'a>>,
    /// What may say no, by its number.
    pub(super) requirements: Vec<Requirement>,
    /// The sorts of which it takes a `fresh!` id, in order.
    pub(super) fresh: Vec<SortId>,
    /// The sorts of which a used id is refused: those above, and that of an `#[opens]`.
    pub(super) guarded: Vec<SortId>,
    /// The capacities that it mentions: numbers of its `Config`.
    pub(super) capacities: Vec<ParameterId>,
    /// The `#[node]` sorts that its bodies go over or count: sets of its `Config`.
    pub(super) nodes: Vec<SortId>,
    /// The messages it receives, in order.
    pub(super) received: Vec<MessageId>,
    /// What it lets out: effects, then messages, each in order.
    pub(super) outputs: Vec<Output>,
}

/// A variable as a container of rows.
pub(super) struct Var<'a> {
    pub(super) id: VariableId,
    pub(super) variable: &'a Variable,
    /// `jobs`; `spool_shelf` for a store's. The field of `Machine` and `Changes`, and the accessor; the setter is
    /// `set_jobs`.
    pub(super) field: Ident,
    /// `Jobs`: the variant of `Row`, `RowKey` and `Table`.
    pub(super) row: Ident,
    /// A table or a line.
    pub(super) container: Container,
    /// The sorts of the leading maps: the key of the table. A per-id role's own variables start with `me`.
    pub(super) keys: Vec<SortId>,
    /// What a row holds: a scalar, `Set` or `Queue` under a map; `Bool` for a `Set` that is under none (its ids are the
    /// last of `keys`); the item of a line.
    pub(super) value: Type,
    /// Whether it is a set that is under no map: a table of ids.
    pub(super) members: bool,
    /// Whether rows of it are stored. All are where the role cannot crash.
    pub(super) durable: bool,
    /// Whether the first key is the instance `me`.
    pub(super) mine: bool,
    /// A line that is asked about its items (`contains`, `remove`) has `order_positions` beside it.
    pub(super) positions: Option<Ident>,
}

/// What holds the rows of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// `support::Table<K, V>`
    Table,
    /// `support::Line<V>`: a queue that is under no map.
    Line,
}

/// An action of a Machine.
pub(super) struct Act<'a> {
    pub(super) id: ActionId,
    pub(super) action: &'a Action,
    /// `print_deadline`: the method of `Transaction`.
    pub(super) method: Ident,
    /// `PrintDeadline`: the variant of `Input`, `Fault`, `Timer` or `Turn`.
    pub(super) variant: Ident,
    /// What its variant carries and its method takes, in order: `me` (where no message names it), then the choices. The
    /// message comes after them, as `message: &Rendered<T>`.
    pub(super) arguments: Vec<Argument>,
    /// The number of its first requirement.
    pub(super) first_requirement: usize,
}

/// An argument of an action.
pub(super) struct Argument {
    pub(super) name: Ident,
    pub(super) local: LocalId,
    pub(super) ty: Type,
}

impl<'a> Role<'a> {
    /// Every role of a protocol, in order.
    pub(super) fn all(ir: &'a Ir) -> Vec<Self> {
        let roles = ir.component_ids().filter(|id| ir[*id].kind == ComponentKind::Role);
        roles.map(|id| Self::new(ir, id)).collect()
    }

    fn new(ir: &'a Ir, id: ComponentId) -> Self {
        let component = &ir[id];
        let actions: Vec<ActionId> = ir.machine_actions_of(id).collect();
        let mut taken = Taken::default();
        let vars = vars(ir, id, &actions, &mut taken);
        let live = (component.per.is_some() && ir.crashes(id)).then(|| taken.choose("live", "live_instances"));
        let requirements = ir.requirements_of(id);
        let fresh = fresh(ir, &actions);
        let opened = actions.iter().filter(|id| ir[**id].kind == ActionKind::Input { opens: true });
        let guarded: BTreeSet<SortId> = fresh.iter().copied().chain(opened.filter_map(|_| component.per)).collect();
        let mentioned = Mentioned::of(ir, &vars, &actions);
        Self {
            ir,
            id,
            component,
            names: Names { ir, from: From::Role },
            actions: acts(ir, &actions, &requirements, &mut taken),
            requirements,
            fresh,
            guarded: guarded.into_iter().collect(),
            capacities: mentioned.capacities.into_iter().collect(),
            nodes: mentioned.nodes.into_iter().collect(),
            received: ir.message_ids().filter(|message| ir[*message].to.component == id).collect(),
            outputs: actions.iter().flat_map(|id| ir.outputs_of(*id)).collect::<BTreeSet<_>>().into_iter().collect(),
            live,
            vars,
        }
    }

    /// `server`: its module.
    pub(super) fn module(&self) -> Ident {
        ident(&snake(&self.component.name))
    }

    /// The container of a variable.
    pub(super) fn var(&self, id: VariableId) -> &Var<'a> {
        self.vars.iter().find(|var| var.id == id).expect("a role's bodies reach its own variables and its stores'")
    }

    /// An action.
    pub(super) fn act(&self, id: ActionId) -> &Act<'a> {
        self.actions.iter().find(|act| act.id == id).expect("an action of this role")
    }

    /// The actions of a kind, in order.
    pub(super) fn acts(&self, is: impl Fn(&ActionKind) -> bool) -> impl Iterator<Item = &Act<'a>> {
        self.actions.iter().filter(move |act| is(&act.action.kind))
    }

    /// Its inputs.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &Act<'a>> {
        self.acts(|kind| matches!(kind, ActionKind::Input { .. }))
    }

    /// Its faults: those that the host reports.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Act<'a>> {
        self.acts(|kind| matches!(kind, ActionKind::Fault { .. }))
    }

    /// Its timers.
    pub(super) fn timers(&self) -> impl Iterator<Item = &Act<'a>> {
        self.acts(|kind| matches!(kind, ActionKind::Timeout { .. }))
    }

    /// Its steps.
    pub(super) fn turns(&self) -> impl Iterator<Item = &Act<'a>> {
        self.acts(|kind| *kind == ActionKind::Step)
    }

    /// Its recoveries: one at most.
    pub(super) fn recoveries(&self) -> impl Iterator<Item = &Act<'a>> {
        self.acts(|kind| *kind == ActionKind::Recover)
    }

    /// The handlers of a message, in order.
    pub(super) fn handlers(&self, message: MessageId) -> impl Iterator<Item = &Act<'a>> {
        self.actions.iter().filter(move |act| act.action.receives == Some(message))
    }

    /// Whether any instance may receive a message: then the host says which one did.
    pub(super) fn says_who(&self, message: MessageId) -> bool {
        self.component.per.is_some() && self.ir[message].to.instance.is_none()
    }

    /// `used_job`: the field that counts how often each id of a guarded sort is named by rows that are not its own.
    pub(super) fn used(&self, sort: SortId) -> Ident {
        ident(&format!("used_{}", snake(&self.ir[sort].name)))
    }
}

impl Var<'_> {
    /// `set_jobs`
    pub(super) fn setter(&self) -> Ident {
        ident(&format!("set_{}", plain(&self.field)))
    }

    /// Whether what its rows hold names a sort.
    pub(super) fn value_names(&self, ir: &Ir, sort: SortId) -> bool {
        names_sort(ir, &self.value, sort)
    }
}

/// An identifier without `r#`.
pub(super) fn plain(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn acts<'a>(ir: &'a Ir, actions: &[ActionId], requirements: &[Requirement], taken: &mut Taken) -> Vec<Act<'a>> {
    let mut acts: Vec<Act<'a>> = Vec::new();
    for &id in actions {
        let action = &ir[id];
        let method = taken.choose(&action.name, &format!("handle_{}", action.name));
        let first_requirement = requirements.iter().take_while(|requirement| requirement.action < id).count();
        let arguments = arguments(ir, id);
        acts.push(Act { id, action, method, variant: camel(&action.name), arguments, first_requirement });
    }
    acts
}

/// `me` unless the message names it, and the choices.
fn arguments(ir: &Ir, id: ActionId) -> Vec<Argument> {
    let action = &ir[id];
    let me = match ir.instance_of(id) {
        Instance::Argument(me) => Some(me),
        Instance::Single | Instance::Routed { .. } => None,
    };
    let argument = |local: LocalId| {
        let declared = &action.body.locals[local];
        Argument { name: ident(&declared.name), local, ty: declared.ty.clone() }
    };
    me.into_iter().chain(action.choices.iter().copied()).map(argument).collect()
}

fn fresh(ir: &Ir, actions: &[ActionId]) -> Vec<SortId> {
    let mut sorts = BTreeSet::new();
    for action in actions {
        visit_statements(&ir[*action].body.statements, &mut |statement| {
            if let StatementKind::Fresh(_, sort) = statement.kind {
                sorts.insert(sort);
            }
        });
    }
    sorts.into_iter().collect()
}
