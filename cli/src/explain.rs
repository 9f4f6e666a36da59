//! `honnin explain CODE`: why a rule is there.

use honnin_codegen::codes;

use crate::failure::Failure;
use crate::output::{print, width};
use crate::report::wrap::wrap;
use crate::suggest::suggest;

pub(crate) fn explain(code: &str) -> Result<u8, Failure> {
    let Some(rule) = codes::explain(code) else {
        let help = suggest(&code.to_uppercase(), codes::all().map(|rule| rule.code));
        return Err(Failure::with_help(format!("no rule has the code `{code}`"), help));
    };
    let mut text = format!("{}: {}\n", rule.code, rule.title);
    for paragraph in rule.explanation.split("\n\n") {
        text.push('\n');
        // What is indented is an example, and stays as it is.
        if paragraph.starts_with("    ") || paragraph.starts_with("```") {
            text.push_str(paragraph);
            text.push('\n');
            continue;
        }
        for line in wrap(paragraph, width()) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    print(&text).map(|()| 0).or_else(Failure::quiet)
}
