//! Whether patterns cover a type: the usefulness algorithm of Maranget, "Warnings for pattern matching" (2007).

use crate::ir::Type;
use crate::lower::context::Lowerer;

use super::Pattern;

/// Rows of patterns looked at before the question is taken to be too hard.
const HARDEST: usize = 50_000;

impl Lowerer<'_> {
    /// A value of the type that no pattern matches, as it would be written.
    pub(in crate::lower) fn missing(&self, patterns: &[&Pattern], ty: &Type) -> Option<String> {
        let rows: Vec<Vec<&Pattern>> = patterns.iter().map(|pattern| vec![*pattern]).collect();
        let mut work = HARDEST;
        self.witness(&rows, std::slice::from_ref(ty), &mut work)?.pop()
    }

    /// Values of the types, one for each, that no row matches; the last type's first.
    fn witness(&self, rows: &[Vec<&Pattern>], types: &[Type], work: &mut usize) -> Option<Vec<String>> {
        *work = work.saturating_sub(1 + rows.len());
        let Some((ty, rest)) = types.split_first() else {
            return rows.is_empty().then(Vec::new);
        };
        if *work == 0 {
            return Some(vec!["_".to_owned(); types.len()]);
        }
        let rows = expanded(rows);
        let heads = rows.iter().any(|row| !matches!(bare(row[0]), Pattern::Wild));
        let constructors = if heads { self.constructors(ty) } else { Vec::new() };
        if constructors.is_empty() {
            let others: Vec<_> = rows.iter().filter(|row| matches!(bare(row[0]), Pattern::Wild)).collect();
            let others: Vec<_> = others.into_iter().map(|row| row[1..].to_vec()).collect();
            let mut found = self.witness(&others, rest, work)?;
            found.push("_".to_owned());
            return Some(found);
        }
        constructors.iter().find_map(|constructor| self.witness_with(constructor, &rows, rest, work))
    }

    fn witness_with(
        &self,
        constructor: &Pattern,
        rows: &[Vec<&Pattern>],
        rest: &[Type],
        work: &mut usize,
    ) -> Option<Vec<String>> {
        let (ty, variant) = match constructor {
            Pattern::Fields { ty, variant, .. } => (ty, *variant),
            _ => (&Type::Bool, 0),
        };
        let payload = self.payload(ty, variant);
        let types: Vec<_> = payload.iter().map(|(_, ty)| ty.clone()).chain(rest.iter().cloned()).collect();
        let rows: Vec<_> = rows.iter().filter_map(|row| specialised(constructor, payload.len(), row)).collect();
        let mut found = self.witness(&rows, &types, work)?;
        let parts: Vec<_> = (0..payload.len()).filter_map(|_| found.pop()).collect();
        found.push(self.written(constructor, &payload, &parts));
        Some(found)
    }

    /// All ways to make a value; empty when there are too many to count.
    fn constructors(&self, ty: &Type) -> Vec<Pattern> {
        let variants = match ty {
            Type::Bool => return vec![Pattern::Bool(false), Pattern::Bool(true)],
            Type::Struct(_) => 1,
            _ => self.variants(ty).unwrap_or(0),
        };
        (0..variants).map(|variant| Pattern::Fields { ty: ty.clone(), variant, fields: Vec::new() }).collect()
    }

    fn written(&self, constructor: &Pattern, payload: &[(String, Type)], parts: &[String]) -> String {
        let (ty, variant) = match constructor {
            Pattern::Bool(truth) => return truth.to_string(),
            Pattern::Fields { ty, variant, .. } => (ty, *variant),
            _ => return "_".to_owned(),
        };
        let name = self.variant_name(ty, variant);
        let known: Vec<_> = payload.iter().zip(parts).filter(|(_, part)| *part != "_").collect();
        match payload.first() {
            None => name,
            Some((first, _)) if first == "0" => format!("{name}({})", parts.join(", ")),
            Some(_) if known.is_empty() => format!("{name} {{ .. }}"),
            Some(_) => {
                let fields: Vec<_> = known.iter().map(|((field, _), part)| format!("{field}: {part}")).collect();
                let dots = if known.len() < payload.len() { ", .." } else { "" };
                format!("{name} {{ {}{dots} }}", fields.join(", "))
            }
        }
    }
}

/// The pattern below the names it binds.
fn bare(pattern: &Pattern) -> &Pattern {
    match pattern {
        Pattern::Bind { inner, .. } => bare(inner),
        other => other,
    }
}

/// A row for each alternative of the first pattern.
fn expanded<'p>(rows: &[Vec<&'p Pattern>]) -> Vec<Vec<&'p Pattern>> {
    fn alternatives<'p>(pattern: &'p Pattern, out: &mut Vec<&'p Pattern>) {
        match bare(pattern) {
            Pattern::Or(cases) => cases.iter().for_each(|case| alternatives(case, out)),
            other => out.push(other),
        }
    }
    let mut result = Vec::new();
    for row in rows {
        let mut heads = Vec::new();
        alternatives(row[0], &mut heads);
        for head in heads {
            let mut row = row.clone();
            row[0] = head;
            result.push(row);
        }
    }
    result
}

/// What is left to match of a row once its first value is made by the constructor.
fn specialised<'p>(constructor: &Pattern, arity: usize, row: &[&'p Pattern]) -> Option<Vec<&'p Pattern>> {
    let rest = row[1..].iter().copied();
    match (bare(row[0]), constructor) {
        (Pattern::Wild, _) => Some(std::iter::repeat_n(&Pattern::Wild, arity).chain(rest).collect()),
        (Pattern::Bool(a), Pattern::Bool(b)) if a == b => Some(rest.collect()),
        (Pattern::Fields { variant, fields, .. }, Pattern::Fields { variant: wanted, .. }) if variant == wanted => {
            Some(fields.iter().chain(&[]).chain(std::iter::empty()).chain(rest).collect())
        }
        _ => None,
    }
}
