//! Observers as operators: what a ghost is after it has seen something.

use super::body::Body;
use super::context::Context;
use super::doc::{Tla, definition};
use super::env::{Base, Env};
use super::path::Path;
use super::tree::Tree;
use crate::ir::query::{Output, visit_expressions};
use crate::ir::{ComponentId, Expr, LocalId, Observer};

/// Which of what the trigger carries an observer looks at.
pub(super) fn used(observer: &Observer, carried: usize) -> Vec<LocalId> {
    let mut used = vec![false; carried];
    visit_expressions(&observer.body.statements, &mut |expr| {
        if let Expr::Local(local) = expr
            && let Some(used) = used.get_mut(*local)
        {
            *used = true;
        }
    });
    (0..carried).filter(|&local| used[local]).collect()
}

impl Context<'_> {
    /// The operators of all observers.
    pub(super) fn observers(&self, beyond: &mut Option<String>) -> Vec<String> {
        (0..self.ir.observers.len()).map(|index| self.observer(index, beyond)).collect()
    }

    fn observer(&self, index: usize, beyond: &mut Option<String>) -> String {
        let observer = &self.ir.observers[index];
        let body = Body::new(self, &observer.body, &self.observer_loops[index]);
        let mut env = Env::new(self, &observer.body.locals);
        let ghost = env.names.give(&["seen"]);
        env.bases.insert(observer.component, Base::Whole(Tla::text(&ghost)));
        let mut parameters = vec![ghost];
        for local in used(observer, self.carried(observer)) {
            parameters.push(env.name(local));
        }
        let tree = body.ways(Path::new(env), &|path| Tree::Done(path.value(observer.component)));
        let value = tree.value(&|_| Tla::text("seen"));
        if let Some(what) = body.beyond.take() {
            beyond.get_or_insert(what);
        }
        let loops = body.definitions.take().into_values().rev().map(|text| text + "\n\n");
        let head = format!("{}({})", self.observers[index], parameters.join(", "));
        let action = self.trigger_words(observer);
        format!("{}\\* {action}\n{}", loops.collect::<String>(), definition(&head, &value))
    }

    /// How much the trigger of an observer carries.
    fn carried(&self, observer: &Observer) -> usize {
        match observer.trigger {
            crate::ir::Trigger::Action(action) => self.ir[action].arity(),
            crate::ir::Trigger::Send(message) => self.ir[message].fields.len(),
            crate::ir::Trigger::Effect(effect) => self.ir[effect].fields.len(),
        }
    }

    fn trigger_words(&self, observer: &Observer) -> String {
        let ghost = self.component(observer.component);
        let what = match observer.trigger {
            crate::ir::Trigger::Action(action) => self.ir[action].name.clone(),
            crate::ir::Trigger::Send(message) => format!("{} being sent", self.ir[message].name),
            crate::ir::Trigger::Effect(effect) => self.ir[effect].name.clone(),
        };
        format!("What `{ghost}` is after it has seen {what}.")
    }

    /// What a ghost is after it has seen a sequence of outputs.
    pub(super) fn sees(&self, ghost: ComponentId) -> String {
        let name = &self.sees[ghost.0];
        let output = |field: &str| Tla::text(format!("output.{field}"));
        let cases: Vec<String> = self
            .all_outputs()
            .into_iter()
            .filter(|output| self.ghosts_of(Self::trigger(*output)).contains(&ghost))
            .map(|of: Output| {
                let fields: Vec<Tla> = self.output_fields(of).iter().map(|field| output(field)).collect();
                let value = self.seen(ghost, Self::trigger(of), &fields, Tla::text("seen"));
                format!("output.type = \"{}\" -> {}", self.output_name(of), value.flat())
            })
            .collect();
        let cases = cases.join("\n                      [] ");
        format!(
            "\\* What `{ghost}` is after it has seen these, one after the other.\n\
             RECURSIVE {name}(_, _)\n\
             {name}(seen, outputs) ==\n    \
             IF outputs = <<>>\n    THEN seen\n    \
             ELSE LET output == Head(outputs)\n             \
             next == CASE {cases}\n                      [] OTHER -> seen\n         \
             IN {name}(next, Tail(outputs))",
            ghost = self.component(ghost),
        )
    }
}
