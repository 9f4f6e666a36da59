//! What a Machine cannot express: `E07xx`.

use crate::codes::Code;

pub(super) const DOCUMENT_COMPARED: &str = "E0701";
pub(super) const NOBODY_CHOOSES: &str = "E0702";
pub(super) const TURN_KEY: &str = "E0703";
pub(super) const TURN_NOT_TOLD: &str = "E0704";
pub(super) const RESERVED_NAME: &str = "E0705";
pub(super) const ONE_RECOVERY: &str = "E0706";

/// The table.
pub(crate) const TABLE: &[Code] = &[
    Code {
        code: DOCUMENT_COMPARED,
        title: "documents compared as a whole",
        explanation: "A `#[document]` is the caller's own type in production: a page of some megabytes, a file, a handle. \
                      All that a Machine knows of it is what it says of itself, so two of them can be compared field by \
                      field and not as a whole. `visit == Visit::Nobody`, where the variant holds nothing, is no such \
                      comparison. Checking is not concerned; a Machine is.",
    },
    Code {
        code: NOBODY_CHOOSES,
        title: "a choice that nobody makes",
        explanation: "A further parameter of an action is a choice among all values of its type. For an input the world \
                      makes it, for a fault whoever reports it. A fault that strikes at a delivery is the environment's, \
                      and may choose, too. But a host that delivers a message or restarts a role says nothing besides: a \
                      `#[receive]` or `#[recover]` with a choice means several things in the model, and a Machine can \
                      only do one. Let the message carry the value, or take it from the state.",
    },
    Code {
        code: TURN_KEY,
        title: "a step for each value of data",
        explanation: "A step or timeout is offered for each combination of its arguments, and its Machine keeps a timer or \
                      a turn for each. Ids, truth values, counts and enums without payload can serve as such keys; \
                      whatever holds something else is data. Take an id and branch on the data in the body, or write one \
                      step for each case.",
    },
    Code {
        code: TURN_NOT_TOLD,
        title: "a step for an id that its own rows do not tell",
        explanation: "A role that does something by itself for an id must find that id among a million without looking at \
                      each. It is found when a row changes that the guard reads: one stored under the id, or one that is \
                      asked whether it holds the id (`self.lane == Some(job)`). A guard that asks a queue tells no id; \
                      take it from the queue instead: `let Some(job) = self.order.front() else { refuse!() };`.",
    },
    Code {
        code: RESERVED_NAME,
        title: "a name that a Machine's module needs",
        explanation: "A Machine's module defines the trait `Types` and the module `support`, has the type parameter `T`, and \
                      uses a few names of the standard library that must mean what they always mean. A type of the \
                      protocol with such a name would hide them.",
    },
    Code {
        code: ONE_RECOVERY,
        title: "two recoveries of one role",
        explanation: "Checked is what happens whichever `#[recover]` is taken when a role comes up. A Machine that comes up \
                      runs one, and nobody tells it which. Write one, and branch inside it on what is durable.",
    },
];
