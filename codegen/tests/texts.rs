//! The words of a protocol in another language.

use honnin_codegen::diagnostic::Diagnostic;
use honnin_codegen::ir::Ir;
use honnin_codegen::source::Source;
use honnin_codegen::texts::Texts;
use honnin_codegen::{Protocol, compile_file, same_text};

const PROTOCOL: &str = "
    /// Greets.
    #[workflow]
    #[scope(quick, guest = 2)]
    pub mod hall {
        /// Somebody.
        #[id]
        pub struct Guest;

        #[role]
        pub struct Host {
            /// Who has been greeted.
            greeted: Set<Guest>,
        }

        impl Host {
            /// Somebody comes.
            #[input]
            fn come(&mut self, guest: Guest) {
                self.greeted.insert(guest);
            }
        }

        /// Everybody has come.
        #[reachable]
        fn all_come(host: &Host) -> bool {
            Guest::all().all(|g| host.greeted.contains(g))
        }
    }
";

const COMPLETE: &str = r#"
    "hall" = "挨拶"
    "hall.Guest" = "客"
    "hall.Host.greeted" = "挨拶した客"
    "hall.Host.come" = "客が来る"
    "hall.all_come" = "全員が来た"
"#;

fn hall() -> Ir {
    let protocols = compile_file(&Source::new("hall.rs", PROTOCOL)).expect("the protocol is good");
    protocols.into_iter().next().expect("there is one").ir
}

fn read(text: &str) -> Result<Texts, Vec<Diagnostic>> {
    Texts::read(&Source::new("hall.ja.toml", text), &[&hall()])
}

fn check(text: &str, expected: &[&str]) {
    let errors = read(text).expect_err("the sidecar is refused");
    let found: Vec<String> = errors.iter().map(|error| format!("{}: {}", error.code, error.message)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_complete_sidecar_gives_its_words_and_falls_back_to_doc_comments() {
    let texts = read(COMPLETE).expect("the sidecar is complete");
    assert_eq!(texts.text("hall.Host.come", "Somebody comes."), "客が来る");
    assert_eq!(texts.text("hall.Host", "The host."), "The host.");
    assert_eq!(Texts::default().text("hall.Host.come", "Somebody comes."), "Somebody comes.");
}

#[test]
fn what_has_no_doc_comment_may_have_words() {
    assert!(read(&format!("{COMPLETE}\"hall.Host\" = \"主\"")).is_ok());
}

#[test]
fn a_missing_text_is_named() {
    check(
        &COMPLETE.replace("\"hall.Host.come\" = \"客が来る\"", ""),
        &["E0602: no text for `hall.Host.come`: add `\"hall.Host.come\" = \"..\"`"],
    );
}

#[test]
fn a_text_for_nothing_is_named() {
    check(
        &format!("{COMPLETE}\"hall.Host.go\" = \"客が行く\""),
        &["E0603: `hall.Host.go` is nothing in this workflow: rename it, or leave it out"],
    );
}

#[test]
fn a_sidecar_is_a_flat_table_of_texts() {
    check(&format!("{COMPLETE}\n\"hall.Host\" = \"\"\n"), &["E0601: the text of `hall.Host` is empty: write one"]);
    let errors = read("hall.Guest = \"客\"").expect_err("a nested key");
    assert!(errors.iter().any(|error| error.message.starts_with("`hall` has no text")), "{errors:?}");
    let errors = read("\n\"hall\" =").expect_err("no value");
    assert!(errors[0].message.starts_with("line 2 is no table of texts"), "{errors:?}");
}

/// The hall with a guest book, which only its twin has.
fn hall_and_twin() -> Vec<Protocol> {
    let text = PROTOCOL.replace("#[workflow]", "#[workflow]\n#[twin(hall_mended)]");
    let text =
        text.replace("greeted: Set<Guest>,", "greeted: Set<Guest>,\n/// The book.\n#[mended]\nbook: Set<Guest>,");
    compile_file(&Source::new("hall.rs", &text)).expect("the protocol is good")
}

#[test]
fn a_twin_shares_the_sidecar_under_the_first_name() {
    let protocols = hall_and_twin();
    let text = same_text(&protocols, &protocols[1]);
    assert_eq!(text.iter().map(|ir| ir.name.as_str()).collect::<Vec<_>>(), ["hall", "hall_mended"]);
    let errors = Texts::read(&Source::new("hall.ja.toml", COMPLETE), &text).expect_err("the book has no words");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].message, "no text for `hall.Host.book`: add `\"hall.Host.book\" = \"..\"`");
    let complete = format!("{COMPLETE}\"hall.Host.book\" = \"芳名帳\"");
    let texts = Texts::read(&Source::new("hall.ja.toml", &complete), &text).expect("the sidecar is complete");
    assert_eq!(texts.text("hall_mended.Host.book", "The book."), "芳名帳");
    assert_eq!(texts.text("hall_mended", "Greets."), "挨拶");
}
