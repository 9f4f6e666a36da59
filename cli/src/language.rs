//! The protocol's own words in another language, from a sidecar beside the source: `issuance.ja.toml`.

use std::path::Path;

use honnin_codegen::ir::Ir;
use honnin_codegen::source::Source;
use honnin_codegen::texts::Texts;

use crate::arguments::Language;
use crate::failure::Failure;
use crate::subject::{self, Loaded};

/// Replaces the doc comments of everything that output speaks of. A workflow without a sidecar keeps its own words.
pub(crate) fn speak(loaded: &mut Loaded, language: Language) -> Result<(), Failure> {
    let Some(sidecar) = sidecar(loaded, language)? else { return Ok(()) };
    let texts = Texts::read(&sidecar, &loaded.text.iter().collect::<Vec<&Ir>>())
        .map_err(|errors| Failure::Malformed(honnin_codegen::diagnostic::render(&sidecar, &errors, true)))?;
    replace(&mut loaded.protocol.ir, &texts);
    Ok(())
}

/// What is shipped brings its texts along; a file has them beside it.
fn sidecar(loaded: &Loaded, language: Language) -> Result<Option<Source>, Failure> {
    let tag = match language {
        Language::En => return Ok(None),
        Language::Ja => "ja",
    };
    let path = Path::new(&loaded.file).with_extension(format!("{tag}.toml"));
    if let Some(workflow) = &loaded.shipped {
        let text = workflow.texts.iter().find(|(known, _)| *known == tag);
        return Ok(text.map(|(_, text)| Source::new(path.display().to_string(), text)));
    }
    path.exists().then(|| subject::read(&path)).transpose()
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
