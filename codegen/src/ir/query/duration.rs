//! Durations as numbers.

/// The milliseconds of a duration as the syntax accepts it: `500ms`, `30s`, `5m`, `2h`, `1d`.
#[must_use]
pub fn milliseconds(text: &str) -> u64 {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 1_000,
    };
    digits.replace('_', "").parse::<u64>().unwrap_or_default().saturating_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn every_unit_has_its_length() {
        let found = ["500ms", "30s", "5m", "2h", "1d"].map(milliseconds);
        assert_eq!(found, [500, 30_000, 300_000, 7_200_000, 86_400_000]);
    }
}
