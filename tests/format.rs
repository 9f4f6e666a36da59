//! rustfmt formats a protocol like any other Rust.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use honnin_protocols::SOURCES;

#[test]
fn every_shipped_protocol_is_formatted() {
    assert!(!SOURCES.is_empty());
    for source in SOURCES {
        assert_eq!(rustfmt(source.text), source.text, "{} is not as rustfmt writes it", source.file);
    }
}

#[test]
fn rustfmt_mends_a_protocol() {
    let protocol = "use honnin::prelude::*;\n\n#[workflow]\n#[scope( quick,guest=2 )]\npub mod cloakroom {\n#[id]\npub struct Guest;\n\
                    #[role]\npub struct Hook{coat_of:Option<Guest>}\nimpl Hook{\n#[ input ]\nfn fetch(&mut self,guest:Guest){\n\
                    require!(self.coat_of==Some( guest ));self.coat_of=None;}\n}\n}\n";
    let formatted = rustfmt(protocol);
    assert!(formatted.contains("#[scope(quick, guest = 2)]\n"), "{formatted}");
    assert!(formatted.contains("\n            require!(self.coat_of == Some(guest));\n"), "{formatted}");
    assert_eq!(rustfmt(&formatted), formatted);
}

/// What rustfmt makes of a text, with the workspace's own settings.
fn rustfmt(text: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(root);
    let mut child = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("rustfmt is a component");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(text.as_bytes()).expect("rustfmt reads all");
    drop(stdin);
    let output = child.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "rustfmt refuses the text");
    String::from_utf8(output.stdout).expect("rustfmt writes UTF-8")
}
