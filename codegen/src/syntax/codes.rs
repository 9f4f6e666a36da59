//! The rules of the syntax: `E01xx`.

use crate::codes::Code;

/// The table.
pub(crate) const TABLE: &[Code] = &[
    Code {
        code: "E0101",
        title: "the file is too large",
        explanation: "A protocol is read by people. A file beyond 4 MiB is no protocol, and reading it would only take \
                      memory from the exploration. Write one file for each workflow.",
    },
    Code {
        code: "E0102",
        title: "the file is not made of Rust's tokens",
        explanation: "A protocol is Rust, so that rustfmt, rustdoc and the editor work on it. Here the text cannot even \
                      be cut into tokens: a bracket is not paired, a string or comment is not closed, or a character \
                      stands where none may. Nothing else can be said about the file before that is mended.",
    },
    Code {
        code: "E0103",
        title: "nested too deeply",
        explanation: "Every tool that reads Rust recurses over what it reads, and input that is nested deeply enough \
                      takes the tool down with a stack overflow: the compiler, or the editor's server. So depth is \
                      measured first, without recursion, and about 64 nested brackets, 20 nested type arguments or 100 \
                      chained operators are the limit. Give a part of the expression a name with `let`, move it into a \
                      helper function, or name the type.",
    },
    Code {
        code: "E0104",
        title: "unknown attribute",
        explanation: "Attributes carry the meaning of a protocol, so none is passed over in silence: a misspelt \
                      `#[timeout]` would otherwise turn a deadline into a helper that nobody calls. Derives are added by \
                      `#[workflow]` itself. `#[cfg]` is refused because what was verified and what is built would differ. \
                      Doc comments and lint attributes (`#[allow]`, `#[expect]`, ..) are welcome.",
    },
    Code {
        code: "E0105",
        title: "an attribute in the wrong place",
        explanation: "Each attribute of the language belongs to one kind of item: `#[message]` to a struct, `#[step]` to a \
                      function, `#[max]` to a field, `#[initial]` to a variant. In another place it would have no effect, \
                      and an attribute without an effect is a promise that nobody keeps.",
    },
    Code {
        code: "E0106",
        title: "given twice",
        explanation: "An attribute, or an argument of one, is given twice. Even where both say the same, a later change to \
                      one of them would leave the reader to guess which one counts. Keep one.",
    },
    Code {
        code: "E0107",
        title: "an argument of an attribute is wrong",
        explanation: "The arguments of an attribute are a list of names, `name = value` pairs or numbers, and each attribute \
                      takes its own. The message shows how it is written.",
    },
    Code {
        code: "E0108",
        title: "an argument of an attribute is missing",
        explanation: "Some arguments have no sensible default, so the protocol must say: between whom a message travels, \
                      and whether a crash may repeat an effect or lose it. Two papers for one payment, or none, hang on it.",
    },
    Code {
        code: "E0109",
        title: "not Rust",
        explanation: "The tokens do not form Rust items. The parser stops at the first such place, so that mending it may \
                      bring up others.",
    },
    Code {
        code: "E0110",
        title: "no workflow",
        explanation: "A workflow is a module with its items inside: `#[workflow] #[scope(..)] pub mod name { .. }`. A file \
                      may hold several. A module in a file of its own (`mod name;`) cannot be one, because an attribute \
                      does not see what is in that file.",
    },
    Code {
        code: "E0111",
        title: "an item outside the language",
        explanation: "A protocol has ids, structs, enums, messages, effects, roles, stores, ghosts and functions. Whatever \
                      else Rust offers is left out so that every protocol has a finite state, a meaning that does not hang \
                      on other code, and a translation into every back-end.",
    },
    Code {
        code: "E0112",
        title: "generics",
        explanation: "Each type of a protocol is one finite domain with a known width. A generic item is a family of them, \
                      and a lifetime speaks of memory that a protocol does not have. The collections `Option`, `Map`, `Set` \
                      and `Queue` are there; anything else is written out.",
    },
    Code {
        code: "E0113",
        title: "restricted visibility",
        explanation: "A workflow is one flat module in which all items see each other; what a role may reach is decided by \
                      the language, not by visibility. Only `pub`, or nothing, may be written.",
    },
    Code {
        code: "E0114",
        title: "a struct, enum or variant of a form that is not supported",
        explanation: "Fields have names because traces, diagrams and stored rows show them. Ids are opaque and hold nothing. \
                      Variants have no numbers, fields no written defaults: the default of a type is `false`, zero, `None`, \
                      empty, or the variant marked `#[initial]`.",
    },
    Code {
        code: "E0115",
        title: "a function of a form that is not supported",
        explanation: "An action is atomic: it is neither `async` nor `unsafe`, and it works on its role's state in place, by \
                      `&mut self` or `&self`.",
    },
    Code {
        code: "E0116",
        title: "attributes that exclude each other",
        explanation: "One item has one meaning: a struct is an id or a message, a function a step or a timeout. The one \
                      pair that belongs together is `#[fault] #[receive]`, a fault that strikes at a delivery. `#[opens]` \
                      stands beside `#[input]`, `#[refuted]` beside a property, `#[dead]` beside an action, and fairness \
                      beside what the protocol does of itself: inputs and faults are never fair, since nobody can promise that they come.",
    },
    Code {
        code: "E0117",
        title: "a mark without a twin",
        explanation: "Under `#[twin(..)]` one text holds several workflows that differ by its marked lines: `#[defect]` lines \
                      are left out of the twin in which the defect is mended, `#[mended]` lines stand in that twin alone, \
                      and `#[guard(late)]` lines in the twin that was declared with `guard = late`, beside the defect. A mark \
                      (or a `despite`) that is about no twin would drop a line, or keep it, without anybody having asked for it.",
    },
    Code {
        code: "E0118",
        title: "a twin that does not differ",
        explanation: "A twin shows what one difference does, so there has to be one: a line marked `#[defect]` or \
                      `#[mended]` for the twin in which the defect is mended, one marked `#[guard(late)]` for a twin with \
                      that guard. Without it the same workflow would be checked twice, and the second verdict would pass \
                      for more than it is.",
    },
    Code {
        code: "E0119",
        title: "a mark in the wrong place",
        explanation: "A mark takes a whole line out of a workflow, or leaves it: an item, a function, a field, a variant, a \
                      parameter, a statement, an arm of a `match`, a field of a struct that is built or taken apart, an \
                      argument. A part of an expression cannot be left out without changing what the rest of it means: write \
                      the statement twice, once for each workflow.",
    },
    Code {
        code: "E0120",
        title: "a mark that says nothing",
        explanation: "Several marks on one line add up: it stands wherever one of them puts it. A line that stands nowhere \
                      (a `#[mended]` one within a `#[defect]` one) is never checked, and one that stands in the same \
                      workflows without its marks pretends to a difference. Both would mislead whoever reads the text for \
                      the lesson in it.",
    },
];
