//! Scopes that are asked for where `model!` is called: `scope(small, like = quick, session = 1)`.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitInt, Token};

use crate::ir::{Amount, Ir, Scope};

/// All that the call asks for; none for the protocol's own.
pub(super) struct Asked(Vec<AskedScope>);

struct AskedScope {
    name: Ident,
    like: Ident,
    sizes: Vec<(Ident, Amount)>,
}

impl Asked {
    /// The scopes to emit.
    pub(super) fn of(&self, ir: &Ir) -> syn::Result<Vec<Scope>> {
        if self.0.is_empty() {
            return Ok(ir.scopes.clone());
        }
        self.0.iter().map(|asked| asked.of(ir)).collect()
    }
}

impl AskedScope {
    fn of(&self, ir: &Ir) -> syn::Result<Scope> {
        let like = ir.scopes.iter().find(|scope| self.like == scope.name);
        let mut scope = like.ok_or_else(|| unknown(&self.like, "scope", &ir.name))?.clone();
        scope.name = self.name.to_string();
        for (name, amount) in &self.sizes {
            let parameter = ir.parameters.iter().position(|parameter| *name == parameter.name);
            scope.sizes.0[parameter.ok_or_else(|| unknown(name, "parameter", &ir.name))?] = *amount;
        }
        Ok(scope)
    }
}

impl Parse for Asked {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut asked = Vec::new();
        while !input.is_empty() {
            let content;
            syn::parenthesized!(content in input);
            asked.push(content.parse()?);
        }
        Ok(Self(asked))
    }
}

impl Parse for AskedScope {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        let word: Ident = input.parse()?;
        if word != "like" {
            return Err(syn::Error::new(word.span(), "say which of the protocol's scopes it is like: `like = quick`"));
        }
        input.parse::<Token![=]>()?;
        let like = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        let sizes = Punctuated::<_, Token![,]>::parse_terminated_with(input, size)?;
        Ok(Self { name, like, sizes: sizes.into_iter().collect() })
    }
}

/// `session = 1`, `crash = unlimited`
fn size(input: ParseStream<'_>) -> syn::Result<(Ident, Amount)> {
    let name = input.parse()?;
    input.parse::<Token![=]>()?;
    if input.peek(LitInt) {
        return Ok((name, Amount::AtMost(input.parse::<LitInt>()?.base10_parse()?)));
    }
    let word: Ident = input.parse()?;
    if word == "unlimited" {
        return Ok((name, Amount::Unlimited));
    }
    Err(syn::Error::new(word.span(), "a number, or `unlimited`"))
}

fn unknown(name: &Ident, what: &str, workflow: &str) -> syn::Error {
    syn::Error::new(name.span(), format!("`{workflow}` has no {what} `{name}`"))
}
