//! Lines of text, each as far in as its block.

use super::doc::{Text, WIDTH};

/// How far a block is in.
const STEP: usize = 2;

/// Lines so far.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    column: usize,
}

impl Lines {
    /// Lines that begin further in.
    pub(super) fn at(blocks: usize) -> Self {
        Self { text: String::new(), column: blocks * STEP }
    }

    /// One line, or several that belong together.
    pub(super) fn line(&mut self, text: &str) {
        for line in text.lines() {
            let blank = if line.is_empty() { 0 } else { self.column };
            self.text.push_str(&" ".repeat(blank));
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// `before expression after`, where the expression may need several lines.
    pub(super) fn expression(&mut self, before: &str, expression: &Text, after: &str) {
        let column = before.chars().count();
        let text = expression.render(self.column + column).replace('\n', &format!("\n{}", " ".repeat(column)));
        self.line(&format!("{before}{text}{after}"));
    }

    /// Words for those who read, a paragraph at a time.
    pub(super) fn comment(&mut self, words: &str) {
        for (index, paragraph) in words.trim().split("\n\n").enumerate() {
            if index > 0 {
                self.line("--");
            }
            self.paragraph(paragraph);
        }
    }

    fn paragraph(&mut self, words: &str) {
        let mut text = String::new();
        for word in words.split_whitespace() {
            if !text.is_empty() && self.column + text.chars().count() + word.chars().count() >= WIDTH {
                self.line(&text);
                text.clear();
            }
            text.push_str(if text.is_empty() { "-- " } else { " " });
            text.push_str(word);
        }
        self.line(&text);
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// What stands within a block.
    pub(super) fn block(&mut self, inner: impl FnOnce(&mut Self)) {
        self.column += STEP;
        inner(self);
        self.column -= STEP;
    }

    /// Whether nothing was said so far.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
