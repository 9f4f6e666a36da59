//! Lines: indentation, comments, and long expressions over several lines.

/// How long a line may be.
const WIDTH: usize = 116;

/// A text over as many lines as it needs, broken after operators; what stands deeper in parentheses stands further right.
pub(super) fn fold(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    let (mut depth, mut length) = (0_usize, indent);
    for piece in pieces(text) {
        if length > indent && length + piece.trim_end().len() > WIDTH {
            let before = indent + 2 * depth;
            lines.push(" ".repeat(before));
            length = before;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
        length += piece.len();
        depth = (depth + piece.matches('(').count()).saturating_sub(piece.matches(')').count());
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

/// What may stand on lines of its own.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(end) = ["&& ", "|| "].iter().filter_map(|operator| rest.find(operator)).min() {
        let (piece, more) = rest.split_at(end + 3);
        pieces.push(piece);
        rest = more;
    }
    pieces.push(rest);
    pieces
}

/// A comment: `/* .. */`, nothing for nothing.
pub(super) fn comment(doc: &str, indent: usize) -> String {
    let doc = doc.trim().replace("*/", "* /");
    if doc.is_empty() {
        return String::new();
    }
    let before = " ".repeat(indent);
    let lines: Vec<&str> = doc.lines().map(str::trim).collect();
    format!("{before}/* {} */\n", lines.join(&format!("\n{before} * ")).replace("\n * \n", "\n *\n"))
}

/// Words side by side, as many on a line as fit.
pub(super) fn fill(words: &[String], indent: usize) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in words {
        if length > 0 && length + 1 + word.len() <= WIDTH {
            text += " ";
            length += 1;
        } else {
            if length > 0 {
                text += "\n";
            }
            text += &" ".repeat(indent);
            length = indent;
        }
        text += word;
        length += word.len();
    }
    text
}

/// A macro, over several lines where it is long.
pub(super) fn define(head: &str, body: &str) -> String {
    let one = format!("#define {head} ({body})");
    if one.len() <= WIDTH {
        return one + "\n";
    }
    let text = format!("#define {head} \\\n  ({})\n", fold(body, 3).replace('\n', " \\\n"));
    text
}
