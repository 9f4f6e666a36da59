//! Did you mean: the nearest of some names.

use std::collections::BTreeSet;

/// More names than anybody reads.
const MANY: usize = 30;

/// A sentence that offers the nearest name, or lists them all.
pub(crate) fn suggest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let rated = names.iter().map(|name| (strsim::jaro_winkler(wrong, name), name));
    let best = rated.filter(|(likeness, _)| *likeness > 0.75).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None if names.is_empty() => "there is none".to_owned(),
        None if names.len() > MANY => {
            let last = names.last().copied().unwrap_or_default();
            format!(
                "there are {} of them, from `{}` to `{last}`",
                names.len(),
                names.first().copied().unwrap_or_default()
            )
        }
        None => {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let verb = if quoted.len() == 1 { "is" } else { "are" };
            format!("there {verb} {}", honnin_checker::words::list(&quoted))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(suggest("isuance", ["issuance", "tutorial"]), "did you mean `issuance`?");
        assert_eq!(suggest("zzz", ["issuance", "tutorial"]), "there are `issuance` and `tutorial`");
    }
}
