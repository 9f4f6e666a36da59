//! The rules of names, `E02xx`, and of scopes and widths, `E05xx`.

use crate::codes::Code;

/// The rules of names.
pub(crate) const NAMES: &[Code] = &[
    Code {
        code: "E0201",
        title: "declared twice",
        explanation: "Two things of one name: types of a workflow share one namespace, and so do the fields of an item, the \
                      variants of an enum, the functions of an `impl` block, the free functions and the scopes. Names are \
                      what traces, diagrams, records and stored rows speak of, so each stands for one thing.",
    },
    Code {
        code: "E0202",
        title: "a word of the language as a name",
        explanation: "`Map`, `Option`, `Some`, `me` and a few more have a meaning in every protocol, and names that start \
                      with two underscores are those that emitted code invents. Raw identifiers (`r#type`) are refused \
                      because a name must be a word in every back-end.",
    },
    Code {
        code: "E0203",
        title: "unknown or unsupported type",
        explanation: "Every domain of a protocol is finite and its width known. So there are `bool`, `Count` with a bound, \
                      ids, enums, structs, `Option`, and in state `Set`, `Map` and `Queue`; there are no machine integers, \
                      strings, vectors, tuples or references. A string in reality is an id in the protocol, or a variant.",
    },
    Code {
        code: "E0204",
        title: "not data",
        explanation: "A message, an effect and a role are no values: a message is on its way or it is not, and a role cannot \
                      be put in a field. What is worth keeping of a message is its fields, or a struct that both hold.",
    },
    Code {
        code: "E0205",
        title: "one number for two purposes",
        explanation: "A scope gives each number under one name, and a number counts one kind of thing: ids that are live at \
                      once, a capacity, or how often a fault may strike. A capacity may be as large as a number of ids; a \
                      budget is never anything else, because it is what a claim counts: `at most 1 crash`.",
    },
    Code {
        code: "E0206",
        title: "unknown role, sort, message or scope",
        explanation: "The name stands for nothing in this workflow, or for something of another kind. Messages travel between \
                      `#[role]`s, roles are one per `#[id]` or `#[node]`, messages remain in a final state, a property is \
                      refuted in a scope, and an action is dead in one.",
    },
    Code {
        code: "E0207",
        title: "which instance",
        explanation: "`to = Kiosk[session]` says that the field `session` of the message names the kiosk that receives it, so \
                      it must be a field of the sort that the role is per. A `fifo` keeps order between two instances, so \
                      both its ends must be known.",
    },
    Code {
        code: "E0208",
        title: "an `impl` block of something that does not act",
        explanation: "Methods belong to what has state of its own: a role, a store or a ghost. What is said of plain data is a \
                      free function, which every role and property can call.",
    },
    Code {
        code: "E0209",
        title: "one channel, written in two ways",
        explanation: "All messages of one `bag` or `fifo` name between the same two roles travel on one channel, in one order \
                      and in one room. It cannot be a bag for some and a FIFO for others, nor lose some at the expense of \
                      another budget.",
    },
    Code {
        code: "E0210",
        title: "no such field",
        explanation: "A key and a list of durable fields name fields of the item they stand on. A name that is no field would leave \
                      a repeat unrecognised, or something lost in a crash that was meant to be kept.",
    },
    Code {
        code: "E0211",
        title: "a function in the wrong place",
        explanation: "Actions belong to roles, observers to ghosts, and properties to nobody: they are free functions, since \
                      they look at the whole. A store acts only in the transactions of roles, and a ghost decides nothing, so \
                      that erasing all ghosts leaves every behaviour as it is.",
    },
    Code {
        code: "E0212",
        title: "`me`",
        explanation: "In a role that is one per id, `me` is the instance that acts: the first parameter after `&mut self`, of \
                      the sort that the role is per. It may be left out where the body does not need it. A role that is one \
                      has none.",
    },
    Code {
        code: "E0213",
        title: "a parameter of an action",
        explanation: "After `me` comes what is received, taken apart: `Issue { session, .. }: Issue`. Every further parameter \
                      is a choice: any value of its type, which must be finite. A reference to a store, `&mut Spool`, makes \
                      the action a transaction on it. Another role's state is out of reach: in production it is another \
                      machine's.",
    },
    Code {
        code: "E0214",
        title: "the form of an action, observer or property",
        explanation: "Actions and observers work on `&mut self` and return nothing; properties are free functions that return \
                      `bool`, or `LeadsTo` for `#[leads_to]`.",
    },
    Code {
        code: "E0215",
        title: "a node is never fresh",
        explanation: "`#[node]` ids are there from the start and for ever: the topology that was verified. `fresh!` and \
                      `#[opens]` take ids that are free and come back, which is what `#[id]` is for.",
    },
    Code {
        code: "E0216",
        title: "a recovery without a crash",
        explanation: "`#[recover]` runs when an instance that is down comes up, and only a `#[crash]` of the same role brings \
                      one down. A `#[fault]` is something else: it goes wrong while the role stays up and forgets nothing.",
    },
    Code {
        code: "E0217",
        title: "handlers that disagree",
        explanation: "What happens to a message that nobody takes (`otherwise = drop`, `keep` or `defect`) is a fact about the \
                      message, decided when all its handlers have refused. Two answers would make it hang on the order in \
                      which the handlers are asked.",
    },
    Code {
        code: "E0218",
        title: "what an observer sees",
        explanation: "A ghost sees what an onlooker could see: inputs and faults (`#[on(present_card)]`), effects \
                      (`#[on(Print)]`) and messages that are sent (`#[on(send Reply)]`). It never sees a role's own steps, or \
                      a property about the world would be about what a machine believes. Its parameters are bound by name to \
                      what the trigger carries, any part of it.",
    },
    Code {
        code: "E0219",
        title: "a parameter of a property",
        explanation: "A property looks at roles, stores and ghosts by reference (`&Server`, or `&Map<Session, Kiosk>` for a role \
                      that is one per id) and ranges over ids by value. An action property compares the state before a step \
                      and after it, and tells them apart by the first word of the name.",
    },
];

/// The rules of scopes and widths.
pub(crate) const SCOPES: &[Code] = &[
    Code {
        code: "E0501",
        title: "a scope that leaves a number out",
        explanation: "A verdict says `no violation with at most 3 visits, 2 jobs and 1 crash`. A number that is not written \
                      would be a default that nobody has decided, in the middle of that sentence.",
    },
    Code {
        code: "E0502",
        title: "an unknown number or purpose in a scope",
        explanation: "A scope gives the numbers of this workflow: one for each sort, named like it in snake case (`Session`, \
                      `session`), each capacity and each budget. A number for something else would be a limit that limits \
                      nothing. Purposes are `safety`, `liveness` and `walk`.",
    },
    Code {
        code: "E0503",
        title: "a number given twice in a scope",
        explanation: "A scope that says `job = 2` and `job = 3` claims one of them only. Keep the one that is meant.",
    },
    Code {
        code: "E0504",
        title: "too few or too many ids",
        explanation: "With no id of a sort nothing that involves one ever happens, and every property about it holds for want \
                      of cases. With more than 64, a set of them is wider than a machine word, and no exploration would come \
                      to an end.",
    },
    Code {
        code: "E0505",
        title: "unlimited",
        explanation: "Only the budget of a fault may be `unlimited`: then the fault is not counted, and the state keeps no \
                      counter. Ids and capacities without a limit have infinitely many states.",
    },
    Code {
        code: "E0506",
        title: "no scope",
        explanation: "A protocol is explored in a named scope, which says how many ids, how much room and how many faults there \
                      are. It stands beside the protocol because what is claimed holds in it and, so far as is known, nowhere \
                      else.",
    },
    Code {
        code: "E0507",
        title: "no bound",
        explanation: "A `Count` in a field, and a `Queue`, hold finitely many values: `#[max(3)]`, or `#[max(name)]` for a \
                      number that the scope gives. A queue may leave it out and is then bounded by the scope's number of its \
                      own name. Going beyond a bound is reported, never wrapped or cut off.",
    },
    Code {
        code: "E0508",
        title: "a bound on nothing",
        explanation: "`#[max]` bounds a `Count` or a `Queue`. Every other type knows its size already, so that a bound on it would be \
                      a limit that nothing keeps to.",
    },
    Code {
        code: "E0509",
        title: "a collection in the wrong place",
        explanation: "A `Map` from ids and a `Queue` of values live in the fields of roles, stores and ghosts, where their room \
                      is known. A message, an enum, a local or an element of a queue holds scalars: `bool`, counts, ids, \
                      enums, structs, options and sets. Keys are ids, because only ids can be renamed, recycled and made \
                      symmetric.",
    },
    Code {
        code: "E0510",
        title: "a type that contains itself, or too much",
        explanation: "A type that holds itself has no finite number of values, and one that holds very much, level by level, is \
                      walked by every emitter. Give the parts ids, and keep what belongs to an id in a `Map`.",
    },
    Code {
        code: "E0511",
        title: "state without a default",
        explanation: "Every field starts at its default, and an entry of a map that was never written is at it. Ids are opaque: \
                      none of them is the first, so there is no default id, and a struct with an id in it has none either. \
                      `Option<Image>` starts as `None`.",
    },
    Code {
        code: "E0512",
        title: "a value that is too wide",
        explanation: "States are packed, and a single value - a struct, an enum with its payload, a set - fits in one machine \
                      word of 64 bits. Split it over several fields, or make the scope smaller.",
    },
    Code {
        code: "E0513",
        title: "too many different values",
        explanation: "Messages, effects and arguments are numbered, with 32 bits. A message of more than 2^32 values would never \
                      be explored. Make its fields or the scope smaller.",
    },
    Code {
        code: "E0514",
        title: "a state that is too wide",
        explanation: "A state is at most 16 words of 64 bits, because each of the millions that are stored has that size. The \
                      message names the widest parts. An `any` channel takes a bit for every value that its message may have, \
                      so a field that nobody reads is paid for there.",
    },
];
