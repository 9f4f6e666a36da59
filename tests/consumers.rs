//! Crates that use a Machine, from an empty directory outside this workspace: without std, without a warning, without
//! Stateright; and the example that each Machine's documentation shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use honnin_codegen::emit::machine;
use honnin_codegen::source::Source;

/// A staticlib with its own panic handler and allocator: if anything pulled std in, there would be two.
const BARE: &str = "\
//! Machines without std.
#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
struct Nothing;
unsafe impl core::alloc::GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 {
        core::ptr::null_mut()
    }
    unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
}
#[global_allocator]
static NOTHING: Nothing = Nothing;
pub mod machines {
    //! Their modules.
    #![forbid(unsafe_code)]
    honnin::unverified_machine!(honnin_protocols::issuance::protocol);
    honnin::unverified_machine!(honnin_protocols::tutorial::protocol);
    honnin::unverified_machine!(honnin_protocols::two_phase_commit::protocol);
}
";

/// It compiles with `-D warnings`, and nothing but honnin's macros is built for it.
#[test]
fn a_machine_needs_neither_std_nor_a_dependency() {
    let profiles = "[lib]\ncrate-type = [\"staticlib\"]\n[profile.dev]\npanic = \"abort\"\n";
    let consumer = Consumer::new("bare", profiles);
    consumer.write("src/lib.rs", BARE);
    let built = consumer.cargo(&["build"]);
    assert!(built.status.success(), "{}", text(&built));
    let tree = consumer.cargo(&["tree", "--prefix", "none", "--edges", "normal"]);
    assert!(tree.status.success(), "{}", text(&tree));
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    assert!(tree.contains("honnin v") && !tree.contains("stateright") && !tree.contains("timely"), "{tree}");
    let other = tree.lines().find(|line| line.contains("serde v") || line.contains("tracing"));
    assert_eq!(other, None, "what hangs on a feature is not there without it");
}

/// The file that `honnin generate` writes needs no crate at all, and its example compiles.
#[test]
fn a_generated_file_stands_alone_and_its_example_compiles() {
    let consumer = Consumer::new("alone", "");
    let source = honnin_protocols::SOURCES.iter().find(|source| source.name == "issuance").expect("it is shipped");
    let [protocol] = &*honnin_codegen::compile_file(&Source::new(source.file, source.text)).expect("a protocol") else {
        panic!("one workflow")
    };
    let file: syn::File = syn::parse2(machine::workflow(&protocol.ir, None)).expect("what is emitted is Rust");
    let file = prettyplease::unparse(&file);
    let example = example(&file);
    assert!(example.contains("machine.decide(event"), "{example}");
    consumer.write("src/issuance.rs", &file);
    let head = "//! The example.\nmod file {\n    #![allow(dead_code)]\n    include!(\"issuance.rs\");\n}\n\
                use file::issuance;\n#[allow(dead_code)]\nmod example {\n    use super::issuance;\n";
    consumer.write("src/lib.rs", &format!("{head}{example}}}\n"));
    let built = consumer.cargo(&["check", "--all-features"]);
    assert!(built.status.success(), "{}", text(&built));
}

/// The code block of the first documentation.
fn example(file: &str) -> String {
    let doc =
        file.lines().map_while(|line| line.strip_prefix("///")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let block = doc.skip_while(|line| !line.starts_with("```")).skip(1).take_while(|line| !line.starts_with("```"));
    block.fold(String::new(), |text, line| text + line + "\n")
}

struct Consumer(PathBuf);

impl Consumer {
    fn new(name: &str, more: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace");
        let home = std::env::temp_dir().join(format!("honnin-{name}-{}", std::process::id()));
        fs::create_dir_all(home.join("src")).expect("a new directory");
        fs::copy(root.join("Cargo.lock"), home.join("Cargo.lock")).expect("the lock file");
        let (honnin, protocols) = (root.join("honnin"), root.join("model/protocols"));
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[features]\n\
             serde = [\"dep:serde\"]\n\n[dependencies]\nhonnin = {{ path = '{}' }}\nhonnin-protocols = {{ path = '{}' }}\n\
             serde = {{ version = \"1\", features = [\"derive\", \"alloc\"], default-features = false, optional = true }}\n{more}",
            honnin.display(),
            protocols.display(),
        );
        let consumer = Self(home);
        consumer.write("Cargo.toml", &manifest);
        consumer
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).expect("a file");
    }

    /// Runs cargo as a user who denies every warning in their own crate does.
    fn cargo(&self, arguments: &[&str]) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).args(["--offline", "--color=never"]).current_dir(&self.0);
        cargo.env("CARGO_TARGET_DIR", self.0.join("target")).env("RUSTFLAGS", "-D warnings");
        cargo.output().expect("cargo runs")
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
