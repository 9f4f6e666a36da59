//! Which scope: the default one, one of the source by name, or numbers given by hand.

use honnin_codegen::ir::{Amount, Ir, ParameterKind, Purpose, Scope, Sizes};

use crate::failure::Failure;
use crate::suggest::suggest;

/// A name and its numbers.
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) sizes: Sizes,
}

/// The scope for a workflow.
pub(crate) fn choose(ir: &Ir, wanted: Option<&str>) -> Result<Chosen, Failure> {
    let Some(wanted) = wanted else { return default(ir).map(chosen) };
    if wanted.contains('=') {
        return custom(ir, wanted);
    }
    match ir.scopes.iter().find(|scope| scope.name == wanted) {
        Some(scope) => Ok(chosen(scope)),
        None => Err(Failure::with_help(
            format!("`{}` has no scope `{wanted}`", ir.name),
            suggest(wanted, ir.scopes.iter().map(|scope| scope.name.as_str())),
        )),
    }
}

fn chosen(scope: &Scope) -> Chosen {
    Chosen { name: scope.name.clone(), sizes: scope.sizes.clone() }
}

/// The one named `ci` among those for safety, else the first of them.
fn default(ir: &Ir) -> Result<&Scope, Failure> {
    let for_safety = |scope: &&Scope| scope.purposes.is_empty() || scope.purposes.contains(&Purpose::Safety);
    let mut safe = ir.scopes.iter().filter(for_safety);
    let named = safe.clone().find(|scope| scope.name == "ci");
    named.or_else(|| safe.next()).ok_or_else(|| {
        Failure::with_help(
            format!("`{}` has no scope for safety", ir.name),
            "name one with --scope, or write one beside #[workflow]",
        )
    })
}

/// Starts from the default scope's numbers.
fn custom(ir: &Ir, text: &str) -> Result<Chosen, Failure> {
    let mut sizes = default(ir)?.sizes.clone();
    let mut given = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            return Err(Failure::with_help(
                format!("`{part}` is no number of a scope"),
                "write name=number, as in session=3",
            ));
        };
        let (name, value) = (name.trim(), value.trim());
        let Some(index) = ir.parameters.iter().position(|parameter| parameter.name == name) else {
            let help = suggest(name, ir.parameters.iter().map(|parameter| parameter.name.as_str()));
            return Err(Failure::with_help(format!("a scope of `{}` has no `{name}`", ir.name), help));
        };
        if given.contains(&index) {
            return Err(Failure::usage(format!("`{name}` is given twice: a scope has one number for it")));
        }
        given.push(index);
        sizes.0[index] = amount(name, value, ir.parameters[index].kind)?;
    }
    Ok(Chosen { name: "custom".to_owned(), sizes })
}

fn amount(name: &str, value: &str, kind: ParameterKind) -> Result<Amount, Failure> {
    match (kind, value, value.parse::<u32>()) {
        (ParameterKind::Budget, "unlimited", _) => Ok(Amount::Unlimited),
        (_, "unlimited", _) => {
            Err(Failure::usage(format!("`{name}` cannot be unlimited: only the budget of a fault can")))
        }
        (ParameterKind::Ids(_), _, Ok(0)) => Err(Failure::usage(format!("`{name}=0`: at least one id is needed"))),
        (ParameterKind::Ids(_), _, Ok(number)) if number > 64 => {
            Err(Failure::usage(format!("`{name}={number}`: at most 64 ids of a sort can be live at once")))
        }
        (_, _, Ok(number)) => Ok(Amount::AtMost(number)),
        (_, _, Err(_)) => Err(Failure::usage(format!("`{name}={value}`: that is no number from 0 to {}", u32::MAX))),
    }
}
