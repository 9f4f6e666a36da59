//! Ghosts observe: what they remember keeps no id from coming back.

use super::ids::Census;
use crate::ir::ComponentKind;
use crate::layout::Layout;

/// Tells states in which only a ghost holds an id.
///
/// An id that a ghost holds is not free, so where nothing else holds it the ghost decides what may happen: without the
/// ghost the protocol could do more. Where this never happens, the graph without ghosts is the projection of the graph.
pub struct GhostWatch<const W: usize> {
    ghosts: Census<W>,
    others: Census<W>,
    sorts: usize,
}

impl<const W: usize> GhostWatch<W> {
    /// `None` where no ghost could hold an id that comes back.
    #[must_use]
    pub fn new(layout: &Layout) -> Option<Self> {
        let ghosts = Census::over(layout, |kind| kind == ComponentKind::Ghost);
        (!ghosts.is_blind()).then(|| {
            let mut others = Census::over(layout, |kind| kind != ComponentKind::Ghost);
            others.channels(layout);
            Self { ghosts, others, sorts: layout.ir().sorts.len() }
        })
    }

    /// By sort, the ids that a ghost holds and nothing else does: a bit for each.
    #[must_use]
    pub fn held_by_ghosts_alone(&self, state: &[u64; W]) -> Vec<u64> {
        let (mut ghosts, mut others) = (vec![0; self.sorts], vec![0; self.sorts]);
        self.ghosts.hold(state, &mut ghosts);
        self.others.hold(state, &mut others);
        ghosts.iter().zip(&others).map(|(ghosts, others)| ghosts & !others).collect()
    }
}
