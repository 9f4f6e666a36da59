//! What is known of the whole protocol while its commands are written.

use std::collections::BTreeMap;

use super::layout::Layout;
use super::moves::Ways;
use super::names::Names;
use super::owner::Owner;
use super::program::{
    Expr, Field, Kind, Local, Place, PredicateId, ProcedureId, Program, Shape, Sort, Statement, Variable, VariableId,
};
use super::shape::shape_of;
use super::wire::Wire;
use crate::casing::snake;
use crate::ir::{self, ComponentId, Ir, ParameterId, Sizes, SortId, Type};

/// The protocol, and the program so far.
pub(super) struct Context<'a> {
    pub(super) ir: &'a Ir,
    pub(super) sizes: &'a Sizes,
    pub(super) layout: Layout<'a>,
    pub(super) program: Program,
    /// Names of variables, which no local may have.
    pub(super) names: Names,
    /// Names of predicates, procedures, commands and claims.
    pub(super) titles: Names,
    /// By channel.
    pub(super) wires: Vec<Wire>,
    /// By sort: whether an id occurs anywhere but in messages that are read and not taken; whether in one of those.
    pub(super) held: BTreeMap<SortId, PredicateId>,
    pub(super) named: BTreeMap<SortId, PredicateId>,
    /// By observer: its procedure and the numbers of what it is given; `None` where it is written out at each place.
    pub(super) observers: BTreeMap<usize, Option<(ProcedureId, Vec<usize>)>>,
    /// What is known of each command and delivery.
    pub(super) ways: Vec<Ways>,
    /// What cannot be said.
    pub(super) beyond: Option<String>,
    /// By component, its variable; by variable of the protocol, the field in that.
    components: Vec<Option<VariableId>>,
    fields: Vec<usize>,
    budgets: BTreeMap<ParameterId, VariableId>,
}

impl<'a> Context<'a> {
    pub(super) fn new(ir: &'a Ir, sizes: &'a Sizes) -> Self {
        let mut program = Program { name: ir.name.clone(), doc: ir.doc.clone(), ..Program::default() };
        for (index, sort) in ir.sorts.iter().enumerate() {
            let size = sizes.ids(ir, SortId(index)) as usize;
            program.sorts.push(Sort { name: sort.name.clone(), doc: sort.doc.clone(), size, numbered: false });
        }
        let mut context = Self {
            ir,
            sizes,
            layout: Layout::new(ir, sizes),
            program,
            names: Names::default(),
            titles: Names::default(),
            wires: Vec::new(),
            held: BTreeMap::new(),
            named: BTreeMap::new(),
            observers: BTreeMap::new(),
            ways: Vec::new(),
            beyond: None,
            components: Vec::new(),
            fields: vec![0; ir.variables.len()],
            budgets: BTreeMap::new(),
        };
        for id in ir.component_ids() {
            let variable = context.component(id);
            context.components.push(variable);
        }
        context.lay_wires();
        for (budget, number) in sizes.counted_budgets(ir) {
            let name = format!("{}_left", ir[budget].name);
            let doc = format!("How often `{}` may still strike.", ir[budget].name);
            let variable = context.variable(&name, &doc, Shape::cell(Kind::Number(number)));
            context.budgets.insert(budget, variable);
            let place = Place::variable(variable);
            context.program.start.push(Statement::Assign(place, Expr::Number(number)));
        }
        context
    }

    /// A variable of the state.
    pub(super) fn variable(&mut self, name: &str, doc: &str, shape: Shape) -> VariableId {
        let name = self.names.give(name);
        self.program.variables.push(Variable { name, doc: doc.to_owned(), shape });
        VariableId(self.program.variables.len() - 1)
    }

    /// The variable of a component: a record of its fields, for each id where there is one for each.
    fn component(&mut self, id: ComponentId) -> Option<VariableId> {
        let ir = self.ir;
        let component = &ir[id];
        let mut fields = Vec::new();
        let mut names = Names::default();
        for variable in ir.variables_of(id) {
            let ty = &ir[variable].ty;
            let shape = self.layout.shape(if component.per.is_some() { ty.entry() } else { ty });
            self.fields[variable.0] = fields.len();
            fields.push(Field { name: names.give(&ir[variable].name), doc: ir[variable].doc.clone(), shape });
        }
        if fields.is_empty() {
            return None;
        }
        let name = self.layout.names.give(&component.name);
        let record = Shape::Record(self.layout.push(name, &component.doc, fields));
        let shape = match component.per {
            Some(sort) => Shape::Array(Kind::Id(sort), Box::new(record)),
            None => record,
        };
        Some(self.variable(&snake(&component.name), &component.doc, shape))
    }

    /// Where a variable of the protocol lies; `me` is the instance where there is one for each id.
    pub(super) fn home(&self, variable: ir::VariableId, me: Option<Expr>) -> Place {
        let component = self.ir[variable].component;
        let place = self.components[component.0].map_or(Place::local(0), Place::variable);
        let place = me.into_iter().fold(place, |place, me| place.at(me));
        match self.shape(&[], &place) {
            Shape::Record(record) => place.field(record, self.fields[variable.0]),
            _ => place,
        }
    }

    /// What is left of a budget; `None` where it is unlimited.
    pub(super) fn left(&self, budget: ParameterId) -> Option<Place> {
        self.budgets.get(&budget).map(|variable| Place::variable(*variable))
    }

    /// What a place holds.
    pub(super) fn shape(&self, locals: &[Local], place: &Place) -> Shape {
        shape_of(&self.program.variables, &self.layout.records, locals, place)
    }

    /// How many ids a sort has.
    pub(super) fn ids(&self, sort: SortId) -> usize {
        self.program.sorts[sort.0].size
    }

    /// A single id, by number.
    pub(super) fn id(&mut self, sort: SortId, number: usize) -> Expr {
        self.program.sorts[sort.0].numbered = true;
        Expr::Id(sort, number)
    }

    /// A word for an id of a sort.
    pub(super) fn snake_sort(&self, sort: SortId) -> String {
        snake(&self.ir[sort].name)
    }

    /// An owner without locals.
    pub(super) fn owner(&self) -> Owner {
        Owner::new(&self.names)
    }

    /// Notes that something cannot be said.
    pub(super) fn refuse(&mut self, what: impl Into<String>) {
        self.beyond.get_or_insert_with(|| what.into());
    }

    /// The largest value that a number may have; `None` where that is not known.
    pub(super) fn most(&self, locals: &[Local], expr: &Expr) -> Option<u32> {
        match expr {
            Expr::Number(number) => Some(*number),
            Expr::Add(a, b) => self.most(locals, a)?.checked_add(self.most(locals, b)?),
            Expr::Subtract(a, _) => self.most(locals, a),
            Expr::If(_, a, b) => Some(self.most(locals, a)?.max(self.most(locals, b)?)),
            Expr::Read(place) => match self.shape(locals, place) {
                Shape::Cell { kind: Kind::Number(most), .. } => Some(most),
                _ => None,
            },
            Expr::Quantified { over, .. } => u32::try_from(self.kind_size(*over)).ok(),
            _ => None,
        }
    }

    /// How many values a kind has.
    pub(super) fn kind_size(&self, kind: Kind) -> usize {
        match kind {
            Kind::Bool => 2,
            Kind::Number(last) => last as usize + 1,
            Kind::Id(sort) => self.ids(sort),
            Kind::Tag(tags) => self.layout.enumerations[tags.0].tags.len(),
        }
    }

    /// Whether a place holds anything but what it started with. Where its tag or length says so, nothing else is asked.
    pub(super) fn is_used(&mut self, place: &Place, ty: &Type, owner: &mut Owner) -> Expr {
        let ir = self.ir;
        match ty {
            Type::Bool => Expr::Read(place.clone()),
            Type::Count(_) => Expr::less(Expr::Number(0), Expr::Read(place.clone())),
            Type::Id(_) => Expr::IsNothing(place.clone()).not(),
            Type::Set(sort) => {
                let local = owner.binder(&self.snake_sort(*sort), Kind::Id(*sort));
                let body = Expr::Read(place.at(super::owner::read(local)));
                Expr::some(&[(local, Kind::Id(*sort))], body)
            }
            Type::Option(_) => self.is(&super::value::Value::Stored(place.clone()), ty, 1),
            Type::Queue(..) => Expr::less(Expr::Number(0), Expr::Read(self.part(place, ty, 0))),
            Type::Map(sort, entry) => {
                let local = owner.binder(&self.snake_sort(*sort), Kind::Id(*sort));
                let body = self.is_used(&place.at(super::owner::read(local)), entry, owner);
                Expr::some(&[(local, Kind::Id(*sort))], body)
            }
            Type::Struct(id) => {
                let mut ways = Vec::new();
                for (field, declared) in ir[*id].fields.iter().enumerate() {
                    let part = self.part(place, ty, field);
                    ways.push(self.is_used(&part, &declared.ty, owner));
                }
                Expr::or(ways)
            }
            Type::Enum(id) => {
                let value = super::value::Value::Stored(place.clone());
                let mut ways = vec![self.is(&value, ty, 0).not()];
                for (field, declared) in ir[*id].variants[0].fields.iter().enumerate() {
                    if let super::value::Value::Stored(part) = self.payload(&value, ty, 0, field) {
                        ways.push(self.is_used(&part, &declared.ty, owner));
                    }
                }
                Expr::or(ways)
            }
        }
    }

    /// The program as a whole.
    pub(super) fn finish(self) -> Program {
        Program { enumerations: self.layout.enumerations, records: self.layout.records, ..self.program }
    }
}
