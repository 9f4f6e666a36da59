//! The issuing example as its users run it: real processes, sockets, timers and `kill -9`. What is asserted does not
//! depend on how fast anything is.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The example, built as this test was.
fn issuing(arguments: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let release = !cfg!(debug_assertions);
    let mut build = Command::new(cargo);
    build
        .args(["build", "--quiet", "-p", "honnin-generated", "--example", "issuing"])
        .args(release.then_some("--release"));
    assert!(build.status().expect("cargo runs").success(), "the example is built");
    let test = std::env::current_exe().expect("this test has a path");
    let profile: PathBuf = test.ancestors().nth(2).expect("target/debug/deps/processes").to_owned();
    let program = profile.join("examples").join(format!("issuing{}", std::env::consts::EXE_SUFFIX));
    Command::new(program).args(arguments).stdin(Stdio::null()).output().expect("the example runs")
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn help_teaches() {
    let help = words(&issuing(&["--help"]));
    for word in ["run", "chaos", "yokohama", "rehearse", "walk", "bugs", "server", "Exit code"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn two_servers_serve_everybody() {
    let run = issuing(&["run", "--rates", "one,20", "--people", "8", "--time-scale", "0.003"]);
    assert_eq!(run.status.code(), Some(0), "{}", words(&run));
}

/// Servers are killed and put to sleep, the power goes, and at the end nobody has another's paper, everybody who has
/// paid has paper or money, and nothing is left behind.
#[test]
fn nothing_is_lost_when_servers_are_killed() {
    let chaos = issuing(&["chaos", "--rates", "20", "--people", "30", "--time-scale", "0.01", "--lease", "0.2"]);
    assert_eq!(chaos.status.code(), Some(0), "{}", words(&chaos));
}

#[test]
fn what_is_wrong_with_the_place_is_said() {
    let missing = issuing(&["server", "--database", "no/such/folder/issuing.sqlite"]);
    assert_eq!(missing.status.code(), Some(2), "{}", words(&missing));
    assert!(words(&missing).contains("no/such/folder/issuing.sqlite"), "{}", words(&missing));
    let nonsense = issuing(&["run", "--rates", "often"]);
    assert_eq!(nonsense.status.code(), Some(2), "{}", words(&nonsense));
}

/// Without the process that started it, a server is of no use: its standard input is at its end, and so is it.
#[test]
fn no_server_outlives_its_parent() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("issuing.sqlite");
    let server = issuing(&["server", "--database", &database.to_string_lossy()]);
    assert_eq!(server.status.code(), Some(0), "{}", words(&server));
}
