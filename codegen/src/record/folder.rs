//! Where the records of a crate's protocols lie.

use toml::Table;

/// The folder of the records that a manifest names, relative to it: `verified`, unless it says otherwise.
///
/// ```text
/// [package.metadata.honnin]
/// records = "../../generated/verified"
/// ```
#[must_use]
pub fn folder(manifest: &str) -> String {
    let named = || {
        let table: Table = manifest.parse().ok()?;
        let honnin = table.get("package")?.get("metadata")?.get("honnin")?;
        honnin.get("records")?.as_str().map(str::to_owned)
    };
    named().unwrap_or_else(|| "verified".to_owned())
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn a_manifest_may_name_another_folder() {
        let named = "[package]\nname = \"a\"\n[package.metadata.honnin]\nrecords = \"../b\"\n";
        assert_eq!(folder(named), "../b");
        assert_eq!(folder("[package]\nname = \"a\"\n"), "verified");
        assert_eq!(folder("no manifest"), "verified");
    }
}
