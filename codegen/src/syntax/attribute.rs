//! The attributes of the language: where each belongs and how it is written.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::Visit;

use super::arguments::Arguments;
use crate::diagnostic::Errors;
use crate::twins;

/// Where an attribute may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    Workflow,
    Struct,
    Enum,
    Field,
    Variant,
    Function,
    Impl,
    Parameter,
    Body,
}

/// A row of the table of attributes.
struct Row {
    name: &'static str,
    sites: &'static [Site],
    form: &'static str,
}

const fn row(name: &'static str, sites: &'static [Site], form: &'static str) -> Row {
    Row { name, sites, form }
}

/// Every attribute of the language.
const TABLE: &[Row] = &[
    row("workflow", &[Site::Workflow], "`#[workflow]`"),
    row("scope", &[Site::Workflow], "`#[scope(quick, session = 2, crash = 1)]`, after `#[workflow]`"),
    row("id", &[Site::Struct], "`#[id] pub struct Session;`"),
    row("node", &[Site::Struct], "`#[node] pub struct Manager;`"),
    row("document", &[Site::Struct], "`#[document] pub struct Image { .. }`"),
    row(
        "message",
        &[Site::Struct],
        "`#[message(from = Kiosk, to = Server)]`, with `bag = name` or `fifo = name` if need be",
    ),
    row(
        "effect",
        &[Site::Struct],
        "`#[effect(at_least_once, key = session)]`, `#[effect(at_least_once)]` or `#[effect(at_most_once)]`",
    ),
    row("role", &[Site::Struct], "`#[role]`, `#[role(per = Session)]` or `#[role(durable = [orders])]`"),
    row("store", &[Site::Struct], "`#[store]`"),
    row("ghost", &[Site::Struct], "`#[ghost]`"),
    row("initial", &[Site::Variant], "`#[initial]`"),
    row("max", &[Site::Field], "`#[max(3)]` or `#[max(parameter)]`"),
    row("input", &[Site::Function], "`#[input]`"),
    row("opens", &[Site::Function], "`#[opens]`, beside `#[input]`"),
    row("receive", &[Site::Function], "`#[receive]` or `#[receive(otherwise = drop)]` (or `keep`, `defect`)"),
    row("step", &[Site::Function], "`#[step]`"),
    row("timeout", &[Site::Function], "`#[timeout]` or `#[timeout(after = \"30s\")]`"),
    row("fault", &[Site::Function], "`#[fault(budget = jam)]` or `#[fault]`"),
    row("crash", &[Site::Function], "`#[crash(budget = crash)]` or `#[crash]`"),
    row("recover", &[Site::Function], "`#[recover]`"),
    row("fair", &[Site::Function], "`#[fair]`"),
    row("unfair", &[Site::Function], "`#[unfair]`"),
    row("strongly_fair", &[Site::Function], "`#[strongly_fair]`"),
    row(
        "dead",
        &[Site::Function],
        "`#[dead]`, `#[dead(at = quick)]` or `#[dead(at = [quick, full])]`, beside an action",
    ),
    row("on", &[Site::Function], "`#[on(Print)]`, `#[on(send Reply)]` or `#[on(present_card)]`"),
    row("always", &[Site::Function], "`#[always]`"),
    row("never", &[Site::Function], "`#[never]`"),
    row("action_property", &[Site::Function], "`#[action_property]`"),
    row("reachable", &[Site::Function], "`#[reachable]`"),
    row("leads_to", &[Site::Function], "`#[leads_to]`"),
    row("always_possible", &[Site::Function], "`#[always_possible]`"),
    row("final_state", &[Site::Function], "`#[final_state]` or `#[final_state(remaining = [Reply])]`"),
    row(
        "refuted",
        &[Site::Function],
        "`#[refuted]`, `#[refuted(at = full)]` or `#[refuted(at = [quick, full])]`, beside a property",
    ),
];

/// Attributes that mean nothing to the language and may stand anywhere.
const PASSED: &[&str] = &["allow", "deny", "doc", "expect", "warn"];

/// An attribute of the language, read as far as its arguments.
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) span: Span,
    pub(super) meta: syn::Meta,
}

impl Attribute {
    /// Its arguments.
    pub(super) fn arguments(&self, errors: &mut Errors) -> Arguments {
        Arguments::parse(self.name, self.span, &self.meta, errors)
    }

    /// Reports arguments of an attribute that takes none.
    pub(super) fn bare(&self, errors: &mut Errors) {
        self.arguments(errors).finish(errors);
    }
}

/// How an attribute is written, in backticks.
pub(super) fn form(name: &str) -> &'static str {
    TABLE.iter().find(|row| row.name == name).map_or("`#[..]`", |row| row.form)
}

/// Splits attributes into the doc comment and those of the language that may stand here; reports all others.
pub(super) fn split(attributes: &[syn::Attribute], site: Site, errors: &mut Errors) -> (String, Vec<Attribute>) {
    let mut doc: Vec<String> = Vec::new();
    let mut known: Vec<Attribute> = Vec::new();
    for attribute in attributes {
        if let Some(line) = doc_line(attribute) {
            doc.push(line);
        } else if let Some(attribute) = recognise(attribute, site, errors) {
            let earlier = known.iter().find(|earlier| earlier.name == attribute.name);
            match earlier.filter(|_| attribute.name != "scope" && attribute.name != "on") {
                Some(earlier) => errors.push_with(
                    "E0106",
                    attribute.span,
                    format!("`#[{}]` is given twice: keep one of them", attribute.name),
                    earlier.span,
                    "first given here",
                ),
                None => known.push(attribute),
            }
        }
    }
    (doc.join("\n"), known)
}

/// Refuses attributes within a body: there the language has none but the marks of twins, which have been read.
pub(super) fn check_body(block: &syn::Block, errors: &mut Errors) {
    struct Body<'a>(&'a mut Errors);

    impl<'ast> Visit<'ast> for Body<'_> {
        fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
            recognise(attribute, Site::Body, self.0);
        }
    }

    Body(errors).visit_block(block);
}

fn recognise(attribute: &syn::Attribute, site: Site, errors: &mut Errors) -> Option<Attribute> {
    let span = attribute.span();
    let path = attribute.path();
    let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let root = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let ours = path.segments.len() == 1 || root == "honnin";
    if matches!(attribute.style, syn::AttrStyle::Inner(_)) && !PASSED.contains(&name.as_str()) {
        errors.push("E0104", span, "write this attribute as `#[..]` in front of the item");
        return None;
    }
    if root == "rustfmt" || (path.segments.len() == 1 && PASSED.contains(&name.as_str())) {
        return None;
    }
    match TABLE.iter().find(|row| ours && row.name == name) {
        Some(row) if row.sites.contains(&site) => {
            Some(Attribute { name: row.name, span, meta: attribute.meta.clone() })
        }
        Some(row) => {
            let message = format!("`#[{name}]` belongs {}, not {}", places(row.sites), place(site));
            errors.push("E0105", span, message);
            None
        }
        None => {
            errors.push("E0104", span, unknown(&name));
            None
        }
    }
}

fn unknown(name: &str) -> String {
    match name {
        "derive" => "leave `#[derive]` out: `#[workflow]` adds what is needed".into(),
        "cfg" | "cfg_attr" => {
            format!("leave `#[{name}]` out: what is verified must be what is built, whatever the configuration")
        }
        "test" => "write tests outside the workflow".into(),
        _ => match nearest(name) {
            Some(known) => format!("`#[{name}]` is no attribute of a protocol: did you mean `#[{known}]`?"),
            None => format!("`#[{name}]` is no attribute of a protocol: leave it out"),
        },
    }
}

/// The attribute whose name starts alike.
fn nearest(name: &str) -> Option<&'static str> {
    let start: String = name.chars().take(3).collect();
    let mut known = TABLE.iter().map(|row| row.name).chain(twins::WORDS.iter().copied());
    (start.len() >= 3).then(|| known.find(|known| known.starts_with(&start))).flatten()
}

fn doc_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("doc").then(|| text.value().trim().to_owned())
}

fn places(sites: &[Site]) -> String {
    sites.iter().map(|site| place(*site)).collect::<Vec<_>>().join(" or ")
}

fn place(site: Site) -> &'static str {
    match site {
        Site::Workflow => "on the `#[workflow]` module",
        Site::Struct => "on a struct",
        Site::Enum => "on an enum",
        Site::Field => "on a field",
        Site::Variant => "on a variant",
        Site::Function => "on a function",
        Site::Impl => "on an `impl` block",
        Site::Parameter => "on a parameter",
        Site::Body => "in a body",
    }
}
