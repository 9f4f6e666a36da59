//! A program made by hand, of everything that a printer may come by.

use super::asked::Asked;
use super::module::model;
use crate::commands::{
    Cause, Claim, Command, Enumeration, EnumerationId, Expr, Field, Kind, Local, Place, Predicate, PredicateId,
    Procedure, ProcedureId, Program, Quantifier, Question, Record, RecordId, Root, Shape, Sort, Statement, Step, Stop,
    Tag, Variable, VariableId,
};
use crate::export::Subject;
use crate::ir::query::Event;
use crate::ir::{ActionId, Fairness, PropertyId, SortId};

const GUEST: Kind = Kind::Id(SortId(0));
const MOOD: EnumerationId = EnumerationId(0);
const SLOT: RecordId = RecordId(0);
const SLOTS: VariableId = VariableId(0);
const LAST: VariableId = VariableId(1);
const LEFT: VariableId = VariableId(2);

fn enumeration(name: &str, tags: &[&str]) -> Enumeration {
    let tags = tags.iter().map(|tag| Tag { name: (*tag).to_owned(), doc: String::new() }).collect();
    Enumeration { name: name.to_owned(), doc: String::new(), tags }
}

fn local(name: &str, shape: Shape) -> Local {
    Local { name: name.to_owned(), shape }
}

fn read(local: usize) -> Expr {
    Expr::Read(Place::local(local))
}

/// `slots[guest].field`
fn slot(guest: usize, field: usize) -> Place {
    Place::variable(SLOTS).at(read(guest)).step(Step::Field(SLOT, field))
}

fn is_open(guest: usize) -> Expr {
    Expr::Equal(Box::new(Expr::Read(slot(guest, 0))), Box::new(Expr::Tag(MOOD, 0)))
}

fn quantified(quantifier: Quantifier, local: usize, body: Expr) -> Expr {
    Expr::Quantified { quantifier, local, over: GUEST, body: Box::new(body) }
}

fn state() -> (Vec<Record>, Vec<Variable>) {
    let field = |name: &str, shape| Field { name: name.to_owned(), doc: String::new(), shape };
    let tag = Shape::cell(Kind::Tag(MOOD));
    let fields = vec![
        field("mood", tag),
        field("end", Shape::optional(GUEST)),
        field("seen", Shape::set(SortId(0))),
        field("visits", Shape::cell(Kind::Number(3))),
    ];
    let records = vec![Record { name: "Slot".to_owned(), doc: "A place for a guest.".to_owned(), fields }];
    let variable = |name: &str, doc: &str, shape| Variable { name: name.to_owned(), doc: doc.to_owned(), shape };
    let variables = vec![
        variable("slots", "", Shape::Array(GUEST, Box::new(Shape::Record(SLOT)))),
        variable("last", "Who came last.", Shape::optional(GUEST)),
        variable("left", "", Shape::cell(Kind::Number(2))),
    ];
    (records, variables)
}

fn predicates() -> Vec<Predicate> {
    let guest = || Shape::cell(GUEST);
    let others = quantified(
        Quantifier::Count,
        1,
        Expr::And(vec![is_open(1), Expr::Not(Box::new(Expr::Equal(Box::new(read(0)), Box::new(read(1)))))]),
    );
    vec![Predicate {
        name: "IsAlone".to_owned(),
        doc: "Nobody else is there.".to_owned(),
        locals: vec![local("me", guest()), local("other", guest())],
        parameters: 1,
        body: Expr::Less(Box::new(others), Box::new(Expr::Number(1))),
    }]
}

fn procedures() -> Vec<Procedure> {
    vec![Procedure {
        name: "Leave".to_owned(),
        doc: String::new(),
        locals: vec![local("me", Shape::cell(GUEST))],
        parameters: 1,
        body: vec![Statement::Clear(Place::variable(SLOTS).at(read(0)))],
    }]
}

fn command() -> Command {
    let (kept, before) = (Place::local(2), Place::local(3));
    let body = vec![
        Statement::Copy { to: before.clone(), from: Place::variable(SLOTS).at(read(0)) },
        Statement::Copy { to: slot(0, 1), from: Place::variable(LAST) },
        Statement::If(
            Expr::IsNothing(Place::variable(LAST)),
            vec![Statement::Broken("nobody was there".to_owned())],
            vec![Statement::If(
                read(1),
                vec![Statement::Assign(kept, Expr::Bool(true))],
                vec![Statement::Call(ProcedureId(0), vec![read(0)])],
            )],
        ),
        Statement::If(
            read(2),
            vec![Statement::Leaves("too late".to_owned())],
            vec![Statement::Assign(Place::variable(LAST), read(0))],
        ),
        Statement::For {
            local: 4,
            over: GUEST,
            body: vec![Statement::Clear(slot(4, 2)), Statement::Clear(slot(4, 0)), Statement::Clear(slot(4, 1))],
        },
    ];
    Command {
        name: "Enter".to_owned(),
        doc: "A guest comes in.\n\nOr does not.".to_owned(),
        event: Event::Action(ActionId(0)),
        interrupted: false,
        locals: vec![
            local("me", Shape::cell(GUEST)),
            local("by", Shape::cell(Kind::Bool)),
            local("late", Shape::cell(Kind::Bool)),
            local("was", Shape::Record(SLOT)),
            local("guest", Shape::cell(GUEST)),
        ],
        parameters: vec![GUEST, Kind::Bool],
        guard: Expr::And(vec![
            Expr::Or(vec![Expr::Call(PredicateId(0), vec![read(0)]), read(1)]),
            Expr::Not(Box::new(is_open(0))),
        ]),
        stops: vec![
            Stop {
                when: Expr::Not(Box::new(Expr::Less(Box::new(Expr::Read(slot(0, 3))), Box::new(Expr::Number(3))))),
                cause: Cause::Edge("no room".to_owned()),
            },
            Stop { when: Expr::And(vec![read(1), is_open(0)]), cause: Cause::Defect("two of them".to_owned()) },
        ],
        body,
        changes: None,
        fairness: Fairness::Weak,
        instance: vec![0],
        progress: true,
    }
}

fn claims() -> Vec<Claim> {
    let claim = |name: &str, question| Claim {
        subject: Subject::Property(PropertyId(0)),
        name: name.to_owned(),
        doc: format!("About {name}."),
        locals: vec![local("guest", Shape::cell(GUEST))],
        question,
    };
    let open = |quantifier| quantified(quantifier, 0, is_open(0));
    let visits = |root| Expr::Read(Place { root, path: vec![Step::Index(Box::new(read(0))), Step::Field(SLOT, 3)] });
    let fewer = Expr::Less(Box::new(visits(Root::Variable(SLOTS))), Box::new(visits(Root::Before(SLOTS))));
    let never_fewer = quantified(Quantifier::All, 0, Expr::Not(Box::new(fewer)));
    vec![
        claim("SomebodyIsOpen", Question::Invariant(open(Quantifier::Exists))),
        claim("AllAreOpen", Question::Witness(open(Quantifier::All))),
        claim("NeverFewer", Question::Transition(vec![SLOTS], never_fewer)),
        claim("Served", Question::LeadsTo(vec![GUEST], is_open(0), is_open(0))),
        claim("Odd", Question::Inexpressible("it is odd".to_owned())),
        claim("CanClose", Question::Possible(vec![GUEST], is_open(0), Expr::IsNothing(Place::variable(LAST)))),
        claim("NoDefect", Question::NoDefect(Expr::Bool(true))),
    ]
}

fn program() -> Program {
    let (records, variables) = state();
    Program {
        name: "hand_made".to_owned(),
        doc: "Guests come and go.".to_owned(),
        sorts: vec![Sort { name: "Guest".to_owned(), doc: "Somebody.".to_owned(), size: 2, numbered: false }],
        enumerations: vec![enumeration("Mood", &["Open", "Clear"]), enumeration("Door", &["Open", "Slot"])],
        records,
        variables,
        start: vec![Statement::Assign(Place::variable(LEFT), Expr::Number(2))],
        predicates: predicates(),
        procedures: procedures(),
        commands: vec![command()],
        claims: claims(),
    }
}

#[test]
fn everything_is_said_and_reads_well() {
    let program = program();
    let text = model(&program, &["House".to_owned()], &Asked(program.claims.iter().collect()));
    insta::assert_snapshot!("all_claims", text);
}

#[test]
fn what_is_not_asked_leaves_no_trace_in_the_rules() {
    let program = program();
    let text = model(&program, &["House".to_owned()], &Asked(Vec::new()));
    assert!(!text.contains("assert") && !text.contains("_before") && !text.contains("invariant"), "{text}");
    assert!(text.contains("NoDefect: not asked here"), "{text}");
    assert!(text.contains("Served: cannot be asked here"), "{text}");
}
