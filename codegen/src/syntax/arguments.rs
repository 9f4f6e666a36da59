//! The arguments of an attribute: one small grammar for all of them.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Token, bracketed, token};

use super::EndpointItem;
use super::attribute::form;
use crate::diagnostic::Errors;

/// `name`, `name = value` or `send Name`.
struct Argument {
    name: Ident,
    /// The second name of `send Name`.
    second: Option<Ident>,
    value: Option<Value>,
}

/// What may stand after `=`.
enum Value {
    Name(Ident),
    Indexed(Ident, Ident),
    List(Vec<Ident>),
    Number(syn::LitInt),
    Text(syn::LitStr),
}

/// The arguments of one attribute, taken one by one; [`Arguments::finish`] reports what nobody took.
pub(super) struct Arguments {
    /// The attribute's name.
    of: String,
    span: Span,
    list: Vec<Argument>,
    /// They could not be read: nothing more is said about what is missing.
    broken: bool,
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let second = if input.peek(syn::Ident::peek_any) { Some(input.call(Ident::parse_any)?) } else { None };
        let value =
            if second.is_none() && input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Self { name, second, value })
    }
}

impl Parse for Value {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(syn::LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(syn::LitInt) {
            return input.parse().map(Self::Number);
        }
        if input.peek(token::Bracket) {
            return names(input).map(Self::List);
        }
        let name = input.call(Ident::parse_any)?;
        if !input.peek(token::Bracket) {
            return Ok(Self::Name(name));
        }
        let span = input.span();
        let mut list = names(input)?;
        match (list.pop(), list.is_empty()) {
            (Some(only), true) => Ok(Self::Indexed(name, only)),
            _ => Err(syn::Error::new(span, "one field")),
        }
    }
}

fn names(input: ParseStream) -> syn::Result<Vec<Ident>> {
    let content;
    bracketed!(content in input);
    let list: Punctuated<Ident, Token![,]> = content.parse_terminated(Ident::parse_any, Token![,])?;
    Ok(list.into_iter().collect())
}

impl Arguments {
    /// Reads the arguments of an attribute; reports and forgets what cannot be read.
    pub(super) fn parse(of: &str, span: Span, meta: &syn::Meta, errors: &mut Errors) -> Self {
        let parsed = match meta {
            syn::Meta::Path(_) => Ok(Punctuated::new()),
            syn::Meta::List(list) => Punctuated::<Argument, Token![,]>::parse_terminated.parse2(list.tokens.clone()),
            syn::Meta::NameValue(pair) => Err(syn::Error::new(pair.eq_token.span, "no value")),
        };
        let of = of.to_owned();
        match parsed {
            Ok(list) => Self { of, span, list: list.into_iter().collect(), broken: false },
            Err(error) => {
                errors.push("E0107", error.span(), format!("`#[{of}]` is written {}", form(&of)));
                Self { of, span, list: Vec::new(), broken: true }
            }
        }
    }

    /// Takes `key`, whatever its value; a second one is an error.
    fn take(&mut self, key: &str, errors: &mut Errors) -> Option<Argument> {
        let found = self.list.iter().position(|argument| argument.second.is_none() && argument.name == key)?;
        let argument = self.list.remove(found);
        while let Some(index) = self.list.iter().position(|again| again.second.is_none() && again.name == key) {
            let again = self.list.remove(index);
            let message = format!("`{key}` is given twice: keep one of them");
            errors.push_with("E0106", again.name.span(), message, argument.name.span(), "first given here");
        }
        Some(argument)
    }

    fn malformed(&self, span: Span, errors: &mut Errors) {
        errors.push("E0107", span, format!("`#[{}]` is written {}", self.of, form(&self.of)));
    }

    /// Takes the flag `key`.
    pub(super) fn flag(&mut self, key: &str, errors: &mut Errors) -> bool {
        let Some(argument) = self.take(key, errors) else { return false };
        if argument.value.is_some() {
            self.malformed(argument.name.span(), errors);
        }
        true
    }

    /// Takes `key = name`.
    pub(super) fn name(&mut self, key: &str, errors: &mut Errors) -> Option<Ident> {
        let argument = self.take(key, errors)?;
        if let Some(Value::Name(name)) = argument.value {
            return Some(name);
        }
        self.malformed(argument.name.span(), errors);
        None
    }

    /// Takes `key = [name, ..]` or `key = name`.
    pub(super) fn names(&mut self, key: &str, errors: &mut Errors) -> Vec<Ident> {
        let Some(argument) = self.take(key, errors) else { return Vec::new() };
        match argument.value {
            Some(Value::Name(name)) => vec![name],
            Some(Value::List(names)) => names,
            _ => {
                self.malformed(argument.name.span(), errors);
                Vec::new()
            }
        }
    }

    /// Takes `key = "text"`.
    pub(super) fn text(&mut self, key: &str, errors: &mut Errors) -> Option<syn::LitStr> {
        let argument = self.take(key, errors)?;
        if let Some(Value::Text(text)) = argument.value {
            return Some(text);
        }
        self.malformed(argument.name.span(), errors);
        None
    }

    /// Takes `key = Role` or `key = Role[field]`.
    pub(super) fn endpoint(&mut self, key: &str, errors: &mut Errors) -> Option<EndpointItem> {
        let argument = self.take(key, errors)?;
        match argument.value {
            Some(Value::Name(role)) => Some(EndpointItem { role, instance: None }),
            Some(Value::Indexed(role, instance)) => Some(EndpointItem { role, instance: Some(instance) }),
            _ => {
                self.malformed(argument.name.span(), errors);
                None
            }
        }
    }

    /// Takes all that is left as `Name` or `send Name`.
    pub(super) fn triggers(&mut self, errors: &mut Errors) -> Vec<(Ident, bool)> {
        let mut triggers = Vec::new();
        for argument in std::mem::take(&mut self.list) {
            match (argument.second, argument.value) {
                (None, None) => triggers.push((argument.name, false)),
                (Some(name), None) if argument.name == "send" => triggers.push((name, true)),
                _ => self.malformed(argument.name.span(), errors),
            }
        }
        triggers
    }

    /// Takes the first argument, a bare name.
    pub(super) fn first(&mut self) -> Option<Ident> {
        let bare = |first: &Argument| first.second.is_none() && first.value.is_none();
        self.list.first().is_some_and(bare).then(|| self.list.remove(0).name)
    }

    /// Takes all that is left as `name = number` or `name = unlimited`, and every `purpose = name`.
    pub(super) fn sizes(&mut self, errors: &mut Errors) -> (Vec<Ident>, Vec<(Ident, Option<u32>)>) {
        let (mut purposes, mut sizes) = (Vec::new(), Vec::new());
        for argument in std::mem::take(&mut self.list) {
            match (argument.second, argument.value) {
                (None, Some(Value::Name(name))) if argument.name == "purpose" => purposes.push(name),
                (None, Some(Value::Name(name))) if name == "unlimited" => sizes.push((argument.name, None)),
                (None, Some(Value::Number(number))) => match plain(&number) {
                    Some(value) => sizes.push((argument.name, Some(value))),
                    None => too_large(&number, errors),
                },
                _ => self.malformed(argument.name.span(), errors),
            }
        }
        (purposes, sizes)
    }

    /// Reports a required argument that is not there.
    pub(super) fn missing(&self, what: &str, errors: &mut Errors) {
        if !self.broken {
            let message = format!("`#[{}]` needs {what}: it is written {}", self.of, form(&self.of));
            errors.push("E0108", self.span, message);
        }
    }

    /// Reports what nobody took.
    pub(super) fn finish(self, errors: &mut Errors) {
        for argument in &self.list {
            let message =
                format!("`{}` is no argument of `#[{}]`, which is written {}", argument.name, self.of, form(&self.of));
            errors.push("E0107", argument.name.span(), message);
        }
    }
}

/// The value of a literal without a suffix, if it fits.
pub(super) fn plain(number: &syn::LitInt) -> Option<u32> {
    if number.suffix().is_empty() { number.base10_parse().ok() } else { None }
}

/// Reports a number that does not fit.
pub(super) fn too_large(number: &syn::LitInt, errors: &mut Errors) {
    let message = format!("`{number}` is not a number from 0 to {}, written without a suffix", u32::MAX);
    errors.push("E0107", number.span(), message);
}
