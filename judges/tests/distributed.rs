//! TLC's distributed mode on an export: a master and a worker, here on one machine.

#[path = "agreement/protocols.rs"]
mod protocols;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use honnin_codegen::export::{Exported as _, Form};
use honnin_codegen::tla::{self, Export};
use honnin_judges::tlc::{Tlc, read};
use honnin_judges::{Answer, Ended, Outcome, Patience, run};

use protocols::named;

/// Runs a master, and a worker that asks it for work, on the same files.
fn distributed(export: &Export, folder: &Path) -> Answer {
    let tlc = Tlc::find().unwrap_or_else(|missing| panic!("{missing}"));
    std::fs::create_dir_all(folder).expect("a folder");
    // Promises are not for this mode.
    let asked: Vec<_> = export.claims.iter().filter(|claim| claim.form == Form::Invariant).collect();
    for file in export.files(&asked) {
        std::fs::write(folder.join(file.name), file.text).expect("written");
    }
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let java = |class: &str, argument: &[&str]| {
        let mut java = tlc.java(folder);
        java.arg("-Djava.rmi.server.hostname=127.0.0.1")
            .arg(format!("-Dtlc2.tool.distributed.TLCServer.port={port}"))
            .arg(format!("tlc2.tool.distributed.{class}"))
            .args(argument);
        java
    };
    let done = AtomicBool::new(false);
    let patience = Patience { interrupt: &done, until: Some(Instant::now() + Duration::from_mins(2)) };
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| run(&mut java("TLCWorker", &["127.0.0.1"]), folder, &patience));
        let master = run(&mut java("TLCServer", &["-deadlock", &export.name]), folder, &patience);
        // A worker ends with its master; one that has none would wait for ever.
        std::thread::sleep(Duration::from_secs(1));
        done.store(true, Ordering::Relaxed);
        worker.join().expect("no panic").expect("java starts");
        match master.expect("java starts") {
            Ended::Itself(output) => read(&output.stdout),
            Ended::Stopped => Answer::stopped(),
        }
    })
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("distributed").join(name)
}

#[test]
fn tlc_says_the_same_on_several_processes() {
    let protocol = named("model/protocols/src/workflows/two_phase_commit.rs");
    let export = tla::export(&protocol.ir, &protocol.sizes).expect("it can be said");
    assert_eq!(distributed(&export, &folder("right")), Answer { states: Some(288), outcome: Outcome::Fine });
}
