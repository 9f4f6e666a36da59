//! The table.

use std::path::PathBuf;

use crate::arguments::Table;
use crate::contender::Contender;
use crate::measure::{Measured, measure};
use crate::models::Case;
use crate::ours::{WORKERS, permutations};

/// Measures and prints it.
///
/// # Errors
/// When two of them do not count the same states.
pub(crate) fn print(wanted: &Table) -> Result<(), String> {
    let folder = std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(|place| place.join("side_by_side.models")));
    let folder = folder.unwrap_or_else(|| PathBuf::from("side_by_side.models"));
    println!("medians of alternating runs; {WORKERS} workers each, unless said otherwise");
    for case in &wanted.cases {
        let measured = measure(case, &wanted.contenders, wanted.rounds, &folder);
        println!("\n{}", of_case(case, &measured)?);
    }
    Ok(())
}

/// One part of it.
fn of_case(case: &Case, measured: &[Measured]) -> Result<String, String> {
    let states = agreed(measured)?;
    let title = format!("{}: {} states", case.name(), grouped(states));
    let head = row(&title, &["states", "seconds", "times ours", "before", "runs"].map(str::to_owned));
    let ours = measured.iter().find(|one| one.contender == Contender::Ours && !one.runs.is_empty());
    let rows = measured.iter().filter(|one| !one.runs.is_empty()).map(|one| {
        let took = one.took().as_secs_f64();
        let ratio = ours.map_or_else(String::new, |ours| format!("{:.2}", took / ours.took().as_secs_f64()));
        let counted = one.runs[0].ran.states;
        let [took, apart] = [took, one.apart().as_secs_f64()].map(|seconds| format!("{seconds:.3}"));
        row(one.contender.title(), &[grouped(counted), took, ratio, apart, one.runs.len().to_string()])
    });
    let rows: String = rows.collect();
    let missing = measured.iter().filter_map(|one| Some((one.contender, one.missing.as_ref()?)));
    let missing = missing.map(|(contender, why)| format!("  no {}: {why}\n", contender.title()));
    let missing: Vec<String> = missing.collect();
    Ok(format!("{head}{rows}{}{}", missing.concat(), reduction(case, states, measured)))
}

/// How many states there are: all that count states count the same, and all that count orbits.
fn agreed(measured: &[Measured]) -> Result<u64, String> {
    let mut all = 0;
    for symmetric in [false, true] {
        let alike = measured.iter().filter(|one| one.contender.is_symmetric() == symmetric);
        let counts = alike.flat_map(|one| one.runs.iter().map(move |run| (one.contender, run.ran.states)));
        let counts: Vec<(Contender, u64)> = counts.collect();
        let first = counts.first().map_or(0, |(_, states)| *states);
        if let Some((contender, states)) = counts.iter().find(|(_, states)| *states != first) {
            return Err(format!("{} counts {states} states, {} {first}", contender.title(), counts[0].0.title()));
        }
        if !symmetric {
            all = first;
        }
    }
    Ok(all)
}

/// What symmetry makes of it.
fn reduction(case: &Case, states: u64, measured: &[Measured]) -> String {
    let of = |contender| measured.iter().find(|one| one.contender == contender && !one.runs.is_empty());
    let (Some(plain), Some(reduced)) = (of(Contender::Ours), of(Contender::OursSymmetric)) else {
        return String::new();
    };
    let fewer = ratio(states, reduced.runs[0].ran.states);
    let faster = plain.took().as_secs_f64() / reduced.took().as_secs_f64();
    let permutations = permutations(case);
    format!("  symmetry: {permutations} permutations, {fewer:.1} times fewer states, {faster:.1} times as fast\n")
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

fn row(title: &str, columns: &[String; 5]) -> String {
    let [states, seconds, times, apart, runs] = columns;
    format!("{title:40} {states:>12} {seconds:>9} {times:>11} {apart:>8} {runs:>5}\n")
}

/// `502,008`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::models::CASES;
    use crate::ran::Ran;
    use crate::tools::Timed;

    fn measured(contender: Contender, states: u64, milliseconds: u64) -> Measured {
        let ran = Ran { states, transitions: None, took: Duration::from_millis(milliseconds) };
        let runs = vec![Timed { ran, started_in: Duration::from_millis(30) }];
        Measured { contender, runs, made_in: Some(Duration::from_secs(2)), missing: None }
    }

    #[test]
    fn ratios_are_to_ours_and_what_is_missing_is_said() {
        let missing =
            Measured { runs: Vec::new(), missing: Some("there is no spin".into()), ..measured(Contender::Spin, 0, 0) };
        let all = [
            measured(Contender::Ours, 502_008, 200),
            measured(Contender::ByHand31, 502_008, 3_000),
            measured(Contender::OursSymmetric, 65_014, 50),
            missing,
        ];
        let table = of_case(&CASES[1], &all).unwrap();
        assert!(table.contains("issuance quick: 502,008 states"), "{table}");
        let by_hand = table.lines().find(|line| line.starts_with("Stateright 0.31")).unwrap();
        assert!(by_hand.contains(" 3.000 ") && by_hand.contains(" 15.00 ") && by_hand.contains(" 2.030 "), "{table}");
        assert!(table.contains("no SPIN: there is no spin"), "{table}");
        assert!(table.contains("8 permutations, 7.7 times fewer states, 4.0 times as fast"), "{table}");
    }

    #[test]
    fn other_counts_are_no_table() {
        let all = [measured(Contender::Ours, 288, 1), measured(Contender::Tlc, 287, 1)];
        assert_eq!(of_case(&CASES[0], &all).unwrap_err(), "TLC counts 287 states, Honnin 288");
        // Orbits are compared with orbits.
        let orbits = [measured(Contender::Ours, 288, 1), measured(Contender::RumurSymmetric, 84, 1)];
        assert!(of_case(&CASES[0], &orbits).is_ok());
    }
}
