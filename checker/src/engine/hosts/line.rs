//! What processes say about themselves: that they are there, what they do next, and why they give up.
//!
//! Each says what it does next, and compares what the others say: if they ever came to different decisions, all would
//! wait for each other for ever. The last thing that is done is to end, so that nobody leaves while another one needs it.
//! A message is a byte, and for all but the first kind a length and a text.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::super::rounds::Abort;
use super::{Hosts, HostsError};

/// It is there.
const BEAT: u8 = 0;
/// What it does next.
const STEP: u8 = 1;
/// Why it gives up.
const FAILED: u8 = 2;

/// The last step.
const END: &str = "ending";

/// Nobody says more.
const LONGEST: usize = 1 << 20;

/// One process's ends of all lines.
pub(in crate::engine) struct Line {
    hosts: Hosts,
    /// Set when there is no use in going on.
    abort: Abort,
    /// To be cut then: whoever waits for data is to wait no longer.
    data: Vec<Option<TcpStream>>,
    state: Mutex<State>,
    changed: Condvar,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    /// What this process has done.
    steps: Vec<String>,
    /// What each process has said that it has done.
    heard: Vec<Vec<String>>,
    /// What is to be said to all.
    outgoing: Vec<u8>,
    /// The first thing that went wrong.
    failure: Option<String>,
    /// Nothing more is said.
    closed: bool,
}

impl Line {
    /// Starts to speak and to hear on the connections for control; `data` are the other ones; both by process.
    ///
    /// # Errors
    /// When a thread cannot be started, or a connection is broken already.
    pub(in crate::engine) fn start(
        hosts: Hosts,
        abort: Abort,
        control: Vec<Option<TcpStream>>,
        data: Vec<Option<TcpStream>>,
    ) -> io::Result<Arc<Self>> {
        let heard = vec![Vec::new(); hosts.processes()];
        let state = Mutex::new(State { heard, ..State::default() });
        let line = Self { hosts, abort, data, state, changed: Condvar::new(), threads: Mutex::default() };
        let line = Arc::new(line);
        let mut threads = Vec::new();
        let mut speakers = Vec::new();
        for (process, socket) in control.into_iter().enumerate() {
            let Some(socket) = socket else { continue };
            socket.set_read_timeout(Some(line.hosts.silence))?;
            socket.set_write_timeout(Some(line.beat()))?;
            speakers.push(socket.try_clone()?);
            let hearing = Arc::clone(&line);
            let thread = std::thread::Builder::new().name(format!("honnin:hear-{process}"));
            threads.push(thread.spawn(move || hearing.hear(process, socket))?);
        }
        let speaking = Arc::clone(&line);
        let thread = std::thread::Builder::new().name("honnin:speak".to_owned());
        threads.push(thread.spawn(move || speaking.speak(speakers))?);
        *line.threads.lock().unwrap_or_else(PoisonError::into_inner) = threads;
        Ok(line)
    }

    fn beat(&self) -> Duration {
        self.hosts.silence / 10
    }

    /// Says what this process does next; if another one does something else, all fail.
    pub(in crate::engine) fn step(&self, what: &str) {
        let mut state = self.state();
        state.steps.push(what.to_owned());
        state.outgoing.extend(frame(STEP, what));
        let step = state.steps.len() - 1;
        let differing =
            self.hosts.others().find(|process| state.heard[*process].get(step).is_some_and(|it| it != what));
        let why = differing.map(|process| self.apart(process, &state.heard[process][step], what));
        drop(state);
        self.changed.notify_all();
        if let Some(why) = why {
            self.fail(&why);
        }
    }

    /// Gives up, and says why to all.
    pub(in crate::engine) fn fail(&self, why: &str) {
        self.give_up(why, true);
    }

    /// The connection for data broke. What the other process says of it is better to know: there is some time for that.
    pub(super) fn broke(&self, process: usize) {
        let unsaid = |state: &mut State| state.failure.is_none() && !state.closed && !has_ended(&state.heard[process]);
        let waited = self.changed.wait_timeout_while(self.state(), self.hosts.silence, unsaid);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let unsaid = unsaid(&mut state);
        drop(state);
        if unsaid {
            self.fail(&format!("the connection for data to {} broke", self.hosts.name(process)));
        }
    }

    /// Why this process gives up.
    pub(in crate::engine) fn failure(&self) -> Option<HostsError> {
        self.state().failure.clone().map(HostsError::Lost)
    }

    /// Waits until all have come to the end.
    ///
    /// # Errors
    /// When one of them has not.
    pub(in crate::engine) fn end(&self) -> Result<(), HostsError> {
        self.step(END);
        let mut state = self.state();
        while state.failure.is_none() && self.hosts.others().any(|process| !has_ended(&state.heard[process])) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.failure.clone().map_or(Ok(()), |why| Err(HostsError::Lost(why)))
    }

    /// Says what is left to say, and hangs up.
    pub(in crate::engine) fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A thread of this kind has nothing to say at its end.
            let _ = thread.join();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_up(&self, why: &str, tell: bool) {
        let mut state = self.state();
        if state.failure.is_none() && !state.closed {
            state.failure = Some(why.to_owned());
            if tell {
                state.outgoing.extend(frame(FAILED, why));
            }
        }
        drop(state);
        self.abort.set();
        self.changed.notify_all();
        self.hosts.others().for_each(|process| self.cut(process));
    }

    /// Nothing more is sent or received.
    fn cut(&self, process: usize) {
        if let Some(socket) = &self.data[process] {
            // It may be closed already.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    fn apart(&self, process: usize, theirs: &str, ours: &str) -> String {
        format!("{} is {theirs}, and this one is {ours}: they should have come to the same", self.hosts.name(process))
    }

    /// Says what there is to say, and something now and then.
    fn speak(&self, mut listeners: Vec<TcpStream>) {
        loop {
            let state = self.state();
            let nothing = |state: &mut State| state.outgoing.is_empty() && !state.closed;
            let waited = self.changed.wait_timeout_while(state, self.beat(), nothing);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
            let (mut words, closed, failed) =
                (std::mem::take(&mut state.outgoing), state.closed, state.failure.is_some());
            drop(state);
            if words.is_empty() {
                words.push(BEAT);
            }
            // After half a message nothing can be said; who does not hear it is missed by its own silence.
            listeners.retain_mut(|listener| {
                let heard = listener.write_all(&words).is_ok();
                if !heard {
                    let _ = listener.shutdown(Shutdown::Both);
                }
                heard
            });
            if closed {
                // After a failure nobody waits for anybody's last word.
                let how = if failed { Shutdown::Both } else { Shutdown::Write };
                for listener in listeners {
                    // It may be closed already.
                    let _ = listener.shutdown(how);
                }
                return;
            }
        }
    }

    /// Hears one process to its end.
    fn hear(&self, process: usize, mut socket: TcpStream) {
        let name = self.hosts.name(process);
        loop {
            let (kind, text) = match read(&mut socket) {
                Ok(message) => message,
                Err(error) => {
                    let ended = has_ended(&self.state().heard[process]);
                    if !ended {
                        self.give_up(&self.lost(&name, &error), true);
                    } else if waits(&error) {
                        // It stalls at the very end, where this process needs nothing from it.
                        self.cut(process);
                    }
                    return;
                }
            };
            match kind {
                BEAT => {}
                STEP => self.took(process, text),
                FAILED => {
                    self.give_up(&format!("{name} has given up: {text}"), false);
                    return;
                }
                _ => {
                    self.fail(&format!("{name} says what is no message"));
                    return;
                }
            }
        }
    }

    fn lost(&self, name: &str, error: &io::Error) -> String {
        if waits(error) {
            return format!("{name} has not been heard of for {} s", self.hosts.silence.as_secs_f64());
        }
        format!("{name} is gone: it ended without a word")
    }

    fn took(&self, process: usize, theirs: String) {
        let mut state = self.state();
        let step = state.heard[process].len();
        let ours = state.steps.get(step).filter(|ours| **ours != theirs);
        let why = ours.map(|ours| self.apart(process, &theirs, ours));
        state.heard[process].push(theirs);
        drop(state);
        self.changed.notify_all();
        if let Some(why) = why {
            self.fail(&why);
        }
    }
}

fn waits(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn has_ended(steps: &[String]) -> bool {
    steps.last().is_some_and(|step| step == END)
}

fn frame(kind: u8, text: &str) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(text.as_bytes());
    bytes
}

fn read(socket: &mut TcpStream) -> io::Result<(u8, String)> {
    let mut kind = [0];
    socket.read_exact(&mut kind)?;
    if kind[0] == BEAT {
        return Ok((BEAT, String::new()));
    }
    let mut length = [0; 4];
    socket.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut text = vec![0; length];
    socket.read_exact(&mut text)?;
    Ok((kind[0], String::from_utf8_lossy(&text).into_owned()))
}
