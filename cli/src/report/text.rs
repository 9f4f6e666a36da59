//! The verdict for people: a line for each property, traces, then what may be claimed and on what it rests.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use honnin_checker::verdict::{Finding, Kind, Outcome, Standing, Verdict};
use honnin_checker::words::{count, number};

use super::wrap::{columns, wrap};
use super::{exercised, trace};
use crate::arguments::How;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();

/// Everything about one workflow, with an empty line at the end.
pub(crate) fn workflow(verdict: &Verdict, how: &How, width: usize) -> String {
    let mut page = Page { text: String::new(), width };
    page.heading(verdict);
    page.findings(&verdict.findings);
    page.traces(&verdict.findings, &how.witness);
    page.claim(verdict);
    page.remarks(verdict);
    exercised::write(&mut page.text, verdict, how, width);
    page.text.push('\n');
    page.text
}

/// The steps of a trace and why it matters, without styles.
pub(crate) fn steps(trace: &honnin_checker::trace::Trace) -> String {
    /// As wide as a line may be.
    const WIDTH: usize = 100;
    let mut text = String::new();
    trace::write(&mut text, trace, WIDTH);
    anstream::adapter::strip_str(&text).to_string()
}

/// The last line, where several workflows were checked or some were not.
pub(crate) fn summary(verdicts: &[Verdict], unchecked: &[&str]) -> String {
    if verdicts.len() < 2 && unchecked.is_empty() {
        return String::new();
    }
    let number = |standing| verdicts.iter().filter(|verdict| verdict.standing() == standing).count() as u64;
    let mut parts = vec![format!("{}", count(verdicts.len() as u64, "workflow", "workflows"))];
    for (standing, words) in [
        (Standing::AsStated, "as stated"),
        (Standing::NotAsStated, "not as stated"),
        (Standing::Unknown, "with something open"),
    ] {
        if number(standing) > 0 {
            let style = style(standing);
            parts.push(format!("{style}{} {words}{style:#}", number(standing)));
        }
    }
    if !unchecked.is_empty() {
        parts.push(format!("interrupted: {} not checked", unchecked.join(", ")));
    }
    format!("{}\n", parts.join(", "))
}

pub(super) fn style(standing: Standing) -> Style {
    match standing {
        Standing::AsStated => GOOD,
        Standing::NotAsStated => BAD,
        Standing::Unknown => OPEN,
    }
}

pub(super) fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::AsStated => "✓",
        Standing::NotAsStated => "✗",
        Standing::Unknown => "?",
    }
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A paragraph, its later lines under its first word after `lead`.
    fn paragraph(&mut self, lead: &str, style: Style, text: &str) {
        let indent = columns(lead);
        for (index, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{lead}{style}{line}{style:#}"));
        }
    }

    fn heading(&mut self, verdict: &Verdict) {
        self.line(&format!("{STRONG}{}{STRONG:#} at scope {}", verdict.workflow, verdict.scope.name));
        if !verdict.title.is_empty() {
            self.paragraph("  ", FAINT, &verdict.title);
        }
        self.line("");
    }

    /// `  ✓ wrong_page    no violation    Whatever is shown ..`; the words go below where the columns leave no room.
    fn findings(&mut self, findings: &[Finding]) {
        let phrases: Vec<String> = findings.iter().map(Finding::phrase).collect();
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(columns).max().unwrap_or(0);
        let name_width = widest(&mut findings.iter().map(|finding| finding.name.as_str())).min(32);
        let phrase_width = widest(&mut phrases.iter().map(String::as_str));
        let lead = 4 + name_width + 2 + phrase_width + 2;
        for (finding, phrase) in findings.iter().zip(&phrases) {
            let standing = finding.standing();
            let style = style(standing);
            let (name_gap, phrase_gap) = (gap(&finding.name, name_width), gap(phrase, phrase_width));
            let _ = write!(
                self.text,
                "  {style}{}{style:#} {}{name_gap}  {style}{phrase}{style:#}",
                mark(standing),
                finding.name
            );
            let room = self.width.saturating_sub(lead);
            if room < 24 || columns(&finding.name) > name_width {
                self.line("");
                self.paragraph("      ", FAINT, &finding.title);
                for text in finding.because.iter().chain(&finding.remarks) {
                    self.paragraph("      ", FAINT, text);
                }
                continue;
            }
            for (index, line) in wrap(&finding.title, room).iter().enumerate() {
                let before = if index == 0 { format!("{phrase_gap}  ") } else { " ".repeat(lead) };
                self.line(&format!("{before}{line}"));
            }
            for text in finding.because.iter().chain(&finding.remarks) {
                self.paragraph(&" ".repeat(lead), FAINT, text);
            }
        }
        self.line("");
    }

    /// The steps of what is asked for and of each violation; of known defects only the first, which tells the story.
    fn traces(&mut self, findings: &[Finding], asked: &[String]) {
        let mut told = false;
        for finding in findings {
            let violated = finding.outcome == Outcome::Violated;
            let known = violated && finding.as_expected();
            let named = asked.contains(&finding.name) && (violated || finding.outcome == Outcome::Witnessed);
            if named || violated && !(known && told) {
                told |= known;
                self.trace(finding);
            } else if known {
                self.line(&format!("  {}: {}; its steps: --trace {}", finding.name, finding.phrase(), finding.name));
                self.line("");
            }
        }
    }

    fn trace(&mut self, finding: &Finding) {
        let style = style(finding.standing());
        self.line(&format!("  {style}{}{style:#}: {}", finding.name, finding.phrase()));
        match &finding.trace {
            Some(trace) => trace::write(&mut self.text, trace, self.width),
            None => self.line("    the run was stopped before its steps could be told"),
        }
        self.line("");
    }

    fn claim(&mut self, verdict: &Verdict) {
        self.paragraph("  ", style(verdict.standing()), &verdict.claim_in_scope());
        let size = format!(
            "{}, {} bits a state; {}, {}",
            verdict.size(),
            verdict.bits,
            verdict.engine,
            seconds(verdict.seconds)
        );
        self.paragraph("  ", Style::new(), &size);
    }

    fn remarks(&mut self, verdict: &Verdict) {
        for edge in &verdict.edges {
            let states = count(edge.states, "state", "states");
            self.paragraph("  ", Style::new(), &format!("edge: {states} {}; those runs are cut there", edge.cause));
        }
        if verdict.transitions == 0 && verdict.incomplete.is_none() {
            self.paragraph("  ", OPEN, "nothing ever happens: no action can be taken in the initial state");
        }
        for unused in &verdict.unused {
            self.paragraph("  ", Style::new(), unused);
        }
        let found = |name: &String| verdict.findings.iter().any(|f| f.kind == Kind::Taken && f.name == *name);
        let never = verdict.actions.iter().filter(|action| action.taken == 0).map(|action| action.name.clone());
        let never: Vec<String> = never.filter(|name| !found(name)).collect();
        if !never.is_empty() {
            let so_far = if verdict.incomplete.is_some() { " so far" } else { "" };
            self.paragraph("  ", Style::new(), &format!("never taken{so_far}: {}", never.join(", ")));
        }
        for text in verdict.notes.iter().chain(&verdict.assumptions) {
            self.paragraph("  ", FAINT, text);
        }
    }
}

pub(super) fn gap(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(columns(text)))
}

/// `0.04 s`, `12.3 s`, `4 min 10 s`.
pub(super) fn seconds(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a duration in whole seconds")]
    let whole = seconds as u64;
    match whole {
        0..10 => format!("{seconds:.2} s"),
        10..120 => format!("{seconds:.1} s"),
        _ => format!("{} min {} s", number(whole / 60), whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_fit_with_their_lead() {
        for width in 60..=100 {
            let mut page = Page { text: String::new(), width };
            page.paragraph("      ", Style::new(), &"one or two words ".repeat(40));
            assert!(page.text.lines().all(|line| columns(line) <= width), "{width}: {}", page.text);
        }
    }
}
