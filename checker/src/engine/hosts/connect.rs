//! Brings the connections about: each process listens, connects to those before it, and hears those after it.

use std::io::{self, Read as _};
use std::net::{TcpListener, TcpStream, ToSocketAddrs as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::hello::Unheard;
use super::{Hello, Hosts, HostsError, Kind};

/// How long one try takes, and how long there is nothing between two of them.
const PAUSE: Duration = Duration::from_millis(50);

/// Who connects says hello at once; others are strangers.
const STRANGER: Duration = Duration::from_secs(3);

/// The connections to one process.
pub(in crate::engine) struct Pair {
    pub(in crate::engine) data: TcpStream,
    pub(in crate::engine) control: TcpStream,
}

/// Connects this process to all others; `None` stands for itself.
///
/// # Errors
/// When it cannot listen, when one of them does not appear in time or does not check the same, or when interrupted.
pub(in crate::engine) fn connect(
    hosts: &Hosts,
    hello: &Hello,
    interrupt: &AtomicBool,
) -> Result<Vec<Option<Pair>>, HostsError> {
    let until = Until { end: Instant::now() + hosts.patience, interrupt };
    let unable = |error| HostsError::Listen(hosts.name(hosts.process), error);
    let listener = TcpListener::bind(hosts.address(hosts.process)).map_err(unable)?;
    let mut pairs = Vec::new();
    for process in 0..hosts.process {
        let reach = |kind| reach(hosts, process, &Hello { kind, ..hello.clone() }, &until);
        pairs.push(Some(Pair { data: reach(Kind::Data)?, control: reach(Kind::Control)? }));
    }
    pairs.push(None);
    hear(hosts, &listener, hello, &until, &mut pairs)?;
    Ok(pairs)
}

/// Until when to try.
struct Until<'a> {
    end: Instant,
    interrupt: &'a AtomicBool,
}

impl Until<'_> {
    fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    fn interrupted(&self) -> Result<(), HostsError> {
        if self.interrupt.load(Ordering::Relaxed) { Err(HostsError::Interrupted) } else { Ok(()) }
    }
}

/// Connects to a process before this one.
fn reach(hosts: &Hosts, process: usize, hello: &Hello, until: &Until<'_>) -> Result<TcpStream, HostsError> {
    let name = hosts.name(process);
    let mut last = "nothing answers".to_owned();
    loop {
        until.interrupted()?;
        if until.left().is_zero() {
            let waited = hosts.patience.as_secs_f64();
            return Err(HostsError::Absent(format!("{name} was not reached within {waited} s: {last}")));
        }
        match dial(hosts.address(process), hello, until) {
            Ok((stream, theirs)) => {
                if theirs.process != process && theirs.version == hello.version {
                    let who = theirs.process;
                    let why = format!("{name} says that it is process {who}: give all the same hosts");
                    return Err(HostsError::Refused(why));
                }
                return match hello.refuses(&theirs, &name) {
                    None => Ok(stream),
                    Some(why) => Err(HostsError::Refused(why)),
                };
            }
            Err(Unheard::Garbage) => {
                let why =
                    format!("what answers at {} is no honnin that checks: {name} was expected", hosts.address(process));
                return Err(HostsError::Refused(why));
            }
            Err(Unheard::Nothing(error)) => last = error.to_string(),
        }
        sleep(PAUSE.min(until.left()));
    }
}

/// One try.
fn dial(address: &str, hello: &Hello, until: &Until<'_>) -> Result<(TcpStream, Hello), Unheard> {
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "its name has no address");
    for place in address.to_socket_addrs().map_err(Unheard::Nothing)? {
        let time = until.left().clamp(PAUSE, Duration::from_secs(2));
        let heard = TcpStream::connect_timeout(&place, time).map_err(Unheard::Nothing).and_then(|mut stream| {
            stream.set_nodelay(true).and_then(|()| hello.write(&mut stream)).map_err(Unheard::Nothing)?;
            let theirs = Hello::read(|bytes| fill(&stream, bytes, until))?;
            Ok((stream, theirs))
        });
        match heard {
            Err(Unheard::Nothing(error)) => failed = error,
            other => return other,
        }
    }
    Err(Unheard::Nothing(failed))
}

/// Waits for the processes after this one.
fn hear(
    hosts: &Hosts,
    listener: &TcpListener,
    hello: &Hello,
    until: &Until<'_>,
    pairs: &mut Vec<Option<Pair>>,
) -> Result<(), HostsError> {
    let unable = |error| HostsError::Listen(hosts.name(hosts.process), error);
    listener.set_nonblocking(true).map_err(unable)?;
    let mut halves: Vec<[Option<TcpStream>; 2]> = hosts.others().map(|_| [None, None]).collect();
    halves.drain(..hosts.process);
    let mut strangers = 0;
    while let Some(missing) = halves.iter().position(|half| half.iter().any(Option::is_none)) {
        until.interrupted()?;
        if until.left().is_zero() {
            let (name, waited) = (hosts.name(hosts.process + 1 + missing), hosts.patience.as_secs_f64());
            let others = if strangers == 0 { "" } else { "; something that is no honnin has, and was sent away" };
            return Err(HostsError::Absent(format!("{name} has not connected within {waited} s{others}")));
        }
        match listener.accept() {
            Ok((stream, _)) => match welcome(hosts, stream, hello, until)? {
                Some((theirs, stream)) => {
                    let half =
                        &mut halves[theirs.process - hosts.process - 1][usize::from(theirs.kind == Kind::Control)];
                    if half.replace(stream).is_some() {
                        let name = hosts.name(theirs.process);
                        return Err(HostsError::Refused(format!(
                            "{name} is there twice: each needs a number of its own"
                        )));
                    }
                }
                None => strangers += 1,
            },
            // Whoever was there has gone again, or nobody is.
            Err(_) => sleep(PAUSE.min(until.left())),
        }
    }
    let whole = |[data, control]: [Option<TcpStream>; 2]| Some(Pair { data: data?, control: control? });
    pairs.extend(halves.into_iter().map(whole));
    Ok(())
}

/// Hears who connects, and says hello; `None` is a stranger.
fn welcome(
    hosts: &Hosts,
    mut stream: TcpStream,
    hello: &Hello,
    until: &Until<'_>,
) -> Result<Option<(Hello, TcpStream)>, HostsError> {
    let soon = Until { end: until.end.min(Instant::now() + STRANGER), interrupt: until.interrupt };
    let ready = stream.set_nonblocking(false).and_then(|()| stream.set_nodelay(true));
    let heard = ready.map_err(Unheard::Nothing).and_then(|()| Hello::read(|bytes| fill(&stream, bytes, &soon)));
    let Ok(theirs) = heard else { return Ok(None) };
    // The other end refuses by the same reasons, and says so there.
    let answered = Hello { kind: theirs.kind, ..hello.clone() }.write(&mut stream);
    let known = theirs.process > hosts.process && theirs.process < hosts.processes();
    let name = if known { hosts.name(theirs.process) } else { format!("process {}", theirs.process) };
    if let Some(why) = hello.refuses(&theirs, &name) {
        return Err(HostsError::Refused(why));
    }
    if !known {
        let why = format!("{name} has connected to process {}: give all the same hosts", hosts.process);
        return Err(HostsError::Refused(why));
    }
    Ok(answered.ok().map(|()| (theirs, stream)))
}

/// Fills a buffer in time.
fn fill(mut stream: &TcpStream, bytes: &mut [u8], until: &Until<'_>) -> io::Result<()> {
    let mut filled = 0;
    while filled < bytes.len() {
        let left = until.left();
        if left.is_zero() || until.interrupt.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "it answers, and says nothing"));
        }
        stream.set_read_timeout(Some(left.clamp(Duration::from_millis(1), PAUSE)))?;
        match stream.read(&mut bytes[filled..]) {
            Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it has hung up")),
            Ok(read) => filled += read,
            Err(error) if waits(&error) => {}
            Err(error) => return Err(error),
        }
    }
    stream.set_read_timeout(None)
}

fn waits(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}
