//! A user's crate: from an empty directory, outside this workspace, with one dependency.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use honnin_protocols::SOURCES;

/// What such a crate starts with. If anything of honnin's pulled std in, two panic handlers would be an error; and a
/// user who denies every warning is not punished for what the macro emits.
const HEAD: &str = "//! A protocol of one's own.\n#![no_std]\n#![deny(warnings, missing_docs)]\n#![forbid(unsafe_code)]\n\
                    #[panic_handler]\nfn panic(_: &core::panic::PanicInfo<'_>) -> ! {\n    loop {}\n}\n";

#[test]
fn a_protocol_of_ones_own_compiles_or_is_told_why_not_at_its_line() {
    let user = User::new();
    let protocol = SOURCES.iter().find(|source| source.name == "tutorial").expect("it is shipped").text;

    let good = user.check(protocol);
    assert!(good.status.success(), "{}", text(&good));

    let malformed = protocol.replace("self.hook = Some(guest);", "self.hook = Some(guess);");
    assert_told(&user.check(&malformed), &malformed, "guess");

    let refused = protocol.replace("hook: Option<Guest>", "hook: Option<Guest>, coats: Count");
    assert_told(&user.check(&refused), &refused, "coats");
}

/// There is one error, in the user's file, on the line that holds the words.
fn assert_told(output: &Output, protocol: &str, words: &str) {
    let before = protocol.lines().take_while(|line| !line.contains(words)).count();
    let line = HEAD.lines().count() + before + 1;
    let told = text(output);
    assert!(!output.status.success(), "{words} is accepted");
    assert!(told.contains(&format!("src/lib.rs:{line}:")), "not told at line {line}:\n{told}");
    assert_eq!(told.matches("\nerror").count() + usize::from(told.starts_with("error")), 2, "told once:\n{told}");
}

struct User(PathBuf);

impl User {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace");
        let home = std::env::temp_dir().join(format!("honnin-user-{}", std::process::id()));
        fs::create_dir_all(home.join("src")).expect("a new directory");
        fs::copy(root.join("Cargo.lock"), home.join("Cargo.lock")).expect("the lock file");
        let honnin = root.join("honnin");
        let manifest = format!(
            "[package]\nname = \"user\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             honnin = {{ path = '{}' }}\n",
            honnin.display()
        );
        fs::write(home.join("Cargo.toml"), manifest).expect("a manifest");
        Self(home)
    }

    fn check(&self, protocol: &str) -> Output {
        fs::write(self.0.join("src/lib.rs"), format!("{HEAD}{}", protocol.replace("//!", "//")))
            .expect("a source file");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--offline", "--color=never"]).current_dir(&self.0);
        cargo.env("CARGO_TARGET_DIR", self.0.join("target")).env_remove("RUSTFLAGS");
        cargo.output().expect("cargo runs")
    }
}

impl Drop for User {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
