//! What stands in brackets: records, functions, sets, sequences, and changes of them.

use super::{Doc, Level, Tla, Update, aligned, list};

impl Tla {
    /// `[a |-> 1, b |-> 2]` or, with `:`, the set of such records.
    pub(in crate::tla) fn record(fields: &[(String, Self)], arrow: &str) -> Self {
        let fields = fields.iter().map(|(name, value)| {
            let arrow = if arrow == ":" { " : ".to_owned() } else { format!(" {arrow} ") };
            Doc::text(format!("{name}{arrow}")).append(aligned(value.doc.clone()))
        });
        let separator = Doc::text(",").append(Doc::line());
        let inner = aligned(Doc::intersperse(fields, separator));
        Self::new(Doc::text("[").append(inner).append(Doc::text("]")).group(), Level::Atom)
    }

    /// `[x \in S |-> e]`
    pub(in crate::tla) fn function(name: &str, set: &Self, value: &Self) -> Self {
        let head = Doc::text(format!("[{name} \\in ")).append(set.at(Level::Sum)).append(Doc::text(" |->"));
        let value = Doc::line().append(aligned(value.doc.clone())).nest(4);
        Self::new(head.append(value).append(Doc::text("]")).group(), Level::Atom)
    }

    /// `{x \in S : p}`
    pub(in crate::tla) fn filter(name: &str, set: &Self, condition: &Self) -> Self {
        let head = Doc::text(format!("{{{name} \\in ")).append(set.at(Level::Sum)).append(Doc::text(" :"));
        let condition = Doc::line().append(aligned(condition.doc.clone())).nest(4);
        Self::new(head.append(condition).append(Doc::text("}")).group(), Level::Atom)
    }

    /// `{e : x \in S}`
    pub(in crate::tla) fn image(value: &Self, name: &str, set: &Self) -> Self {
        let tail = Doc::text(format!(" : {name} \\in ")).append(set.at(Level::Sum)).append(Doc::text("}"));
        Self::new(Doc::text("{").append(aligned(value.doc.clone())).append(tail).group(), Level::Atom)
    }

    pub(in crate::tla) fn set(items: &[Self]) -> Self {
        Self::new(Doc::text("{").append(list(items)).append(Doc::text("}")), Level::Atom)
    }

    pub(in crate::tla) fn tuple(items: &[Self]) -> Self {
        Self::new(Doc::text("<<").append(list(items)).append(Doc::text(">>")), Level::Atom)
    }

    /// `[f EXCEPT ![me].visit = .., ![me].paid = ..]`
    pub(in crate::tla) fn except(base: &Self, updates: &[Update]) -> Self {
        if updates.is_empty() {
            return base.clone();
        }
        let updates = updates.iter().map(|update| {
            let path = Doc::text("!").append(update.path.doc.clone()).append(Doc::text(" ="));
            aligned(path.append(Doc::line().append(aligned(update.value.doc.clone())).nest(4)).group())
        });
        let inner = aligned(Doc::intersperse(updates, Doc::text(",").append(Doc::line())));
        let head = Doc::text("[").append(base.doc.clone()).append(Doc::text(" EXCEPT "));
        Self::new(head.append(inner).append(Doc::text("]")).group(), Level::Atom)
    }
}
