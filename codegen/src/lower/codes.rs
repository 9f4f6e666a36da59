//! The rules of types and bodies.

use crate::codes::Code;

/// `E03xx`, in order.
pub(crate) const TABLE: &[Code] = &[
    Code {
        code: "E0301",
        title: "unknown name",
        explanation: "A name in a body is a parameter, a local bound by `let` or a pattern, `self`, a helper function, or a \
            type of the workflow. Fields are reached through `self` or a parameter: `self.order`. Other names - constants, \
            functions of other crates, paths of several segments - do not exist here, because a protocol is complete in \
            itself: everything it means is in its module.",
    },
    Code {
        code: "E0302",
        title: "unknown field",
        explanation: "The struct, message or component has no field of this name; the message lists those it has. The fields \
            of a variant are not reached with a dot: take the value apart with `if let` or `match`, so that the variant is \
            known.",
    },
    Code {
        code: "E0303",
        title: "unknown variant",
        explanation: "The enum has no variant of this name; the message lists those it has. Variants are written with their \
            enum: `Progress::Free`.",
    },
    Code {
        code: "E0304",
        title: "unknown method",
        explanation: "The collections and options of the language have few methods, each with one meaning for the checker and \
            for production; the message lists them. Actions are taken by the world, a message or a timeout and are never \
            called: move what two actions share into a helper, a function without an attribute. Nothing panics, so there is \
            no `unwrap`: say what happens when the value is missing.",
    },
    Code {
        code: "E0305",
        title: "mismatched types",
        explanation: "A value of one type stands where another is wanted. Nothing is converted: an id of one sort is never an \
            id of another, an `Option` is not its content, and a truth value is not a number.",
    },
    Code {
        code: "E0306",
        title: "the type is not known",
        explanation: "`None`, `Set::new()` and `Default::default()` get their type from where they stand: an assignment, an \
            argument, a field, the other side of `==`. Where there is none of these, write the type: \
            `let nobody: Option<Person> = None;`.",
    },
    Code {
        code: "E0307",
        title: "wrong number of arguments",
        explanation: "A helper takes as many arguments as it has parameters beside `self`, a tuple variant as many as it has \
            fields, a method as many as its meaning needs.",
    },
    Code {
        code: "E0308",
        title: "fields missing or given twice",
        explanation: "A literal gives every field once: there are no hidden defaults in a message, an effect or a value, so \
            that adding a field shows every place that has to say something about it. A pattern names every field or ends \
            with `..`.",
    },
    Code {
        code: "E0309",
        title: "not a place",
        explanation: "Only the state can be written: fields of `self`, entries of its maps, fields of structs in them, and \
            stores taken as `&mut`. A local is bound once and never changes, so that what it stands for can be read off its \
            `let`; bind a new name instead.",
    },
    Code {
        code: "E0310",
        title: "borrowed, and written",
        explanation: "A function that takes `&self`, a store taken as `&Store` and everything a property looks at may be read \
            and not written. Take `&mut self` or `&mut Store` where the function is meant to write. The state of another \
            role is out of reach: send it a message.",
    },
    Code {
        code: "E0311",
        title: "not a value",
        explanation: "Maps and queues live in the state only. They are read in part - an entry, the head, the length, whether \
            something is in it - and changed in part, so that a body never copies what is unbounded in production. \
            Components, messages and effects are no values either: a component's fields are read one by one, messages are \
            sent and effects emitted.",
    },
    Code {
        code: "E0312",
        title: "a match that is not exhaustive",
        explanation: "Every value that may come must have an arm; the message names one that has none. An arm with a guard \
            does not count, because the guard may fail. If there is deliberately nothing to do, say so with `_ => {}` or \
            `_ => ignore!()`.",
    },
    Code {
        code: "E0313",
        title: "a pattern that may not match",
        explanation: "A `let`, a parameter and a closure take any value of their type, so their pattern must match all of \
            them. For a guard write `let Some(job) = .. else { refuse!() };`, for a choice `if let` or `match`.",
    },
    Code {
        code: "E0314",
        title: "a pattern outside the language",
        explanation: "Patterns are names, `_`, `..`, `name @ pattern`, `true`, `false`, numbers, structs, variants, and \
            alternatives with `|`. Values are copied and bound once, so there is no `ref` and no `mut`. A name with a \
            capital letter would bind a new local and match everything; a variant is written with its enum.",
    },
    Code {
        code: "E0315",
        title: "alternatives that bind different names",
        explanation: "Whichever alternative of `A | B` matches, the same names must stand for something of the same type \
            after it. Write an arm for each, or `_` in place of the name that only one of them has.",
    },
    Code {
        code: "E0316",
        title: "outside the language",
        explanation: "Protocols are written in a part of Rust whose every value is finite and whose every body ends: `let`, \
            `if`, `match`, loops and quantifiers over ids, literals, comparison, `+` and `-` on counts. `while`, casts, \
            references, arrays, tuples, ranges, `?`, products and items in bodies are not in it; the message says what to \
            write instead.",
    },
    Code {
        code: "E0317",
        title: "an early return",
        explanation: "A body runs to its end or is refused as a whole, and then it leaves no trace. An early `return` is \
            neither: it would be a third kind of ending that a reader of the guards overlooks. Put what follows under `if` \
            or into an arm of a `match`; to refuse, write `require!` or `refuse!()`.",
    },
    Code {
        code: "E0318",
        title: "recursion",
        explanation: "Helpers are inlined: an action is one transition, and what it does must be written down before the \
            checker starts. A helper that calls itself, directly or through others, has no such form. What is done for many \
            ids is a loop over ids.",
    },
    Code {
        code: "E0319",
        title: "something happens inside an expression",
        explanation: "What writes, sends, takes a fresh id or refuses is a statement, so that the order in which things happen \
            is the order in which they are read, and nothing happens or not depending on a `&&`. A helper that takes \
            `&mut self` is called as a statement, in `let x = self.helper(..);`, or as the last expression of a helper; \
            `fresh!` and `pop_front` stand in a `let`, an assignment or a `let .. else`.",
    },
    Code {
        code: "E0320",
        title: "not in an observer or a property",
        explanation: "An observer sees what has already happened: it can't refuse it, and it sends nothing, because a ghost \
            must not change what the protocol does. A property looks at a state and does nothing at all. Without this rule \
            a claim about the outside world could come true by what the ghost itself does.",
    },
    Code {
        code: "E0321",
        title: "sent or emitted wrongly",
        explanation: "A message goes from the role that its `from` names, in the name of the instance that sends it; an effect \
            is emitted, a message sent. Otherwise the checker would explore runs that no deployment of the roles can have.",
    },
    Code {
        code: "E0322",
        title: "arithmetic in an observer",
        explanation: "A count that would leave its bound is a defect of the action that does it. An observer does not act: its \
            count stops at the bound instead. `self.printed = self.printed.saturating_add(1)` says so, and the bound is that \
            of the field.",
    },
    Code {
        code: "E0323",
        title: "saturating at no bound",
        explanation: "`saturating_add` stops at the bound of the field that it is assigned to, and only an observer needs \
            that: it can't refuse what happened. An action that reaches a bound has a rule for it, and says so: \
            `require!(self.tries < ..)` and then `+`; what goes beyond unsaid is reported as a defect.",
    },
    Code {
        code: "E0324",
        title: "a `let .. else` that does not refuse",
        explanation: "`let Some(job) = .. else { refuse!() };` is a guard: the action is not enabled unless the pattern \
            matches. An `else` that did something would be a branch that ends the body early. Where something is to be done, \
            write `if let Some(job) = .. { .. } else { .. }`.",
    },
    Code {
        code: "E0325",
        title: "a value that nothing is done with",
        explanation: "A statement does something. One that only computes a value is a slip more often than not: a comparison \
            that was meant as a `require!`, or a call whose result is forgotten.",
    },
    Code {
        code: "E0326",
        title: "no default",
        explanation: "Ids are opaque, and none of them is the first: a type that holds an id has no default value. Wrap the id \
            in `Option`; its default is `None`.",
    },
    Code {
        code: "E0327",
        title: "a body that grows too large",
        explanation: "Helpers are inlined, so a helper that calls another twice, and so on, doubles each time. A body has at \
            most 100,000 nodes after inlining and nests at most 160 deep, all bodies have 2,000,000 together, and a \
            `match` has at most 100 arms; no protocol that a person can read comes near. Split the action, or bind a \
            helper's result with `let` instead of calling it again.",
    },
    Code {
        code: "E0328",
        title: "an order on ids",
        explanation: "An id is opaque: it is copied, stored and compared for equality. What depended on an order of ids would \
            depend on how they happen to be numbered, which the checker renames freely and production chooses at random. \
            Where an order is meant, keep it: in a `Queue`. Where any will do, take the id as a parameter of the action: \
            then every choice is explored.",
    },
    Code {
        code: "E0329",
        title: "a macro that reads otherwise",
        explanation: "Each macro of the language has one form: `require!(condition)`, `refuse!()`, `fresh!(Sort)`, \
            `send!(Message { .. })`, `emit!(Effect { .. })`, `ignore!()` or `ignore!(\"why\")`, \
            `matches!(value, PATTERN if guard)`, and `leads_to!(p => q)` as the whole of a `#[leads_to]` function.",
    },
    Code {
        code: "E0330",
        title: "a value is missing",
        explanation: "A block or an `if` stands where a value is wanted and has none on some way through it. End the block with \
            the value, without `;`, and give the `if` its `else`.",
    },
];
