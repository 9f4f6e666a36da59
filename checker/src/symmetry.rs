//! Symmetry: states that differ only in what their ids are called are one.
//!
//! Ids are opaque, so whatever renames them takes runs to runs. A [`Symmetry`] finds from the layout how a permutation
//! acts on packed states, and gives one representative for each orbit. It is exact: two states have the same representative
//! if and only if some permutation takes one to the other (Ip and Dill: *Better verification through symmetry*, 1996).
//!
//! One sort after the other, ids are sorted by a signature, a number that goes with the id when ids are renamed. Only ids
//! with equal signatures are permuted, and of those only such as are not interchangeable in this very state: two free ids,
//! or two managers of which the same is known, are found to be so by changing them once. Of the states that remain the
//! least is taken. (The scheme is that of `nauty`: *Practical graph isomorphism*, 1981; the sorts are its levels.)
//!
//! What is judged on transitions (action properties, labels, coverage) is to be judged before the successor is replaced
//! by its representative. State properties, deadlock, edges and defects are the same in a whole orbit, but for which of
//! several defects of one loop is met first.

mod atoms;
mod codes;
mod level;
mod lookup;
mod order;
mod search;
mod shape;
mod signature;
mod swap;
mod view;

use honnin_codegen::ir::{SortId, Span};
use honnin_codegen::layout::Layout;

use atoms::Atoms;
use level::{Level, factorial, is_related, own_bits};
use search::Best;
use swap::Swap;
use view::Pair;

/// The most arrangements that may have to be tried for one state.
const MOST_ARRANGEMENTS: u64 = 40_320;

/// What is made of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// States that differ in the names of its ids are one.
    Reduced,
    /// There is one id: nothing to reduce.
    Single,
    /// Ids are related in so many ways that one state could take more than 40,320 arrangements to try (8 factorial).
    TooMany,
    /// The order of the ids may show: at this place a quantifier may stop before an id for which arithmetic has no result,
    /// or one turn of a loop may be refused where another breaks a rule.
    Ordered(Span),
}

/// The symmetry of a protocol at a scope.
#[derive(Clone, Debug)]
pub struct Symmetry<const W: usize> {
    sorts: Vec<Reduction>,
    levels: Vec<Level<W>>,
    layout: Layout,
}

impl<const W: usize> Symmetry<W> {
    /// Finds what is interchangeable, and compiles how it is exchanged. Takes time and memory in the square of the number
    /// of ids.
    ///
    /// # Panics
    /// When `W` is not the layout's number of words.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        assert_eq!(W, layout.words(), "the layout has another number of words");
        let atoms = Atoms::of(layout);
        let ids = |sort: SortId| layout.domain().ids(sort) as u64;
        let all = (0..layout.ir().sorts.len()).map(SortId);
        let mut sorts: Vec<Reduction> = all.clone().map(|sort| examine(layout, sort)).collect();
        let mut candidates: Vec<SortId> = all.filter(|sort| sorts[sort.0] == Reduction::Reduced).collect();
        candidates.sort_by_key(|&sort| (std::cmp::Reverse(own_bits(&atoms, sort)), sort));
        let mut arrangements = 1u64;
        for (index, &sort) in candidates.iter().enumerate() {
            let unsettled: Vec<_> = candidates[index..].iter().map(|&sort| (sort, ids(sort))).collect();
            if is_related(&atoms, sort, &unsettled) {
                let more = arrangements.saturating_mul(factorial(ids(sort)));
                if more > MOST_ARRANGEMENTS {
                    sorts[sort.0] = Reduction::TooMany;
                    continue;
                }
                arrangements = more;
            }
        }
        let mut settled: Vec<bool> = sorts.iter().map(|reduction| *reduction != Reduction::Reduced).collect();
        let mut levels = Vec::new();
        for sort in candidates.into_iter().filter(|sort| sorts[sort.0] == Reduction::Reduced) {
            levels.push(Level::new(&atoms, sort, ids(sort), &settled));
            settled[sort.0] = true;
        }
        Self { sorts, levels, layout: layout.clone() }
    }

    /// What is made of each sort.
    #[must_use]
    pub fn sorts(&self) -> &[Reduction] {
        &self.sorts
    }

    /// Whether every state is its own representative.
    #[must_use]
    pub fn is_trivial(&self) -> bool {
        self.levels.is_empty()
    }

    /// How many permutations there are: the most states that one stands for. `u64::MAX` stands for more.
    #[must_use]
    pub fn order(&self) -> u64 {
        self.levels.iter().map(Level::order).fold(1, u64::saturating_mul)
    }

    /// The representative of all states that differ from this one in the names of ids only.
    #[must_use]
    pub fn canonical(&self, state: &[u64; W]) -> [u64; W] {
        Best::of(&self.levels, state).state.unwrap_or(*state)
    }

    /// How many states that is. `u64::MAX` stands for more.
    #[must_use]
    pub fn orbit(&self, state: &[u64; W]) -> u64 {
        Best::of(&self.levels, state).orbit()
    }

    /// The state in which each id is called by the name that the permutation of its sort gives it, reduced or not. By
    /// sort: the new name of each id; what is missing keeps its name. Not fast where a sort is not reduced.
    #[must_use]
    pub fn apply(&self, permutation: &[Vec<u32>], state: &[u64; W]) -> [u64; W] {
        let mut renamed = *state;
        for (sort, names) in permutation.iter().enumerate() {
            let mut names: Vec<usize> = names.iter().map(|&name| name as usize).collect();
            for place in 0..names.len() {
                // After each exchange one more id has its name.
                while names[place] != place && names[place] < names.len() {
                    let name = names[place];
                    renamed = self.swapped(SortId(sort), place, name, &renamed);
                    names.swap(place, name);
                }
            }
        }
        renamed
    }

    fn swapped(&self, sort: SortId, a: usize, b: usize, state: &[u64; W]) -> [u64; W] {
        match self.levels.iter().find(|level| level.sort() == sort) {
            Some(level) => level.swap(a, b).apply(state),
            None => Swap::new(&Atoms::of(&self.layout), Pair { sort, ids: (a as u64, b as u64) }).apply(state),
        }
    }
}

fn examine(layout: &Layout, sort: SortId) -> Reduction {
    match order::order_shows(layout, sort) {
        _ if layout.domain().ids(sort) <= 1 => Reduction::Single,
        Some(span) => Reduction::Ordered(span),
        None => Reduction::Reduced,
    }
}
