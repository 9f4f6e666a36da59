//! A trace for people: numbered events, under each what left and what changed, at the end why.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use honnin_checker::trace::{Trace, TraceStep};

use super::text::FAINT;
use super::wrap::{columns, wrap};

const EVENT: Style = Style::new().bold();
const OUTPUT: Style = AnsiColor::Cyan.on_default();
const WHY: Style = AnsiColor::Red.on_default();

/// Appends a trace, each line with its end.
pub(crate) fn write(text: &mut String, trace: &Trace, width: usize) {
    let mut lines = Lines { text, width };
    let digits = trace.steps.len().to_string().len();
    if trace.steps.is_empty() && trace.conclusion.is_empty() {
        lines.put("    ", FAINT, "the initial state");
    }
    for (index, step) in trace.steps.iter().enumerate() {
        if trace.cycle_from == Some(index) {
            lines.put("    ", WHY, "again and again:");
        }
        lines.step(&format!("    {:>digits$}  ", index + 1), step);
    }
    if trace.cycle_from == Some(trace.steps.len()) {
        lines.put("    ", WHY, "and nothing more, for ever");
    }
    lines.conclusion(trace, digits);
}

struct Lines<'a> {
    text: &'a mut String,
    width: usize,
}

impl Lines<'_> {
    fn step(&mut self, lead: &str, step: &TraceStep) {
        let indent = " ".repeat(columns(lead) + 2);
        let actor = if step.actor.is_empty() { String::new() } else { format!("  {}", step.actor) };
        if columns(lead) + columns(&step.call) + columns(&actor) <= self.width {
            let _ = writeln!(self.text, "{lead}{EVENT}{}{EVENT:#}{FAINT}{actor}{FAINT:#}", step.call);
        } else {
            self.put(lead, EVENT, &step.call);
        }
        if !step.title.is_empty() {
            self.put(&indent, FAINT, &step.title);
        }
        for output in &step.outputs {
            self.put(&indent, OUTPUT, output);
        }
        for change in &step.changes {
            let change = format!("{}: {} → {}", change.place, change.before, change.after);
            self.put(&indent, Style::new(), &change);
        }
    }

    fn conclusion(&mut self, trace: &Trace, digits: usize) {
        let margin = " ".repeat(4 + digits + 2);
        for (index, line) in trace.conclusion.iter().enumerate() {
            let depth = line.len() - line.trim_start().len();
            let lead = if index == 0 { "so: " } else { "    " };
            self.put(&format!("{margin}{lead}{}", " ".repeat(depth)), WHY, line.trim_start());
        }
    }

    fn put(&mut self, lead: &str, style: Style, text: &str) {
        let indent = columns(lead);
        for (index, line) in wrap(text, self.width.saturating_sub(indent + 2)).iter().enumerate() {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(indent + 2) };
            let _ = writeln!(self.text, "{lead}{style}{line}{style:#}");
        }
    }
}
