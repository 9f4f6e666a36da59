//! Diagrams: a role's control states, and who talks to whom. Mermaid, as many readers of Markdown draw it.

mod control;
mod overview;
mod path;
mod states;

pub use overview::overview;
pub use states::state_diagram;

/// Text inside quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            ';' => escaped.push_str("#59;"),
            ':' => escaped.push_str("#58;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
