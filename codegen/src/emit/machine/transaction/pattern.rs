//! Patterns come back: a chain of tests on parts of one value, and what is read of it where they hold.

use crate::ir::query::visit_expr;
use crate::ir::{Expr, Ir, Local, LocalId, StructId, Type};

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `_`
    Wild,
    /// `job`
    Bind(LocalId),
    /// `true`
    Bool(bool),
    /// `Progress::Queued { .. }`
    Variant { ty: Type, variant: usize, fields: Vec<Self> },
    /// `Key { .. }`
    Struct { id: StructId, fields: Vec<Self> },
    /// `A { .. } | B { .. }`: binds nothing.
    Or(Vec<Self>),
}

impl Pattern {
    /// The locals that it binds, in order.
    pub(super) fn bound(&self) -> Vec<LocalId> {
        match self {
            Self::Wild | Self::Bool(_) | Self::Or(_) => Vec::new(),
            Self::Bind(local) => vec![*local],
            Self::Variant { fields, .. } | Self::Struct { fields, .. } => fields.iter().flat_map(Self::bound).collect(),
        }
    }

    /// Whether it tells its variant and nothing more.
    pub(super) fn is_flat(&self) -> bool {
        match self {
            Self::Variant { fields, .. } => fields.iter().all(|field| matches!(field, Self::Wild | Self::Bind(_))),
            Self::Or(cases) => cases.iter().all(Self::is_flat),
            _ => false,
        }
    }
}

/// How many variants a type has.
pub(super) fn variants(ir: &Ir, ty: &Type) -> usize {
    match ty {
        Type::Enum(id) => ir[*id].variants.len(),
        _ => 2,
    }
}

/// A step into a value.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Payload { ty: Type, variant: usize, field: usize },
    Field { id: StructId, field: usize },
}

/// Equal but for the bounds of counts inside.
impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Payload { variant, field, .. }, Self::Payload { variant: v, field: f, .. }) => {
                (variant, field) == (v, f)
            }
            (Self::Field { id, field }, Self::Field { id: i, field: f }) => (id, field) == (i, f),
            _ => false,
        }
    }
}

/// The local that an expression reads a part of, and the way to that part.
pub(super) fn path_of(ir: &Ir, expr: &Expr) -> Option<(LocalId, Vec<Step>)> {
    match expr {
        Expr::Local(local) => Some((*local, Vec::new())),
        Expr::Payload { of, ty, variant, field } => {
            let (local, mut steps) = path_of(ir, of)?;
            steps.push(Step::Payload { ty: ty.clone(), variant: *variant, field: *field });
            Some((local, steps))
        }
        Expr::Field { of, id, field } if !ir[*id].document => {
            let (local, mut steps) = path_of(ir, of)?;
            steps.push(Step::Field { id: *id, field: *field });
            Some((local, steps))
        }
        _ => None,
    }
}

/// What a test says of a part of a local.
struct Test {
    local: LocalId,
    steps: Vec<Step>,
    says: Pattern,
}

fn test_of(ir: &Ir, expr: &Expr) -> Option<Test> {
    let boolean = |of: &Expr, says: bool| {
        let (local, steps) = path_of(ir, of)?;
        (!steps.is_empty()).then_some(Test { local, steps, says: Pattern::Bool(says) })
    };
    match expr {
        Expr::Is { of, ty, variant } => {
            let (local, steps) = path_of(ir, of)?;
            Some(Test { local, steps, says: open(ir, ty, *variant) })
        }
        Expr::Not(of) => boolean(of, false),
        Expr::Payload { .. } | Expr::Field { .. } => boolean(expr, true),
        _ => None,
    }
}

/// `Variant { .. }`
fn open(ir: &Ir, ty: &Type, variant: usize) -> Pattern {
    let fields = match ty {
        Type::Enum(id) => ir[*id].variants[variant].fields.len(),
        _ => variant,
    };
    Pattern::Variant { ty: ty.clone(), variant, fields: vec![Pattern::Wild; fields] }
}

/// The local that a test, or each of its alternatives, is about.
pub(super) fn subject(ir: &Ir, test: &Expr) -> Option<LocalId> {
    match test {
        Expr::Or(cases) => {
            let mut subjects = cases.iter().map(|case| case.conjuncts().first().and_then(|first| subject(ir, first)));
            let first = subjects.next()??;
            subjects.all(|other| other == Some(first)).then_some(first)
        }
        Expr::Is { .. } => test_of(ir, test).map(|test| test.local),
        _ => None,
    }
}

/// The pattern of a test without bindings; `None` where no pattern says it.
pub(super) fn closed(ir: &Ir, test: &Expr, this: LocalId) -> Option<Pattern> {
    if let Expr::Or(cases) = test {
        return cases.iter().map(|case| closed(ir, case, this)).collect::<Option<_>>().map(Pattern::Or);
    }
    let mut pattern = Pattern::Wild;
    for conjunct in test.conjuncts() {
        let test = test_of(ir, conjunct).filter(|test| test.local == this)?;
        place(ir, &mut pattern, &test.steps, test.says)?;
    }
    Some(pattern)
}

/// A chain of tests and what stands where they hold.
pub(super) struct Match<'a> {
    ir: &'a Ir,
    this: LocalId,
    pattern: Pattern,
}

impl<'a> Match<'a> {
    /// A pattern for a local that says nothing yet.
    pub(super) fn new(ir: &'a Ir, this: LocalId) -> Self {
        Self { ir, this, pattern: Pattern::Wild }
    }

    /// Takes a test into the pattern, if it is one of this local that a pattern can say. A truth value that is read
    /// elsewhere, too, is bound rather than tested.
    pub(super) fn take(&mut self, test: &Expr, is_read: &dyn Fn(&[Step]) -> bool) -> bool {
        let Some(found) = test_of(self.ir, test).filter(|found| found.local == self.this) else {
            return match closed(self.ir, test, self.this) {
                Some(pattern) if self.pattern == Pattern::Wild => {
                    self.pattern = pattern;
                    true
                }
                _ => false,
            };
        };
        if matches!(found.says, Pattern::Bool(_)) && is_read(&found.steps) {
            return false;
        }
        let mut pattern = self.pattern.clone();
        let placed = place(self.ir, &mut pattern, &found.steps, found.says).is_some();
        if placed {
            self.pattern = pattern;
        }
        placed
    }

    /// Binds the parts that are read, each to a local of its own. `None` where the pattern has no place for one.
    pub(super) fn bind(mut self, parts: &[(Vec<Step>, LocalId)]) -> Option<Pattern> {
        for (steps, local) in parts {
            place(self.ir, &mut self.pattern, steps, Pattern::Bind(*local))?;
        }
        Some(self.pattern)
    }

    /// The pattern so far.
    pub(super) fn pattern(&self) -> &Pattern {
        &self.pattern
    }
}

/// Puts a pattern at a place in another one, where there is nothing yet.
fn place(ir: &Ir, pattern: &mut Pattern, steps: &[Step], what: Pattern) -> Option<()> {
    let Some((first, rest)) = steps.split_first() else {
        if *pattern != Pattern::Wild && *pattern != what {
            return None;
        }
        *pattern = what;
        return Some(());
    };
    match (first, &mut *pattern) {
        (Step::Payload { variant, field, .. }, Pattern::Variant { variant: other, fields, .. }) if variant == other => {
            place(ir, &mut fields[*field], rest, what)
        }
        (Step::Payload { ty, variant, .. }, Pattern::Wild) if variants(ir, ty) == 1 => {
            *pattern = open(ir, ty, *variant);
            place(ir, pattern, steps, what)
        }
        (Step::Field { id, field }, Pattern::Struct { id: other, fields }) if id == other => {
            place(ir, &mut fields[*field], rest, what)
        }
        (Step::Field { id, .. }, Pattern::Wild) => {
            *pattern = Pattern::Struct { id: *id, fields: vec![Pattern::Wild; ir[*id].fields.len()] };
            place(ir, pattern, steps, what)
        }
        _ => None,
    }
}

/// What is read of a local.
#[derive(Default)]
pub(super) struct Parts {
    /// The ways to the parts, none a part of another; shorter ones first.
    pub(super) steps: Vec<Vec<Step>>,
    /// Whether it is read as a whole.
    pub(super) whole: bool,
}

impl Parts {
    /// Adds what an expression reads of a local.
    pub(super) fn add(&mut self, ir: &Ir, expr: &Expr, this: LocalId) {
        if let Some((local, steps)) = path_of(ir, expr) {
            if local == this && steps.is_empty() {
                self.whole = true;
            } else if local == this {
                self.steps.push(steps);
            }
            return;
        }
        expr.children().into_iter().for_each(|child| self.add(ir, child, this));
    }

    /// The parts, without those that lie in another.
    pub(super) fn least(mut self) -> Self {
        self.steps.sort_by_key(Vec::len);
        let mut least: Vec<Vec<Step>> = Vec::new();
        for steps in self.steps {
            if !least.iter().any(|shorter| steps.starts_with(shorter)) {
                least.push(steps);
            }
        }
        Self { steps: least, whole: self.whole }
    }
}

/// Puts locals in the place of the parts that they are bound to.
pub(super) fn substitution<'a>(
    ir: &'a Ir,
    this: LocalId,
    parts: &'a [(Vec<Step>, LocalId)],
) -> impl Fn(&Expr) -> Option<Expr> + 'a {
    move |expr| {
        let (local, steps) = path_of(ir, expr)?;
        let bound = parts.iter().find(|(bound, _)| local == this && *bound == steps)?;
        Some(Expr::Local(bound.1))
    }
}

/// The name that a part gets: that of a `let` that reads just it, else its field's.
pub(super) fn name_of(ir: &Ir, locals: &[Local], steps: &[Step], lets: &[(LocalId, Vec<Step>)]) -> String {
    let named = lets.iter().find(|(_, read)| read == steps).map(|(local, _)| locals[*local].name.clone());
    named.filter(|name| !name.starts_with("__")).unwrap_or_else(|| match steps.last() {
        Some(Step::Payload { ty: Type::Enum(id), variant, field }) => {
            let name = &ir[*id].variants[*variant].fields[*field].name;
            if name.starts_with(|letter: char| letter.is_ascii_digit()) { "value".to_owned() } else { name.clone() }
        }
        Some(Step::Field { id, field }) => ir[*id].fields[*field].name.clone(),
        _ => "value".to_owned(),
    })
}

/// The parts that `let`s in an expression read of a local.
pub(super) fn lets_in(ir: &Ir, expr: &Expr, this: LocalId, lets: &mut Vec<(LocalId, Vec<Step>)>) {
    visit_expr(expr, &mut |inner| {
        if let Expr::Let(local, bound, _) = inner
            && let Some((of, steps)) = path_of(ir, bound)
            && of == this
        {
            lets.push((*local, steps));
        }
    });
}
