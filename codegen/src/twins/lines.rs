//! Marks, and the attributes of whatever can carry one.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, FnArg, ImplItem, Item, Meta, Stmt, Token};

/// In which workflows a line stands.
pub(super) enum Mark {
    /// `#[defect]`: in what happened, and in each twin that has a guard beside the defect.
    Defect,
    /// `#[mended]`: in the twin in which the defect is mended.
    Mended,
    /// `#[guard(late, name)]`: in the twins with these guards.
    Guard(Vec<Ident>),
}

/// Whether an attribute is a mark.
pub(super) fn is_mark(attribute: &Attribute) -> bool {
    ["defect", "mended", "guard"].iter().any(|mark| attribute.path().is_ident(mark))
}

/// The mark that an attribute is; `None` where it is written wrongly.
pub(super) fn read_mark(attribute: &Attribute) -> Option<Mark> {
    match &attribute.meta {
        Meta::Path(path) if path.is_ident("defect") => Some(Mark::Defect),
        Meta::Path(path) if path.is_ident("mended") => Some(Mark::Mended),
        Meta::List(list) if list.path.is_ident("guard") => {
            let names = Punctuated::<Ident, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok()?;
            (!names.is_empty()).then(|| Mark::Guard(names.into_iter().collect()))
        }
        _ => None,
    }
}

/// The arguments of `#[refuted(at = full, despite = [late])]`, one by one: none for any other attribute.
pub(super) fn refuted(attribute: &Attribute) -> Option<Vec<TokenStream>> {
    if !attribute.path().is_ident("refuted") {
        return None;
    }
    let tokens = attribute.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
    Some(arguments(tokens))
}

/// What stands between commas.
pub(super) fn arguments(tokens: TokenStream) -> Vec<TokenStream> {
    let mut arguments: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => arguments.push(Vec::new()),
            _ => arguments.last_mut().into_iter().for_each(|argument| argument.push(token.clone())),
        }
    }
    arguments.into_iter().filter(|argument| !argument.is_empty()).map(TokenStream::from_iter).collect()
}

/// The first name of an argument: its key.
pub(super) fn key(argument: &TokenStream) -> Option<Ident> {
    match argument.clone().into_iter().next()? {
        TokenTree::Ident(key) => Some(key),
        _ => None,
    }
}

/// The names of `despite = late`, `despite = [late, mended]`; `None` for any other argument.
pub(super) fn despite(argument: &TokenStream) -> Option<Vec<Ident>> {
    if key(argument)? != "despite" {
        return None;
    }
    let tokens = argument.clone().into_iter().skip(2).flat_map(|token| match token {
        TokenTree::Group(group) => group.stream(),
        other => other.into(),
    });
    Some(tokens.filter_map(|token| if let TokenTree::Ident(name) = token { Some(name) } else { None }).collect())
}

/// The attributes of an item of a protocol.
pub(super) fn of_item(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The attributes of a member of an `impl` block.
pub(super) fn of_member(member: &ImplItem) -> &[Attribute] {
    match member {
        ImplItem::Const(member) => &member.attrs,
        ImplItem::Fn(member) => &member.attrs,
        _ => &[],
    }
}

/// The attributes of a parameter.
pub(super) fn of_parameter(parameter: &FnArg) -> &[Attribute] {
    match parameter {
        FnArg::Receiver(parameter) => &parameter.attrs,
        FnArg::Typed(parameter) => &parameter.attrs,
    }
}

/// The attributes of a statement. In front of an assignment or an operation the parser gives them to what stands first.
pub(super) fn of_statement(statement: &Stmt) -> &[Attribute] {
    match statement {
        Stmt::Local(statement) => &statement.attrs,
        Stmt::Item(item) => of_item(item),
        Stmt::Expr(expression, _) => of_expression(expression),
        Stmt::Macro(statement) => &statement.attrs,
    }
}

/// The attributes in front of an expression.
pub(super) fn of_expression(expression: &Expr) -> &[Attribute] {
    macro_rules! attributes {
        ($($kind:ident)*) => {
            match expression {
                Expr::Assign(expression) => of_expression(&expression.left),
                Expr::Binary(expression) => of_expression(&expression.left),
                Expr::Cast(expression) => of_expression(&expression.expr),
                $(Expr::$kind(expression) => &expression.attrs,)*
                _ => &[],
            }
        };
    }
    attributes! {
        Array Block Break Call Closure Continue Field ForLoop Group If Index Let Lit Loop Macro Match MethodCall Paren Path
        Range Reference Repeat Return Struct Try Tuple Unary While
    }
}
