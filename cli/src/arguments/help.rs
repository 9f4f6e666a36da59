//! The longer texts of `--help`.

pub(super) const EXPORTS: &str = "\
Examples:
  honnin export issuance --to mermaid                       diagrams, in Markdown
  honnin export mine.rs --to tla --scope job=2 --into tla   a module and its configuration, for TLC
  honnin export mine.rs --to promela --into spin            a model for SPIN
  honnin export mine.rs --to murphi --into murphi           a model for Rumur

What is exported has the protocol's names, comments and states, one for one, and is meant to be read and
carried on. `honnin check --engine all` runs all three and compares; `judges/install.sh` gets the tools.

TLC on several machines (the jar and the two files on the first, the jar on the others):
  java -cp tla2tools.jar tlc2.tool.distributed.TLCServer -deadlock NAME
  java -cp tla2tools.jar tlc2.tool.distributed.TLCWorker FIRST-MACHINE
This mode looks at invariants only: of a temporal property it says nothing, not even that it did not look.
Our own run on several machines is `honnin check --hosts`.";

pub(super) const ENGINES: &str = "\
What explores.

With `all`, our own engine reports as always. Then the reference semantics, Stateright
and the tools that others trust (TLC, SPIN, Rumur) are asked the same, and a table says
for each the number of distinct states, and of each claim whether what it forbids, or
seeks, was found. All must agree: else the exit code is 1. A tool that is not here is
named with the command that installs it, and the exit code is 3: not judged by it.

The others are slower than we are, some by far: choose a small scope, as in
  honnin check mine.rs --engine all --scope session=1,job=2
`--max-time` is for each judge, `--workers` for how many are asked at a time; `--keep`
keeps the models, so that you can go on with them in the tool itself.

What cannot be said to a judge is said in the table: TLA+ and LTL speak of runs, and not
of what stays possible; Murphi the other way round; SPIN has strong fairness for a few
instances only; Stateright's `eventually` is not used.

Where this machine is too small there are two ways to more of them: our own run over
several hosts (`--hosts`), and TLC's distributed mode on what `honnin export --to tla`
writes (`honnin export --help`).";

/// What both helps of `honnin` end with.
macro_rules! examples {
    () => {
        "\
Examples:
  honnin                                     check every shipped workflow, and the catalogue of incidents
  honnin check issuance --scope quick        one workflow, in a fraction of a second
  honnin check mine.rs                       a protocol file of your own; nothing is compiled
  honnin check mine.rs --scope job=4         the same with a fourth job
  honnin check --witness somebody_is_served  how that can happen, step by step
  honnin check mine.rs --engine all          what TLC, SPIN and Rumur say of it, side by side
  honnin catalogue --help                    how to hold your own protocol against the incidents
  honnin --json verdict.json                 everything found, for programs
  honnin --explain E0301                     why a rule of the language is there

Exit codes: 0 all is as stated, 1 something is not, 2 usage or environment, 3 incomplete or not judged."
    };
}

pub(super) const EXAMPLES: &str = examples!();

pub(super) const LONG: &str = concat!(
    "\
What a check does: from the one initial state it follows every transition, until every state that the
protocol can reach within the scope has been examined once. The scope says how many ids are live at
once, how much fits, and how often each fault may strike; nothing is said about larger ones.

  ✓ no violation             no reachable state (or step) violates the property
  ✓ shown possible           a reachable state is a witness of it
  ✓ known defect found       marked #[refuted], and violated, as it must be
  ✗ violated                 there is a trace that violates it: it is printed, and is a shortest one
  ? not judged, incomplete   nothing may be claimed

Where a run wants one id more than the scope has, or finds a channel full, it leaves the scope: it is cut
there, and the number of such states is printed.

What no state exercises is printed too: a guard that never decides, a branch that is never taken, a property
whose premise never holds and which therefore claims nothing. It fails nothing. An action that is never taken
does, unless it is declared #[dead].

",
    examples!()
);
