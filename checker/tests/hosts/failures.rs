//! What can happen to processes that check together. None of it is a verdict, and none of it takes for ever.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{EngineError, Hosts, HostsError, Limits, Plan, Progress, Task, TwoPhase, good, places, together};

/// Why each of two processes came to nothing.
fn fail(task: impl Fn(usize) -> Task + Sync) -> Vec<String> {
    together(2, task, |task| match task.run() {
        Err(EngineError::Hosts(error)) => error.to_string(),
        other => panic!("{other:?}"),
    })
}

fn patient(places: &str, process: usize, seconds: u64) -> Task {
    let hosts = Hosts::parse(places, process).unwrap().with_patience(Duration::from_secs(seconds));
    let mut task = Task::new(good(3), 1);
    task.plan.hosts = Some(hosts);
    task
}

fn why(task: Task) -> HostsError {
    match task.run() {
        Err(EngineError::Hosts(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_peer_that_checks_something_else_is_refused_on_both_sides() {
    let identity = |process: usize| Task {
        plan: Plan { identity: ["this", "that"][process].to_owned(), ..Plan::default() },
        ..Task::new(good(3), 1)
    };
    for why in fail(identity) {
        assert!(why.contains("It checks th") && why.contains("This one checks th"), "{why}");
    }
    let bound = |process: usize| {
        let limits = Limits { max_depth: [None, Some(3)][process], ..Limits::default() };
        Task { limits, ..Task::new(good(3), 1) }
    };
    assert!(fail(bound).iter().all(|why| why.contains("at most 3 steps")));
    for why in fail(|process| Task::new(good(3), process + 1)) {
        assert!(why.contains("all must have as many"), "{why}");
    }
}

#[test]
fn a_peer_of_another_version_is_refused_by_its_hello_alone() {
    let places = places(2);
    let first = places.lines().next().unwrap().to_owned();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut stream = reach(&first);
            let text = "9.9.9\nsomething that this version does not know";
            let text = format!("{text}\n1\n2\n1\nelse");
            stream.write_all(b"honnin\r\n").unwrap();
            stream.write_all(&u32::try_from(text.len()).unwrap().to_be_bytes()).unwrap();
            stream.write_all(text.as_bytes()).unwrap();
            let mut answer = [0; 8];
            stream.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"honnin\r\n", "it answers, so that the other side can say the same");
        });
        let why = why(patient(&places, 0, 30)).to_string();
        assert!(why.contains("is honnin 9.9.9, and this is honnin"), "{why}");
    });
}

fn reach(address: &str) -> TcpStream {
    loop {
        if let Ok(stream) = TcpStream::connect(address) {
            return stream;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_peer_that_never_appears_is_named_with_its_address() {
    let places = places(2);
    for (process, other) in [(0, "process 1 at "), (1, "process 0 at ")] {
        let HostsError::Absent(why) = why(patient(&places, process, 1)) else { panic!("it is absent") };
        let address = places.lines().nth(1 - process).unwrap();
        assert!(why.starts_with(&format!("{other}{address}")) && why.contains("within 1 s"), "{why}");
    }
}

#[test]
fn who_connects_and_talks_of_something_else_is_sent_away_and_awaited_no_longer() {
    let places = places(2);
    let first = places.lines().next().unwrap().to_owned();
    std::thread::scope(|scope| {
        let stranger = scope.spawn(move || {
            let mut stream = reach(&first);
            stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
            let _ = stream.read(&mut [0; 100]);
        });
        let other = scope.spawn(|| {
            stranger.join().unwrap();
            patient(&places, 1, 30).run().unwrap()
        });
        let came = patient(&places, 0, 30).run().unwrap();
        assert_eq!(came, other.join().unwrap());
    });
}

#[test]
fn a_port_at_which_something_else_answers_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let hosts = format!("{address}\n{}", places(1));
    std::thread::scope(|scope| {
        scope.spawn(|| listener.accept().unwrap().0.write_all(b"SSH-2.0-x\r\n").unwrap());
        let HostsError::Refused(why) = why(patient(&hosts, 1, 30)) else { panic!("it is refused") };
        assert!(why.starts_with(&format!("what answers at {address} is no honnin that checks")), "{why}");
    });
}

#[test]
fn an_address_in_use_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let hosts = format!("{}{}", places(1), listener.local_addr().unwrap());
    let HostsError::Listen(name, error) = why(patient(&hosts, 1, 30)) else { panic!("it cannot listen") };
    assert!(name.starts_with("process 1 at 127.0.0.1:"), "{name}");
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[test]
fn two_processes_with_one_number_are_told_apart() {
    // On one machine the second cannot listen; on two, the file of one of them leads elsewhere. Process 2 never comes, so
    // that process 0 still listens when the second of them does.
    let places = places(4);
    let lines: Vec<&str> = places.lines().collect();
    let [ours, theirs] = [1, 3].map(|one| [lines[0], lines[one], lines[2]].join("\n"));
    std::thread::scope(|scope| {
        let others =
            [&ours, &theirs].map(|places| scope.spawn(|| patient(places, 1, 5).run().unwrap_err().to_string()));
        let why = why(patient(&ours, 0, 30)).to_string();
        assert!(why.contains("is there twice"), "{why}");
        assert!(others.into_iter().all(|other| other.join().is_ok()));
    });
}

#[test]
fn a_panic_in_one_worker_of_one_process_ends_all_with_what_it_said() {
    for workers in [1, 2] {
        let task = |process| Task::new(TwoPhase { explosive: process == 1, ..good(4) }, workers);
        for why in fail(task) {
            assert!(why.contains("a worker panicked: as the test wants it"), "{why}");
        }
    }
}

#[test]
fn processes_that_come_to_different_decisions_notice() {
    let came = together(
        2,
        |_| Task::new(good(3), 1),
        |task| {
            let first = task.plan.hosts.as_ref().unwrap().process() == 0;
            let limits = task.limits;
            let exploration = task.explore().unwrap();
            if first {
                let target = *exploration.survey.seen.keys().next().unwrap();
                let _ = exploration.path(target, None, limits, &super::AtomicBool::new(false), &());
            }
            exploration.end().unwrap_err().to_string()
        },
    );
    assert!(came.iter().all(|why| why.contains("ending") && why.contains("tracing")), "{came:?}");
}

/// Says when the run has begun.
struct Begun;

impl Progress for Begun {
    fn phase(&self, _: &str) {}

    fn examined(&self, states: u64) {
        if states > 0 {
            println!("\nbegun");
        }
    }
}

const CHILD: &str = "HONNIN_TEST_CHILD";

/// Not a test: what another process of one does, when it is told by the environment.
#[test]
fn child() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let (process, places) = told.split_once(' ').unwrap();
    let hosts = Hosts::parse(places, process.parse().unwrap()).unwrap().with_silence(Duration::from_secs(2));
    let plan = Plan { hosts: Some(hosts), ..Plan::default() };
    let (ir, go_on) = (super::two_phase::ir(), super::AtomicBool::new(false));
    let (system, limits) = (std::sync::Arc::new(good(10)), Limits::default());
    let came = super::explore(system, &ir, super::Measures::default(), limits, plan, &go_on, &Begun);
    println!("\nended: {}", came.err().map_or("with a survey".to_owned(), |error| error.to_string()));
}

/// A process that goes when the test ends.
struct Peer(Child, BufReader<std::process::ChildStdout>);

impl Peer {
    fn start(process: usize, places: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["failures::child", "--exact", "--nocapture"]).env(CHILD, format!("{process} {places}"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        Self(child, BufReader::new(stdout))
    }

    /// The rest of the first line that begins like this.
    fn says(&mut self, start: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.1.read_line(&mut line).unwrap() > 0, "it never says `{start}`");
            if let Some(rest) = line.trim_end().strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// It ends by itself and leaves nothing on the standard error: no panic, no trace of one.
    fn ends_quietly(mut self) {
        let status = self.0.wait().unwrap();
        let mut errors = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(status.success() && errors.is_empty(), "{status}: {errors}");
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Three processes in the middle of a run.
fn running() -> Vec<Peer> {
    let places = places(3);
    let mut peers: Vec<_> = (0..3).map(|process| Peer::start(process, &places)).collect();
    for peer in &mut peers {
        peer.says("begun");
    }
    peers
}

#[test]
#[cfg(unix)]
fn a_peer_that_is_killed_is_missed() {
    let mut peers = running();
    let mut killed = peers.remove(1);
    killed.0.kill().unwrap();
    for mut peer in peers {
        let why = peer.says("ended: ");
        assert!(why.contains("process 1 at 127.0.0.1:") && why.ends_with("is gone: it ended without a word"), "{why}");
        peer.ends_quietly();
    }
}

#[test]
#[cfg(unix)]
fn a_peer_that_stalls_is_given_up_and_notices_when_it_goes_on() {
    let mut peers = running();
    let mut stalled = peers.remove(1);
    stalled.signal("-STOP");
    for mut peer in peers {
        let why = peer.says("ended: ");
        assert!(why.contains("process 1 at 127.0.0.1:") && why.contains("has not been heard of for 2 s"), "{why}");
        peer.ends_quietly();
    }
    stalled.signal("-CONT");
    let why = stalled.says("ended: ");
    assert!(why.contains("has given up") || why.contains("is gone"), "{why}");
    stalled.ends_quietly();
}
