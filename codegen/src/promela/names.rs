//! Names: the protocol's own, in Promela's manner, none of them twice.
//!
//! An `inline` or a macro replaces its parameters wherever their names occur, after a dot too. So no parameter may be
//! called like a field. Everything else stands in one namespace with the words of Promela, C and SPIN's verifiers.

use std::collections::{BTreeMap, BTreeSet};

use crate::casing::snake;
use crate::commands::{Local, Program};

/// What Promela, C or a verifier already call something, as far as a protocol's names can be spelt so.
const TAKEN: &str = "
    active always assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan d_step do else empty enabled
    equivalent eval eventually false fi for full get_priority goto hidden if implies in init inline int len local ltl mtype
    nempty never nfull nr_pr od of pc_value pid printf printm priority proctype provided release return run select
    set_priority short show skip stronguntil timeout trace true notrace typedef unless unsigned until weakuntil xr xs
    auto case char const continue default double enum extern float goto long register restrict signed sizeof static struct
    switch union void volatile while asm typeof linux unix i386 errno stdin stdout stderr main
    now this depth errors verbose nstates hcmp boq trpt hash stack fail tau tt from to NONE Protocol violated
    State Stack Trail Svtack SV_Hold H_el Trans S_F_MAP P0 Q0 EV_Hold BFS_State BFS_Slot";

/// The names of a program's parts, by their numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// How many ids a sort has: `MANAGERS`.
    pub(super) sorts: Vec<String>,
    /// The tags of each enumeration: `Stage_Working`.
    pub(super) tags: Vec<Vec<String>>,
    pub(super) records: Vec<String>,
    /// The fields of each record.
    pub(super) fields: Vec<Vec<String>>,
    pub(super) variables: Vec<String>,
    pub(super) predicates: Vec<String>,
    pub(super) procedures: Vec<String>,
    pub(super) commands: Vec<String>,
    pub(super) claims: Vec<String>,
    /// Everything that is taken.
    given: BTreeSet<String>,
    /// The names of fields, which parameters must not have.
    members: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(program: &Program) -> Self {
        let given = TAKEN.split_whitespace().map(str::to_owned).collect();
        let mut names = Self { given, ..Self::default() };
        for field in program.records.iter().flat_map(|record| &record.fields) {
            names.members.insert(names.field(&field.name));
        }
        names.fields =
            program.records.iter().map(|record| &record.fields).map(|fields| names.all_fields(fields)).collect();
        names.variables = program.variables.iter().map(|variable| names.give(&variable.name, "state_")).collect();
        names.sorts = program.sorts.iter().map(|sort| names.give(&plural(&sort.name), "ALL_")).collect();
        for enumeration in &program.enumerations {
            let tag = |tag: &crate::commands::Tag| names.give(&format!("{}_{}", enumeration.name, tag.name), "Tag_");
            let tags = enumeration.tags.iter().map(tag).collect();
            names.tags.push(tags);
        }
        names.records = program.records.iter().map(|record| names.give(&record.name, "A")).collect();
        names.predicates = program.predicates.iter().map(|predicate| names.give(&predicate.name, "Is")).collect();
        names.procedures = program.procedures.iter().map(|procedure| names.give(&procedure.name, "Do")).collect();
        names.commands = program.commands.iter().map(|command| names.give(&command.name, "Do")).collect();
        names.claims = program.claims.iter().map(|claim| names.give(&snake(&claim.name), "claim_")).collect();
        names
    }

    /// A name like this one that nothing has yet.
    pub(super) fn give(&mut self, wanted: &str, before: &str) -> String {
        let plain = [wanted.to_owned(), format!("{before}{wanted}")].into_iter();
        let numbered = (2_u32..).map(|number| format!("{wanted}_{number}"));
        // There are more numbers than names.
        let free = plain.chain(numbered).find(|name| !self.given.contains(name)).unwrap_or_default();
        self.given.insert(free.clone());
        free
    }

    /// The names of parameters: each stands in its own inline or macro alone.
    pub(super) fn parameters(&self, locals: &[Local]) -> Vec<String> {
        let mut own = BTreeSet::new();
        let taken = |name: &str| self.given.contains(name) || self.members.contains(name);
        let mut name = |local: &Local| {
            let plain = [local.name.clone(), format!("the_{}", local.name)].into_iter();
            let numbered = (2_u32..).map(|number| format!("{}_{number}", local.name));
            let mut free = plain.chain(numbered).skip_while(|name| taken(name) || own.contains(name));
            let free = free.next().unwrap_or_default();
            own.insert(free.clone());
            free
        };
        locals.iter().map(&mut name).collect()
    }

    fn field(&self, name: &str) -> String {
        if self.given.contains(name) { format!("the_{name}") } else { name.to_owned() }
    }

    fn all_fields(&self, fields: &[crate::commands::Field]) -> Vec<String> {
        fields.iter().map(|field| self.field(&field.name)).collect()
    }
}

/// The variables that bodies need and no state has: `hidden`, each declared once.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// The declarations, in order.
    pub(super) declared: Vec<String>,
    shared: BTreeMap<(String, (String, String)), String>,
}

impl Scratch {
    /// A variable of this type (`byte`, and what follows its name) for one owner alone.
    pub(super) fn own(&mut self, names: &mut Names, wanted: &str, ty: &(String, String)) -> String {
        let name = names.give(wanted, "the_");
        self.declared.push(format!("hidden {} {name}{};", ty.0, ty.1));
        name
    }

    /// The same for all commands: no two are carried out at once.
    pub(super) fn shared(&mut self, names: &mut Names, wanted: &str, ty: &(String, String)) -> String {
        let key = (wanted.to_owned(), ty.clone());
        if let Some(name) = self.shared.get(&key) {
            return name.clone();
        }
        let name = self.own(names, wanted, ty);
        self.shared.insert(key, name.clone());
        name
    }
}

/// `Manager` as `MANAGERS`.
fn plural(name: &str) -> String {
    let upper = snake(name).to_uppercase();
    match upper.chars().last() {
        Some('S' | 'X') => upper + "ES",
        Some('Y') => upper[..upper.len() - 1].to_owned() + "IES",
        _ => upper + "S",
    }
}
