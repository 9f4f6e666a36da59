//! Whether a command would change something, said before it is carried out.
//!
//! The body is followed on the state before it: a cell changes where a statement that is reached writes another value than
//! is there. That is said only of bodies that look at nothing they have written and write no cell twice; of others it is
//! left open.

use super::context::{Context, Texts};
use super::expression::Level;
use crate::commands::{Expr, Index, LocalId, Place, Root, Statement, Step};

/// What a body writes, as far as it was followed.
#[derive(Default)]
struct Log {
    /// The places, as texts.
    written: Vec<String>,
    /// When a cell changes: each reason alone is enough.
    reasons: Vec<String>,
}

impl Context<'_> {
    /// When a command changes something, as an expression over its parameters; `None` where that cannot be said.
    pub(super) fn changes(&self, index: usize) -> Option<String> {
        let mut log = Log::default();
        let command = &self.program.commands[index];
        let mut texts = self.in_command(index);
        texts.texts[command.parameters.len()..].fill(String::new());
        follow(&mut texts, &command.body, &[], &mut log)?;
        Some(if log.reasons.is_empty() { "false".to_owned() } else { log.reasons.join(" || ") })
    }
}

/// Follows statements that are reached under these conditions.
fn follow(texts: &mut Texts<'_, '_>, body: &[Statement], conditions: &[String], log: &mut Log) -> Option<()> {
    for statement in body {
        match statement {
            Statement::Assign(place, value) => {
                texts.sees(log, value)?;
                let value = texts.known(value)?;
                match place.root {
                    Root::Local(local) if place.path.is_empty() => texts.texts[local] = format!("({value})"),
                    Root::Local(_) => return None,
                    Root::Variable(_) | Root::Before(_) => log.writes(texts, place, &value, conditions)?,
                }
            }
            Statement::Copy { to, from } => copy(texts, to, from, conditions, log)?,
            Statement::Clear(place) => {
                let (root, shape) = (texts.way(place)?, texts.context.program.shape(texts.locals, place));
                if let Root::Local(_) = place.root {
                    return None;
                }
                for (path, cell) in texts.context.all_cells(&root, &shape) {
                    let value = texts.context.clear(&cell);
                    log.write(format!("{root}{path}"), &value, conditions)?;
                }
            }
            Statement::If(condition, yes, no) => {
                texts.sees(log, condition)?;
                let holds = texts.known(condition)?;
                let before = log.written.clone();
                let mut after = Vec::new();
                for (branch, condition) in [(yes, format!("({holds})")), (no, format!("!({holds})"))] {
                    let inner: Vec<String> = conditions.iter().cloned().chain([condition]).collect();
                    follow(&mut texts.clone(), branch, &inner, log)?;
                    after.append(&mut core::mem::replace(&mut log.written, before.clone()));
                }
                log.written = after;
            }
            Statement::For { local, over, body } => {
                for number in 0..texts.context.program.size(*over) {
                    let mut bound = texts.with(*local, texts.context.value(*over, number));
                    follow(&mut bound, body, conditions, log)?;
                }
            }
            Statement::Call(id, arguments) => {
                let procedure = &texts.context.program[*id];
                let mut inner = vec![String::new(); procedure.locals.len()];
                for (text, argument) in inner.iter_mut().zip(arguments) {
                    texts.sees(log, argument)?;
                    *text = texts.known(argument)?;
                }
                let mut inner = Texts { context: texts.context, locals: &procedure.locals, texts: inner };
                follow(&mut inner, &procedure.body, conditions, log)?;
            }
            Statement::Leaves(_) => log.reasons.push(format!("({})", conditions.join(" && "))),
            Statement::Broken(_) => {}
        }
    }
    Some(())
}

fn copy(texts: &mut Texts<'_, '_>, to: &Place, from: &Place, conditions: &[String], log: &mut Log) -> Option<()> {
    let shape = texts.context.program.shape(texts.locals, to);
    let source = texts.way(from)?;
    log.looks(&source)?;
    match to.root {
        Root::Local(local) if to.path.is_empty() => texts.texts[local] = source,
        Root::Local(_) => return None,
        Root::Variable(_) | Root::Before(_) => {
            let root = texts.way(to)?;
            let [to, from] = [&root, &source].map(|root| texts.context.all_cells(root, &shape));
            for ((to, _), (from, _)) in to.iter().zip(&from) {
                log.write(format!("{root}{to}"), &format!("{source}{from}"), conditions)?;
            }
        }
    }
    Some(())
}

impl Log {
    fn writes(&mut self, texts: &Texts<'_, '_>, place: &Place, value: &str, conditions: &[String]) -> Option<()> {
        for step in &place.path {
            if let Step::Index(index) = step {
                texts.sees(self, index)?;
            }
        }
        self.write(texts.way(place)?, value, conditions)
    }

    fn write(&mut self, place: String, value: &str, conditions: &[String]) -> Option<()> {
        self.looks(&place)?;
        let differs = match value {
            "true" => format!("!{place}"),
            "false" => place.clone(),
            _ => format!("{place} != {value}"),
        };
        let reason: Vec<&str> = conditions.iter().map(String::as_str).chain([differs.as_str()]).collect();
        self.reasons.push(if reason.len() > 1 { format!("({})", reason.join(" && ")) } else { differs.clone() });
        self.written.push(place);
        Some(())
    }

    /// `None` where a place was written already.
    fn looks(&self, place: &str) -> Option<()> {
        (!self.written.iter().any(|written| may_meet(written, place))).then_some(())
    }
}

impl Texts<'_, '_> {
    /// An expression as a value, where all of its locals are known.
    fn known(&self, expr: &Expr) -> Option<String> {
        self.read(expr)?;
        Some(self.at(expr, Level::Less))
    }

    /// The way to a place, where all of its locals are known.
    fn way(&self, place: &Place) -> Option<String> {
        if let Root::Local(local) = place.root
            && self.texts[local].is_empty()
        {
            return None;
        }
        for step in &place.path {
            if let Step::Index(index) = step {
                self.read(index)?;
            }
        }
        Some(self.place(place))
    }

    /// `None` where an expression looks at what was written already.
    fn sees(&self, log: &Log, expr: &Expr) -> Option<()> {
        self.read(expr)?.iter().try_for_each(|place| log.looks(place))
    }

    /// The places that an expression looks at, as texts; `None` where a local is not known.
    fn read(&self, expr: &Expr) -> Option<Vec<String>> {
        let mut places = Vec::new();
        self.gather(expr, &mut places)?;
        Some(places)
    }

    fn gather(&self, expr: &Expr, places: &mut Vec<String>) -> Option<()> {
        match expr {
            Expr::Bool(_) | Expr::Number(_) | Expr::Tag(..) | Expr::Id(..) => Some(()),
            Expr::Read(place) | Expr::IsNothing(place) => {
                for step in &place.path {
                    if let Step::Index(index) = step {
                        self.gather(index, places)?;
                    }
                }
                places.push(self.way(place)?);
                Some(())
            }
            Expr::Not(of) => self.gather(of, places),
            Expr::Equal(one, other) | Expr::Less(one, other) | Expr::Add(one, other) | Expr::Subtract(one, other) => {
                self.gather(one, places)?;
                self.gather(other, places)
            }
            Expr::And(parts) | Expr::Or(parts) => parts.iter().try_for_each(|part| self.gather(part, places)),
            Expr::If(condition, yes, no) => {
                [condition, yes, no].into_iter().try_for_each(|part| self.gather(part, places))
            }
            Expr::Quantified { local, over, body, .. } => self.bound(*local, *over, |bound| bound.gather(body, places)),
            Expr::Call(id, arguments) => {
                arguments.iter().try_for_each(|argument| self.gather(argument, places))?;
                let predicate = &self.context.program[*id];
                let mut texts = vec![String::new(); predicate.locals.len()];
                for (text, argument) in texts.iter_mut().zip(arguments) {
                    *text = self.expr(argument);
                }
                let inner = Texts { context: self.context, locals: &predicate.locals, texts };
                inner.gather(&predicate.body, places)
            }
        }
    }

    fn bound(&self, local: LocalId, over: Index, mut each: impl FnMut(&Self) -> Option<()>) -> Option<()> {
        let values = (0..self.context.program.size(over)).map(|number| self.context.value(over, number));
        values.map(|value| self.with(local, value)).try_for_each(|bound| each(&bound))
    }
}

/// Whether two ways may lead to places that have a cell in common.
fn may_meet(one: &str, other: &str) -> bool {
    let (one, other) = (steps(one), steps(other));
    one[..1] == other[..1] && !one.iter().zip(&other).any(|(one, other)| differ(one, other))
}

/// `kiosk[me].visit` as `kiosk`, `[me]`, `.visit`.
fn steps(place: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (position, letter) in place.char_indices() {
        if depth == 0 && position > start && matches!(letter, '.' | '[') {
            steps.push(&place[start..position]);
            start = position;
        }
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    steps.push(&place[start..]);
    steps
}

/// Whether two steps from one place certainly lead to different ones: other fields, other constants.
fn differ(one: &str, other: &str) -> bool {
    let index = |step: &str| step.starts_with('[');
    let constant =
        |step: &str| step[1..].starts_with(|letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase());
    one != other && (!index(one) && !index(other) || index(one) && index(other) && constant(one) && constant(other))
}

#[cfg(test)]
mod tests {
    use super::may_meet;

    #[test]
    fn places_meet_unless_a_step_tells_them_apart() {
        for (one, other) in [("a.b", "a"), ("a[x].b", "a[1].b"), ("a[x[1]].b", "a[y]"), ("a[1]", "a[1].c")] {
            assert!(may_meet(one, other), "{one} {other}");
        }
        for (one, other) in [("a.b", "a.c"), ("a[0].b", "a[1].b"), ("a[Tag_A]", "a[Tag_B]"), ("a", "b")] {
            assert!(!may_meet(one, other), "{one} {other}");
        }
    }
}
