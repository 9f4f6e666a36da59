//! Strongly connected components, by Tarjan's algorithm (R. Tarjan, *Depth-first search and linear graph algorithms*, SIAM
//! Journal on Computing 1, 1972) without recursion.

use super::watch::Watch;
use crate::control::Cause;

/// What is at a position in the list of what leaves a node.
pub(super) enum Next {
    /// The list ends before it.
    End,
    /// Nothing that is part of the graph looked at.
    Skip,
    /// An edge.
    To(u32),
}

/// Components, each after all that can be reached from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Components {
    nodes: Vec<u32>,
    ends: Vec<u32>,
}

impl Components {
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.nodes[start as usize..*end as usize])
    }
}

/// Finds components, any number of times in graphs over the same nodes.
pub(super) struct Tarjan {
    /// In which order nodes were met, from 1; 0 before, [`DONE`] once the component is known.
    met: Vec<u32>,
    /// The least that a node's subtree leads back to.
    low: Vec<u32>,
    open: Vec<u32>,
    frames: Vec<(u32, u32)>,
}

const DONE: u32 = u32::MAX;

/// How many edges are followed between two looks at whether to go on.
const PATIENCE: u32 = 1 << 20;

impl Tarjan {
    pub(super) fn new(nodes: usize) -> Self {
        Self { met: vec![0; nodes], low: vec![0; nodes], open: Vec::new(), frames: Vec::new() }
    }

    /// The bytes that it may take, the components of a whole graph included.
    pub(super) fn bytes(nodes: usize) -> u64 {
        28 * nodes as u64
    }

    /// The components of what can be reached from `roots`, whose nodes this forgets to have met before. Time and memory
    /// grow with the nodes and edges reached.
    ///
    /// `next` gives a graph all nodes of which are among the roots.
    pub(super) fn components(
        &mut self,
        roots: impl Iterator<Item = u32> + Clone,
        next: impl Fn(u32, u32) -> Next,
        watch: &Watch<'_>,
    ) -> Result<Components, Cause> {
        let mut found = Components::default();
        for root in roots.clone() {
            self.met[root as usize] = 0;
        }
        let (mut count, mut patience) = (0, PATIENCE);
        for root in roots {
            if self.met[root as usize] == 0 {
                self.visit(root, &mut count);
            }
            while let Some((node, position)) = self.frames.last_mut() {
                let (at, here) = (*node, *position);
                *position += 1;
                patience -= 1;
                if patience == 0 {
                    watch.check()?;
                    patience = PATIENCE;
                }
                match next(at, here) {
                    Next::Skip => {}
                    Next::To(target) if self.met[target as usize] == 0 => self.visit(target, &mut count),
                    // A node of a component that is known has the largest number, and so no say.
                    Next::To(target) => {
                        let low = &mut self.low[at as usize];
                        *low = (*low).min(self.met[target as usize]);
                    }
                    Next::End => self.leave(at, &mut found),
                }
            }
        }
        Ok(found)
    }

    fn visit(&mut self, node: u32, count: &mut u32) {
        *count += 1;
        self.met[node as usize] = *count;
        self.low[node as usize] = *count;
        self.open.push(node);
        self.frames.push((node, 0));
    }

    fn leave(&mut self, node: u32, found: &mut Components) {
        self.frames.pop();
        let low = self.low[node as usize];
        if let Some((parent, _)) = self.frames.last() {
            let parent = &mut self.low[*parent as usize];
            *parent = (*parent).min(low);
        }
        if low != self.met[node as usize] {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.met[member as usize] = DONE;
            found.nodes.push(member);
            if member == node {
                break;
            }
        }
        found.ends.push(u32::try_from(found.nodes.len()).unwrap_or(u32::MAX));
    }
}
