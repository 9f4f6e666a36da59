//! A choice tape: a body with choices is run again and again, each time with the next combination, until all were taken.

/// What was chosen, of how many, choice by choice.
#[derive(Debug, Default)]
pub(super) struct Tape {
    choices: Vec<(usize, usize)>,
    position: usize,
}

impl Tape {
    /// Before the first run.
    pub(super) fn rewind(&mut self) {
        self.choices.clear();
        self.position = 0;
    }

    /// One of `options` (at least 1), the first one first.
    pub(super) fn choose(&mut self, options: usize) -> usize {
        if self.position == self.choices.len() {
            self.choices.push((0, options));
        }
        let (chosen, _) = self.choices[self.position];
        self.position += 1;
        chosen
    }

    /// Whether this run has chosen anything yet.
    pub(super) fn chosen(&self) -> bool {
        self.position > 0
    }

    /// Turns to the next combination, depth first; `false` after the last.
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
            let first = tape.choose(3);
            seen.push((first, if first == 1 { tape.choose(2) } else { 9 }));
            if !tape.advance() {
                break;
            }
        }
        assert_eq!(seen, [(0, 9), (1, 0), (1, 1), (2, 9)]);
    }
}
