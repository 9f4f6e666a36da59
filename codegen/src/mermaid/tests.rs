//! Diagrams of the small workflow.

use super::*;
use crate::ir::fixture::*;
use crate::ir::{ActionKind, EnumId, Expr, StatementKind, Type, Variable, VariableRole};

#[test]
fn flags_make_states_together() {
    let mut ir = workflow();
    let unpaid = StatementKind::Require(Expr::Not(read(PAID, &[0]).into()));
    let pay = StatementKind::Assign(place(PAID, &[0]), Expr::Bool(true));
    action(&mut ir, KIOSK, ActionKind::Input { opens: true }, None, &[], vec![unpaid, pay]);
    let paid = StatementKind::Require(read(PAID, &[0]));
    let show = StatementKind::Emit(SHOW, vec![Expr::Local(0)]);
    let end = StatementKind::Reset(place(PAID, &[0]));
    action(&mut ir, KIOSK, ActionKind::Step, None, &[], vec![paid, show, end]);
    assert_eq!(
        arrows(&state_diagram(&ir, KIOSK)),
        [
            "state \"at rest\" as s0",
            "state \"paid\" as s1",
            "[*] --> s0",
            "s0 --> s1 : «input» action_0",
            "s1 --> s0 : «step» action_1 / Show",
        ]
    );
}

/// The lines that say something: neither head nor comment.
fn arrows(diagram: &str) -> Vec<&str> {
    let lines = diagram.lines().skip_while(|line| *line != "stateDiagram-v2").skip(1).map(str::trim);
    lines.filter(|line| !line.starts_with("%%")).collect()
}

#[test]
fn one_id_is_followed_through_an_enum_kept_for_each() {
    let mut ir = workflow();
    let progress = || place(PROGRESS, &[0]);
    let queued = |session| Expr::Variant { ty: Type::Enum(EnumId(0)), variant: 1, fields: vec![Expr::Local(session)] };
    let free =
        StatementKind::Require(Expr::Is { of: read(PROGRESS, &[0]).into(), ty: Type::Enum(EnumId(0)), variant: 0 });
    let queue = StatementKind::Assign(progress(), queued(1));
    action(&mut ir, SERVER, ActionKind::Receive, Some(RENDER), &[("s", Type::Id(SESSION))], vec![free, queue]);
    let end = StatementKind::ForEach {
        local: 0,
        sort: JOB,
        ordered: false,
        body: block(vec![StatementKind::Reset(progress()), StatementKind::Send(RENDER, vec![Expr::Local(0)])]),
    };
    action(&mut ir, SERVER, ActionKind::Step, None, &[("job", Type::Id(JOB))], vec![end]);
    assert_eq!(
        arrows(&state_diagram(&ir, SERVER)),
        [
            "state \"Free\" as s0",
            "state \"Queued\" as s1",
            "[*] --> s0",
            "s0 --> s0 : «step» action_1 / Render",
            "s0 --> s1 : action_0(Render)",
            "s1 --> s0 : «step» action_1 / Render",
        ]
    );
}

#[test]
fn a_role_that_is_down_only_recovers() {
    let mut ir = workflow();
    let down = Variable { name: "down".into(), role: VariableRole::Down, ..ir[PAID].clone() };
    ir.variables.push(down);
    let pay = StatementKind::Assign(place(PAID, &[0]), Expr::Bool(true));
    action(&mut ir, KIOSK, ActionKind::Input { opens: true }, None, &[], vec![pay]);
    action(
        &mut ir,
        KIOSK,
        ActionKind::Crash { budget: None },
        None,
        &[],
        vec![StatementKind::Require(read(PAID, &[0]))],
    );
    action(&mut ir, KIOSK, ActionKind::Recover, None, &[], Vec::new());
    let text = state_diagram(&ir, KIOSK);
    assert_eq!(
        arrows(&text)[4..],
        ["s0 --> s1 : «input» action_0", "s1 --> s2 : «crash» action_1", "s2 --> s0 : «recover» action_2",]
    );
}

#[test]
fn a_role_without_control_state_shows_what_it_does() {
    let mut ir = workflow();
    ir.variables.clear();
    action(
        &mut ir,
        SERVER,
        ActionKind::Receive,
        Some(RENDER),
        &[],
        vec![StatementKind::Send(RENDER, vec![Expr::Local(0)])],
    );
    assert_eq!(arrows(&state_diagram(&ir, SERVER))[2..], ["s0 --> s0 : action_0(Render) / Render"]);
}

#[test]
fn an_overview_shows_who_talks_to_whom() {
    let mut ir = workflow();
    action(
        &mut ir,
        KIOSK,
        ActionKind::Input { opens: true },
        None,
        &[],
        vec![StatementKind::Emit(SHOW, vec![Expr::Local(0)])],
    );
    let text = overview(&ir);
    let lines: Vec<_> = text.lines().skip(5).map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "world((\"the world\"))",
            "c0[\"Kiosk<br/>one per Session\"]",
            "c1[\"Server\"]",
            "world -- \"action_0\" --> c0",
            "c1 -. \"Reply\" .-> c0",
            "c1 -. \"Render\" .-> c1",
            "c0 -- \"Show\" --> world",
        ]
    );
}

#[test]
fn text_in_quotes_is_escaped() {
    assert_eq!(escape("a \"b\"; c: <d> #e\n"), "a #quot;b#quot;#59; c#58; #lt;d#gt; #35;e ");
}
