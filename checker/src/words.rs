//! Small words: numbers with separators, sizes, plurals, first sentences.

/// `812,345`.
#[must_use]
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 state`, `2 states`.
#[must_use]
pub fn count(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

/// `1.5 GiB`.
#[must_use]
pub fn bytes(value: u64) -> String {
    for (unit, shift) in [("GiB", 30_u32), ("MiB", 20), ("KiB", 10)] {
        if value >> shift > 0 {
            let tenths = (u128::from(value) * 10) >> shift;
            return match tenths % 10 {
                0 => format!("{} {unit}", tenths / 10),
                rest => format!("{}.{rest} {unit}", tenths / 10),
            };
        }
    }
    format!("{value} bytes")
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th`.
#[must_use]
pub fn ordinal(value: u32) -> String {
    let ending = match (value % 10, value % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{value}{ending}")
}

/// `Session` → `session`, `PrintJob` → `print job`.
#[must_use]
pub fn noun(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push(' ');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// The first sentence of a doc comment on one line, or nothing.
#[must_use]
pub fn first_sentence(doc: &str) -> String {
    let paragraph: Vec<&str> =
        doc.lines().map(str::trim).skip_while(|l| l.is_empty()).take_while(|l| !l.is_empty()).collect();
    let text = paragraph.join(" ");
    let end = text.char_indices().find_map(|(at, letter)| {
        let after = &text[at + letter.len_utf8()..];
        let ends = match letter {
            '.' | '!' | '?' => after.is_empty() || after.starts_with(' '),
            '。' | '！' | '？' => true,
            _ => false,
        };
        ends.then_some(at + letter.len_utf8())
    });
    end.map_or_else(|| text.clone(), |end| text[..end].to_owned())
}

/// `a, b and c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let numbers = [0, 999, 1000, 812_345, 1_000_000].map(number);
        assert_eq!(numbers, ["0", "999", "1,000", "812,345", "1,000,000"]);
    }

    #[test]
    fn sizes_are_rounded_down() {
        assert_eq!([512, 2048, 1_610_612_736].map(bytes), ["512 bytes", "2 KiB", "1.5 GiB"]);
    }

    #[test]
    fn ordinals_know_their_teens() {
        assert_eq!([1, 2, 3, 4, 11, 12, 21].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st"]);
    }

    #[test]
    fn a_sentence_ends_at_its_full_stop() {
        assert_eq!(first_sentence(" One thing\n of two. Another."), "One thing of two.");
        assert_eq!(first_sentence("Version 2.0 is out"), "Version 2.0 is out");
        assert_eq!(first_sentence("一つ。二つ。"), "一つ。");
        assert_eq!(first_sentence(""), "");
    }

    #[test]
    fn a_type_name_becomes_a_noun() {
        assert_eq!(noun("PrintJob"), "print job");
    }
}
