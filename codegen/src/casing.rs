//! Names from one spelling into the other. What the source calls `PrintJob` a scope calls `print_job`.

/// `PrintJob` as `print_job`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `present_card` as `PresentCard`.
pub(crate) fn camel(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::{camel, snake};

    #[test]
    fn each_spelling_comes_from_the_other() {
        for (one, other) in [("PrintJob", "print_job"), ("Job", "job"), ("X2Y", "x2_y"), ("", "")] {
            assert_eq!(snake(one), other);
            assert_eq!(camel(other), one);
        }
        assert_eq!(snake("Print_Job"), "print_job");
        assert_eq!(camel("PrintJob"), "PrintJob");
    }
}
