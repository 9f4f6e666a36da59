//! Reads a counterexample as a sceptic would, with nothing but the transitions.

use honnin_codegen::ir::Fairness;

use super::random::Small;
use super::twin::enabled;
use crate::hunt::Step;
use crate::liveness::Run;

/// Follows steps from a state, each of which must be a transition; where they end.
pub(super) fn walk(small: &Small, start: u64, steps: &[Step<1>]) -> u64 {
    steps.iter().fold(start, |state, step| {
        let taken = (state, step.event.kind, step.event.interruption, step.state[0]);
        assert!(small.transitions.contains(&taken), "{taken:?} is no transition of {small:?}");
        step.state[0]
    })
}

/// A lasso must be a run, close, owe the goal from somewhere on, and be fair.
pub(super) fn read(small: &Small, run: &Run<1>) {
    let Run::Lasso(lasso) = run else { panic!("no lasso") };
    assert_eq!(lasso.stem.start, [0]);
    let end = walk(small, 0, &lasso.stem.steps);
    assert_eq!(walk(small, end, &lasso.cycle), end, "the cycle of {lasso:?} does not close");
    let visited: Vec<u64> = [0].into_iter().chain(lasso.stem.steps.iter().map(|step| step.state[0])).collect();
    let repeated: Vec<u64> = [end].into_iter().chain(lasso.cycle.iter().map(|step| step.state[0])).collect();
    assert!(repeated.iter().all(|state| small.goal >> state & 1 == 0), "the goal comes in {lasso:?} of {small:?}");
    let last_goal = visited.iter().rposition(|state| small.goal >> state & 1 == 1).map_or(0, |at| at + 1);
    let promised = visited[last_goal..].iter().any(|state| small.trigger >> state & 1 == 1);
    assert!(promised, "nothing is owed in {lasso:?} of {small:?}");
    for (kind, (fairness, fault, _)) in (0..).zip(&small.kinds) {
        let taken = lasso.cycle.iter().any(|step| (step.event.kind, step.event.interruption) == (kind, 0));
        let mut able = repeated.iter().map(|&state| enabled(small, state, kind));
        let fair = match fairness {
            _ if *fault || taken => true,
            Fairness::Unfair => true,
            Fairness::Weak => !able.all(|able| able),
            Fairness::Strong => !able.any(|able| able),
        };
        let spared = *fairness == Fairness::Weak && !taken && repeated.iter().any(|&state| enabled(small, state, kind));
        assert_eq!(lasso.spared.iter().any(|instance| instance.kind == kind), spared, "{lasso:?} of {small:?}");
        assert!(fair, "kind {kind} is denied in {lasso:?} of {small:?}");
    }
}
