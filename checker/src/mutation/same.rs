//! Whether two protocols do the same in each state of one of them: then they are one system, state by state.
//!
//! Only the actions that they differ in are run, and the first difference ends it: what is not the same mostly shows soon.

use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::fingerprint::changed_actions;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Ir, Sizes};
use honnin_codegen::layout::Layout;

use super::lts::Reader;

/// Whether `other` does in each of these states of a protocol what that one does: same labels, same successors. `None` where
/// they differ in more than what actions do, or it was interrupted: then nothing is known.
pub(super) fn same_in_each(ir: &Ir, other: &Ir, sizes: &Sizes, states: &[u64], interrupt: &AtomicBool) -> Option<bool> {
    dispatch(ir, sizes, Comparing { other, sizes, states, interrupt }).ok().flatten()
}

struct Comparing<'a> {
    other: &'a Ir,
    sizes: &'a Sizes,
    states: &'a [u64],
    interrupt: &'a AtomicBool,
}

impl Visitor for Comparing<'_> {
    type Output = Option<bool>;

    fn visit<const W: usize>(self, mut one: Interpreter<W>) -> Option<bool> {
        let changed = changed_actions(one.layout().ir(), self.other)?;
        let layout = Layout::new(self.other, self.sizes).ok().filter(|layout| layout.words() == W)?;
        let mut other = Interpreter::<W>::new(layout);
        one.narrow(&changed);
        other.narrow(&changed);
        let (one, other) = (Reader::new(one), Reader::new(other));
        for (number, words) in self.states.chunks_exact(W).enumerate() {
            if number % 4096 == 0 && self.interrupt.load(Ordering::Relaxed) {
                return None;
            }
            let state: [u64; W] = words.try_into().ok()?;
            let (mut was, mut is) = (one.leaving(&state), other.leaving(&state));
            // What an action does in several ways may be reported in another order.
            if was != is {
                was.sort_unstable();
                is.sort_unstable();
                if was != is {
                    return Some(false);
                }
            }
        }
        Some(true)
    }
}
