//! Functions: signatures and marks.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;

use super::attribute::{self, Attribute, Site};
use super::item::{check_generics, check_visibility};
use super::{FunctionItem, Mark, ParameterItem, Receiver};
use crate::diagnostic::Errors;
use crate::ir::{Fairness, PropertyKind};

/// What a function is made of, in an `impl` block or outside.
pub(super) struct Parts {
    pub(super) owner: Option<Ident>,
    pub(super) attributes: Vec<syn::Attribute>,
    pub(super) visibility: syn::Visibility,
    pub(super) signature: syn::Signature,
    pub(super) block: syn::Block,
}

/// Reads a function.
pub(super) fn read(parts: Parts, errors: &mut Errors) -> FunctionItem {
    let (doc, attributes) = attribute::split(&parts.attributes, Site::Function, errors);
    check_visibility(&parts.visibility, errors);
    let signature = parts.signature;
    check_signature(&signature, errors);
    let marks = attributes.iter().map(|attribute| (read_mark(attribute, errors), attribute.span)).collect::<Vec<_>>();
    check_marks(&marks, errors);
    attribute::check_body(&parts.block, errors);
    let mut receiver = None;
    let mut parameters = Vec::new();
    for input in signature.inputs {
        match input {
            syn::FnArg::Receiver(input) => receiver = Some(read_receiver(&input, errors)),
            syn::FnArg::Typed(input) => {
                attribute::split(&input.attrs, Site::Parameter, errors);
                parameters.push(ParameterItem { pattern: *input.pat, ty: *input.ty });
            }
        }
    }
    let output = match signature.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => Some(*ty),
    };
    FunctionItem {
        owner: parts.owner,
        ident: signature.ident,
        doc,
        marks,
        receiver,
        parameters,
        output,
        block: parts.block,
    }
}

fn check_signature(signature: &syn::Signature, errors: &mut Errors) {
    check_generics(&signature.generics, errors);
    let mut refuse = |word: &str, span: Span| {
        errors.push("E0115", span, format!("a function of a protocol is never `{word}`: leave `{word}` out"));
    };
    if let Some(token) = &signature.constness {
        refuse("const", token.span);
    }
    if let Some(token) = &signature.asyncness {
        refuse("async", token.span);
    }
    match &signature.safety {
        syn::Safety::Unsafe(token) => refuse("unsafe", token.span),
        syn::Safety::Safe(token) => refuse("safe", token.span),
        syn::Safety::Default => {}
    }
    if let Some(abi) = &signature.abi {
        refuse("extern", abi.extern_token.span);
    }
    if let Some(variadic) = &signature.variadic {
        errors.push("E0115", variadic.span(), "a function has a fixed list of parameters: leave `...` out");
    }
}

fn read_receiver(receiver: &syn::Receiver, errors: &mut Errors) -> Receiver {
    match &receiver.kind {
        syn::ReceiverKind::Reference(_, None, None) => Receiver::Shared,
        syn::ReceiverKind::Reference(_, None, Some(_)) => Receiver::Mutable,
        _ => {
            errors.push("E0115", receiver.span(), "a role stays where it is: write `&mut self` or `&self`");
            Receiver::Mutable
        }
    }
}

fn read_mark(attribute: &Attribute, errors: &mut Errors) -> Mark {
    let mut arguments = attribute.arguments(errors);
    let mark = match attribute.name {
        "input" => Mark::Input,
        "opens" => Mark::Opens,
        "receive" => Mark::Receive { otherwise: arguments.name("otherwise", errors) },
        "timeout" => Mark::Timeout { after: arguments.text("after", errors) },
        "fault" => Mark::Fault { budget: arguments.name("budget", errors) },
        "crash" => Mark::Crash { budget: arguments.name("budget", errors) },
        "recover" => Mark::Recover,
        "fair" => Mark::Fairness(Fairness::Weak),
        "unfair" => Mark::Fairness(Fairness::Unfair),
        "strongly_fair" => Mark::Fairness(Fairness::Strong),
        "on" => {
            let triggers = arguments.triggers(errors);
            if triggers.is_empty() {
                arguments.missing("something to observe", errors);
            }
            Mark::On(triggers)
        }
        "always" => Mark::Property(PropertyKind::Always),
        "never" => Mark::Property(PropertyKind::Never),
        "action_property" => Mark::Property(PropertyKind::Action),
        "reachable" => Mark::Property(PropertyKind::Reachable),
        "leads_to" => Mark::Property(PropertyKind::LeadsTo),
        "always_possible" => Mark::Property(PropertyKind::AlwaysPossible),
        "refuted" => Mark::Refuted { at: arguments.names("at", errors) },
        "dead" => Mark::Dead { at: arguments.names("at", errors) },
        "final_state" => Mark::FinalState { remaining: arguments.names("remaining", errors) },
        _ => Mark::Step,
    };
    arguments.finish(errors);
    check_values(&mark, errors);
    mark
}

fn check_values(mark: &Mark, errors: &mut Errors) {
    match mark {
        Mark::Receive { otherwise: Some(word) } if !["drop", "keep", "defect"].iter().any(|known| word == known) => {
            let message = format!("`{word}` is no answer to a message nobody takes: write `drop`, `keep` or `defect`");
            errors.push("E0107", word.span(), message);
        }
        Mark::Timeout { after: Some(text) } if !is_duration(&text.value()) => {
            let message = "a duration is a number with a unit, `ms`, `s`, `m`, `h` or `d`: `\"30s\"`";
            errors.push("E0107", text.span(), message);
        }
        _ => {}
    }
}

fn is_duration(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    (1..=9).contains(&digits) && ["ms", "s", "m", "h", "d"].contains(&&text[digits..])
}

/// What a mark makes of its function; `None` for those that only modify another.
fn role_of(mark: &Mark) -> Option<&'static str> {
    match mark {
        Mark::Input => Some("input"),
        Mark::Receive { .. } => Some("receive"),
        Mark::Step => Some("step"),
        Mark::Timeout { .. } => Some("timeout"),
        Mark::Fault { .. } => Some("fault"),
        Mark::Crash { .. } => Some("crash"),
        Mark::Recover => Some("recover"),
        Mark::On(_) => Some("on"),
        Mark::Property(_) => Some("property"),
        Mark::FinalState { .. } => Some("final_state"),
        Mark::Opens | Mark::Fairness(_) | Mark::Refuted { .. } | Mark::Dead { .. } => None,
    }
}

/// One function, one kind; and a modifier only beside what it modifies.
fn check_marks(marks: &[(Mark, Span)], errors: &mut Errors) {
    let kinds: Vec<(&'static str, Span)> =
        marks.iter().filter_map(|(mark, span)| role_of(mark).map(|kind| (kind, *span))).collect();
    let struck_delivery = kinds.len() == 2
        && kinds.iter().any(|(kind, _)| *kind == "fault")
        && kinds.iter().any(|(kind, _)| *kind == "receive");
    if let [(first, at), others @ ..] = kinds.as_slice()
        && !struck_delivery
    {
        for (other, span) in others.iter().filter(|(other, _)| (*first, *other) != ("on", "on")) {
            let message =
                format!("this function is `{first}` already and cannot be `{other}` too: make it two functions");
            errors.push_with("E0116", *span, message, *at, "the other is here");
        }
    }
    let is = |kinds_allowed: &[&str]| kinds.iter().any(|(kind, _)| kinds_allowed.contains(kind));
    let mut fairness: Option<Span> = None;
    for (mark, span) in marks {
        match mark {
            Mark::Opens if !is(&["input"]) => {
                errors.push("E0116", *span, "only an `#[input]` opens an id: write `#[input]` before `#[opens]`");
            }
            Mark::Refuted { .. } if !is(&["property"]) => {
                errors.push(
                    "E0116",
                    *span,
                    "only a property is refuted: write `#[refuted]` beside `#[always]` or its kin",
                );
            }
            Mark::Dead { .. } if !is(&["input", "receive", "step", "timeout", "fault", "crash", "recover"]) => {
                let message = "only an action is dead: write `#[dead]` beside `#[step]` or its kin";
                errors.push("E0116", *span, message);
            }
            Mark::Fairness(_) => {
                if let Some(earlier) = fairness {
                    errors.push_with(
                        "E0116",
                        *span,
                        "an action has one fairness: keep one",
                        earlier,
                        "the other is here",
                    );
                }
                fairness = Some(*span);
                if !is(&["receive", "step", "timeout", "recover"]) || is(&["fault"]) {
                    let message = "fairness is for what the protocol does itself: a receive, step, timeout or recover";
                    errors.push("E0116", *span, message);
                }
            }
            _ => {}
        }
    }
}
