//! `honnin export` for other judges as a user meets it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

fn honnin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_honnin")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_module_is_printed() {
    let output = honnin(&["export", "tutorial", "--to", "tla"]);
    assert_eq!(output.status.code(), Some(0));
    let text = out(&output);
    assert!(text.starts_with("-----") && text.contains(" MODULE Tutorial "), "{text}");
    assert!(
        text.contains("\\* Nobody walks out in somebody else's coat.\nNeverWrongCoat == ~door.wrong_coat\n"),
        "{text}"
    );
}

#[test]
fn a_folder_gets_the_module_and_its_configuration() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exported");
    let into = folder.to_str().unwrap();
    let output = honnin(&["export", "two_phase_commit", "--to", "tla", "--scope", "manager=4", "--into", into]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("java -jar tla2tools.jar -deadlock TwoPhaseCommit"), "{}", out(&output));
    let configuration = fs::read_to_string(folder.join("TwoPhaseCommit.cfg")).unwrap();
    for line in [
        "SPECIFICATION Spec",
        "CONSTANT Manager = {manager_1, manager_2, manager_3, manager_4}",
        "INVARIANT AllAgree",
        "\\* INVARIANT NeverAllCommit",
    ] {
        assert!(configuration.lines().any(|other| other == line), "{line}\nis not in\n{configuration}");
    }
    assert!(fs::read_to_string(folder.join("TwoPhaseCommit.tla")).unwrap().contains("MODULE TwoPhaseCommit"));
}

#[test]
fn each_notation_comes_with_the_command_that_runs_it() {
    for (notation, file, command) in [
        ("promela", "two_phase_commit.pml", "spin -a -o1 -o2 two_phase_commit.pml && cc "),
        (
            "murphi",
            "TwoPhaseCommit.m",
            "rumur --deadlock-detection off --symmetry-reduction off --output TwoPhaseCommit.c TwoPhaseCommit.m && cc ",
        ),
    ] {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(notation);
        let into = folder.to_str().unwrap();
        let output = honnin(&["export", "two_phase_commit", "--to", notation, "--scope", "manager=4", "--into", into]);
        let text = out(&output);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains(command), "{text}");
        assert!(text.contains("left out: all_commit, all_abort"), "{text}");
        let command = text.lines().find_map(|line| line.strip_prefix("  ")).expect("a command");
        let ran = Command::new("sh").args(["-c", command]).current_dir(&folder).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
        // As published for four managers.
        assert!(said.contains("1568") || said.contains("1569"), "{notation}: {said}");
        let printed = out(&honnin(&["export", "two_phase_commit", "--to", notation, "--scope", "manager=4"]));
        assert_eq!(printed, fs::read_to_string(folder.join(file)).unwrap());
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for arguments in [
        &["export", "tutorial", "--to", "mermaid", "--scope", "quick"][..],
        &["export", "tutorial", "--to", "mermaid", "--into", "x"],
        &["export", "tutorial", "--to", "tla", "--scope", "none"],
        &["export", "tutorial", "--to", "tla", "--into", "/dev/null/x"],
    ] {
        let output = honnin(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
