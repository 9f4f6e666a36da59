//! Which scope: the default one, one of the source by name, or numbers given by hand.

use honnin_codegen::ir::{Amount, Ir, ParameterKind, Purpose, Scope, Sizes};

use crate::failure::Failure;
use crate::suggest::suggest;

/// What stands for every scope of the source.
const ALL: &str = "all";

/// A name and its numbers.
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) sizes: Sizes,
}

/// The scopes for a workflow: one, or with `all` each of the source that is for safety.
pub(crate) fn choose_all(ir: &Ir, wanted: Option<&str>) -> Result<Vec<Chosen>, Failure> {
    if wanted == Some(ALL) && ir.scopes.iter().all(|scope| scope.name != ALL) {
        default(ir)?;
        return Ok(for_safety(ir).map(chosen).collect());
    }
    choose(ir, wanted).map(|chosen| vec![chosen])
}

/// The scope for a workflow.
pub(crate) fn choose(ir: &Ir, wanted: Option<&str>) -> Result<Chosen, Failure> {
    let Some(wanted) = wanted else { return default(ir).map(chosen) };
    if wanted.contains('=') {
        return custom(ir, wanted);
    }
    named(ir, wanted)
}

fn named(ir: &Ir, wanted: &str) -> Result<Chosen, Failure> {
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
    let named = for_safety(ir).find(|scope| scope.name == "ci");
    named.or_else(|| for_safety(ir).next()).ok_or_else(|| {
        Failure::with_help(
            format!("`{}` has no scope for safety", ir.name),
            "name one with --scope, or write one beside #[workflow]",
        )
    })
}

fn for_safety(ir: &Ir) -> impl Iterator<Item = &Scope> {
    ir.scopes.iter().filter(|scope| scope.purposes.is_empty() || scope.purposes.contains(&Purpose::Safety))
}

/// Starts from the numbers of the scope that is named first, or else from the default scope's.
fn custom(ir: &Ir, text: &str) -> Result<Chosen, Failure> {
    let mut parts = text.split(',').map(str::trim).filter(|part| !part.is_empty()).peekable();
    let base = parts.next_if(|part| !part.contains('='));
    let mut sizes = base.map_or_else(|| default(ir).map(chosen), |base| named(ir, base))?.sizes;
    let mut given = Vec::new();
    for part in parts {
        let Some((name, value)) = part.split_once('=') else {
            return Err(Failure::with_help(
                format!("`{part}` is no number of a scope"),
                "write name=number, as in session=3; a scope of the source may stand first",
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
