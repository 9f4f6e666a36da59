//! What an action does: its statements as a method of the transaction.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::access::Access;
use super::tree::{Arm, Builder, Clause, Node};
use crate::emit::machine::names::{doc, ident, is_copy};
use crate::emit::machine::role::{Act, Role, Var, plain};
use crate::emit::model::code::Code;
use crate::ir::query::Instance;
use crate::ir::query::rewrite;
use crate::ir::{Bound, EffectId, Expr, Field, Ir, Local, LocalId, MessageId, Statement, StatementKind, Type};

/// How a local can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It holds the value.
    Value,
    /// It holds a reference to it.
    Reference,
}

/// The accessors that bodies use, by the variable's place among the role's.
pub(super) type Needed = RefCell<BTreeSet<(usize, Access)>>;

/// A body as it is being written.
pub(super) struct Body<'r, 'a> {
    role: &'r Role<'a>,
    needed: &'r Needed,
    builder: RefCell<Builder<'a>>,
    names: RefCell<BTreeMap<LocalId, (Ident, Mode)>>,
    /// What is read again after the statement at hand.
    again: RefCell<BTreeSet<LocalId>>,
}

impl<'r, 'a> Body<'r, 'a> {
    /// Nothing is written yet.
    pub(super) fn new(role: &'r Role<'a>, needed: &'r Needed, locals: &[Local], requirement: usize) -> Self {
        let builder = Builder { ir: role.ir, locals: locals.to_vec(), requirement };
        let (names, again) = Default::default();
        Self { role, needed, builder: RefCell::new(builder), names, again }
    }

    pub(super) fn role(&self) -> &'r Role<'a> {
        self.role
    }

    pub(super) fn ir(&self) -> &'a Ir {
        self.role.ir
    }

    pub(super) fn builder(&self) -> RefMut<'_, Builder<'a>> {
        self.builder.borrow_mut()
    }

    pub(super) fn locals(&self) -> Vec<Local> {
        self.builder.borrow().locals.clone()
    }

    pub(super) fn ty(&self, expr: &Expr) -> Type {
        self.builder.borrow().ty(expr)
    }

    pub(super) fn local_type(&self, local: LocalId) -> Type {
        self.builder.borrow().locals[local].ty.clone()
    }

    /// An accessor's name; it is emitted from now on.
    pub(super) fn needs(&self, var: &Var<'_>, access: Access) -> Ident {
        if let Some(index) = self.role.vars.iter().position(|other| other.id == var.id) {
            let mut needed = self.needed.borrow_mut();
            needed.insert((index, access));
            needed.extend(access.needs(var).iter().map(|access| (index, *access)));
        }
        access.method(var)
    }

    /// A local's name and how it can be used.
    pub(super) fn name(&self, local: LocalId) -> (Ident, Mode) {
        let known = self.names.borrow().get(&local).cloned();
        known.unwrap_or_else(|| (self.bind(local, Mode::Value, &|_| false), Mode::Value))
    }

    /// Whether a local has its name already.
    pub(super) fn is_named(&self, local: LocalId) -> bool {
        self.names.borrow().contains_key(&local)
    }

    /// Whether a local is read after the statement at hand.
    pub(super) fn is_read_again(&self, local: LocalId) -> bool {
        self.again.borrow().contains(&local)
    }

    /// Gives a local its name: another one where that of an outer local is wanted there.
    pub(super) fn bind(&self, local: LocalId, mode: Mode, mentions: &dyn Fn(LocalId) -> bool) -> Ident {
        let declared = self.builder.borrow().locals[local].name.clone();
        let plain = declared.trim_start_matches('_');
        let plain =
            if plain.is_empty() || plain.starts_with(|letter: char| letter.is_ascii_digit()) { "value" } else { plain };
        let mut names = self.names.borrow_mut();
        let mut chosen = ident(plain);
        let mut number = 2;
        while names.iter().any(|(other, (name, _))| *other != local && *name == chosen && mentions(*other)) {
            chosen = format_ident!("{}_{number}", plain.strip_prefix("r#").unwrap_or(plain));
            number += 1;
        }
        names.insert(local, (chosen.clone(), mode));
        chosen
    }

    /// Statements in order; `after` says which locals are read after them.
    pub(super) fn nodes(&self, nodes: &[Node], after: &BTreeSet<LocalId>) -> TokenStream {
        let mut tokens = TokenStream::new();
        for (index, node) in nodes.iter().enumerate() {
            let rest = &nodes[index + 1..];
            let mut again = after.clone();
            again.extend(mentioned(rest));
            if let Node::Do(statement) = node {
                again.extend(repeated(statement));
            }
            self.again.replace(again.clone());
            tokens.extend(self.node(node, rest, &again));
        }
        tokens
    }

    fn node(&self, node: &Node, rest: &[Node], again: &BTreeSet<LocalId>) -> TokenStream {
        let later = |local| rest.iter().any(|node| node.mentions(local) > 0);
        match node {
            Node::Let(local, bound) => {
                let value = self.value(bound);
                let name = self.bind(*local, Mode::Value, &later);
                quote!(let #name = #value;)
            }
            Node::LetElse(pattern, of, number) => {
                let (place, held) = (self.look(of), self.scrutinee(of));
                let tokens = self.pattern(pattern, held, &later);
                let kept = self.kept(pattern.bound(), held.of_state, rest);
                let number = proc_macro2::Literal::usize_unsuffixed(*number);
                quote!(let #tokens = #place else { return Err(support::Stop::Guard(#number)); }; #kept)
            }
            Node::Require(clauses, number) => self.require(clauses, *number),
            Node::If(clauses, yes, no) => self.branch(clauses, yes, no, again),
            Node::Match(of, arms) => self.arms(of, arms, again),
            Node::ForEach(local, sort, body) => {
                let mut outer: BTreeSet<LocalId> = mentioned(body);
                outer.retain(|local| self.names.borrow().contains_key(local));
                outer.extend(again);
                let over = self.each(*local, *sort, body);
                let name = self.bind(*local, Mode::Value, &|other| body.iter().any(|node| node.mentions(other) > 0));
                let body = self.nodes(body, &outer);
                let (pattern, over) = over.written(&name);
                quote!(for #pattern in #over { #body })
            }
            Node::Do(statement) => self.statement(statement),
        }
    }

    fn require(&self, clauses: &[Clause], number: usize) -> TokenStream {
        let number = proc_macro2::Literal::usize_unsuffixed(number);
        let stop = quote!(return Err(support::Stop::Guard(#number)););
        let holds = match clauses {
            [Clause::Test(Expr::Bool(false))] => return stop,
            [Clause::Test(test)] => self.negation(test),
            [Clause::Matches(pattern, of)] => self.comparison_of(pattern, of),
            clauses => self.conjunction(clauses).negated(),
        };
        quote!(if #holds { #stop })
    }

    /// `!matches!(e, P)`, `e.is_none()`.
    fn comparison_of(&self, pattern: &super::pattern::Pattern, of: &Expr) -> Code {
        if let super::pattern::Pattern::Variant { ty: ty @ Type::Option(_), variant, fields } = pattern
            && fields.iter().all(|field| *field == super::pattern::Pattern::Wild)
        {
            let is = Expr::Is { of: Box::new(of.clone()), ty: ty.clone(), variant: *variant };
            return self.comparison(&is, true);
        }
        self.matches(pattern, of).negated()
    }

    fn branch(&self, clauses: &[Clause], yes: &[Node], no: &[Node], again: &BTreeSet<LocalId>) -> TokenStream {
        if yes.is_empty() && !clauses.iter().any(|clause| matches!(clause, Clause::Let(..))) {
            if no.is_empty() {
                return TokenStream::new();
            }
            let holds = match clauses {
                [Clause::Test(test)] => self.negation(test),
                [Clause::Matches(pattern, of)] => self.comparison_of(pattern, of),
                clauses => self.conjunction(clauses).negated(),
            };
            let no = self.nodes(no, again);
            return quote!(if #holds { #no });
        }
        let condition = self.condition(clauses, &|local| yes.iter().any(|node| node.mentions(local) > 0));
        let bound = clauses.iter().flat_map(|clause| match clause {
            Clause::Let(pattern, of) if self.scrutinee(of).of_state => pattern.bound(),
            _ => Vec::new(),
        });
        let kept = self.kept(bound.collect(), true, yes);
        let yes = self.nodes(yes, again);
        let otherwise = match no {
            [] => TokenStream::new(),
            [Node::If(clauses, yes, no)] if !yes.is_empty() => {
                let next = self.branch(clauses, yes, no, again);
                quote!(else #next)
            }
            no => {
                let no = self.nodes(no, again);
                quote!(else { #no })
            }
        };
        quote!(if #condition { #kept #yes } #otherwise)
    }

    fn arms(&self, of: &Expr, arms: &[Arm], again: &BTreeSet<LocalId>) -> TokenStream {
        let (place, held) = (self.look(of), self.scrutinee(of));
        let mut patterns = Vec::new();
        let mut tokens = TokenStream::new();
        for arm in arms {
            let Some(pattern) = &arm.pattern else {
                if let Some(rest) = self.rest(&patterns) {
                    let body = self.nodes(&arm.body, again);
                    tokens.extend(quote!(#rest => { #body }));
                }
                continue;
            };
            patterns.push((pattern.clone(), arm.guard.is_empty()));
            let mentions = |local| {
                arm.body.iter().any(|node| node.mentions(local) > 0)
                    || arm.guard.iter().any(|clause| rewrite::mentions(clause.of(), local) > 0)
            };
            let shown = self.pattern(pattern, held, &mentions);
            let guard = self.guard(&arm.guard);
            let kept = self.kept(pattern.bound(), held.of_state, &arm.body);
            let body = self.nodes(&arm.body, again);
            tokens.extend(quote!(#shown #guard => { #kept #body }));
        }
        quote!(match #place { #tokens })
    }

    /// `let image = image.clone();` for what was borrowed of the state and is wanted after a change to it.
    fn kept(&self, bound: Vec<LocalId>, of_state: bool, rest: &[Node]) -> TokenStream {
        let Some(first) = rest.iter().position(Node::acts).filter(|_| of_state) else { return TokenStream::new() };
        let compound = usize::from(matches!(rest[first], Node::Do(_)));
        let wanted = |local: &LocalId| {
            let borrowed = self.names.borrow().get(local).is_some_and(|(_, mode)| *mode == Mode::Reference);
            borrowed && rest[first + compound..].iter().any(|node| node.mentions(*local) > 0)
        };
        let kept = bound.into_iter().filter(wanted).map(|local| {
            let (name, _) = self.name(local);
            self.names.borrow_mut().insert(local, (name.clone(), Mode::Value));
            quote!(let #name = #name.clone();)
        });
        kept.collect()
    }

    fn statement(&self, statement: &Statement) -> TokenStream {
        match &statement.kind {
            StatementKind::Fresh(local, sort) => {
                let name = self.bind(*local, Mode::Value, &|_| false);
                let method = format_ident!("fresh_{}", crate::emit::machine::names::snake(&self.ir()[*sort].name));
                quote!(let #name = self.#method()?;)
            }
            StatementKind::Send(message, fields) => self.send(*message, fields),
            StatementKind::Emit(effect, fields) => self.emit(*effect, fields),
            _ => self.change(statement),
        }
    }

    fn send(&self, message: MessageId, fields: &[Expr]) -> TokenStream {
        let message = &self.ir()[message];
        self.put_out(&message.name, &message.fields, fields)
    }

    fn emit(&self, effect: EffectId, fields: &[Expr]) -> TokenStream {
        let effect = &self.ir()[effect];
        self.put_out(&effect.name, &effect.fields, fields)
    }

    /// `self.outputs.push(Output::Refused(Refused { session }));`
    fn put_out(&self, name: &str, declared: &[Field], fields: &[Expr]) -> TokenStream {
        let (variant, data) = (ident(name), self.role.names.data(name));
        let values: Vec<Code> =
            declared.iter().zip(fields).map(|(declared, value)| self.fitting(&declared.ty, value)).collect();
        if values.is_empty() {
            return quote!(self.outputs.push(Output::#variant(#data {})););
        }
        let fields =
            declared.iter().zip(&values).map(|(declared, value)| super::expression::named(&declared.name, value));
        quote!(self.outputs.push(Output::#variant(#data { #(#fields),* }));)
    }

    /// ```text
    /// /// A finished image is taken *by its job*, ..
    /// fn collect(&mut self, message: &Rendered<T>) -> Result<(), Stop> {
    ///     let Rendered { ref image } = *message;
    ///     ..
    ///     Ok(())
    /// }
    /// ```
    pub(super) fn method(&self, act: &Act<'a>) -> TokenStream {
        let nodes = self.builder().block(act.action.body.statements.clone());
        let used = |local: LocalId| nodes.iter().any(|node| node.mentions(local) > 0);
        let mut parameters = Vec::new();
        for argument in &act.arguments {
            let ty = self.role.names.ty(&argument.ty);
            let name = self.argument(argument.local);
            let shown = if used(argument.local) { quote!(#name) } else { unused(&name) };
            let reference = (!is_copy(self.ir(), &argument.ty)).then(|| quote!(&));
            parameters.push(quote!(#shown: #reference #ty));
        }
        let opening = act.action.receives.map(|message| {
            let (opening, bound) = self.opening(act, message, &used);
            let (name, fields) = (&self.ir()[message].name, &self.ir()[message].fields);
            let ty = self.role.names.record(name, fields);
            let parameter = if bound { quote!(message) } else { quote!(_message) };
            parameters.push(quote!(#parameter: &#ty));
            opening
        });
        let (doc, method) = (doc(&act.action.doc), &act.method);
        let (nodes, end) = match nodes.split_last() {
            Some((Node::Require(clauses, number), before)) if never_holds(clauses) => {
                let number = proc_macro2::Literal::usize_unsuffixed(*number);
                (before, quote!(Err(support::Stop::Guard(#number))))
            }
            _ => (&*nodes, quote!(Ok(()))),
        };
        let body = self.nodes(nodes, &BTreeSet::new());
        quote! {
            #doc
            fn #method(&mut self, #(#parameters),*) -> Result<(), support::Stop> {
                #opening
                #body
                #end
            }
        }
    }

    pub(super) fn argument(&self, local: LocalId) -> Ident {
        let mode = if is_copy(self.ir(), &self.local_type(local)) { Mode::Value } else { Mode::Reference };
        self.bind(local, mode, &|_| true)
    }

    /// `let Issue { session, applicant, document } = *message;`, of what is used.
    fn opening(&self, act: &Act<'a>, message: MessageId, used: &dyn Fn(LocalId) -> bool) -> (TokenStream, bool) {
        let declared = &self.ir()[message].fields;
        let routed = match self.ir().instance_of(act.id) {
            Instance::Routed { me, by } if used(me) => Some((me, by)),
            _ => None,
        };
        let wanted = |local: LocalId| used(local) || routed.is_some_and(|(_, by)| by == local);
        let shown: Vec<_> = act.action.payload.iter().zip(declared).filter(|(local, _)| wanted(**local)).collect();
        if shown.is_empty() {
            return (TokenStream::new(), false);
        }
        let fields = shown.iter().map(|(local, declared)| {
            if let Some((me, by)) = routed
                && by == **local
                && !used(by)
            {
                let (field, name) = (crate::emit::machine::names::field(&declared.name), self.argument(me));
                return if field == name { quote!(#field) } else { quote!(#field: #name) };
            }
            let name = self.argument(**local);
            let by_reference = (!is_copy(self.ir(), &declared.ty)).then(|| quote!(ref));
            let field = crate::emit::machine::names::field(&declared.name);
            if field == name { quote!(#by_reference #name) } else { quote!(#field: #by_reference #name) }
        });
        let fields: Vec<TokenStream> = fields.collect();
        let rest = (shown.len() < declared.len()).then(|| quote!(..)).into_iter();
        let data = self.role.names.data(&self.ir()[message].name);
        let also = routed.filter(|(_, by)| used(*by)).map(|(me, by)| {
            let (by, me) = (self.name(by).0, self.argument(me));
            quote!(let #me = #by;)
        });
        let all = fields.into_iter().chain(rest);
        (quote!(let #data { #(#all),* } = *message; #also), true)
    }
}

/// `_me`
fn unused(name: &Ident) -> TokenStream {
    let name = format_ident!("_{}", plain(name));
    quote!(#name)
}

/// A bound as it is read of the machine.
pub(super) fn bound_tokens(ir: &Ir, bound: Bound) -> TokenStream {
    match bound {
        Bound::Literal(number) => {
            let number = crate::emit::model::code::number(u64::from(number));
            quote!(#number)
        }
        Bound::Parameter(parameter) => {
            let name = ident(&ir[parameter].name);
            quote!(self.machine.config.#name)
        }
    }
}

/// Whether a guard is `refuse!()`.
fn never_holds(clauses: &[Clause]) -> bool {
    matches!(clauses, [Clause::Test(Expr::Bool(false))])
}

/// The locals that statements mention.
pub(super) fn mentioned(nodes: &[Node]) -> BTreeSet<LocalId> {
    let mut found = BTreeSet::new();
    for node in nodes {
        node.visit(&mut |expr| {
            crate::ir::query::visit_expr(expr, &mut |inner| {
                if let Expr::Local(local) = inner {
                    found.insert(*local);
                }
            })
        });
    }
    found
}

/// The locals that a statement mentions more than once.
fn repeated(statement: &Statement) -> BTreeSet<LocalId> {
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for expr in statement.expressions() {
        crate::ir::query::visit_expr(expr, &mut |inner| {
            if let Expr::Local(local) = inner
                && !once.insert(*local)
            {
                twice.insert(*local);
            }
        });
    }
    twice
}
