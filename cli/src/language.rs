//! The protocol's own words in another language, from a sidecar beside the source: `issuance.ja.toml`.

use std::path::Path;

use honnin_codegen::ir::Ir;
use honnin_codegen::texts::Texts;

use crate::arguments::Language;
use crate::failure::Failure;
use crate::subject;

/// Replaces the doc comments of everything that output speaks of. A workflow without a sidecar keeps its own words.
pub(crate) fn speak(ir: &mut Ir, file: &str, language: Language) -> Result<(), Failure> {
    let sidecar = match language {
        Language::En => return Ok(()),
        Language::Ja => Path::new(file).with_extension("ja.toml"),
    };
    if !sidecar.exists() {
        return Ok(());
    }
    let source = subject::read(&sidecar)?;
    let texts = Texts::read(&source, ir)
        .map_err(|errors| Failure::Malformed(honnin_codegen::diagnostic::render(&source, &errors, true)))?;
    replace(ir, &texts);
    Ok(())
}

fn replace(ir: &mut Ir, texts: &Texts) {
    let name = ir.name.clone();
    ir.doc = texts.text(&name, &ir.doc).to_owned();
    let components: Vec<String> = ir.components.iter().map(|component| component.name.clone()).collect();
    for action in &mut ir.actions {
        let path = format!("{name}.{}.{}", components[action.component.0], action.name);
        action.doc = texts.text(&path, &action.doc).to_owned();
    }
    for property in &mut ir.properties {
        property.doc = texts.text(&format!("{name}.{}", property.name), &property.doc).to_owned();
    }
}
