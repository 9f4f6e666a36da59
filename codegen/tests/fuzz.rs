//! Whatever is fed to the front end, it answers: no panic, no hang, no overflow of a stack of 2 MiB.
//!
//! Inputs are drawn from a generator with a fixed seed, so that a failure is the same everywhere. `HONNIN_FUZZ_CASES` says
//! how many; `HONNIN_FUZZ_SEED` where to start.

#[path = "fuzz/generate.rs"]
mod generate;
#[path = "fuzz/nesting.rs"]
mod nesting;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use honnin_codegen::compile_file;
use honnin_codegen::diagnostic::render;
use honnin_codegen::source::Source;

/// What every thread of the compiler or an editor's server has at least.
const STACK: usize = 2 << 20;
/// What has not answered by then hangs, on however busy a machine: the answers take milliseconds.
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn arbitrary_input_ends_in_an_answer() {
    let cases = number("HONNIN_FUZZ_CASES").unwrap_or(5_000);
    let seed = number("HONNIN_FUZZ_SEED").unwrap_or(1);
    let mut accepted = 0;
    for block in 0..cases.div_ceil(500) {
        let size = (cases - block * 500).min(500);
        accepted += in_small_thread(&format!("seed {}", seed + block), move || answer_block(seed + block, size));
    }
    assert!(cases < 5_000 || accepted > 0, "no mutant was accepted: the generator is blunt");
    assert!(cases < 5_000 || accepted < cases, "every mutant was accepted: the generator is blunt");
}

#[test]
fn every_way_of_nesting_ends_in_an_answer() {
    for (name, text) in nesting::texts() {
        in_small_thread(&name, move || u64::from(answer(&text)));
    }
}

/// Answers a block of inputs; how many of them were accepted.
fn answer_block(seed: u64, size: u64) -> u64 {
    let mut accepted = 0;
    let mut generator = generate::Generator::new(seed);
    for _ in 0..size {
        accepted += u64::from(answer(&generator.text()));
        // Otherwise the lexer keeps each text for as long as the thread lives.
        proc_macro2::extra::invalidate_current_thread_spans();
    }
    accepted
}

/// Compiles a text, and draws what is wrong with it. Whether nothing is.
fn answer(text: &str) -> bool {
    let source = Source::new("input.rs", text);
    match compile_file(&source) {
        Ok(_) => true,
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without an error:\n{text}");
            assert!(!render(&source, &errors, false).is_empty());
            false
        }
    }
}

/// Runs something in a thread with little stack. An overflow aborts the whole test, and names the thread.
fn in_small_thread(name: &str, work: impl FnOnce() -> u64 + Send + 'static) -> u64 {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(move || sender.send(work()).unwrap_or_default())
        .expect("a thread can be started");
    let answer = receiver.recv_timeout(PATIENCE);
    assert!(answer != Err(mpsc::RecvTimeoutError::Timeout), "{name} hangs");
    if let Err(panic) = worker.join() {
        std::panic::resume_unwind(panic);
    }
    answer.expect("a thread that ends has answered")
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
