//! What the rule lets pass, the reference evaluator finds to be the same in every order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Touch, Turn, by_variable, conflict};
use crate::evaluate::{Evaluator, Outcome};
use crate::ir::fixture::*;
use crate::ir::{
    ActionKind, Amount, Expr, Ir, LocalId, ParameterKind, Sizes, Statement, StatementKind, Type, Variable, VariableId,
};
use crate::value::{Domain, State, Value};

const MARK: VariableId = VariableId(7);
const NEXT: VariableId = VariableId(8);
const MEMBERS: VariableId = VariableId(9);
const FLAG: VariableId = VariableId(10);
/// The argument, the loop's variable, and what `next` of one of them holds.
const LOCALS: [LocalId; 3] = [0, 1, 2];

/// The small workflow with more to write: flags and links for each job, a set of jobs, one flag for all.
fn larger() -> Ir {
    let mut ir = workflow();
    let link = Type::Option(Box::new(Type::Id(JOB)));
    for (name, ty) in
        [("mark", map(JOB, Type::Bool)), ("next", map(JOB, link)), ("members", Type::Set(JOB)), ("flag", Type::Bool)]
    {
        ir.variables.push(Variable { name: name.into(), ty, ..ir[LANE].clone() });
    }
    ir
}

fn local() -> impl Strategy<Value = Expr> {
    prop::sample::select(&LOCALS[..]).prop_map(Expr::Local)
}

fn at(variable: VariableId, index: &Expr) -> crate::ir::Place {
    let path = vec![crate::ir::Projection::Index(Box::new(index.clone()))];
    crate::ir::Place { path, ..place(variable, &[]) }
}

fn none() -> Expr {
    Expr::Variant { ty: Type::Option(Box::new(Type::Id(JOB))), variant: 0, fields: Vec::new() }
}

fn condition() -> impl Strategy<Value = Expr> {
    let shape = (0..8_usize, local(), local()).prop_map(|(shape, a, b)| match shape {
        0 => Expr::Read(at(MARK, &a)),
        1 => equal(read(LANE, &[]), some(JOB, a)),
        2 => equal(read(LANE, &[]), none()),
        3 => equal(Expr::Read(at(NEXT, &a)), some(JOB, b)),
        4 => Expr::Contains(read(MEMBERS, &[]).into(), a.into()),
        5 => Expr::Queued(place(ORDER, &[]), a.into()),
        6 => read(FLAG, &[]),
        _ => Expr::Less(read(TRIES, &[]).into(), Expr::Count(2).into()),
    });
    (shape, any::<bool>()).prop_map(|(shape, negated)| if negated { Expr::Not(shape.into()) } else { shape })
}

fn change() -> impl Strategy<Value = StatementKind> {
    (0..13_usize, local(), local(), any::<bool>(), condition()).prop_map(|(shape, a, b, truth, asked)| match shape {
        0 => StatementKind::Assign(at(MARK, &a), Expr::Bool(truth)),
        1 => StatementKind::Assign(at(MARK, &a), asked),
        2 => StatementKind::Assign(at(NEXT, &a), some(JOB, b)),
        3 => StatementKind::Assign(at(NEXT, &a), none()),
        4 => StatementKind::Assign(place(LANE, &[]), if truth { none() } else { some(JOB, a) }),
        5 => StatementKind::Assign(place(FLAG, &[]), Expr::Bool(truth)),
        6 => StatementKind::Assign(place(FLAG, &[]), Expr::Or(vec![read(FLAG, &[]), asked])),
        7 => StatementKind::Insert(place(MEMBERS, &[]), a),
        8 => StatementKind::Remove(place(MEMBERS, &[]), a),
        9 => StatementKind::Remove(place(ORDER, &[]), a),
        10 => StatementKind::PushBack(place(ORDER, &[]), a),
        11 => {
            let more = Expr::Add(read(TRIES, &[]).into(), Expr::Count(1).into());
            StatementKind::Assign(place(TRIES, &[]), more)
        }
        _ => StatementKind::Send(RENDER, vec![a]),
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    let plain = |kind| block(vec![kind]).remove(0);
    change().prop_map(plain).prop_recursive(2, 6, 2, move |inner| {
        let blocks = (prop::collection::vec(inner.clone(), 1..3), prop::collection::vec(inner, 0..2));
        (condition(), blocks).prop_map(move |(condition, (yes, no))| plain(StatementKind::If(condition, yes, no)))
    })
}

/// A turn: it may first take what `next` of one job holds.
fn turn() -> impl Strategy<Value = Vec<Statement>> {
    let link = prop::sample::select(&LOCALS[..2]).prop_map(|index| {
        let ty = Type::Option(Box::new(Type::Id(JOB)));
        let of = Box::new(read(NEXT, &[index]));
        let present = Expr::Is { of: of.clone(), ty: ty.clone(), variant: 1 };
        let payload = Expr::Payload { of, ty, variant: 1, field: 0 };
        StatementKind::Let(2, Expr::If(present.into(), payload.into(), Expr::Local(0).into()))
    });
    (link, prop::collection::vec(statement(), 1..3)).prop_map(|(link, rest)| {
        let mut statements = block(vec![link]);
        statements.extend(rest);
        statements
    })
}

/// Whether the rule lets a plain loop over the turn pass.
fn accepted(ir: &Ir, turn: &[Statement]) -> bool {
    let turn = Turn::of(ir, 1, false, turn);
    let touches: BTreeMap<VariableId, Vec<&Touch<'_>>> = by_variable(&turn.touches);
    turn.outputs.is_empty() && touches.values().all(|touches| conflict(touches).is_none())
}

fn state(domain: Domain<'_>, seed: &[u64]) -> State {
    let mut state = domain.initial();
    let mut seeds = seed.iter().copied().cycle();
    let mut any = |ty: &Type| domain.value_of(ty, seeds.next().unwrap_or_default() % domain.cardinality(ty));
    for id in [MARK, NEXT, MEMBERS, FLAG, LANE, TRIES, ORDER] {
        state.variables[id.0] = match &domain.ir[id].ty {
            Type::Map(sort, entry) => Value::Map((0..domain.ids(*sort)).map(|_| any(entry)).collect()),
            Type::Queue(item, _) => Value::Queue(vec![any(item)]),
            ty => any(ty),
        };
    }
    state
}

/// What may come of an event in some order; the order in which messages leave is not looked at.
fn ends(ir: &Ir, seed: &[u64]) -> BTreeMap<String, BTreeSet<String>> {
    let size = |index: usize| if ir.parameters[index].kind == ParameterKind::Budget { 1 } else { 3 };
    let sizes = Sizes((0..ir.parameters.len()).map(|index| Amount::AtMost(size(index))).collect());
    let evaluator = Evaluator::new(ir, &sizes);
    let mut ends: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for outcome in evaluator.successors(&state(Domain { ir, sizes: &sizes }, seed)) {
        let (event, end) = match outcome {
            Outcome::Step { label, next } => (label.event, format!("{next:?}")),
            Outcome::Edge { event, cause } => (event, format!("{cause:?}")),
            Outcome::Defect { event, defect } => (event, format!("{defect:?}")),
        };
        ends.entry(format!("{event:?}")).or_default().insert(end);
    }
    ends
}

proptest! {
    #![proptest_config(ProptestConfig {
        max_global_rejects: 200_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_accepted_loop_is_the_same_in_every_order(turn in turn(), seed in prop::collection::vec(any::<u64>(), 24)) {
        let mut ir = larger();
        prop_assume!(accepted(&ir, &turn));
        let each = StatementKind::ForEach { local: 1, sort: JOB, ordered: true, body: turn };
        let locals = LOCALS.map(|local| (["argument", "job", "next"][local], Type::Id(JOB)));
        let id = action(&mut ir, SERVER, ActionKind::Input { opens: false }, None, &locals, vec![each]);
        ir[id].choices = vec![0];
        for (event, ends) in ends(&ir, &seed) {
            prop_assert_eq!(ends.len(), 1, "{}: {:#?}\n{}", event, ends, ir);
        }
    }
}

#[test]
fn the_rule_lets_enough_pass() {
    use proptest::strategy::ValueTree;
    let ir = larger();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let turns = (0..500).map(|_| turn().new_tree(&mut runner).expect("a turn").current());
    let passed = turns.filter(|turn| accepted(&ir, turn)).count();
    assert!((50..450).contains(&passed), "{passed} of 500");
}
