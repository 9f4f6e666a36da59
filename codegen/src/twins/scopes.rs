//! The scopes of a text, in each of its versions: a number for what only another version has is left out.

use std::collections::BTreeSet;

use quote::{ToTokens, quote};
use syn::{ItemMod, Meta};

use super::lines;
use crate::{resolve, syntax};

/// Leaves out of each version's scopes what has no meaning there and has one in another version.
pub(super) fn prune(versions: &mut [ItemMod]) {
    let known: Option<Vec<BTreeSet<String>>> = versions.iter().map(parameters).collect();
    // Where a version cannot be read, that is told first.
    let Some(known) = known else { return };
    let anywhere: BTreeSet<String> = known.iter().flatten().cloned().collect();
    for (version, known) in versions.iter_mut().zip(&known) {
        let foreign: BTreeSet<&String> = anywhere.difference(known).collect();
        for attribute in version.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("scope")) {
            if let Meta::List(list) = &mut attribute.meta {
                let arguments = lines::arguments(list.tokens.clone()).into_iter();
                let own = arguments.enumerate().filter(|(index, argument)| {
                    *index == 0 || lines::key(argument).is_none_or(|key| !foreign.contains(&key.to_string()))
                });
                let own = own.map(|(_, argument)| argument);
                list.tokens = quote!(#(#own),*);
            }
        }
    }
}

fn parameters(module: &ItemMod) -> Option<BTreeSet<String>> {
    let workflow = syntax::parse(module.to_token_stream()).ok()?;
    resolve::parameters(&workflow).ok()
}
