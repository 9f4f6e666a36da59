//! What once fooled a checker: six traps of Stateright 0.31, each shown to be there, and our verdict in the same place.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use honnin_checker::check::{Options, Subject, Witnesses};
use honnin_checker::control::{Cause, Limits};
use honnin_checker::registry::interpreter;
use honnin_checker::stateright::{Action, Explored};
use honnin_checker::system::System as _;
use honnin_checker::verdict::{Engine, Explorer, Outcome, Verdict};
use honnin_codegen::explained::Explained;
use honnin_codegen::interpret::Interpreter;
use honnin_codegen::ir::PropertyId;
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;
use stateright::{Checker as _, HasDiscoveries, Model, Property, UniformChooser};

const ROWS: &str = include_str!("traps/rows.rs");

fn layout() -> Layout {
    let protocols = honnin_codegen::compile_file(&Source::new("rows.rs", ROWS)).expect("a protocol");
    let ir = &protocols[0].ir;
    Layout::new(ir, &ir.scopes[0].sizes).expect("small enough")
}

fn verdict(options: &Options) -> Verdict {
    let layout = Arc::new(layout());
    let subject = Subject {
        layout: Arc::clone(&layout),
        scope: "quick".to_owned(),
        engine: Engine::Interpreted,
        file: None,
        lines: Vec::new(),
        explained: Explained::default(),
    };
    interpreter(&layout).check(&subject, options, &AtomicBool::new(false), &()).expect("nothing is resumed")
}

fn outcome(verdict: &Verdict, property: &str) -> (Outcome, Option<u32>) {
    let finding = verdict.finding(property).expect("it is declared");
    (finding.outcome, finding.steps)
}

const BOTH: [Explorer; 2] = [Explorer::Honnin, Explorer::Stateright];

fn explored_by(explorer: Explorer) -> Options {
    Options { explorer, limits: Limits { workers: 1, ..Limits::default() }, ..Options::default() }
}

/// The protocol as somebody would give it to Stateright, with properties of one's own choice.
struct Plain {
    model: Explored<1, Interpreter<1>>,
    system: Interpreter<1>,
    properties: fn() -> Vec<Property<Plain>>,
}

fn plain(properties: fn() -> Vec<Property<Plain>>) -> Plain {
    let layout = layout();
    let ir = layout.ir().clone();
    let interpreter = || Interpreter::<1>::new(layout.clone());
    Plain { model: Explored::new(Arc::new(interpreter()), &ir), system: interpreter(), properties }
}

const TOO_MANY: PropertyId = PropertyId(0);
const SERVES: PropertyId = PropertyId(1);
const GONE: PropertyId = PropertyId(2);

impl Model for Plain {
    type State = [u64; 1];
    type Action = Action<1>;

    fn init_states(&self) -> Vec<Self::State> {
        self.model.init_states()
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        self.model.actions(state, actions);
    }

    fn next_state(&self, state: &Self::State, action: Self::Action) -> Option<Self::State> {
        self.model.next_state(state, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        (self.properties)()
    }
}

fn not_too_many() -> Vec<Property<Plain>> {
    vec![Property::always("not too many visitors", |plain: &Plain, state| plain.system.holds(TOO_MANY, state))]
}

#[test]
fn a_bound_is_no_proof() {
    // Stateright: the violation lies beyond the bound, and the assertion passes.
    plain(not_too_many).checker().target_state_count(5).spawn_bfs().join().assert_properties();
    assert!(
        plain(not_too_many).checker().spawn_bfs().join().discovery("not too many visitors").is_some(),
        "and it is there"
    );
    for explorer in BOTH {
        let mut options = explored_by(explorer);
        options.limits.max_states = Some(5);
        let verdict = verdict(&options);
        assert_eq!(verdict.incomplete, Some(Cause::MaxStates(5)));
        assert_eq!(outcome(&verdict, "too_many_visitors").0, Outcome::Incomplete, "{explorer}");
    }
}

#[test]
fn a_time_limit_is_heard_by_one_worker() {
    // Stateright: on one thread nobody looks at the clock: a second and more too late, every state is visited.
    let all = verdict(&explored_by(Explorer::Honnin)).states;
    let slow = plain(|| {
        vec![Property::always("nothing", |_, _| {
            std::thread::sleep(Duration::from_millis(1));
            true
        })]
    });
    let late = slow.checker().threads(1).timeout(Duration::from_millis(100)).spawn_bfs().join();
    assert_eq!(late.unique_state_count() as u64, all);
    let mut options = explored_by(Explorer::Honnin);
    options.limits.max_time = Some(Duration::ZERO);
    options.limits.max_states = None;
    let stopped = verdict(&options);
    assert!(matches!(stopped.incomplete, None | Some(Cause::Time(_))));
    if stopped.incomplete.is_none() {
        // It had ended before anybody looked at the clock: then, and only then, it may say so.
        assert_eq!(stopped.states, all);
    }
}

#[test]
fn a_trace_is_shortest_whatever_else_is_asked() {
    // Stateright: a later discovery takes the place of an earlier one as long as another property is open.
    fn several() -> Vec<Property<Plain>> {
        vec![
            Property::sometimes("somebody serves", |plain: &Plain, state| plain.system.holds(SERVES, state)),
            Property::always("nothing", |_, _| true),
        ]
    }
    let long = plain(several).checker().spawn_bfs().join();
    assert!(long.discovery("somebody serves").expect("it is possible").into_actions().len() > 1);
    for explorer in BOTH {
        let options = Options { witnesses: Witnesses::All, ..explored_by(explorer) };
        let verdict = verdict(&options);
        assert_eq!(outcome(&verdict, "somebody_serves"), (Outcome::Witnessed, Some(1)), "{explorer}");
        assert_eq!(outcome(&verdict, "too_many_visitors"), (Outcome::Violated, Some(58)), "{explorer}");
        let told =
            |name: &str| verdict.finding(name).and_then(|found| found.trace.as_ref()).map(|trace| trace.steps.len());
        assert_eq!((told("somebody_serves"), told("too_many_visitors")), (Some(1), Some(58)), "{explorer}");
    }
}

#[test]
fn a_promise_is_broken_by_a_run_that_repeats() {
    // Stateright: whoever starts again and again never goes, and `eventually` holds.
    fn eventually() -> Vec<Property<Plain>> {
        vec![Property::eventually("all go", |plain: &Plain, state| plain.system.holds(GONE, state))]
    }
    let all = HasDiscoveries::AnyOf(["never found"].into());
    let checker = plain(eventually).checker().finish_when(all).spawn_bfs().join();
    assert!(checker.discovery("all go").is_none());
    let ours = verdict(&explored_by(Explorer::Honnin));
    assert_eq!(outcome(&ours, "all_go").0, Outcome::Violated);
    let theirs = verdict(&explored_by(Explorer::Stateright));
    assert_eq!(outcome(&theirs, "all_go").0, Outcome::NotJudged, "what it cannot judge is not judged");
}

#[test]
fn symmetry_reduces_or_is_refused() {
    // Stateright: a representative is asked for and never called, breadth first.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as Stateright wants it")]
    fn representative(_: &[u64; 1]) -> [u64; 1] {
        [0]
    }
    let all = verdict(&explored_by(Explorer::Honnin));
    let nothing = plain(|| vec![Property::always("nothing", |_, _| true)]);
    let ignored = nothing.checker().symmetry_fn(representative).spawn_bfs().join();
    assert_eq!(ignored.unique_state_count() as u64, all.states);
    let reduced = verdict(&Options { symmetry: true, ..explored_by(Explorer::Honnin) });
    assert!(reduced.states < all.states && reduced.states * 2 >= all.states, "two desks change places");
    for property in ["too_many_visitors", "somebody_serves", "all_have_gone", "all_may_go", "all_may_be_there"] {
        assert_eq!(outcome(&reduced, property), outcome(&all, property), "{property}");
    }
    let lost = reduced.finding("all_may_be_there").and_then(|finding| finding.trace.as_ref()).expect("it is broken");
    assert_eq!(
        (lost.steps.len(), lost.steps[58].call.as_str()),
        (59, "go_home(desk 1)"),
        "a run of the protocol itself"
    );
    assert_eq!(outcome(&reduced, "all_go").0, Outcome::NotJudged, "fairness is owed to ids by their names");
}

/// Counts up to three; every second action is no transition.
struct Ignoring;

impl Model for Ignoring {
    type State = u8;
    type Action = bool;

    fn init_states(&self) -> Vec<u8> {
        vec![0]
    }

    fn actions(&self, _: &u8, actions: &mut Vec<bool>) {
        actions.extend([false, true]);
    }

    fn next_state(&self, state: &u8, counts: bool) -> Option<u8> {
        (counts && *state < 3).then_some(state + 1)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::sometimes("three", |_, state| *state == 3)]
    }
}

#[test]
fn a_trace_is_a_run_of_the_protocol() {
    // Stateright: in a simulation an action that was ignored shifts the numbers of the others, and the way that is told
    // does not lead there. Seeds differ: some way among a hundred is wrong, or cannot be told at all.
    let wrong = (0..100).any(|seed| {
        let told = std::panic::catch_unwind(|| {
            let checker = Ignoring.checker().spawn_simulation(seed, UniformChooser).join();
            checker.discovery("three").map(|path| *path.last_state())
        });
        told.is_err() || told.is_ok_and(|last| last.is_some_and(|last| last != 3))
    });
    assert!(wrong, "the trap is there");
    // Here every step of a trace is a transition, and the last state shows what it is for.
    let verdict = verdict(&Options { witnesses: Witnesses::All, ..explored_by(Explorer::Honnin) });
    let gone = verdict.finding("all_have_gone").and_then(|finding| finding.trace.as_ref()).expect("it is possible");
    let served = |desk: u32| gone.steps.iter().filter(|step| step.call == format!("serve(desk {desk})")).count();
    let home = |desk: u32| gone.steps.iter().filter(|step| step.call == format!("go_home(desk {desk})")).count();
    let counts = [served(1), served(2), home(1), home(2), gone.steps.len()];
    assert_eq!(counts, [58, 58, 1, 1, 118], "{:?}", gone.steps.first());
}
