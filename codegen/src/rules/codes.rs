//! The static rules of the semantics: `E04xx`.

use crate::codes::Code;

pub(super) const LATE_GUARD: &str = "E0401";
pub(super) const LOOP_ORDER: &str = "E0402";
pub(super) const BLIND_QUANTIFIER: &str = "E0403";
pub(super) const BLIND_LOOP: &str = "E0404";
pub(super) const TIMEOUT_LOCAL: &str = "E0405";
pub(super) const ENABLED_AT_DEFAULT: &str = "E0406";
pub(super) const OBSERVER_TOTAL: &str = "E0407";
pub(super) const TWO_HANDLERS: &str = "E0408";
pub(super) const NO_RECOVERY: &str = "E0409";
pub(super) const CRASH_BODY: &str = "E0410";
pub(super) const CLOSED_INPUT: &str = "E0411";

/// The table.
pub(crate) const TABLE: &[Code] = &[
    Code {
        code: LATE_GUARD,
        title: "a guard or a choice stands after a change",
        explanation: "An action happens as a whole or not at all, and a failed `require!` means that it is not \
                      enabled and leaves no trace. So everything that may refuse or choose - `require!`, `refuse!`, \
                      `fresh!`, `any_order` - stands before the first write, send and emit on each path: then there \
                      is never anything to undo, in the model or in production. Move the guard up; in a loop, guard \
                      in a first loop and change in a second.",
    },
    Code {
        code: LOOP_ORDER,
        title: "the order of a loop shows",
        explanation: "Ids have no order. A plain loop over ids runs in some order that nobody may rely on, so each \
                      turn may change only what belongs to the loop's id, or change shared state in a way that \
                      commutes: insert into a set, set a flag to the same constant, add to a count, send on an `any` \
                      or `bag` channel. It may not look at what another turn changes; only `place == Some(id)` \
                      around a change that clears the place is known to be safe. Where the order matters, `for x in \
                      any_order(..)` explores every order, and the host of the production code decides. In a role \
                      that may crash, the order in which effects and bag messages leave is seen by the crash between \
                      them.",
    },
    Code {
        code: BLIND_QUANTIFIER,
        title: "a quantifier depends on ids that were never used",
        explanation: "A scope has three sessions; production has no end of them, nearly all at their default and \
                      stored nowhere. What a role decides must not depend on how many such ids there are: the body \
                      of `any` and of `filter(..).count()` must be false, and that of `all` true, as long as the \
                      entries of its id are at their default, whatever the rest of the state. Add to the body what \
                      tells a used id apart. Ids declared with `#[node]` are finitely many and exempt, and so are \
                      properties and ghosts, which run in no production.",
    },
    Code {
        code: BLIND_LOOP,
        title: "a loop acts for ids that were never used",
        explanation: "A loop in role code runs over all ids, and in production there is no end of them; only those \
                      with an entry that is not at its default are stored. So for an id whose entries are all at \
                      their default a turn must do nothing: no send, no emit, no write but of what is there already. \
                      Put the turn under a condition on the id's own entries. Ids declared with `#[node]` are \
                      exempt.",
    },
    Code {
        code: TIMEOUT_LOCAL,
        title: "a timeout's guard is not local to one id",
        explanation: "A timer is armed while its guard holds: the production code starts it when the guard becomes \
                      true for an id and cancels it when the guard becomes false. It can know that from a change \
                      alone only if the guard reads what is stored of that id: entries indexed by it, the fields of \
                      its own instance, or a place that is asked whether it holds the id (`self.lane == Some(job)`). \
                      For the same reason all that refuses stands at the top. If the deadline depends on something \
                      else, write down in the id's own entry that it runs.",
    },
    Code {
        code: ENABLED_AT_DEFAULT,
        title: "a step or timeout is enabled for ids that were never used",
        explanation: "A step or timeout with an id parameter, or of a role that is one per recycled id, is offered \
                      for every id for which its guard holds. If it holds for an id that occurs nowhere and has all \
                      its entries at their default, then there is no end of such ids in production, and closed \
                      visits act by themselves. Add a `require!` that is false at the default. Ids declared with \
                      `#[node]` are exempt.",
    },
    Code {
        code: OBSERVER_TOTAL,
        title: "an observer is not total",
        explanation: "A ghost only watches: erasing it must leave the behaviour as it is. So an observer chooses \
                      nothing, not even an order, and nothing in it may go beyond a bound, which would end the run. \
                      Let counts stop with `.saturating_add(1)`, give what is copied the bound of where it comes \
                      from, and ask `is_full()` before `push_back`.",
    },
    Code {
        code: TWO_HANDLERS,
        title: "two handlers of one message, one of them without a guard",
        explanation: "For each delivery exactly one handler is enabled. A handler without any `require!` always is, \
                      so a second one is either never enabled or makes the delivery ambiguous. Give each handler a \
                      guard that excludes the others, or branch inside one handler. Whether guards exclude each \
                      other is checked on every reachable state.",
    },
    Code {
        code: NO_RECOVERY,
        title: "a crash without a recovery",
        explanation: "A role that goes down keeps what is durable and an outbox of what was committed and perhaps \
                      not delivered. Coming up again is an action of its own, so that everything may happen in \
                      between; without it the role stays down for ever and every promise of it is void. Write \
                      `#[recover] fn recover(..)`, if only with an empty body.",
    },
    Code {
        code: CRASH_BODY,
        title: "a crash that speaks",
        explanation: "A crash may strike between any two outputs of any action of its role, and its body is run \
                      there: guards, and writes of what is lost in it beyond the volatile fields. A role that goes \
                      down sends and emits nothing; what has to be said is said by `recover`.",
    },
    Code {
        code: CLOSED_INPUT,
        title: "an input acts for an id that is not open",
        explanation: "Ids come back. An input that does something for an instance that is at its default opens it, \
                      and without `#[opens]` nobody asks whether old messages still name the id. Mark it `#[opens]` \
                      if a visit begins there; if it belongs to a visit that has begun, add a `require!` that is \
                      false at the default.",
    },
];
