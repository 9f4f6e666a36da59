//! Structs and enums: what their attribute says they are.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;

use super::arguments::{plain, too_large};
use super::attribute::{self, Attribute, Site, form};
use super::{
    ChannelItem, ComponentItem, ComponentItemKind, EffectItem, EndpointItem, EnumItem, FieldItem, MaxItem, MessageItem,
    SortItem, StructItem, VariantItem, Workflow,
};
use crate::diagnostic::Errors;

/// Reads a struct into the table that its attribute names.
pub(super) fn read_struct(item: syn::ItemStruct, workflow: &mut Workflow, errors: &mut Errors) {
    let (doc, attributes) = attribute::split(&item.attrs, Site::Struct, errors);
    check_visibility(&item.vis, errors);
    check_generics(&item.generics, errors);
    let (unit, span) = (matches!(item.fields, syn::Fields::Unit), item.ident.span());
    let fields = read_named_fields(item.fields, span, errors);
    let ident = item.ident;
    if let [first, others @ ..] = attributes.as_slice() {
        for other in others {
            let message = format!("`{ident}` is `#[{}]` already: one item, one of them", first.name);
            errors.push_with("E0116", other.span, message, first.span, "the other is here");
        }
    }
    let Some(kind) = attributes.first() else {
        return workflow.structs.push(StructItem { ident, doc, document: false, fields });
    };
    match kind.name {
        "document" => {
            kind.bare(errors);
            workflow.structs.push(StructItem { ident, doc, document: true, fields });
        }
        "id" | "node" => {
            kind.bare(errors);
            if !unit {
                let message =
                    format!("an id is opaque and holds nothing: write `#[{}] pub struct {ident};`", kind.name);
                errors.push("E0114", ident.span(), message);
            }
            workflow.sorts.push(SortItem { ident, doc, node: kind.name == "node" });
        }
        "message" => read_message(kind, ident, doc, fields, workflow, errors),
        "effect" => workflow.effects.push(read_effect(kind, ident, doc, fields, errors)),
        _ => workflow.components.push(read_component(kind, ident, doc, fields, errors)),
    }
}

fn read_message(
    kind: &Attribute,
    ident: Ident,
    doc: String,
    fields: Vec<FieldItem>,
    workflow: &mut Workflow,
    errors: &mut Errors,
) {
    let mut arguments = kind.arguments(errors);
    let from = arguments.endpoint("from", errors);
    let to = arguments.endpoint("to", errors);
    let (bag, fifo) = (arguments.name("bag", errors), arguments.name("fifo", errors));
    let (loss, repeat) = (arguments.name("loss", errors), arguments.name("repeat", errors));
    for (key, end) in [("from", &from), ("to", &to)] {
        if end.is_none() {
            arguments.missing(&format!("`{key} = ..`"), errors);
        }
    }
    arguments.finish(errors);
    if let (Some(stray), None) = (loss.as_ref().or(repeat.as_ref()), &bag) {
        let message =
            "only a `bag` counts losses and repetitions: an `any` channel has both without limit, a `fifo` neither";
        errors.push("E0107", stray.span(), message);
    }
    let channel = match (bag, fifo) {
        (Some(bag), Some(fifo)) => {
            let message = "a message travels on one channel: keep `bag` or `fifo`";
            errors.push_with("E0106", fifo.span(), message, bag.span(), "the other is here");
            ChannelItem::Fifo { name: fifo }
        }
        (Some(name), None) => ChannelItem::Bag { name, loss, repeat },
        (None, Some(name)) => ChannelItem::Fifo { name },
        (None, None) => ChannelItem::Any,
    };
    // Beside a noted error, any role will do.
    let nowhere = EndpointItem { role: ident.clone(), instance: None };
    let from = from.unwrap_or_else(|| nowhere.clone());
    let to = to.unwrap_or(nowhere);
    workflow.messages.push(MessageItem { ident, doc, from, to, channel, fields });
}

fn read_effect(kind: &Attribute, ident: Ident, doc: String, fields: Vec<FieldItem>, errors: &mut Errors) -> EffectItem {
    let mut arguments = kind.arguments(errors);
    let at_most_once = arguments.flag("at_most_once", errors);
    let at_least_once = arguments.flag("at_least_once", errors);
    let key = arguments.names("key", errors);
    if at_most_once == at_least_once {
        arguments.missing("to say whether a crash may repeat it or lose it", errors);
    }
    arguments.finish(errors);
    if let (true, Some(first)) = (at_most_once, key.first()) {
        let message = "an effect that is never repeated needs no key to recognise a repeat by: leave `key` out";
        errors.push("E0107", first.span(), message);
    }
    EffectItem { ident, doc, at_most_once, key, fields }
}

fn read_component(
    attribute: &Attribute,
    ident: Ident,
    doc: String,
    fields: Vec<FieldItem>,
    errors: &mut Errors,
) -> ComponentItem {
    let kind = match attribute.name {
        "store" => ComponentItemKind::Store,
        "ghost" => ComponentItemKind::Ghost,
        _ => ComponentItemKind::Role,
    };
    let mut arguments = attribute.arguments(errors);
    let (mut per, mut durable) = (None, Vec::new());
    if kind == ComponentItemKind::Role {
        per = arguments.name("per", errors);
        durable = arguments.names("durable", errors);
    }
    arguments.finish(errors);
    ComponentItem { ident, doc, kind, per, durable, fields }
}

/// Reads an enum of plain data.
pub(super) fn read_enum(item: syn::ItemEnum, errors: &mut Errors) -> EnumItem {
    let (doc, _) = attribute::split(&item.attrs, Site::Enum, errors);
    check_visibility(&item.vis, errors);
    check_generics(&item.generics, errors);
    if item.variants.is_empty() {
        let message = format!("`{}` has no value: give it a variant", item.ident);
        errors.push("E0114", item.ident.span(), message);
    }
    let variants: Vec<VariantItem> = item.variants.into_iter().map(|variant| read_variant(variant, errors)).collect();
    let mut initial = variants.iter().filter(|variant| variant.initial);
    if let (Some(first), Some(second)) = (initial.next(), initial.next()) {
        let message = format!("`{}` starts as one variant: keep one `#[initial]`", item.ident);
        errors.push_with("E0116", second.ident.span(), message, first.ident.span(), "the other is here");
    }
    EnumItem { ident: item.ident, doc, variants }
}

fn read_variant(variant: syn::Variant, errors: &mut Errors) -> VariantItem {
    let (doc, attributes) = attribute::split(&variant.attrs, Site::Variant, errors);
    for attribute in &attributes {
        attribute.bare(errors);
    }
    if let Some((_, value)) = &variant.discriminant {
        errors.push("E0114", value.span(), "a variant has no number: leave the discriminant out");
    }
    let tuple = matches!(variant.fields, syn::Fields::Unnamed(_));
    let fields =
        variant.fields.into_iter().enumerate().map(|(index, field)| read_field(field, index, errors)).collect();
    VariantItem { ident: variant.ident, doc, initial: !attributes.is_empty(), tuple, fields }
}

fn read_named_fields(fields: syn::Fields, span: Span, errors: &mut Errors) -> Vec<FieldItem> {
    if matches!(fields, syn::Fields::Unnamed(_)) {
        errors.push("E0114", span, "fields need names here: write `{ name: Type }`");
    }
    fields.into_iter().enumerate().map(|(index, field)| read_field(field, index, errors)).collect()
}

fn read_field(field: syn::Field, index: usize, errors: &mut Errors) -> FieldItem {
    let (doc, attributes) = attribute::split(&field.attrs, Site::Field, errors);
    check_visibility(&field.vis, errors);
    if let Some((_, value)) = &field.default {
        errors.push("E0114", value.span(), "a field starts at the default of its type: leave the value out");
    }
    let ident = field.ident.unwrap_or_else(|| Ident::new(&format!("_{index}"), field.ty.span()));
    let max = attributes.first().and_then(|attribute| read_max(attribute, errors));
    FieldItem { ident, doc, max, ty: field.ty }
}

fn read_max(attribute: &Attribute, errors: &mut Errors) -> Option<MaxItem> {
    let syn::Meta::List(list) = &attribute.meta else {
        errors.push("E0107", attribute.span, format!("`#[max]` is written {}", form("max")));
        return None;
    };
    if let Ok(parameter) = syn::parse2::<Ident>(list.tokens.clone()) {
        return Some(MaxItem::Parameter(parameter));
    }
    let Ok(number) = syn::parse2::<syn::LitInt>(list.tokens.clone()) else {
        errors.push("E0107", attribute.span, format!("`#[max]` is written {}", form("max")));
        return None;
    };
    let value = plain(&number);
    if value.is_none() {
        too_large(&number, errors);
    }
    value.map(MaxItem::Literal)
}

/// Refuses `pub(..)`: a workflow is one module, and inside it everything sees everything.
pub(super) fn check_visibility(visibility: &syn::Visibility, errors: &mut Errors) {
    if let syn::Visibility::Restricted(_) = visibility {
        errors.push("E0113", visibility.span(), "write `pub`, or nothing: a protocol has no other visibility");
    }
}

/// Refuses generics, lifetimes and `where`.
pub(super) fn check_generics(generics: &syn::Generics, errors: &mut Errors) {
    if let Some(parameter) = generics.params.first() {
        let message = "a protocol has no generic items and no lifetimes: write the type out";
        errors.push("E0112", parameter.span(), message);
    }
    if let Some(clause) = &generics.where_clause {
        errors.push("E0112", clause.where_token.span, "a protocol has no generic items: leave `where` out");
    }
}
