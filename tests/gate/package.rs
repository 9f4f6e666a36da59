//! A protocol's package and a production package, in a folder of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use honnin_codegen::emit::machine;
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::ir::{ComponentKind, Ir};
use honnin_codegen::record::{Explored, Judged, Outcome, Record, Violation, Walk, machine_hash, numbers, walked};
use honnin_codegen::source::Source;

/// How the production package is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

/// The two packages of one test.
pub(crate) struct Case {
    home: PathBuf,
}

impl Case {
    /// Copies of the packages.
    pub(crate) fn new(name: &str) -> Self {
        let home = target().join("packages").join(name);
        let _ = fs::remove_dir_all(&home);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace");
        for package in ["protocol", "production"] {
            let (from, to) = (fixtures().join(package), home.join(package));
            fs::create_dir_all(to.join("src")).expect("a new directory");
            let manifest = fs::read_to_string(from.join("Cargo.toml")).expect("a manifest");
            let honnin = root.join("honnin").display().to_string();
            fs::write(to.join("Cargo.toml"), manifest.replace("HONNIN", &honnin)).expect("a manifest");
            fs::copy(from.join("src/lib.rs"), to.join("src/lib.rs")).expect("a source file");
            fs::copy(root.join("Cargo.lock"), to.join("Cargo.lock")).expect("the lock file");
        }
        Self { home }
    }

    /// The protocol as it is to begin with.
    pub(crate) fn protocol() -> String {
        fs::read_to_string(fixtures().join("protocol/src/lib.rs")).expect("the protocol")
    }

    /// Replaces the protocol.
    pub(crate) fn write_protocol(&self, text: &str) {
        fs::write(self.home.join("protocol/src/lib.rs"), text).expect("a source file");
    }

    /// The protocol with one change.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let text = Self::protocol();
        assert!(text.contains(from), "{from}");
        self.write_protocol(&text.replace(from, to));
    }

    /// The production crate with one change.
    pub(crate) fn edit_production(&self, from: &str, to: &str) {
        let path = self.home.join("production/src/lib.rs");
        let text = fs::read_to_string(&path).expect("a source file");
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).expect("a source file");
    }

    fn ir(&self) -> Ir {
        let text = fs::read_to_string(self.home.join("protocol/src/lib.rs")).expect("the protocol");
        let mut found = honnin_codegen::compile_file(&Source::new("lamp.rs", &text)).expect("a protocol");
        found.remove(0).ir
    }

    /// The fingerprints of the protocol as it is.
    pub(crate) fn fingerprints(&self) -> Fingerprints {
        Fingerprints::of(&self.ir())
    }

    /// Leaves the record that an exploration of these scopes would leave.
    pub(crate) fn record(&self, scopes: &[&str]) {
        self.record_with(scopes, |_| {});
    }

    /// The same with a change, and sealed all the same.
    pub(crate) fn record_with(&self, scopes: &[&str], change: impl FnOnce(&mut Record)) {
        let mut record = record(&self.ir(), scopes);
        change(&mut record);
        let path = self.record_path();
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new directory");
        fs::write(path, record.to_string()).expect("a record");
    }

    /// Where the record of the protocol as it is lies.
    pub(crate) fn record_path(&self) -> PathBuf {
        self.home.join("production/verified").join(Record::file_name("lamp", &self.fingerprints()))
    }

    /// Leaves a record beside the protocol, where `#[workflow]` looks for one.
    pub(crate) fn record_beside_protocol(&self, scopes: &[&str]) {
        let folder = self.home.join("protocol/verified");
        fs::create_dir_all(&folder).expect("a new directory");
        let path = folder.join(Record::file_name("lamp", &self.fingerprints()));
        fs::write(path, record(&self.ir(), scopes).to_string()).expect("a record");
        // What lies beside the protocol is read when it is compiled, and does not ask for that.
        self.write_protocol(&fs::read_to_string(self.home.join("protocol/src/lib.rs")).expect("the protocol"));
    }

    /// Leaves a violation beside the protocol.
    pub(crate) fn know(&self, violation: &Violation) {
        let folder = self.home.join("protocol/verified");
        fs::create_dir_all(&folder).expect("a new directory");
        fs::write(folder.join(Violation::file_name("lamp", &self.fingerprints())), violation.to_text())
            .expect("a file");
        self.write_protocol(&fs::read_to_string(self.home.join("protocol/src/lib.rs")).expect("the protocol"));
    }

    /// The names of the records, sorted.
    pub(crate) fn records(&self) -> Vec<String> {
        let entries = fs::read_dir(self.home.join("production/verified")).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
        names.sort();
        names
    }

    /// The name of the first record.
    pub(crate) fn first_record(&self) -> String {
        self.records().remove(0)
    }

    /// The production package compiles.
    pub(crate) fn compiles(&self, profile: Profile) {
        let output = self.cargo("production", profile);
        assert!(output.status.success(), "{}", text(&output));
    }

    /// The protocol's package compiles.
    pub(crate) fn protocol_compiles(&self) {
        let output = self.cargo("protocol", Profile::Debug);
        assert!(output.status.success(), "{}", text(&output));
    }

    /// The production package does not compile, for one reason, which has this code. What was told.
    pub(crate) fn refused(&self, profile: Profile, code: &str) -> String {
        let output = self.cargo("production", profile);
        let told = text(&output);
        assert!(!output.status.success(), "{code} was expected");
        assert!(told.contains(code), "{code} is not in\n{told}");
        assert_eq!(
            told.lines().filter(|line| line.starts_with("error")).count(),
            2,
            "told once, and that it failed:\n{told}"
        );
        told
    }

    fn cargo(&self, package: &str, profile: Profile) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--offline", "--quiet", "--color=never"]).current_dir(self.home.join(package));
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        cargo.env("CARGO_TARGET_DIR", target().join("target")).env_remove("RUSTFLAGS");
        cargo.output().expect("cargo runs")
    }
}

/// What a verification of these scopes would find, as far as the gate looks at it.
fn record(ir: &Ir, scopes: &[&str]) -> Record {
    let explored = |name: &&str| Explored {
        name: (*name).to_owned(),
        purposes: Vec::new(),
        numbers: numbers(ir, &ir.scopes.iter().find(|scope| scope.name == *name).expect("a scope").sizes),
        states: 3,
        transitions: 5,
        depth: Some(2),
        properties: vec![Judged { name: "dark_when_broken".to_owned(), outcome: Outcome::NoViolation }],
        edges: Vec::new(),
    };
    let roles = ir.component_ids().filter(|id| ir[*id].kind == ComponentKind::Role);
    let walk = |role: honnin_codegen::ir::ComponentId| Walk {
        role: ir[role].name.clone(),
        scope: walked(ir).first().expect("a scope").name.clone(),
        local_states: 4,
        inputs: 5,
        refusals: 7,
        recoveries: 0,
        seen: vec![true; ir.requirements_of(role).len()],
    };
    Record {
        workflow: ir.name.clone(),
        honnin: "0.1.0".to_owned(),
        semantics: 1,
        fingerprints: Fingerprints::of(ir),
        machine_hash: machine_hash(&machine::workflow(ir, None)),
        assumptions: Vec::new(),
        scopes: scopes.iter().map(explored).collect(),
        walks: roles.map(walk).collect(),
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gate")
}

/// Kept between runs.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("gate")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
