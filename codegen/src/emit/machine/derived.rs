//! Indexes that are derived from rows, so that a guard need not look at each of them.

use proc_macro2::{Ident, TokenStream};

use super::role::Role;
use crate::ir::VariableId;

/// A derived index of a `Machine`.
pub(super) struct Index {
    /// `session_of_visit`: its field.
    pub(super) field: Ident,
    /// `Index<T::Session, T::Job>`: its type.
    pub(super) ty: TokenStream,
    /// Of which variable's rows.
    pub(super) variable: VariableId,
    /// What is said of `row`, a reference to what the row holds: an expression of type `Option<P>`.
    pub(super) said: TokenStream,
}

impl Role<'_> {
    /// The indexes that its quantifiers ask for.
    pub(super) fn indexes(&self) -> Vec<Index> {
        Vec::new()
    }
}
