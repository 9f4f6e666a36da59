//! The workflow module and the items in it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;

use super::attribute::{self, Site};
use super::function::{self, Parts};
use super::item::{check_visibility, read_enum, read_struct};
use super::{ScopeItem, Workflow, depth};
use crate::diagnostic::{Diagnostic, Errors};

/// Finds the workflows of a file: the tokens of each `#[workflow] mod`, without that attribute.
///
/// # Errors
/// The file is nested too deeply, is not Rust, or holds no workflow.
pub fn find(file: TokenStream) -> Result<Vec<TokenStream>, Vec<Diagnostic>> {
    depth::check(&file)?;
    let file: syn::File = syn::parse2(file).map_err(|error| not_rust(&error))?;
    let mut workflows = Vec::new();
    for item in file.items {
        if let syn::Item::Mod(mut module) = item
            && module.attrs.iter().any(is_workflow)
        {
            module.attrs.retain(|attribute| !is_workflow(attribute));
            workflows.push(module.into_token_stream());
        }
    }
    if workflows.is_empty() {
        let message = "this file holds no workflow: write `#[workflow] #[scope(..)] pub mod name { .. }`";
        return Err(vec![Diagnostic { code: "E0110", message: message.into(), span: Span::call_site(), also: None }]);
    }
    Ok(workflows)
}

/// The name of a module.
pub(crate) fn name(module: &TokenStream) -> Option<String> {
    let is_name = |token: proc_macro2::TokenTree| match token {
        proc_macro2::TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    };
    let mut words = module.clone().into_iter().filter_map(is_name).skip_while(|word| word != "mod");
    words.nth(1)
}

/// Reads a workflow: the tokens of a module, with its `#[scope(..)]` attributes.
///
/// # Errors
/// Whatever is outside the language, all of it.
pub fn parse(module: TokenStream) -> Result<Workflow, Vec<Diagnostic>> {
    depth::check(&module)?;
    let item: syn::Item = syn::parse2(module).map_err(|error| not_rust(&error))?;
    let syn::Item::Mod(module) = item else {
        return Err(vec![not_a_module(item.span())]);
    };
    let Some((_, items)) = module.content else {
        return Err(vec![not_a_module(module.ident.span())]);
    };
    let mut errors = Errors::default();
    if let Some(token) = module.unsafety {
        errors.push("E0111", token.span, "a workflow is never `unsafe`: leave `unsafe` out");
    }
    check_visibility(&module.vis, &mut errors);
    let (doc, scopes) = read_head(&module.attrs, &mut errors);
    let mut workflow = empty(module.ident, doc, scopes);
    for item in items {
        read_item(item, &mut workflow, &mut errors);
    }
    errors.finish(workflow)
}

fn is_workflow(attribute: &syn::Attribute) -> bool {
    let path = attribute.path();
    path.is_ident("workflow")
        || (path.segments.len() == 2 && path.segments[0].ident == "honnin" && path.segments[1].ident == "workflow")
}

fn not_a_module(span: Span) -> Diagnostic {
    let message = "a workflow is a module with its items in it: `#[workflow] pub mod name { .. }`";
    Diagnostic { code: "E0110", message: message.into(), span, also: None }
}

fn not_rust(error: &syn::Error) -> Vec<Diagnostic> {
    let rule = |error: syn::Error| Diagnostic {
        code: "E0109",
        message: format!("this is not Rust: {error}"),
        span: error.span(),
        also: None,
    };
    error.clone().into_iter().map(rule).collect()
}

fn empty(ident: Ident, doc: String, scopes: Vec<ScopeItem>) -> Workflow {
    Workflow {
        ident,
        doc,
        scopes,
        sorts: Vec::new(),
        structs: Vec::new(),
        enums: Vec::new(),
        messages: Vec::new(),
        effects: Vec::new(),
        components: Vec::new(),
        functions: Vec::new(),
    }
}

fn read_head(attributes: &[syn::Attribute], errors: &mut Errors) -> (String, Vec<ScopeItem>) {
    let (doc, attributes) = attribute::split(attributes, Site::Workflow, errors);
    let mut scopes = Vec::new();
    for attribute in attributes {
        let mut arguments = attribute.arguments(errors);
        if attribute.name == "scope" {
            let name = arguments.first();
            let (purposes, sizes) = arguments.sizes(errors);
            match name {
                Some(ident) => scopes.push(ScopeItem { ident, purposes, sizes }),
                None => arguments.missing("a name, first", errors),
            }
        }
        arguments.finish(errors);
    }
    (doc, scopes)
}

fn read_item(item: syn::Item, workflow: &mut Workflow, errors: &mut Errors) {
    match item {
        syn::Item::Struct(item) => read_struct(item, workflow, errors),
        syn::Item::Enum(item) => workflow.enums.push(read_enum(item, errors)),
        syn::Item::Fn(item) => {
            if let Some(token) = &item.modifiers.defaultness {
                errors.push("E0115", token.span, "a function of a protocol is never `default`: leave it out");
            }
            let parts = Parts {
                owner: None,
                attributes: item.attrs,
                visibility: item.vis,
                signature: item.sig,
                block: *item.block,
            };
            workflow.functions.push(function::read(parts, errors));
        }
        syn::Item::Impl(item) => read_impl(item, workflow, errors),
        syn::Item::Use(item) => {
            let from_honnin = matches!(&item.tree, syn::UseTree::Path(path) if path.ident == "honnin");
            if !from_honnin {
                errors.push("E0111", item.span(), "a workflow stands alone: leave this `use` out");
            }
        }
        other => errors.push("E0111", other.span(), refusal(&other)),
    }
}

fn read_impl(item: syn::ItemImpl, workflow: &mut Workflow, errors: &mut Errors) {
    attribute::split(&item.attrs, Site::Impl, errors);
    super::item::check_generics(&item.generics, errors);
    if let Some((path, _)) = &item.trait_ {
        errors.push("E0111", path.span(), "a protocol implements no traits: write `impl Role { .. }`");
        return;
    }
    if let Some(token) = &item.unsafety {
        errors.push("E0111", token.span, "a protocol is never `unsafe`: leave `unsafe` out");
    }
    let owner = match &*item.self_ty {
        syn::Type::Path(path) if path.qself.is_none() => path.path.get_ident().cloned(),
        _ => None,
    };
    let Some(owner) = owner else {
        errors.push(
            "E0111",
            item.self_ty.span(),
            "an `impl` block names a role, a store or a ghost: `impl Kiosk { .. }`",
        );
        return;
    };
    for inner in item.items {
        let syn::ImplItem::Fn(inner) = inner else {
            errors.push("E0111", inner.span(), "an `impl` block of a protocol holds functions only: move this out");
            continue;
        };
        if let Some(token) = &inner.modifiers.defaultness {
            errors.push("E0115", token.span, "a function of a protocol is never `default`: leave it out");
        }
        let parts = Parts {
            owner: Some(owner.clone()),
            attributes: inner.attrs,
            visibility: inner.vis,
            signature: inner.sig,
            block: inner.block,
        };
        workflow.functions.push(function::read(parts, errors));
    }
}

fn refusal(item: &syn::Item) -> &'static str {
    match item {
        syn::Item::Const(_) | syn::Item::Static(_) => {
            "a protocol has no constants: write the number, or let the scope give it with `#[max(name)]`"
        }
        syn::Item::Mod(_) => "a workflow is one flat module: move these items up, or make it a workflow of its own",
        syn::Item::Trait(_) | syn::Item::TraitAlias(_) => "a protocol has no traits: write functions",
        syn::Item::Type(_) => "a protocol has no type aliases: write the type out, or wrap it in a struct",
        syn::Item::Union(_) => "a protocol has no unions: write an `enum`",
        syn::Item::Macro(_) => "a protocol has no macros of its own: write the items out",
        syn::Item::ExternCrate(_) | syn::Item::ForeignMod(_) => "a workflow stands alone: leave this out",
        _ => "this item is no part of the language: a protocol has structs, enums, `impl` blocks and functions",
    }
}
