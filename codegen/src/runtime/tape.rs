//! A choice tape: a body with choices is run again and again, each time with the next combination, until all were taken.

use super::list::List;

/// What was chosen, of how many, choice by choice. What leaves no choice is not written down.
#[derive(Debug, Default)]
pub(super) struct Tape {
    choices: List<(u32, u32), 8>,
    position: usize,
}

impl Tape {
    /// Before the first run.
    #[inline]
    pub(super) fn rewind(&mut self) {
        self.choices.clear();
        self.position = 0;
    }

    /// One of `options` (at least 1), the first one first.
    #[inline]
    pub(super) fn choose(&mut self, options: u32) -> u32 {
        if options == 1 {
            return 0;
        }
        let known = self.choices.as_slice().get(self.position).map(|(chosen, _)| *chosen);
        self.position += 1;
        known.unwrap_or_else(|| {
            self.choices.push((0, options));
            0
        })
    }

    /// Whether this run has had a choice yet.
    #[inline]
    pub(super) fn chosen(&self) -> bool {
        self.position > 0
    }

    /// Turns to the next combination, depth first; `false` after the last.
    #[inline]
    pub(super) fn advance(&mut self) -> bool {
        self.position = 0;
        while let Some((chosen, options)) = self.choices.pop() {
            if chosen + 1 < options {
                self.choices.push((chosen + 1, options));
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_comes_once_even_when_later_choices_depend_on_earlier_ones() {
        let (mut tape, mut seen) = (Tape::default(), Vec::new());
        loop {
            let first = tape.choose(3) + tape.choose(1);
            seen.push((first, if first == 1 { tape.choose(2) } else { 9 }));
            if !tape.advance() {
                break;
            }
        }
        assert_eq!(seen, [(0, 9), (1, 0), (1, 1), (2, 9)]);
    }
}
