//! What is compared: something that runs a role, seen from outside, in the model's own values.

use std::collections::BTreeSet;

use honnin_codegen::ir::{ActionId, SortId};
use honnin_codegen::value::{Output, Packet, Value};

/// Anything that runs a role: a generated Machine in a host, or a service of one's own with its database, its timers and
/// its outbox.
///
/// All values are the model's: an id is its number from 0 within its sort, whatever the service calls it; the driver
/// translates, and keeps to one translation for its whole life. What `conformance!` emits translates for the generated
/// types.
///
/// A *commit* is what makes a decision last: the rows written, the outputs in the outbox, in one transaction. What a
/// [crash](Driver::crash) leaves behind is exactly what was committed.
///
/// A cloakroom kept by hand, which forgets its one hook in no crash, since it writes it down first:
///
/// ```
/// use honnin_checker::conformance::{Answer, Crash, Done, Driver, Offer, Refusal, Stimulus, TimerKey, View};
/// use honnin_codegen::ir::{ActionId, EffectId};
/// use honnin_codegen::value::{Output, Value};
///
/// #[derive(Clone, Default)]
/// struct Cloakroom {
///     on_disk: Option<usize>,
///     in_memory: Option<usize>,
///     outbox: Vec<Output>,
/// }
///
/// impl Cloakroom {
///     /// `hand_in` is action 0 of the protocol, `fetch` is action 1; both take a guest.
///     fn decide(&self, offer: &Offer) -> Result<(ActionId, Option<usize>, Vec<Output>), Refusal> {
///         let Stimulus::Action(action, arguments) = &offer.stimulus else { return Err(Refusal::default()) };
///         let guest = arguments[0].as_id();
///         match (action.0, self.in_memory) {
///             (0, None) => Ok((*action, Some(guest), Vec::new())),
///             (1, Some(owner)) if owner == guest => {
///                 let coat = Output::Effect(EffectId(0), vec![Value::Id(guest), Value::Id(owner)]);
///                 Ok((*action, None, vec![coat]))
///             }
///             _ => Err(Refusal::default()),
///         }
///     }
///
///     fn commit(&mut self, hook: Option<usize>, outputs: &[Output]) {
///         self.on_disk = hook;
///         self.outbox = outputs.to_vec();
///     }
/// }
///
/// impl Driver for Cloakroom {
///     fn fork(&mut self) -> Self {
///         self.clone()
///     }
///
///     fn deliver(&mut self, offer: &Offer) -> Answer {
///         match self.decide(offer) {
///             Err(refusal) => Answer::Refused(refusal),
///             Ok((action, hook, outputs)) => {
///                 self.commit(hook, &outputs);
///                 self.in_memory = hook;
///                 self.outbox.clear();
///                 Answer::Done(Done { action: Some(action), outputs })
///             }
///         }
///     }
///
///     fn fire(&mut self, _: &TimerKey, _: bool, _: &[Vec<usize>]) -> Answer {
///         Answer::Refused(Refusal::default())
///     }
///
///     fn poll(&mut self, _: &[Vec<usize>]) -> Option<Answer> {
///         None
///     }
///
///     fn crash(&mut self, when: &Crash) -> Vec<Output> {
///         let mut left = Vec::new();
///         if let Crash::AfterCommit(offer, delivered) = when
///             && let Ok((_, hook, outputs)) = self.decide(offer)
///         {
///             self.commit(hook, &outputs);
///             left.extend(self.outbox.drain(..*delivered));
///         }
///         self.in_memory = None;
///         left
///     }
///
///     fn recover(&mut self, _: &[Vec<usize>]) -> Answer {
///         self.in_memory = self.on_disk;
///         Answer::Done(Done { action: None, outputs: std::mem::take(&mut self.outbox) })
///     }
///
///     fn view(&mut self) -> View {
///         let hook = self.in_memory.map_or(Value::none(), |guest| Value::some(Value::Id(guest)));
///         View { variables: vec![hook], outbox: self.outbox.clone(), ..View::default() }
///     }
/// }
///
/// let mut room = Cloakroom::default();
/// let offer = Offer::from(Stimulus::Action(ActionId(0), vec![Value::Id(1)]));
/// assert!(matches!(room.deliver(&offer), Answer::Done(_)));
/// assert!(room.crash(&Crash::Now).is_empty());
/// room.recover(&[]);
/// assert_eq!(room.view().variables, [Value::some(Value::Id(1))]);
/// ```
pub trait Driver: Sized {
    /// Another one in the same condition: from here on what happens to one does not happen to the other.
    #[must_use]
    fn fork(&mut self) -> Self;

    /// An input, a fault or a message: decides, commits, applies, and lets everything out.
    fn deliver(&mut self, offer: &Offer) -> Answer;

    /// A timer goes off. When it is `past`, it is one that was cancelled or started again after it was set, and goes off all
    /// the same: timers are stopped too late now and then.
    fn fire(&mut self, timer: &TimerKey, past: bool, fresh: &[Vec<usize>]) -> Answer;

    /// Takes one of the role's own steps; `None` when there is nothing to do.
    fn poll(&mut self, fresh: &[Vec<usize>]) -> Option<Answer>;

    /// Stops at once, as `kill -9` does, at that moment. Returns what has left by then of the offer that it was at, in
    /// order. Nothing but [`recover`](Self::recover) comes next.
    fn crash(&mut self, when: &Crash) -> Vec<Output>;

    /// Comes up again from what was committed, and lets out what the outbox holds and what recovery adds to it; those are
    /// the answer's outputs. Always [`Answer::Done`].
    fn recover(&mut self, fresh: &[Vec<usize>]) -> Answer;

    /// What it holds.
    fn view(&mut self) -> View;

    /// Says in what its insides differ from another's in the same local state: indexes, counts of uses, and all else that
    /// decides what it will do, but for history (numbers of armings, stamps, versions). By default what is seen of them.
    ///
    /// # Errors
    /// What differs.
    fn same(&mut self, other: &mut Self) -> Result<(), String> {
        if self.view() == other.view() { Ok(()) } else { Err("what is seen of them".to_owned()) }
    }

    /// Looks for what only the driver itself can know to be wrong with an offer it is about to be made: that the rows it
    /// says it needs are not enough, for one. By default nothing.
    ///
    /// # Errors
    /// What is wrong.
    fn audit(&mut self, offer: &Offer) -> Result<(), String> {
        let _ = offer;
        Ok(())
    }

    /// Takes this one of its own steps, whosever turn it is, so that not only the one whose turn it is is compared. `None`, as
    /// by default, when it cannot be told which; then it is not compared.
    fn step(&mut self, action: ActionId, arguments: &[Value], fresh: &[Vec<usize>]) -> Option<Answer> {
        let _ = (action, arguments, fresh);
        None
    }

    /// Hands an offer to whichever of the above it is for.
    fn offer(&mut self, offer: &Offer) -> Option<Answer> {
        match &offer.stimulus {
            Stimulus::Action(..) | Stimulus::Message(..) => Some(self.deliver(offer)),
            Stimulus::Timer(timer, past) => Some(self.fire(timer, *past, &offer.fresh)),
            Stimulus::Turn(None) => self.poll(&offer.fresh),
            Stimulus::Turn(Some((action, arguments))) => self.step(*action, arguments, &offer.fresh),
        }
    }
}

/// Something that is put to a role, with the ids that it may take as fresh.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// What.
    pub stimulus: Stimulus,
    /// By sort, the ids that the host offers as fresh, in the order in which they are to be taken. Some are in use and must
    /// be refused; where none is given and one is needed, the answer is [`Answer::Wanted`].
    pub fresh: Vec<Vec<usize>>,
}

/// What may be put to a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stimulus {
    /// An input, or a fault that is reported: all of its arguments, `me` first where there is one.
    Action(ActionId, Vec<Value>),
    /// A message, and the instance that it comes to where the role is one per id.
    Message(Option<usize>, Packet),
    /// A timer goes off. `true`: an arming of it that is past.
    Timer(TimerKey, bool),
    /// The role may take one of its own steps; `Some`: this one, with all of its arguments.
    Turn(Option<(ActionId, Vec<Value>)>),
}

/// A timer: its action, and all of its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    /// The `#[timeout]`.
    pub action: ActionId,
    /// `me` where there is one, and the choices.
    pub arguments: Vec<Value>,
}

/// What came of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was done and committed, and its outputs have left.
    Done(Done),
    /// Nobody is interested: it is gone.
    Dropped(Refusal),
    /// Not now; it is to be offered again.
    NotNow(Refusal),
    /// It must not be.
    Refused(Refusal),
    /// An id of this sort is needed: offer it again with one. Nothing was done.
    Wanted(SortId),
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The action, where the driver knows.
    pub action: Option<ActionId>,
    /// What left, in order.
    pub outputs: Vec<Output>,
}

/// Who said no, in the protocol's words; empty where a driver does not say, and then not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The action.
    pub action: String,
    /// The guard.
    pub guard: String,
}

/// The moment of a crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Crash {
    /// While nothing is done.
    Now,
    /// While an offer is dealt with: it is decided, and not committed.
    BeforeCommit(Offer),
    /// An offer is committed, and so many of its outputs have left.
    AfterCommit(Offer, usize),
}

/// What a driver holds, between offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    /// The role's variables and those of the stores that it reaches, in the order of
    /// [`Role::variables`](super::Role::variables).
    pub variables: Vec<Value>,
    /// The timers that run.
    pub armed: BTreeSet<TimerKey>,
    /// What is committed and has not left.
    pub outbox: Vec<Output>,
}

impl From<Stimulus> for Offer {
    fn from(stimulus: Stimulus) -> Self {
        Self { stimulus, fresh: Vec::new() }
    }
}
