//! What is shipped exercises all that it says, over the scopes that it claims, or explains why not; and a gap is told until then.
//!
//! The catalogue is looked at beside its verdicts, in `catalogue.rs`.

#[path = "fixture/unexplained.rs"]
mod unexplained;

use std::sync::atomic::AtomicBool;

use honnin_checker::check::Options;
use honnin_checker::control::Limits;
use honnin_checker::twins::sides;
use honnin_codegen::compile_file;
use honnin_codegen::source::Source;
use honnin_protocols::{CATALOGUE, SOURCES};

/// Larger scopes exercise more, and take minutes.
const MOST: u64 = 120_000;

/// What nobody explains in a text, at the scopes that have few states up to the names of ids.
fn unexplained(file: &str, text: &str) -> Vec<String> {
    let source = Source::new(file, text);
    let protocols = compile_file(&source).expect("it compiles");
    let limits = Limits { max_states: Some(MOST), ..Limits::default() };
    let options = Options { limits, symmetry: true, ..Options::default() };
    let sides = sides(&protocols, file, &options, &AtomicBool::new(false), &());
    unexplained::unexplained(&source, &sides.expect("no checkpoint, no other process"))
}

/// Of the issuing protocol each scope that exercises all of a part of it takes minutes here: `honnin check` says its gaps.
#[test]
fn the_small_protocols_exercise_all_that_they_say() {
    let incidents = |name| CATALOGUE.iter().any(|incident| incident.name == name);
    let small: Vec<_> = SOURCES.iter().filter(|source| source.name != "issuance" && !incidents(source.name)).collect();
    assert!(small.len() >= 2, "{small:?}");
    let missing: Vec<String> = small.iter().flat_map(|source| unexplained(source.file, source.text)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_gap_is_told_until_it_is_explained_and_an_explanation_until_there_is_one() {
    let told = |comment: &str, value: &str| {
        let text = format!(
            "#[workflow]
            #[scope(quick)]
            pub mod lamp {{
                pub enum Light {{
                    Off,
                    {comment}
                    On,
                }}
                #[role]
                pub struct Lamp {{
                    light: Light,
                }}
                impl Lamp {{
                    #[input]
                    fn press(&mut self) {{
                        self.light = Light::{value};
                    }}
                }}
            }}"
        );
        unexplained("lamp.rs", &text)
    };
    assert_eq!(told("", "On"), [""; 0]);
    assert_eq!(told("", "Off"), ["lamp: Light, line 7: no state, message or effect holds `Light::On`"]);
    assert_eq!(told("// never exercised: the bulb is gone", "Off"), [""; 0]);
    let idle = ["lamp.rs, line 7 is exercised, and says \"never exercised: the bulb is gone\""];
    assert_eq!(told("// never exercised: the bulb is gone", "On"), idle);
}
