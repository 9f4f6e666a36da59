//! `#[twin(..)]` on a text's module: which workflows there are.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, ItemMod, Token};

use super::Twin;
use super::lines::Mark;
use crate::diagnostic::Errors;

/// In which versions of a text a line stands, by their numbers; number 0 is what happened.
pub(super) type Presence = BTreeSet<usize>;

/// The workflows of a text.
pub(super) struct Head {
    /// The text's own.
    pub(super) name: Ident,
    pub(super) twins: Vec<TwinItem>,
}

/// `#[twin(name)]`, `#[twin(name, guard = late)]`.
pub(super) struct TwinItem {
    pub(super) ident: Ident,
    pub(super) guard: Option<Ident>,
}

impl Parse for TwinItem {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ident = input.parse()?;
        let mut guard = None;
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key: Ident = input.parse()?;
            if key != "guard" {
                return Err(syn::Error::new(key.span(), "no guard"));
            }
            input.parse::<Token![=]>()?;
            guard = Some(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { ident, guard })
    }
}

/// Whether an attribute is the head of a twin.
pub(super) fn is_twin(attribute: &Attribute) -> bool {
    attribute.path().is_ident("twin")
}

/// Reads the heads of a module's twins.
pub(super) fn read(module: &ItemMod, errors: &mut Errors) -> Head {
    let mut head = Head { name: module.ident.clone(), twins: Vec::new() };
    for attribute in module.attrs.iter().filter(|attribute| is_twin(attribute)) {
        if let Ok(twin) = attribute.parse_args::<TwinItem>() {
            head.add(twin, errors);
        } else {
            let message = "`#[twin]` is written `#[twin(name)]`, or `#[twin(name, guard = late)]` for a guard beside the \
                           defect";
            errors.push("E0107", attribute.span(), message);
        }
    }
    head
}

impl Head {
    fn add(&mut self, twin: TwinItem, errors: &mut Errors) {
        let names = core::iter::once(&self.name).chain(self.twins.iter().map(|twin| &twin.ident));
        if let Some(earlier) = names.into_iter().find(|name| **name == twin.ident) {
            let message = format!("two workflows of this text are called `{}`: rename one", twin.ident);
            errors.push_with("E0106", twin.ident.span(), message, earlier.span(), "the other is here");
            return;
        }
        if let Some(earlier) = self.twins.iter().find(|earlier| earlier.guard == twin.guard) {
            let message = match &twin.guard {
                Some(guard) => format!("`{}` has the guard `{guard}` already: keep one of the two", earlier.ident),
                None => format!("`{}` is the mended twin already: keep one of the two", earlier.ident),
            };
            errors.push_with("E0106", twin.ident.span(), message, earlier.ident.span(), "the other is here");
            return;
        }
        self.twins.push(twin);
    }

    /// How many workflows there are.
    pub(super) fn versions(&self) -> usize {
        self.twins.len() + 1
    }

    /// What the version of this number is a twin of.
    pub(super) fn twin(&self, version: usize) -> Option<Twin> {
        let twin = &self.twins[version.checked_sub(1)?];
        let guard = twin.guard.as_ref().map(Ident::to_string);
        Some(Twin { name: twin.ident.to_string(), of: self.name.to_string(), guard })
    }

    /// The name of a version, at its place.
    pub(super) fn ident(&self, version: usize) -> &Ident {
        version.checked_sub(1).map_or(&self.name, |twin| &self.twins[twin].ident)
    }

    /// Every version.
    pub(super) fn everywhere(&self) -> Presence {
        (0..self.versions()).collect()
    }

    /// In which versions a line with this mark stands.
    pub(super) fn presence(&self, mark: &Mark) -> Presence {
        let twins = |wanted: &dyn Fn(Option<&Ident>) -> bool| -> Presence {
            (1..).zip(&self.twins).filter(|(_, twin)| wanted(twin.guard.as_ref())).map(|(version, _)| version).collect()
        };
        match mark {
            Mark::Defect => {
                let mut presence = twins(&|guard| guard.is_some());
                presence.insert(0);
                presence
            }
            Mark::Mended => twins(&|guard| guard.is_none()),
            Mark::Guard(names) => twins(&|guard| guard.is_some_and(|guard| names.contains(guard))),
        }
    }

    /// Whether a twin has this guard.
    pub(super) fn has_guard(&self, name: &Ident) -> bool {
        self.twins.iter().any(|twin| twin.guard.as_ref() == Some(name))
    }

    /// Whether the defect is mended in a twin.
    pub(super) fn is_mended(&self) -> bool {
        self.twins.iter().any(|twin| twin.guard.is_none())
    }
}
