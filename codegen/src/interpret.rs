//! The packed interpreter: the IR compiled to closures over packed words, fast enough to explore a file with.
//!
//! It shares the [layout](crate::layout) with the emitted models, so that their states compare bit for bit, and is
//! compared with the [reference](crate::evaluate) on every reachable state.
#![expect(clippy::cast_possible_truncation, reason = "the layout bounds every width, index and code")]

mod compile;
mod count;
mod crash;
mod delivery;
mod expansion;
mod frailty;
mod ghosts;
mod ids;
mod operand;
mod probe;
mod program;
mod promises;
mod property;
mod radix;
mod run;
mod statement;
mod test;
mod wire;

use std::cell::Cell;

pub use ghosts::GhostWatch;
pub use probe::{Counts, Item, Probe};
pub use promises::{Promises, Said};

use expansion::Expansion;
use ids::Census;
use program::Program;
use property::Properties;
use run::Scratch;

use crate::ir::{ActionId, Ir, PropertyId, Sizes};
use crate::layout::{Layout, TooWide};
use crate::system::{Sink, System};

/// A protocol at a scope, ready to run on states of `W` words.
pub struct Interpreter<const W: usize> {
    program: Program<W>,
    census: Census<W>,
    properties: Properties<W>,
    /// The actions that no message starts.
    spontaneous: Vec<usize>,
    channels: Vec<usize>,
    /// Whether ids that only messages name are drained.
    drains: bool,
    /// Whether somebody asks which ids are free.
    counts: bool,
}

/// Something to do with an interpreter, whatever its width.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Self::Output;
}

/// Makes the interpreter of the right width.
///
/// # Errors
/// When the protocol does not fit at this scope.
pub fn dispatch<V: Visitor>(ir: &Ir, sizes: &Sizes, visitor: V) -> Result<V::Output, TooWide> {
    let layout = Layout::new(ir, sizes)?;
    Ok(match layout.words() {
        1 => visitor.visit(Interpreter::<1>::new(layout)),
        2 => visitor.visit(Interpreter::<2>::new(layout)),
        3 => visitor.visit(Interpreter::<3>::new(layout)),
        4 => visitor.visit(Interpreter::<4>::new(layout)),
        6 => visitor.visit(Interpreter::<6>::new(layout)),
        8 => visitor.visit(Interpreter::<8>::new(layout)),
        12 => visitor.visit(Interpreter::<12>::new(layout)),
        _ => visitor.visit(Interpreter::<16>::new(layout)),
    })
}

impl<const W: usize> Interpreter<W> {
    /// Compiles a protocol.
    ///
    /// # Panics
    /// When `W` is not the layout's number of words; [`dispatch`] chooses it.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        assert_eq!(W, layout.words(), "the layout has another number of words");
        let starts = |&id: &usize| layout.ir().actions[id].receives.is_none();
        let spontaneous = (0..layout.ir().actions.len()).filter(starts).collect();
        let channels = (0..layout.ir().channels.len()).collect();
        let (census, properties) = (Census::new(&layout), Properties::new(&layout));
        Self { census, properties, spontaneous, channels, drains: true, counts: true, program: Program::new(layout) }
    }

    /// Leaves out of every expansion the events of all actions but these, and all drains. What these do is reported as before,
    /// and so is what their crashes interrupt. Of what becomes of a message without a handler only so much is reported that two
    /// protocols which differ in these actions alone report the same if and only if they do the same.
    pub fn narrow(&mut self, wanted: &[ActionId]) {
        let ir = self.program.layout.ir();
        let struck = |action: ActionId| ir.crashes_of(ir[action].component).any(|crash| wanted.contains(&crash));
        let wanted: Vec<bool> = ir.action_ids().map(|action| wanted.contains(&action) || struck(action)).collect();
        self.spontaneous.retain(|&action| wanted[action]);
        for incoming in &mut self.program.incoming {
            incoming.takers.retain(|&taker| wanted[taker]);
        }
        let awaited = |channel: &usize| {
            let mut arriving = self.program.incoming.iter().filter(|incoming| incoming.channel.0 == *channel);
            arriving.any(|incoming| !incoming.takers.is_empty())
        };
        self.channels.retain(awaited);
        let mut left = self.program.actions.iter().zip(&wanted).filter(|(_, wanted)| **wanted);
        self.counts = left.any(|(action, _)| action.forks || action.opens.is_some());
        self.drains = false;
    }

    /// The layout of the states.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.program.layout
    }
}

impl<const W: usize> System<W> for Interpreter<W> {
    fn initial(&self) -> [u64; W] {
        let mut state = [0; W];
        for (budget, slot) in self.layout().budgets() {
            let number = self.layout().sizes().get(*budget).unwrap_or(0);
            crate::layout::words::set(&mut state, *slot, u64::from(number));
        }
        state
    }

    fn expand<K: Sink<W>>(&self, state: &[u64; W], sink: &mut K) {
        let sorts = self.layout().ir().sorts.len();
        let mut scratch = SCRATCH.take();
        scratch.fit(self.program.locals, sorts);
        let mut expansion = Expansion::new(&self.program, &self.census, state, scratch, sink);
        if self.counts {
            expansion.count_ids();
        }
        for &action in &self.spontaneous {
            expansion.spontaneous(action);
        }
        for &channel in &self.channels {
            expansion.channel(channel);
        }
        if self.drains {
            expansion.drains();
        }
        SCRATCH.set(expansion.finish());
    }

    fn holds(&self, property: PropertyId, state: &[u64; W]) -> bool {
        self.properties.holds(property, state, state)
    }

    fn step_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool {
        self.properties.holds(property, before, after)
    }

    fn is_final(&self, state: &[u64; W]) -> bool {
        self.properties.is_final(state)
    }
}

thread_local! {
    /// Kept from one expansion to the next, so that none need allocate.
    static SCRATCH: Cell<Scratch> = Cell::default();
}
