//! The macros of the language: `require!`, `refuse!`, `fresh!`, `send!`, `emit!`, `ignore!`, `matches!`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned;

use crate::ir::{Expr, Field, MessageId, StatementKind, Type};
use crate::resolve::TypeName;

use super::context::{Lowerer, Mode};
use super::operand::Typed;
use super::operator::conjuncts;
use super::types::single;
use crate::casing::snake;

impl Lowerer<'_> {
    pub(super) fn macro_statement(&mut self, source: &syn::Macro) {
        let span = source.path.span();
        match single(&source.path).as_deref() {
            Some("require") => self.require_macro(source),
            Some("refuse") => {
                if self.empty_body(source).is_some() {
                    self.require(Expr::Bool(false), span);
                }
            }
            Some("send") => {
                self.send(source);
            }
            Some("emit") => {
                self.emit(source);
            }
            Some("ignore") => self.ignore(source),
            _ => {
                if self.macro_value(source).is_some() {
                    self.no_effect(span);
                }
            }
        }
    }

    pub(super) fn macro_value(&mut self, source: &syn::Macro) -> Typed {
        match single(&source.path).as_deref() {
            Some("fresh") => self.fresh(source),
            Some("matches") => {
                let (value, pattern, guard) = self.parse(source, matches_body, "`matches!(value, PATTERN)`")?;
                self.matches_value(&value, &pattern, guard.as_ref())
            }
            Some("refuse" | "require") => self.fail(
                "E0319",
                source.path.span(),
                "a guard is a statement of its own; for a value that may be missing write `let Some(x) = .. else { \
                 refuse!() };`",
            ),
            Some(name @ ("send" | "emit" | "ignore")) => {
                self.fail("E0319", source.path.span(), format!("`{name}!` is a statement of its own"))
            }
            Some("leads_to") => {
                self.fail("E0316", source.path.span(), "`leads_to!(p => q)` is all that a `#[leads_to]` function says")
            }
            _ => self.fail(
                "E0316",
                source.path.span(),
                "the macros here are `require!`, `refuse!`, `fresh!`, `send!`, `emit!`, `ignore!` and `matches!`",
            ),
        }
    }

    /// What stands in a macro's parentheses.
    pub(super) fn parse<T>(
        &mut self,
        source: &syn::Macro,
        body: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
        form: &str,
    ) -> Option<T> {
        match source.parse_body_with(body) {
            Ok(parsed) => Some(parsed),
            Err(error) => self.fail("E0329", error.span(), format!("this reads {form}: {error}")),
        }
    }

    fn empty_body(&mut self, source: &syn::Macro) -> Option<()> {
        if source.tokens.is_empty() {
            return Some(());
        }
        self.fail("E0329", source.tokens.span(), "this takes nothing")
    }

    /// Nothing but an action may do this.
    pub(super) fn action_only(&mut self, what: &str, span: Span) -> Option<()> {
        match self.mode {
            Mode::Action => Some(()),
            Mode::Observer => self.fail(
                "E0320",
                span,
                format!("an observer sees what has happened and writes its ghost: no {what}; decide with `if`"),
            ),
            Mode::Property => self.fail("E0320", span, format!("a property only looks: no {what}")),
        }
    }

    /// One guard for each conjunct, so that a refusal can say which.
    fn require_macro(&mut self, source: &syn::Macro) {
        let Some(condition) = self.parse(source, expression, "`require!(condition)`") else { return };
        if self.action_only("`require!`", source.path.span()).is_none() {
            return;
        }
        for conjunct in conjuncts(&condition) {
            if let Some(value) = self.value(conjunct, Some(&Type::Bool)) {
                self.require(value.expr, conjunct.span());
            }
        }
    }

    /// `fresh!(Job)`: a free id, taken where it stands.
    fn fresh(&mut self, source: &syn::Macro) -> Typed {
        let name = self.parse(source, <syn::Ident as syn::parse::Parse>::parse, "`fresh!(Sort)`")?;
        let Some(TypeName::Sort(sort)) = self.names.types.get(&name.to_string()).copied() else {
            return self.fail("E0301", name.span(), format!("there is no id `{name}` in this workflow"));
        };
        self.action_only("`fresh!`", source.path.span())?;
        if self.pure {
            return self.fail(
                "E0319",
                source.path.span(),
                format!("take it before: `let {} = fresh!({name});`", snake(&name.to_string())),
            );
        }
        let local = self.invent("__fresh", &Type::Id(sort));
        self.push(StatementKind::Fresh(local, sort), source.path.span());
        Some(self.local(local))
    }

    fn ignore(&mut self, source: &syn::Macro) {
        let optional = |input: ParseStream<'_>| {
            input.is_empty().then_some(()).map_or_else(|| input.parse::<syn::LitStr>().map(drop), Ok)
        };
        if self.parse(source, optional, "`ignore!()` or `ignore!(\"why\")`").is_some() {
            self.effect(StatementKind::Ignore, source.path.span(), "`ignore!`");
        }
    }

    fn send(&mut self, source: &syn::Macro) -> Option<()> {
        let literal = self.parse(source, expression, "`send!(Message { .. })`")?;
        let (name, body) = self.output(&literal, "send!(Message { .. })")?;
        let message = match self.names.types.get(&name.to_string()) {
            Some(TypeName::Message(message)) => *message,
            Some(TypeName::Effect(_)) => {
                return self.fail("E0321", name.span(), format!("`{name}` is an effect: `emit!({name} {{ .. }})`"));
            }
            _ => return self.fail("E0301", name.span(), format!("there is no message `{name}` in this workflow")),
        };
        let ir = self.ir;
        let fields = self.output_fields(body, &name, &ir[message].fields)?;
        self.action_only("`send!`", source.path.span())?;
        self.check_sender(message, &fields, &name)?;
        self.effect(StatementKind::Send(message, fields), source.path.span(), "`send!`");
        Some(())
    }

    fn emit(&mut self, source: &syn::Macro) -> Option<()> {
        let literal = self.parse(source, expression, "`emit!(Effect { .. })`")?;
        let (name, body) = self.output(&literal, "emit!(Effect { .. })")?;
        let effect = match self.names.types.get(&name.to_string()) {
            Some(TypeName::Effect(effect)) => *effect,
            Some(TypeName::Message(_)) => {
                return self.fail("E0321", name.span(), format!("`{name}` is a message: `send!({name} {{ .. }})`"));
            }
            _ => return self.fail("E0301", name.span(), format!("there is no effect `{name}` in this workflow")),
        };
        let ir = self.ir;
        let fields = self.output_fields(body, &name, &ir[effect].fields)?;
        self.action_only("`emit!`", source.path.span())?;
        self.effect(StatementKind::Emit(effect, fields), source.path.span(), "`emit!`");
        Some(())
    }

    /// The name of what leaves, and its fields if it has any.
    fn output<'e>(&mut self, literal: &'e syn::Expr, form: &str) -> Option<(syn::Ident, Option<&'e syn::ExprStruct>)> {
        let (path, body) = match literal {
            syn::Expr::Struct(literal) => (&literal.path, Some(literal)),
            syn::Expr::Path(path) => (&path.path, None),
            _ => return self.fail("E0329", literal.span(), format!("this reads `{form}`")),
        };
        match path.get_ident() {
            Some(name) => Some((name.clone(), body)),
            None => self.fail("E0329", path.span(), format!("this reads `{form}`")),
        }
    }

    fn output_fields(
        &mut self,
        body: Option<&syn::ExprStruct>,
        name: &syn::Ident,
        declared: &[Field],
    ) -> Option<Vec<Expr>> {
        let declared: Vec<_> = declared.iter().map(|field| (field.name.clone(), field.ty.clone())).collect();
        match body {
            Some(body) => self.named_fields(body, &name.to_string(), &declared),
            None if declared.is_empty() => Some(Vec::new()),
            None => self.fail("E0308", name.span(), format!("`{name}` has fields; give them: `{name} {{ .. }}`")),
        }
    }

    /// A role sends its own messages, and in its own name.
    fn check_sender(&mut self, message: MessageId, fields: &[Expr], name: &syn::Ident) -> Option<()> {
        let from = self.ir[message].from;
        if self.actor != Some(from.component) {
            let sender = &self.ir[from.component].name;
            let message = format!("`{name}` is sent by `{sender}` (`from = {sender}`), not by this role");
            return self.fail("E0321", name.span(), message);
        }
        match from.instance {
            Some(field) if self.me.map(Expr::Local).as_ref() != Some(&fields[field]) => {
                let field = &self.ir[message].fields[field].name;
                let message = format!("`{field}` of `{name}` says who sends it: it is `me`");
                self.fail("E0321", name.span(), message)
            }
            _ => Some(()),
        }
    }
}

/// `value, PATTERN if guard`.
fn matches_body(input: ParseStream<'_>) -> syn::Result<(syn::Expr, syn::Pat, Option<syn::Expr>)> {
    let value = input.parse()?;
    input.parse::<syn::Token![,]>()?;
    let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
    let guard = if input.parse::<Option<syn::Token![if]>>()?.is_some() { Some(input.parse()?) } else { None };
    input.parse::<Option<syn::Token![,]>>()?;
    Ok((value, pattern, guard))
}

/// One expression, and a comma if there is one.
fn expression(input: ParseStream<'_>) -> syn::Result<syn::Expr> {
    let expression = input.parse()?;
    input.parse::<Option<syn::Token![,]>>()?;
    Ok(expression)
}
