//! What a crate's manifest says of its protocols.

use toml::Table;

/// What it says.
///
/// ```text
/// [package.metadata.honnin]
/// records = "../../generated/verified"
/// look = false
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder of their records, relative to the manifest: `verified`, unless it says otherwise.
    pub records: String,
    /// Whether a compiler looks for violations that are near: it does, unless the protocols are there to be broken, as
    /// those of a test are.
    pub look: bool,
    /// Whether the crate has a feature `serde`.
    pub serde: bool,
}

impl Settings {
    /// Reads them from a manifest; what is not said, or not as it should be, is as always.
    #[must_use]
    pub fn of(manifest: &str) -> Self {
        let table: Table = manifest.parse().unwrap_or_default();
        let honnin = || table.get("package")?.get("metadata")?.get("honnin");
        let records = || honnin()?.get("records")?.as_str().map(str::to_owned);
        let look = || honnin()?.get("look")?.as_bool();
        let serde = || Some(table.get("features")?.get("serde").is_some());
        let optional = || table.get("dependencies")?.get("serde")?.get("optional")?.as_bool();
        let serde = serde() == Some(true) || optional() == Some(true);
        Self { serde, records: records().unwrap_or_else(|| "verified".to_owned()), look: look().unwrap_or(true) }
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn a_manifest_may_name_another_folder_and_ask_not_to_look() {
        let of = |text: &str| {
            let settings = Settings::of(&format!("[package]\nname = \"a\"\n{text}"));
            (settings.records, settings.look)
        };
        assert_eq!(of(""), ("verified".to_owned(), true));
        assert_eq!(of("[package.metadata.honnin]\nrecords = \"../b\"\n"), ("../b".to_owned(), true));
        assert_eq!(of("[package.metadata.honnin]\nlook = false\n"), ("verified".to_owned(), false));
        assert_eq!(of("no manifest"), ("verified".to_owned(), true));
    }

    #[test]
    fn a_feature_is_named_or_is_an_optional_dependency() {
        assert!(Settings::of("[features]\nserde = []\n").serde);
        assert!(Settings::of("[dependencies]\nserde = { version = \"1\", optional = true }\n").serde);
        assert!(!Settings::of("[dependencies]\nserde = \"1\"\n[features]\nstd = []\n").serde);
    }
}
