//! An IR as text: stable, in the words of the source, for people and for snapshots.

mod body;
mod declarations;

use super::{Expr, Ir, Local, Place, Statement, Type};

/// The words for expressions, places, statements and types: names instead of numbers.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Where the names are.
    pub ir: &'a Ir,
    /// The locals that expressions speak of.
    pub locals: &'a [Local],
}

impl Words<'_> {
    /// An expression, close to how it is written: `server.lane == Some(job)`.
    #[must_use]
    pub fn expr(&self, expr: &Expr) -> String {
        self.loose(expr)
    }

    /// A place: `kiosk[me].page`; in an action property's later state, `after kiosk[me].page`.
    #[must_use]
    pub fn place(&self, place: &Place) -> String {
        self.path(place)
    }

    /// A statement, one line each, without a trailing line break.
    #[must_use]
    pub fn statement(&self, statement: &Statement) -> String {
        let mut lines = Vec::new();
        self.lines(statement, 0, &mut lines);
        lines.join("\n")
    }

    /// A type: `Map<Job, Option<Session>>`.
    #[must_use]
    pub fn ty(&self, ty: &Type) -> String {
        self.ir.type_words(ty)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::ir::fixture::*;
    use crate::ir::{ActionKind, Expr, Local, Quantifier, StatementKind, Type};

    #[test]
    fn an_expression_reads_as_it_is_written() {
        let ir = workflow();
        let locals =
            [("job", Type::Id(JOB)), ("session", Type::Id(SESSION))].map(|(name, ty)| Local { name: name.into(), ty });
        let words = Words { ir: &ir, locals: &locals };
        let mine = equal(read(LANE, &[]), some(JOB, Expr::Local(0)));
        assert_eq!(words.expr(&mine), "server.lane == Some(job)");
        assert_eq!(words.expr(&Expr::Not(mine.clone().into())), "server.lane != Some(job)");
        let paid = read(PAID, &[1]);
        let either = Expr::Or(vec![paid.clone(), mine]);
        let both = Expr::And(vec![Expr::Not(paid.into()), either]);
        assert_eq!(words.expr(&both), "!kiosk[session].paid && (kiosk[session].paid || server.lane == Some(job))");
    }

    #[test]
    fn a_quantifier_reads_as_it_is_written() {
        let ir = workflow();
        let locals = [Local { name: "s".into(), ty: Type::Id(SESSION) }];
        let body = Box::new(read(PAID, &[0]));
        let quantified = Expr::Quantified { quantifier: Quantifier::Count, local: 0, sort: SESSION, body };
        let text = Words { ir: &ir, locals: &locals }.expr(&quantified);
        assert_eq!(text, "Session::all().filter(|s| kiosk[s].paid).count()");
    }

    #[test]
    fn a_workflow_prints_itself() {
        let mut ir = workflow();
        let guard = StatementKind::Require(equal(read(LANE, &[]), some(JOB, Expr::Local(0))));
        let yes = block(vec![StatementKind::Reset(place(LANE, &[]))]);
        let branch = StatementKind::If(read(PAID, &[0]), yes, block(vec![StatementKind::Ignore]));
        action(&mut ir, SERVER, ActionKind::Receive, Some(RENDER), &[], vec![guard, branch]);
        insta::assert_snapshot!(ir);
    }
}
