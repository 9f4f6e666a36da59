//! Properties as invariants, action formulas and temporal formulas.

use super::action::{Exported, comment};
use super::context::Context;
use super::delivery::Move;
use super::doc::{Tla, definition};
use super::env::Env;
use crate::export::{Claim, Form, Subject};
use crate::ir::query::Event;
use crate::ir::{Expr, Fairness, Local, Property, PropertyId, PropertyKind, Refuted};

/// Why `#[always_possible]` is not asked.
const BRANCHES: &str = "it is about branches, and TLA+ about runs";

impl Context<'_> {
    /// A property's definitions, and what TLC is asked of it.
    pub(super) fn property(&self, id: PropertyId) -> (String, Claim) {
        let property = &self.ir[id];
        let name = self.properties[id.0].clone();
        let (parameters, env) = self.bound_ids(&property.locals, property.parameters);
        let holds = |expr: &Expr| Tla::and(vec![env.defined(expr), env.expr(expr)]);
        let all = |formula: &Tla| Tla::quantified("\\A", &parameters, formula);
        let some = |formula: &Tla| Tla::quantified("\\E", &parameters, formula);
        let predicate = holds(&property.predicate);
        let claim = |name: &str, form| Claim { subject: Subject::Property(id), name: name.to_owned(), form };
        let (text, claim) = match property.kind {
            PropertyKind::Always => (definition(&name, &all(&predicate)), claim(&name, Form::Invariant)),
            PropertyKind::Never => {
                let never = format!("Never{name}");
                let refused = Tla::and(vec![env.defined(&property.predicate), env.not(&property.predicate)]);
                (definition(&never, &all(&refused)), claim(&never, Form::Invariant))
            }
            PropertyKind::Action => {
                let steps = Tla::enclosed("[][", &all(&predicate), "]_vars");
                (definition(&name, &steps), claim(&name, Form::Property))
            }
            PropertyKind::Reachable => {
                let never = format!("Never{name}");
                let negation = definition(&never, &Tla::text(&name).not());
                let words = "\\* Expected to be violated: the trace is a witness.";
                (
                    format!("{}\n\n{words}\n{negation}", definition(&name, &some(&predicate))),
                    claim(&never, Form::Witness),
                )
            }
            PropertyKind::LeadsTo => {
                let goal = property.goal.as_ref().map_or_else(|| Tla::bool(true), holds);
                let leads = Tla::binary(&paren(&predicate), "~>", &paren(&goal), super::doc::Level::Implies);
                (definition(&name, &all(&leads)), claim(&name, Form::Property))
            }
            PropertyKind::AlwaysPossible => {
                let words = "\\* From every reachable state this can be reached: a claim about branches, which TLA+ does not make.";
                (
                    format!("{words}\n{}", definition(&name, &all(&predicate))),
                    claim(&name, Form::Inexpressible(BRANCHES.to_owned())),
                )
            }
        };
        (remarks(property) + &text, claim)
    }

    /// Names for the first locals, and an environment that knows them.
    fn bound_ids<'c>(&'c self, locals: &'c [Local], parameters: usize) -> (Vec<(String, Tla)>, Env<'c, 'c>) {
        let mut env = Env::new(self, locals);
        let binders = (0..parameters).map(|local| (env.name(local), self.set(&locals[local].ty))).collect();
        (binders, env)
    }

    /// The states in which nothing has to move.
    pub(super) fn finals(&self) -> Option<String> {
        if self.ir.final_states.is_empty() {
            return None;
        }
        let states = self.ir.final_states.iter().map(|state| {
            let env = Env::new(self, &state.locals);
            let mut conjuncts = vec![env.defined(&state.predicate), env.expr(&state.predicate)];
            conjuncts.extend(self.nothing_else_waits(&state.remaining));
            Tla::and(conjuncts)
        });
        let names: Vec<&str> = self.ir.final_states.iter().map(|state| state.name.as_str()).collect();
        let words = format!("\\* Nothing has to move here: {}.\n", names.join(", ").replace('_', " "));
        Some(words + &definition("Final", &Tla::or(states.collect())))
    }

    /// What is not put off for ever.
    pub(super) fn fairness(&self, actions: &[Exported], moves: &[Move]) -> Vec<Tla> {
        let mut conjuncts = Vec::new();
        for (index, action) in actions.iter().enumerate() {
            let event = Event::Action(crate::ir::ActionId(index));
            let edge = action.edge.as_ref().map(|edge| action.ask(edge));
            conjuncts.extend(self.fair(event, &action.parameters, &action.call(None), edge));
        }
        for dropped in moves {
            let Some(message) = dropped.drops else { continue };
            conjuncts.extend(self.fair(Event::Drop(message), &dropped.parameters, &dropped.call(), None));
        }
        conjuncts
    }

    /// The fairness of each instance: what is no id of its own is whatever it may be.
    fn fair(&self, event: Event, parameters: &[(String, Tla)], call: &Tla, edge: Option<Tla>) -> Option<Tla> {
        let fairness = self.ir.fairness_of(event);
        let ids = self.ir.instance_arguments(event);
        let of = |wanted: bool| -> Vec<(String, Tla)> {
            let parameters = parameters.iter().enumerate();
            parameters.filter(|(index, _)| ids.contains(index) == wanted).map(|(_, binder)| binder.clone()).collect()
        };
        let (fixed, open) = (of(true), of(false));
        let step = Tla::quantified("\\E", &open, call);
        let formula = match (fairness, edge) {
            (Fairness::Unfair, _) => return None,
            (Fairness::Weak, None) => Tla::enclosed("WF_vars(", &step, ")"),
            (Fairness::Strong, None) => Tla::enclosed("SF_vars(", &step, ")"),
            // A run that could only go on outside of the scope is cut there: to stay is no counterexample.
            (fairness, Some(edge)) => {
                let occurs = Tla::enclosed("<<", &step, ">>_vars");
                let enabled = Tla::prefix("ENABLED", &occurs);
                let wanted = Tla::or(vec![enabled, Tla::quantified("\\E", &open, &edge)]);
                let [owed, stays] = match fairness {
                    Fairness::Strong => ["[]<>(", "[]<>"],
                    _ => ["<>[](", "[]<>"],
                };
                Tla::implies(&Tla::enclosed(owed, &wanted, ")"), &Tla::enclosed(stays, &occurs, ""))
            }
        };
        Some(Tla::quantified("\\A", &fixed, &formula))
    }
}

fn paren(formula: &Tla) -> Tla {
    Tla::enclosed("(", formula, ")")
}

/// The doc comment, and what is known.
fn remarks(property: &Property) -> String {
    let refuted = match &property.refuted {
        Some(Refuted { at }) if at.0.is_empty() => "Known to be violated.\n".to_owned(),
        Some(Refuted { at }) => format!("Known to be violated in scope `{}`.\n", at.0.join("`, `")),
        None => String::new(),
    };
    comment(&format!("{}\n{refuted}", property.doc.trim()))
}
