//! What an action does: its statements as a method of the transaction.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use quote::format_ident;

use super::access::Access;
use super::tree::Builder;
use crate::emit::machine::names::ident;
use crate::emit::machine::role::{Role, Var, plain};
use crate::ir::{Expr, Ir, Local, LocalId, Type};

/// How a local can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It holds the value.
    Value,
    /// It holds a reference to it.
    Reference,
}

/// The accessors that bodies use, by the variable's place among the role's.
pub(super) type Needed = RefCell<BTreeSet<(usize, Access)>>;

/// A body as it is being written.
pub(super) struct Body<'r, 'a> {
    role: &'r Role<'a>,
    needed: &'r Needed,
    builder: RefCell<Builder<'a>>,
    pub(super) names: RefCell<BTreeMap<LocalId, (Ident, Mode)>>,
    /// What is read again after the statement at hand.
    pub(super) again: RefCell<BTreeSet<LocalId>>,
    /// The variables of which every row is looked at.
    pub(super) scanned: RefCell<BTreeSet<String>>,
}

impl<'r, 'a> Body<'r, 'a> {
    /// Nothing is written yet.
    pub(super) fn new(role: &'r Role<'a>, needed: &'r Needed, locals: &[Local], requirement: usize) -> Self {
        let builder = Builder { ir: role.ir, locals: locals.to_vec(), requirement };
        let (names, again, scanned) = Default::default();
        Self { role, needed, builder: RefCell::new(builder), names, again, scanned }
    }

    pub(super) fn role(&self) -> &'r Role<'a> {
        self.role
    }

    pub(super) fn ir(&self) -> &'a Ir {
        self.role.ir
    }

    pub(super) fn builder(&self) -> RefMut<'_, Builder<'a>> {
        self.builder.borrow_mut()
    }

    pub(super) fn locals(&self) -> Vec<Local> {
        self.builder.borrow().locals.clone()
    }

    pub(super) fn ty(&self, expr: &Expr) -> Type {
        self.builder.borrow().ty(expr)
    }

    pub(super) fn local_type(&self, local: LocalId) -> Type {
        self.builder.borrow().locals[local].ty.clone()
    }

    /// An accessor's name; it is emitted from now on.
    pub(super) fn needs(&self, var: &Var<'_>, access: Access) -> Ident {
        if let Some(index) = self.role.vars.iter().position(|other| other.id == var.id) {
            let mut needed = self.needed.borrow_mut();
            needed.insert((index, access));
            needed.extend(access.needs(var).iter().map(|access| (index, *access)));
            if access == Access::Keys || access.needs(var).contains(&Access::Keys) {
                self.scanned.borrow_mut().insert(plain(&var.field));
            }
        }
        access.method(var)
    }

    /// A local's name and how it can be used.
    pub(super) fn name(&self, local: LocalId) -> (Ident, Mode) {
        let known = self.names.borrow().get(&local).cloned();
        known.unwrap_or_else(|| (self.bind(local, Mode::Value, &|_| false), Mode::Value))
    }

    /// Whether a local has its name already.
    pub(super) fn is_named(&self, local: LocalId) -> bool {
        self.names.borrow().contains_key(&local)
    }

    /// Whether a local is read after the statement at hand.
    pub(super) fn is_read_again(&self, local: LocalId) -> bool {
        self.again.borrow().contains(&local)
    }

    /// Gives a local its name: another one where that of an outer local is wanted there.
    pub(super) fn bind(&self, local: LocalId, mode: Mode, mentions: &dyn Fn(LocalId) -> bool) -> Ident {
        let declared = self.builder.borrow().locals[local].name.clone();
        let plain = declared.trim_start_matches('_');
        let plain =
            if plain.is_empty() || plain.starts_with(|letter: char| letter.is_ascii_digit()) { "value" } else { plain };
        let mut names = self.names.borrow_mut();
        let mut chosen = ident(plain);
        let mut number = 2;
        while names.iter().any(|(other, (name, _))| *other != local && *name == chosen && mentions(*other)) {
            chosen = format_ident!("{}_{number}", plain.strip_prefix("r#").unwrap_or(plain));
            number += 1;
        }
        names.insert(local, (chosen.clone(), mode));
        chosen
    }
}
