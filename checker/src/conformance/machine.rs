//! What the walk asks of a generated Machine, in the model's values; `conformance!` implements it.

use core::fmt::Debug;
use std::collections::BTreeMap;
use std::sync::Arc;

use honnin_codegen::ir::{ActionId, Ir, ParameterId, Sizes, SortId};
use honnin_codegen::value::{Output, Value};

use super::{Answer, Offer, TimerKey};

/// A run of a timer: the incarnation that started it, and its number there.
pub type Armed = (u64, u64);

/// A role's generated Machine, in the model's values.
pub trait Machine: Clone {
    /// How ids of one's own stand for the model's.
    type Names: Clone;
    /// What a decision asks the host to commit.
    type Step: Clone;
    /// A stored row.
    type Row: Clone + Debug;
    /// Its key.
    type Key: Clone + Ord + Debug;

    /// Which component of the protocol it is: the number of its [`ComponentId`](honnin_codegen::ir::ComponentId).
    const COMPONENT: usize;

    /// A machine at its start.
    fn start(setting: &Setting<Self::Names>) -> Self;

    /// Decides; `None` where there is nothing to do. `arming` goes with a timer.
    fn decide(&self, offer: &Offer, arming: Armed) -> Option<Result<Self::Step, Answer>>;

    /// Makes a step. Says whether it was decided on this version.
    fn apply(&mut self, step: &Self::Step) -> bool;

    /// The action that a step takes.
    fn action(&self, step: &Self::Step) -> Option<ActionId>;

    /// What it puts out.
    fn outputs(&self, step: &Self::Step) -> Vec<Output>;

    /// What it writes.
    fn writes(&self, step: &Self::Step) -> Vec<Write<Self::Row, Self::Key>>;

    /// The timers that it starts, with their armings, and cancels.
    fn timers(&self, step: &Self::Step) -> Vec<(TimerKey, Option<Armed>)>;

    /// Every row that is to be stored.
    fn rows(&self) -> BTreeMap<Self::Key, Self::Row>;

    /// A machine from its rows, and its recovery's step.
    ///
    /// # Errors
    /// The rows are of another layout.
    fn recover(
        setting: &Setting<Self::Names>,
        rows: &BTreeMap<Self::Key, Self::Row>,
        incarnation: u64,
        fresh: &[Vec<usize>],
    ) -> Result<(Self, Self::Step), String>;

    /// The same machine with only the rows that an event needs; `None` for a turn.
    fn partial(&self, offer: &Offer, arming: Armed) -> Option<Self>;

    /// Its variables, in the order of the IR.
    fn variables(&self) -> Vec<Value>;

    /// The timers that run.
    fn armed(&self) -> BTreeMap<TimerKey, Armed>;

    /// In what it differs from another, but for history.
    fn difference(&self, other: &Self) -> Option<&'static str>;
}

/// Something to do with a generated Machine, whichever it is.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<M: Machine<Names = Renaming>>(self) -> Self::Output;
}

/// A change of what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write<R, K> {
    /// This row is put under its key.
    Put(K, R),
    /// The row under a key is deleted.
    Delete(K),
}

/// The numbers of a scope, and the names of its ids.
#[derive(Clone, Debug)]
pub struct Setting<N> {
    /// How ids of one's own stand for the model's.
    pub names: N,
    sizes: Arc<Sizes>,
    ids: Arc<Vec<usize>>,
}

impl<N> Setting<N> {
    /// A protocol's numbers at a scope.
    #[must_use]
    pub fn new(ir: &Ir, sizes: &Sizes, names: N) -> Self {
        let ids = (0..ir.sorts.len()).map(|sort| sizes.ids(ir, SortId(sort)) as usize).collect();
        Self { names, sizes: Arc::new(sizes.clone()), ids: Arc::new(ids) }
    }

    /// A capacity.
    #[must_use]
    pub fn number(&self, parameter: usize) -> u32 {
        self.sizes.get(ParameterId(parameter)).unwrap_or(u32::MAX)
    }

    /// How many ids a sort has.
    #[must_use]
    pub fn ids(&self, sort: usize) -> usize {
        self.ids[sort]
    }
}

/// Numbers that stand for the model's ids.
#[derive(Clone, Debug)]
pub struct Renaming(Arc<Vec<Vec<u64>>>);

impl Renaming {
    /// Several: in the order of the model, in reverse, and in two orders that are neither. What depends on the order of ids
    /// shows under one of them.
    ///
    /// Nodes keep their order: they are there from the start and for ever, and a loop that sends to each goes from the first to
    /// the last in the model too, which a crash between two outputs shows.
    #[must_use]
    pub fn several(ir: &Ir, sizes: &Sizes) -> Vec<Self> {
        let all = |name: &dyn Fn(u64, u64) -> u64| {
            let of_sort = |sort: usize| {
                let ids = u64::from(sizes.ids(ir, SortId(sort)));
                let kept = |id: u64| if ir.sorts[sort].fixed { 7 + 10 * id } else { name(id, ids) };
                (0..ids).map(kept).collect()
            };
            Self(Arc::new((0..ir.sorts.len()).map(of_sort).collect()))
        };
        vec![
            all(&|id, _| id),
            all(&|id, ids| 1_000 - 10 * id + ids),
            // The middle one first, and the first one last.
            all(&|id, ids| u64::MAX - (id + ids / 2) % ids),
            // Multiples of an odd number that wrap around.
            all(&|id, _| (id + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        ]
    }

    /// What an id is called.
    #[must_use]
    pub fn id(&self, sort: usize, number: usize) -> u64 {
        self.0[sort][number]
    }

    /// The number of what is called so; beyond all there are where none is.
    #[must_use]
    pub fn number(&self, sort: usize, id: u64) -> usize {
        self.0[sort].iter().position(|of| *of == id).unwrap_or(self.0[sort].len())
    }
}
