//! Who acts when: timers, visits, observers, handlers, crashes.

use super::*;

/// The codes of a timeout of the server over a job, with this guard.
fn of_timeout(guard: Expr) -> Vec<&'static str> {
    let mut ir = workflow();
    let job = [("job", Type::Id(JOB))];
    let id =
        action(&mut ir, SERVER, ActionKind::Timeout { after: None }, None, &job, vec![StatementKind::Require(guard)]);
    ir[id].choices = vec![0];
    codes(&ir)
}

#[test]
fn timers_belong_to_one_id() {
    assert_eq!(of_timeout(used(0)), [""; 0]);
    assert_eq!(of_timeout(equal(read(LANE, &[]), some(JOB, Expr::Local(0)))), [""; 0]);
    let busy = Expr::Not(equal(read(LANE, &[]), none()).into());
    assert_eq!(of_timeout(Expr::And(vec![used(0), busy.clone()])), ["E0405"]);
    assert_eq!(of_timeout(busy), ["E0405", "E0406"]);
    assert_eq!(of_timeout(Expr::Not(used(0).into())), ["E0406"]);
}

#[test]
fn a_timer_of_a_single_role_reads_its_fields() {
    let mut ir = workflow();
    let guard = StatementKind::Require(Expr::Not(equal(read(LANE, &[]), none()).into()));
    action(&mut ir, SERVER, ActionKind::Timeout { after: None }, None, &[], vec![guard]);
    assert_eq!(codes(&ir), [""; 0]);
    let late = if_then(used(0), StatementKind::Require(Expr::Bool(false)));
    action(&mut ir, SERVER, ActionKind::Timeout { after: None }, None, &[("job", Type::Id(JOB))], vec![late]);
    assert_eq!(codes(&ir), ["E0405"], "all that refuses stands at the top");
}

#[test]
fn closed_instances_do_not_act() {
    let mut ir = workflow();
    let paid = || StatementKind::Require(read(PAID, &[0]));
    action(&mut ir, KIOSK, ActionKind::Step, None, &[], vec![paid()]);
    assert_eq!(codes(&ir), [""; 0]);
    let unpaid = StatementKind::Require(Expr::Not(read(PAID, &[0]).into()));
    action(&mut ir, KIOSK, ActionKind::Step, None, &[], vec![unpaid]);
    assert_eq!(codes(&ir), ["E0406"]);
}

fn input(ir: &mut Ir, component: crate::ir::ComponentId, opens: bool, statements: Vec<StatementKind>) {
    let id = action(ir, component, ActionKind::Input { opens }, None, &[], statements);
    ir[id].fairness = Fairness::Unfair;
}

#[test]
fn a_visit_begins_with_opens() {
    let pay = || vec![assign(PAID, &[0], Expr::Bool(true))];
    let of = |component, opens, statements| {
        let mut ir = workflow();
        input(&mut ir, component, opens, statements);
        codes(&ir)
    };
    assert_eq!(of(KIOSK, true, pay()), [""; 0]);
    assert_eq!(of(KIOSK, false, pay()), ["E0411"]);
    assert_eq!(of(KIOSK, false, vec![assign(PAID, &[0], Expr::Bool(false))]), [""; 0]);
}

#[test]
fn observers_are_total() {
    let of = |statement| {
        let mut ir = workflow();
        observer(&mut ir, statement);
        codes(&ir)
    };
    let each = |ordered| StatementKind::ForEach { local: 1, sort: JOB, ordered, body: Vec::new() };
    assert_eq!(of(each(false)), [""; 0]);
    assert_eq!(of(each(true)), ["E0407"]);
    assert_eq!(of(assign(SEEN, &[], Expr::Count(3))), [""; 0]);
    assert_eq!(of(assign(SEEN, &[], Expr::Count(4))), ["E0407"]);
    assert_eq!(of(assign(SEEN, &[], read(TRIES, &[]))), [""; 0]);
    let push = || StatementKind::PushBack(place(ORDER, &[]), Expr::Local(1));
    assert_eq!(of(push()), ["E0407"]);
    let room = Expr::Less(Expr::Length(place(ORDER, &[])).into(), Expr::Bound(Bound::Literal(2)).into());
    assert_eq!(of(if_then(room, push())), [""; 0]);
}

#[test]
fn handlers_exclude_each_other() {
    let mut ir = workflow();
    receive(&mut ir, vec![StatementKind::Require(used(0))]);
    receive(&mut ir, vec![StatementKind::Require(Expr::Not(used(0).into()))]);
    assert_eq!(codes(&ir), [""; 0]);
    receive(&mut ir, Vec::new());
    assert_eq!(codes(&ir), ["E0408", "E0408"]);
}

#[test]
fn crash_and_recovery_come_together() {
    let of = |kinds: &[ActionKind]| {
        let mut ir = workflow();
        for kind in kinds {
            let id = action(&mut ir, SERVER, kind.clone(), None, &[], Vec::new());
            ir[id].fairness = if kind.is_progress() { Fairness::Weak } else { Fairness::Unfair };
        }
        codes(&ir)
    };
    let crash = ActionKind::Crash { budget: None };
    assert_eq!(of(&[crash.clone(), ActionKind::Recover]), [""; 0]);
    assert_eq!(of(&[crash]), ["E0409"]);
}

#[test]
fn a_crash_says_nothing() {
    let mut ir = workflow();
    let crash = vec![StatementKind::Send(RENDER, vec![Expr::Local(0)])];
    let id = action(&mut ir, SERVER, ActionKind::Crash { budget: None }, None, &[("job", Type::Id(JOB))], crash);
    ir[id].fairness = Fairness::Unfair;
    action(&mut ir, SERVER, ActionKind::Recover, None, &[], Vec::new());
    assert_eq!(codes(&ir), ["E0410"]);
}

#[test]
fn a_fifo_keeps_the_order_of_a_loop() {
    let mut ir = workflow();
    ir.channels[0].kind = crate::ir::ChannelKind::Fifo { capacity: Bound::Literal(2) };
    ir.messages[0].to = Endpoint { component: SERVER, instance: None };
    receive(&mut ir, vec![for_jobs(vec![if_then(used(1), StatementKind::Send(RENDER, vec![Expr::Local(1)]))])]);
    assert_eq!(codes(&ir), ["E0402"]);
}
