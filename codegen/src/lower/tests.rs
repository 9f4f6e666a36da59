//! What bodies become, as the IR prints itself.

mod branches;
mod calls;
mod outboxes;
mod predicates;
mod writes;

use crate::diagnostic::Diagnostic;
use crate::ir::Ir;
use crate::source::Source;
use crate::{resolve, syntax};

/// A workflow around the functions of a role `Server` and more items.
fn workflow(functions: &str, items: &str) -> String {
    format!(
        "#[workflow]
        #[scope(quick, session = 2, job = 2, order = 2, limit = 3, wire = 1, crash = 1)]
        #[scope(large, session = 3, job = 4, order = 2, limit = 3, wire = 1, crash = 1)]
        pub mod case {{
            #[id] pub struct Session;
            #[id] pub struct Job;
            pub struct Page {{ job: Job, owner: Session }}
            pub enum Stage {{
                Busy {{ page: Page, again: Option<Job> }},
                #[initial] Idle,
                Pair(Job, bool),
            }}
            #[message(from = Server, to = Server, bag = wire)] pub struct Note {{ job: Job }}
            #[message(from = Server, to = Server)] pub struct Hint {{ page: Page }}
            #[effect(at_least_once)] pub struct Bell;
            #[effect(at_most_once)] pub struct Print {{ page: Page }}
            #[store] pub struct Spool {{ jammed: Set<Job>, next: Option<Job> }}
            #[role(durable = [order])] pub struct Server {{
                stage: Stage,
                stage_of: Map<Session, Stage>,
                lane: Option<Job>,
                order: Queue<Job>,
                members: Set<Session>,
                #[max(limit)] count: Count,
                busy: bool,
            }}
            impl Server {{ #[fault(budget = crash)] fn jam(&mut self) {{ self.busy = false; }} {functions} }}
            {items}
        }}"
    )
}

fn compile(text: &str) -> Result<Ir, Vec<Diagnostic>> {
    let source = Source::new("case.rs", text);
    let module = syntax::find(source.tokens()?)?.remove(0);
    let workflow = syntax::parse(module)?;
    let (ir, mut names) = resolve::resolve(&workflow)?;
    super::lower(&workflow, ir, &mut names)
}

fn lowered(functions: &str, items: &str) -> Ir {
    compile(&workflow(functions, items)).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// The codes of what is wrong with a workflow.
fn refused(functions: &str) -> Vec<&'static str> {
    let errors = compile(&workflow(functions, "")).expect_err("it has an error");
    errors.into_iter().map(|error| error.code).collect()
}

/// The body that is printed under a line that holds `head`, without its indentation.
fn printed(ir: &Ir, head: &str) -> String {
    let text = ir.to_string();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines().skip_while(|line| !line.contains(head));
    let outer = lines.next().map_or(0, depth);
    let body: Vec<_> =
        lines.take_while(|line| depth(line) > outer).map(|line| line.get(outer + 4..).unwrap_or_default()).collect();
    body.join("\n")
}

/// What the statements of a step `go`, which chooses a `session` and a `job`, become; `more` stands beside it.
fn step(body: &str, more: &str) -> String {
    let functions = format!("#[step] fn go(&mut self, session: Session, job: Job) {{ {body} }} {more}");
    printed(&lowered(&functions, ""), "step go")
}

/// Checks what a step becomes, line by line.
fn becomes(body: &str, expected: &[&str]) {
    assert_eq!(step(body, ""), expected.join("\n"), "{body}");
}
