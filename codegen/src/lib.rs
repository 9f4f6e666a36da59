//! The protocol language, its intermediate representation and every emitter.
//!
//! The pipeline reads in one line: [parse](syntax) → [resolve] → [lower] → [check](rules) → [`ir::Ir`], with a barrier
//! and an error bag after each. Before it a text is read into its workflows, for it may hold [twins].

mod casing;
pub mod codes;
pub mod commands;
pub mod diagnostic;
pub mod emit;
pub mod evaluate;
pub mod explained;
pub mod export;
pub mod fingerprint;
pub mod interpret;
pub mod ir;
pub mod layout;
pub mod look;
pub mod lower;
pub mod mermaid;
pub mod murphi;
pub mod mutate;
pub mod promela;
pub mod record;
pub mod resolve;
pub mod rules;
pub mod runtime;
pub mod source;
pub mod syntax;
pub mod system;
pub mod texts;
pub mod tla;
pub mod twins;
pub mod value;

use proc_macro2::TokenStream;

use diagnostic::Diagnostic;

/// A workflow that means something.
#[derive(Clone, Debug)]
pub struct Protocol {
    /// What it means.
    pub ir: ir::Ir,
    /// Where each part of it stands.
    pub spans: resolve::Spans,
    /// Of which workflow of the same text it is a twin.
    pub twin: Option<twins::Twin>,
    /// What its comments explain; nothing where there were only tokens.
    pub explained: explained::Explained,
}

/// Compiles one workflow: the tokens of a module, without `#[workflow]` and without the marks of twins.
///
/// # Errors
/// All errors of the first phase that finds any.
pub fn compile(module: &TokenStream) -> Result<Protocol, Vec<Diagnostic>> {
    let workflow = syntax::parse(module.clone())?;
    let (ir, mut names) = resolve::resolve(&workflow)?;
    let ir = lower::lower(&workflow, ir, &mut names)?;
    rules::check(&ir, &names)?;
    let spans = names.spans;
    lay_out(&ir, &spans)?;
    Ok(Protocol { ir, spans, twin: None, explained: explained::Explained::default() })
}

/// With its outboxes, a state still has to fit in every scope.
fn lay_out(ir: &ir::Ir, spans: &resolve::Spans) -> Result<(), Vec<Diagnostic>> {
    let mut errors = diagnostic::Errors::default();
    for scope in &ir.scopes {
        if let Err(too_wide) = layout::Layout::new(ir, &scope.sizes) {
            let message = format!("in scope `{}`, {too_wide}", scope.name);
            errors.push("E0514", spans.place(scope.span), message);
        }
    }
    errors.finish(())
}

/// Compiles every workflow of a file, each followed by its twins.
///
/// # Errors
/// The file is no Rust, or holds no workflow; or all errors of all its workflows.
pub fn compile_file(source: &source::Source) -> Result<Vec<Protocol>, Vec<Diagnostic>> {
    let mut protocols = Vec::new();
    let mut errors = Vec::new();
    for module in syntax::find(source.tokens()?)? {
        let text = twins::read(&module);
        let mut found = vec![(None, text.errors)];
        for twins::Version { twin, module } in text.versions {
            match compile(&module) {
                Ok(protocol) => {
                    let explained = explained::Explained::of(source, &protocol.spans);
                    protocols.push(Protocol { twin, explained, ..protocol });
                }
                Err(errors) => found.push((twin, errors)),
            }
        }
        errors.extend(twins::merge(found));
    }
    if errors.is_empty() { Ok(protocols) } else { Err(errors) }
}

/// Compiles one workflow of a file, and no other: what is wrong with its twins is not told. `None` where the file does not hold
/// it.
///
/// # Errors
/// As [`compile_file`], for this workflow.
pub fn compile_one(source: &source::Source, workflow: &str) -> Result<Option<Protocol>, Vec<Diagnostic>> {
    let Some(twins::Version { twin, module }) = version(source, workflow)? else { return Ok(None) };
    let protocol = compile(&module)?;
    let explained = explained::Explained::of(source, &protocol.spans);
    Ok(Some(Protocol { twin, explained, ..protocol }))
}

/// The tokens of one workflow of a file.
pub(crate) fn version(source: &source::Source, workflow: &str) -> Result<Option<twins::Version>, Vec<Diagnostic>> {
    let modules = syntax::find(source.tokens()?)?;
    let mut versions = modules.iter().flat_map(|module| twins::read(module).versions);
    Ok(versions.find(|version| syntax::name(&version.module).is_some_and(|name| name == workflow)))
}

/// The workflows that stand in the same text as one of them, what happened first.
#[must_use]
pub fn same_text<'a>(protocols: &'a [Protocol], one: &Protocol) -> Vec<&'a ir::Ir> {
    let first = |protocol: &Protocol| protocol.twin.as_ref().map_or(protocol.ir.name.clone(), |twin| twin.of.clone());
    let text = first(one);
    protocols.iter().filter(|protocol| first(protocol) == text).map(|protocol| &protocol.ir).collect()
}
