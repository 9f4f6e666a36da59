//! The rules of the gate: `E08xx`.

use crate::codes::Code;

/// The table.
pub(crate) const TABLE: &[Code] = &[
    Code {
        code: "E0801",
        title: "a protocol without a record",
        explanation: "What `machine!` emits is for production, so it is emitted only for a protocol that was verified: \
                      explored in every scope that it claims, and its Machine walked. `honnin verify` does that and \
                      writes a record, one file for each fingerprint; commit it with the protocol. An edit to a comment \
                      changes no fingerprint. For a test there is `unverified_machine!`, whose name says what it is.",
    },
    Code {
        code: "E0802",
        title: "a record that cannot be used",
        explanation: "A record is sealed: what was changed in it after it had been written permits nothing, and neither \
                      does the record of another workflow. Records are never edited or merged by hand; two changes that \
                      are merged make a third protocol, which has a record of its own. Run `honnin verify` again.",
    },
    Code {
        code: "E0803",
        title: "a record of something else",
        explanation: "A record says what was verified by its fingerprints, and which Machine was walked by its hash. When \
                      the protocol changes, or honnin makes another Machine of it, what is compiled is not what was \
                      verified. Run `honnin verify` again.",
    },
    Code {
        code: "E0804",
        title: "a record that says too little",
        explanation: "A debug build wants the first scope of the protocol explored completely with everything as stated, \
                      and the walk over each role's Machine; a release build wants every claimed scope. `honnin verify` \
                      explores them all; with `--scope quick` the first one only, in less time.",
    },
    Code {
        code: "E0805",
        title: "a protocol that is known to break",
        explanation: "Some property is declared `#[refuted]`, or was found violated. Such a protocol is kept to be studied, \
                      and there is no Machine of it for production. Mend the protocol; for a test that wants the broken one \
                      there is `unverified_machine!`.",
    },
    Code {
        code: "E0806",
        title: "a violation found while compiling",
        explanation: "The first 20,000 states of the protocol's first scope are explored while it compiles, unless a record \
                      says that all were. A property broken in one of them is told at once, with the shortest way to it. \
                      Mend the protocol; where the violation is known and meant, declare it `#[refuted]`.",
    },
];
