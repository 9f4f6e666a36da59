//! The conformance walk against this service: its host, its database, its JSON.
//!
//! Everything that the protocol allows is put to the server and to the kiosk, in every local state, with a `kill -9`
//! around every commit, and all that comes of it is compared with the protocol.

mod driver;
mod look;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::conformance::{Reach, Report, Role, reach, walk};
use honnin_checker::control::Limits;
use honnin_codegen::evaluate::Local;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Amount, ComponentId, Ir, Sizes};
use honnin_codegen::source::Source;

use super::service::role::{KioskRole, ServerRole};
use crate::program::translate::Translator;
use crate::program::trouble::Trouble;
use driver::Service;

/// The protocol, at a scope, with the local states that its roles reach.
pub(crate) struct Ground {
    ir: Ir,
    sizes: Sizes,
    reaches: Vec<Reach>,
}

impl Ground {
    /// The protocol's first scope, with other numbers for some of its parameters.
    pub(crate) fn explore(numbers: &[(&str, u32)]) -> Result<Self, Trouble> {
        let source = honnin_protocols::SOURCES.iter().find(|source| source.name == "issuance");
        let source = source.ok_or_else(|| Trouble::Refused("no protocol is called `issuance`".to_owned()))?;
        let told = |what: String| Trouble::Refused(format!("the protocol cannot be explored: {what}"));
        let workflows = honnin_codegen::compile_file(&Source::new(source.file, source.text));
        let mut workflows = workflows.map_err(|errors| told(format!("{errors:?}")))?;
        let ir = workflows.swap_remove(0).ir;
        let mut sizes = ir.scopes[0].sizes.clone();
        for (index, parameter) in ir.parameters.iter().enumerate() {
            if let Some((_, number)) = numbers.iter().find(|(name, _)| *name == parameter.name) {
                sizes.0[index] = Amount::AtMost(*number);
            }
        }
        let reaches = dispatch(&ir, &sizes, Explore).map_err(|error| told(format!("{error:?}")))?;
        let reaches = reaches.map_err(|cause| told(format!("{cause:?}")))?;
        let (ir, sizes) = Local::alone(&ir, &sizes);
        Ok(Self { ir, sizes, reaches })
    }

    /// Walks over the server and the kiosk. `reversed`: with the order of all ids turned round.
    pub(crate) fn walk(&self, reversed: bool) -> Result<Vec<Report>, Trouble> {
        Ok(vec![self.walk_server(reversed)?, self.walk_kiosk(reversed)?])
    }

    pub(crate) fn walk_server(&self, reversed: bool) -> Result<Report, Trouble> {
        let component = self.component("Server")?;
        let role = Role::new(&self.ir, &self.sizes, component);
        let service = Service::<ServerRole>::new(Translator::new(&role, component, reversed))?;
        Ok(walk(&role, &self.reaches[component.0], service))
    }

    pub(crate) fn walk_kiosk(&self, reversed: bool) -> Result<Report, Trouble> {
        let component = self.component("Kiosk")?;
        let role = Role::new(&self.ir, &self.sizes, component);
        let service = Service::<KioskRole>::new(Translator::new(&role, component, reversed))?;
        Ok(walk(&role, &self.reaches[component.0], service))
    }

    fn component(&self, name: &str) -> Result<ComponentId, Trouble> {
        let mut components = self.ir.component_ids();
        let found = components.find(|id| self.ir[*id].name == name);
        found.ok_or_else(|| Trouble::Refused(format!("the protocol has no role `{name}`")))
    }
}

struct Explore;

impl Visitor for Explore {
    type Output = Result<Vec<Reach>, honnin_checker::control::Cause>;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Self::Output {
        let layout = interpreter.layout().clone();
        reach(&Arc::new(interpreter), &layout, Limits::default(), &AtomicBool::new(false), &())
    }
}
