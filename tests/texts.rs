//! Every shipped protocol has all its words in Japanese.

use honnin_codegen::source::Source;
use honnin_codegen::texts::{Texts, items};
use honnin_protocols::SOURCES;
use honnin_tests::verdicts::compiled;

#[test]
fn every_item_with_a_doc_comment_has_a_japanese_text() {
    for source in SOURCES {
        let ir = compiled(source.file, source.text);
        let texts = Texts::read(&Source::new("ja.toml", source.japanese), &[&ir]);
        let texts = texts.unwrap_or_else(|errors| panic!("{}: {errors:?}", source.name));
        let (path, doc) = items(&ir).into_iter().find(|(_, doc)| !doc.is_empty()).expect("something is explained");
        assert_ne!(texts.text(&path, doc), doc, "{}: {path} is still in English", source.name);
    }
}
