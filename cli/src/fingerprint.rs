//! `honnin fingerprint`: what a workflow is, in a few letters.

use std::ffi::OsString;
use std::fmt::Write as _;

use honnin_codegen::fingerprint::Fingerprints;

use crate::failure::Failure;
use crate::output::print;
use crate::subject::load;

/// One line for each workflow with the fingerprint that asks for verification; below it the other three.
pub(crate) fn fingerprint(subjects: &[OsString]) -> Result<u8, Failure> {
    let mut text = String::new();
    for workflow in load(subjects)? {
        let ir = &workflow.protocol.ir;
        let prints = Fingerprints::of(ir);
        let rows = [
            ("behaviour", prints.behaviour),
            ("machine", prints.machine),
            ("durable layout", prints.durable_layout),
            ("wire layout", prints.wire_layout),
        ];
        let _ = writeln!(text, "{}", ir.name);
        for (what, print) in rows {
            let _ = writeln!(text, "  {what:<14}  {print}");
        }
    }
    print(&text).map(|()| 0).or_else(Failure::quiet)
}
