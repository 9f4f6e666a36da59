//! Which local states a role can be in, and what can come to it there: the projection of all reachable states.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::evaluate::Local;
use honnin_codegen::ir::{ChannelId, ChannelKind, ComponentId, ComponentKind, Ir, VariableId, VariableRole};
use honnin_codegen::layout::words::get;
use honnin_codegen::layout::{ChannelRegion, Layout};
use honnin_codegen::value::{Contents, Packet, Value};

use super::Role;
use crate::control::{Cause, Limits, Progress};
use crate::engine::{Plan, explore};
use crate::judge::Measures;
use crate::size::{channel_slots, mask, variable_slots};
use crate::space::Space;
use crate::system::System;

/// After how many states it is looked whether to stop.
const BREATH: u32 = 1 << 12;

/// The local states of a role in which nobody is down, each with the messages that can come to it there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// By local state.
    pub locals: BTreeMap<Vec<Value>, BTreeSet<Packet>>,
}

/// The local states of each role, by [`ComponentId`]; nothing for stores and ghosts.
///
/// # Errors
/// Why not all states were seen: only all of them say what a role can be in.
pub fn reach<const W: usize, S: System<W> + 'static>(
    system: &Arc<S>,
    layout: &Layout,
    limits: Limits,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Vec<Reach>, Cause> {
    let plan = Plan { identity: "the local states".to_owned(), ..Plan::default() };
    let system = Arc::clone(system);
    let explored = explore(system, layout.ir(), Measures::default(), limits, plan, interrupt, progress);
    let explored = explored.map_err(|_| Cause::Internal)?;
    if let Some(cause) = explored.survey.incomplete {
        return Err(cause);
    }
    let space = explored.space().ok_or(Cause::Internal)?;
    let (ir, sizes) = Local::alone(layout.ir(), layout.sizes());
    let of_role = |component: ComponentId| match ir[component].kind {
        ComponentKind::Role => {
            project(layout, space, &Role::new(&ir, &sizes, component), interrupt).ok_or(Cause::Interrupt)
        }
        _ => Ok(Reach::default()),
    };
    ir.component_ids().map(of_role).collect()
}

/// The parts of a state that a role and its channels are.
struct Parts<const W: usize> {
    /// The role's variables, and those that the semantics adds.
    own: [u64; W],
    /// The `any` channels to it: a set, so what several states hold is joined by `or`.
    sets: [u64; W],
    /// The other channels to it.
    lists: Vec<ChannelId>,
}

/// The other messages that may come, by channel and code.
type Codes = BTreeSet<(usize, u64)>;

fn project<const W: usize>(
    layout: &Layout,
    space: &dyn Space<W>,
    role: &Role<'_>,
    interrupt: &AtomicBool,
) -> Option<Reach> {
    let parts = Parts::<W>::new(layout, role);
    let mut seen: HashMap<[u64; W], ([u64; W], Codes)> = HashMap::new();
    for number in 0..space.len() {
        if number % BREATH == 0 && interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let state = space.state(number);
        let own = std::array::from_fn(|word| state[word] & parts.own[word]);
        let (sets, codes) = seen.entry(own).or_insert_with(|| ([0; W], Codes::new()));
        for word in 0..W {
            sets[word] |= state[word] & parts.sets[word];
        }
        parts.waiting(layout, &state, codes);
    }
    let mut reach = Reach::default();
    for (own, (sets, codes)) in seen {
        let state = layout.decode::<W>(&std::array::from_fn(|word| own[word] | sets[word]));
        if is_at_work(layout.ir(), role.component, &state.variables) {
            let waiting = reach.locals.entry(role.part(&state.variables)).or_default();
            for contents in state.channels {
                if let Contents::Any(packets) = contents {
                    waiting.extend(packets);
                }
            }
            let decoded = codes.into_iter().filter_map(|(channel, code)| {
                let code = u32::try_from(code.checked_sub(1)?).ok()?;
                Some(layout.message_of_code(ChannelId(channel), code))
            });
            waiting.extend(decoded.filter(|packet| layout.ir()[packet.message].to.component == role.component));
        }
    }
    Some(reach)
}

impl<const W: usize> Parts<W> {
    fn new(layout: &Layout, role: &Role<'_>) -> Self {
        let ir = layout.ir();
        let added = ir.variables_of(role.component).filter(|&id| ir[id].role != VariableRole::Declared);
        let variables: BTreeSet<VariableId> = role.variables().iter().copied().chain(added).collect();
        let own = variables.into_iter().flat_map(|id| variable_slots(layout.variable(id))).collect::<Vec<_>>();
        let incoming = |channel: &ChannelId| {
            ir[*channel].messages.iter().any(|&message| ir[message].to.component == role.component)
        };
        let channels = (0..ir.channels.len()).map(ChannelId).filter(incoming);
        let (sets, lists): (Vec<_>, Vec<_>) = channels.partition(|&channel| ir[channel].kind == ChannelKind::Any);
        let sets = sets.into_iter().flat_map(|channel| channel_slots(layout.channel(channel))).collect::<Vec<_>>();
        Self { own: mask(&own), sets: mask(&sets), lists }
    }

    /// What may come next on a bag or a FIFO.
    fn waiting(&self, layout: &Layout, state: &[u64; W], codes: &mut Codes) {
        for channel in &self.lists {
            match layout.channel(*channel) {
                ChannelRegion::Any(_) => {}
                ChannelRegion::Bag(slots) => codes.extend(slots.iter().map(|slot| (channel.0, get(state, *slot)))),
                ChannelRegion::Fifo(lanes) => {
                    let heads = lanes.iter().filter_map(|slots| slots.first());
                    codes.extend(heads.map(|slot| (channel.0, get(state, *slot))));
                }
            }
        }
    }
}

/// Whether every instance is up.
fn is_at_work(ir: &Ir, component: ComponentId, variables: &[Value]) -> bool {
    ir.down_of(component).is_none_or(|down| match &variables[down.0] {
        Value::Map(instances) => instances.iter().all(|down| !down.as_bool()),
        down => !down.as_bool(),
    })
}
