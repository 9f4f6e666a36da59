//! The verdicts as `JUnit`'s XML: a suite for each workflow, a case for each property.
//!
//! What is not as stated is a failure; what is incomplete or not judged is skipped, with the reason.

use std::fmt::Write as _;

use honnin_checker::trace::Trace;
use honnin_checker::verdict::{Finding, Standing, Verdict};

/// The whole document.
pub(crate) fn document(verdicts: &[Verdict]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"honnin\">\n");
    for verdict in verdicts {
        suite(&mut xml, verdict);
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// The document of a run that could check nothing, and why.
pub(crate) fn failure(message: &str) -> String {
    let text = escape(message);
    let first = escape(message.lines().next().unwrap_or_default());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"honnin\">\n  \
         <testsuite name=\"honnin\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n    \
         <testcase classname=\"honnin\" name=\"nothing was checked\">\n      \
         <error message=\"{first}\">{text}</error>\n    </testcase>\n  </testsuite>\n</testsuites>\n"
    )
}

fn suite(xml: &mut String, verdict: &Verdict) {
    let number = |standing| verdict.findings.iter().filter(|finding| finding.standing() == standing).count();
    let name = escape(&format!("{} at scope {}", verdict.workflow, verdict.scope.name));
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.3}\">",
        verdict.findings.len(),
        number(Standing::NotAsStated),
        number(Standing::Unknown),
        verdict.seconds
    );
    for finding in &verdict.findings {
        case(xml, verdict, finding);
    }
    let _ = writeln!(xml, "    <system-out>{}</system-out>", escape(&verdict.claim_in_scope()));
    xml.push_str("  </testsuite>\n");
}

fn case(xml: &mut String, verdict: &Verdict, finding: &Finding) {
    let _ = write!(xml, "    <testcase classname=\"{}\" name=\"{}\"", escape(&verdict.workflow), escape(&finding.name));
    if let Some(file) = &verdict.file {
        let _ = write!(xml, " file=\"{}\"", escape(file));
    }
    if finding.line > 0 {
        let _ = write!(xml, " line=\"{}\"", finding.line);
    }
    let message = escape(&format!("{}: {}", finding.phrase(), finding.title));
    match finding.standing() {
        Standing::AsStated => xml.push_str("/>\n"),
        Standing::Unknown => {
            let _ = writeln!(xml, ">\n      <skipped message=\"{message}\"/>\n    </testcase>");
        }
        Standing::NotAsStated => {
            let steps = escape(&finding.trace.as_ref().map(steps).unwrap_or_default());
            let _ = writeln!(xml, ">\n      <failure message=\"{message}\">{steps}</failure>\n    </testcase>");
        }
    }
}

fn steps(trace: &Trace) -> String {
    let events = trace.steps.iter().enumerate().map(|(index, step)| format!("{}. {}", index + 1, step.call));
    events.chain(trace.conclusion.iter().cloned()).collect::<Vec<_>>().join("\n")
}

/// What XML cannot hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_xml_reserves_is_escaped() {
        assert_eq!(super::escape("a < b && \"c\"\u{1}"), "a &lt; b &amp;&amp; &quot;c&quot;");
    }
}
