//! What the reference semantics makes of a crash of everything that a role runs in, and of the recovery after it.
//!
//! The protocol's crashes and recoveries are an instance's; a process that stops takes all of its instances with it. So
//! each instance that holds anything crashes in its own way, and then each recovers, in any order. An instance whose
//! crash the protocol does not have in that state must not notice: what it would lose must be at its default already.

use std::collections::BTreeSet;

use honnin_codegen::evaluate::Commit;
use honnin_codegen::ir::{ActionId, SortId, VariableId};
use honnin_codegen::value::{Output, Value};

use super::relation::settled;
use super::{Answer, Role, View};

/// What leaves: one list for each instance. Each is in order, and the lists may be mixed.
type Lists = Vec<Vec<Output>>;

/// A way in which everything may be down: all variables, and what leaves at first.
type Down = (Vec<Value>, Lists);

/// What recovery may come to: what leaves, and the local state.
type Restarted = BTreeSet<(Lists, Vec<Value>)>;

/// What was committed when the crash came, and how much of it had left.
#[derive(Clone, Copy, Debug)]
struct Pending<'a> {
    commit: &'a Commit,
    left: &'a [Output],
}

/// A crash, and what was seen of it and of the recovery after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Restart<'a> {
    /// What was committed by what it was at.
    pub(super) committed: Option<&'a Commit>,
    /// What had left of that.
    pub(super) left: &'a [Output],
    /// The fresh ids that the recovery was given.
    pub(super) fresh: &'a [Vec<usize>],
    /// What came of the recovery.
    pub(super) answer: &'a Answer,
    /// What is held after it.
    pub(super) view: &'a View,
}

impl Role<'_> {
    /// Whether what was seen of a crash in a local state is what the protocol makes of it.
    ///
    /// # Errors
    /// What differs.
    pub(super) fn judge_restart(&self, local: &[Value], restart: &Restart<'_>) -> Result<(), String> {
        let Restart { committed, left, fresh, answer, view } = *restart;
        let outputs = committed.map_or(&[][..], |commit| &commit.outputs);
        let mut rest = outputs.iter();
        if !left.iter().all(|output| rest.any(|of| of == output)) {
            return Err("what left before the crash was not committed, or is out of order".to_owned());
        }
        let variables = committed.map_or_else(|| self.whole(local), |commit| commit.variables.clone());
        let allowed = self.restarted(&variables, committed.map(|commit| Pending { commit, left }), fresh)?;
        let Answer::Done(done) = answer else { return Err("a recovery is always done".to_owned()) };
        let optional: Vec<Output> = outputs.iter().filter(|output| !self.local.is_kept(output)).cloned().collect();
        let fits =
            |(out, local): &(Lists, Vec<Value>)| *local == view.variables && is_flush(&done.outputs, out, &optional);
        if !allowed.iter().any(fits) {
            if self.is_unmodelled(&variables) {
                return Err("the protocol has no crash here, and one is noticed".to_owned());
            }
            let words: Vec<String> = allowed.iter().map(|(out, local)| self.outcome(&out.concat(), local)).collect();
            return Err(format!("expected: {}", words.join("; or ")));
        }
        settled(self, view)
    }

    /// What may come of a crash in a state and of the recovery after it, with the fresh ids that it is given.
    ///
    /// # Errors
    /// The protocol has no crash there, and something would be lost.
    fn restarted(
        &self,
        variables: &[Value],
        pending: Option<Pending<'_>>,
        fresh: &[Vec<usize>],
    ) -> Result<Restarted, String> {
        let struck = match pending {
            None => vec![(variables.to_vec(), Vec::new())],
            Some(pending) => self.struck(pending),
        };
        let mut restarted = Restarted::new();
        for (variables, out) in struck {
            let mut down = vec![(variables, out)];
            for instance in self.instances() {
                let crashed: Result<Vec<Vec<Down>>, String> =
                    down.iter().map(|(variables, out)| self.crashed(variables, out, instance)).collect();
                down = crashed?.concat();
            }
            for (variables, out) in down {
                let waiting: Vec<_> = self.instances().into_iter().filter(|&of| self.is_down(&variables, of)).collect();
                self.recovered(&variables, &out, &waiting, fresh, &mut restarted);
            }
        }
        Ok(restarted)
    }

    /// The ids that a recovery may take: all that nothing names.
    pub(super) fn unused(&self, variables: &[Value]) -> Vec<Vec<usize>> {
        let sorts = 0..self.domain().ir.sorts.len();
        sorts.map(|sort| self.local.free(variables, SortId(sort)).into_iter().collect()).collect()
    }

    /// The instance that was committing is struck, with so much of its outputs delivered.
    fn struck(&self, pending: Pending<'_>) -> Vec<Down> {
        let Pending { commit, left, .. } = pending;
        let kept: Vec<&Output> = commit.outputs.iter().filter(|output| self.local.is_kept(output)).collect();
        let delivered = left.iter().filter(|output| self.local.is_kept(output)).count();
        let of_model = commit.interrupted.iter().filter(|of| of.interruption.delivered == delivered);
        let mut down: Vec<Down> = of_model.map(|of| (of.variables.clone(), Vec::new())).collect();
        if delivered == kept.len() {
            down.push((commit.variables.clone(), Vec::new()));
        }
        if commit.interrupted.is_empty() {
            let flushes = self.flushes(&kept, delivered);
            down.extend(flushes.into_iter().map(|out| (commit.variables.clone(), vec![out])));
        }
        down
    }

    /// What an outbox lets out at recovery: what was not delivered, and perhaps again what was, to one who does not
    /// recognise a repeat. What was marked as released is gone.
    fn flushes(&self, kept: &[&Output], delivered: usize) -> Vec<Vec<Output>> {
        let mut flushes = vec![Vec::new()];
        for (number, &output) in kept.iter().enumerate() {
            let again = number < delivered;
            let optional = if again {
                self.local.is_repeatable(output)
            } else {
                number == delivered && self.local.is_at_most_once(output)
            };
            if again && !optional {
                continue;
            }
            let with = flushes
                .iter()
                .map(|flush: &Vec<Output>| [flush.as_slice(), std::slice::from_ref(output)].concat())
                .collect();
            flushes = if optional { [flushes, with].concat() } else { with };
        }
        flushes
    }

    /// An instance goes down, if it is not; or does not notice.
    fn crashed(&self, variables: &[Value], out: &Lists, instance: Option<usize>) -> Result<Vec<Down>, String> {
        if self.is_down(variables, instance) {
            return Ok(vec![(variables.to_vec(), out.clone())]);
        }
        let ir = self.domain().ir;
        let me: Vec<Value> = instance.map(Value::Id).into_iter().collect();
        let of = |action: ActionId| self.local.take(action, &me, variables, &[]);
        let commits = ir.crashes_of(self.component).flat_map(of).filter_map(Result::ok);
        let mut down: Vec<Down> = commits.map(|commit| (commit.variables, and(out, commit.outputs))).collect();
        if down.is_empty() || !self.is_live(variables, instance) {
            if let Some(lost) = self.loses(variables, instance) {
                return Err(format!("the protocol has no crash here, and one loses `{}`", ir[lost].name));
            }
            down.push((variables.to_vec(), out.clone()));
        }
        Ok(down)
    }

    /// Those that are down recover, in every order.
    fn recovered(
        &self,
        variables: &[Value],
        out: &Lists,
        waiting: &[Option<usize>],
        fresh: &[Vec<usize>],
        found: &mut Restarted,
    ) {
        if waiting.is_empty() {
            let mut out = out.clone();
            out.sort();
            found.insert((out, self.part(variables)));
        }
        for (place, instance) in waiting.iter().enumerate() {
            let rest = [&waiting[..place], &waiting[place + 1..]].concat();
            let me: Vec<Value> = instance.map(Value::Id).into_iter().collect();
            for action in self.domain().ir.recoveries_of(self.component) {
                for commit in self.local.take(action, &me, variables, fresh).into_iter().filter_map(Result::ok) {
                    let out = and(out, commit.outputs);
                    self.recovered(&commit.variables, &out, &rest, fresh, found);
                }
            }
        }
    }

    /// Whether the protocol crashes elsewhere and in no instance here.
    fn is_unmodelled(&self, variables: &[Value]) -> bool {
        let enabled = |action: ActionId| {
            let instances = self.instances().into_iter();
            let mut each = instances.map(|of| of.map(Value::Id).into_iter().collect::<Vec<_>>());
            each.any(|me| self.is_enabled(action, &me, variables))
        };
        let ir = self.domain().ir;
        ir.crashes(self.component) && !ir.crashes_of(self.component).any(enabled)
    }

    /// A process that stops: an instance that holds anything loses what is not durable, and is down.
    pub(super) fn lose(&self, variables: &mut [Value], instance: Option<usize>) {
        let ir = self.domain().ir;
        let Some(down) = ir.down_of(self.component).filter(|_| self.is_live(variables, instance)) else { return };
        for id in ir.volatile_of(self.component).collect::<Vec<_>>() {
            let ty = if instance.is_some() { ir[id].ty.entry() } else { &ir[id].ty };
            *own_mut(variables, id, instance) = self.domain().default(ty);
        }
        *own_mut(variables, down, instance) = Value::Bool(true);
    }

    /// What an instance that is down puts out when it comes up, and all variables then.
    pub(super) fn come_up(
        &self,
        variables: &[Value],
        instance: Option<usize>,
        fresh: &[Vec<usize>],
    ) -> Option<(Vec<Output>, Vec<Value>)> {
        let me: Vec<Value> = instance.map(Value::Id).into_iter().collect();
        let mut recoveries =
            self.domain().ir.recoveries_of(self.component).filter(|_| self.is_down(variables, instance));
        let commit = recoveries
            .find_map(|action| self.local.take(action, &me, variables, fresh).into_iter().find_map(Result::ok))?;
        Some((commit.outputs, commit.variables))
    }

    fn is_down(&self, variables: &[Value], instance: Option<usize>) -> bool {
        let down = self.domain().ir.down_of(self.component);
        down.is_some_and(|down| own(variables, down, instance).as_bool())
    }

    /// Whether an instance holds anything.
    fn is_live(&self, variables: &[Value], instance: Option<usize>) -> bool {
        let own = self.domain().ir.variables_of(self.component);
        own.into_iter().any(|id| self.differs(variables, id, instance))
    }

    /// Something that is not durable and not at its default.
    fn loses(&self, variables: &[Value], instance: Option<usize>) -> Option<VariableId> {
        let ir = self.domain().ir;
        if !ir.crashes(self.component) {
            return None;
        }
        ir.volatile_of(self.component).find(|&id| self.differs(variables, id, instance))
    }

    fn differs(&self, variables: &[Value], id: VariableId, instance: Option<usize>) -> bool {
        let ty = &self.domain().ir[id].ty;
        let ty = if instance.is_some() { ty.entry() } else { ty };
        *own(variables, id, instance) != self.domain().default(ty)
    }
}

fn own(variables: &[Value], id: VariableId, instance: Option<usize>) -> &Value {
    instance.map_or(&variables[id.0], |instance| &variables[id.0].parts()[instance])
}

fn own_mut(variables: &mut [Value], id: VariableId, instance: Option<usize>) -> &mut Value {
    match instance {
        None => &mut variables[id.0],
        Some(instance) => &mut variables[id.0].parts_mut()[instance],
    }
}

fn and(lists: &Lists, more: Vec<Output>) -> Lists {
    if more.is_empty() { lists.clone() } else { [lists.as_slice(), &[more]].concat() }
}

/// Whether what left at a recovery is what was expected, the lists mixed in any way. Messages of the interrupted step that
/// travel on channels that lose, repeat and reorder may come with it.
fn is_flush(got: &[Output], expected: &[Vec<Output>], optional: &[Output]) -> bool {
    let Some((first, rest)) = got.split_first() else { return expected.iter().all(Vec::is_empty) };
    let next = |number: usize| {
        let mut lists = expected.to_vec();
        (lists[number].first() == Some(first)).then(|| {
            lists[number].remove(0);
            lists
        })
    };
    (0..expected.len()).filter_map(next).any(|lists| is_flush(rest, &lists, optional))
        || (optional.contains(first) && is_flush(rest, expected, optional))
}
