//! Lines that fit: breaks at spaces, between wide characters, and within a word that is too long for any line.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many columns a text takes, without styles.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// The text in lines of at most `width` columns; white space between words is one space.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(10);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut space = !line.is_empty();
        for piece in pieces(word, width) {
            let needed = columns(piece) + usize::from(space);
            if !line.is_empty() && columns(&line) + needed > width {
                lines.push(std::mem::take(&mut line));
                space = false;
            }
            if space {
                line.push(' ');
            }
            line.push_str(piece);
            space = false;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word in the pieces between which a line may end: before each wide character, and wherever it is too long.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut taken) = (0, 0);
    for (at, letter) in word.char_indices() {
        let wide = letter.width().unwrap_or(0);
        let closing = matches!(letter, '。' | '、' | '」' | '）' | '！' | '？' | 'ー');
        if at > start && (wide == 2 && !closing || taken + wide > width) {
            pieces.push(&word[start..at]);
            (start, taken) = (at, 0);
        }
        taken += wide;
    }
    pieces.push(&word[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two  three four", 10), ["one two", "three four"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn nothing_is_wider_than_asked_for() {
        let text = "abcdefghijklmnopqrstuvwxyz 住民票の写しは本人にだけ渡す。それ以外の人には渡さない。";
        for line in wrap(text, 12) {
            assert!(columns(&line) <= 12, "{line}");
        }
    }

    #[test]
    fn a_full_stop_does_not_begin_a_line() {
        assert!(wrap("あいうえお。", 10).iter().all(|line| !line.starts_with('。')));
    }
}
