//! Every way to nest one thing in another, or to chain one thing to another, many times over.

/// How often: enough to overflow any stack, were it followed.
const TIMES: &[usize] = &[8, 15, 24, 40, 63, 80, 110, 160, 330, 1_000, 20_000];

/// What opens, what is innermost, what closes; where it stands.
const WAYS: &[(&str, &str, &str, &str)] = &[
    ("parentheses", "(", "x", ")"),
    ("brackets", "[", "x", "]"),
    ("blocks", "{", "x", "}"),
    ("unsafe blocks", "unsafe {", "x", "}"),
    ("closures", "|a| ", "x", ""),
    ("move closures", "move || ", "x", ""),
    ("closures with blocks", "|a| {", "x", "}"),
    ("negations", "!", "x", ""),
    ("spaced negations", "! ", "x", ""),
    ("minuses", "-", "1", ""),
    ("references", "&", "x", ""),
    ("mutable references", "&mut ", "x", ""),
    ("raw references", "&raw const ", "x", ""),
    ("dereferences", "*", "x", ""),
    ("ranges", "..", "x", ""),
    ("ranges to", "x..", "x", ""),
    ("returns", "return ", "x", ""),
    ("breaks", "break ", "x", ""),
    ("lets", "let x = ", "x", ""),
    ("if conditions", "if ", "x", " {}"),
    ("if lets", "if let Some(x) = ", "x", " {}"),
    ("if branches", "if x { ", "x", "}"),
    ("else ifs", "if x {} else ", "{}", ""),
    ("else blocks", "if x {} else {", "x", "}"),
    ("matches", "match ", "x", " {}"),
    ("match arms", "match x { _ => ", "x", "}"),
    ("match arms without commas", "match x { A {} => ", "{}", " B {} => {} }"),
    ("match guards", "match x { _ if ", "x", " => {} }"),
    ("loops", "loop {", "x", "}"),
    ("labels", "'a: loop {", "x", "}"),
    ("for loops", "for x in y {", "x", "}"),
    ("iterated", "for x in ", "y", " {}"),
    ("whiles", "while ", "x", " {}"),
    ("casts", "", "x", " as bool"),
    ("questions", "", "x", "?"),
    ("calls", "", "x", "()"),
    ("arguments", "f(", "x", ")"),
    ("indices", "x[", "x", "]"),
    ("index chains", "", "x", "[x]"),
    ("fields", "", "x", ".x"),
    ("methods", "", "x", ".x()"),
    ("turbofish", "", "x", ".x::<T>()"),
    ("turbofish inside", "x::<", "T", ">()"),
    ("awaits", "", "x", ".await"),
    ("assignments", "x = ", "x", ""),
    ("compound assignments", "x |= ", "x", ""),
    ("additions", "x + ", "x", ""),
    ("mixed precedences", "x || x && x == x + x * ", "x", ""),
    ("conjunctions", "x && ", "x", ""),
    ("disjunctions", "x || ", "x", ""),
    ("equalities", "x == ", "x", ""),
    ("comparisons", "x < ", "x", ""),
    ("bars", "x | ", "x", ""),
    ("struct literals", "S { a: ", "x", "}"),
    ("struct bases", "S { ..", "x", "}"),
    ("macros", "require!(", "x", ");"),
    ("macros in braces", "matches! {", "x", "}"),
    ("fresh in fresh", "fresh!(", "Session", ")"),
    ("somes", "Some(", "x", ")"),
    ("tuples", "(x, ", "x", ")"),
    ("const blocks", "const {", "x", "}"),
    ("async blocks", "async move {", "x", "}"),
    ("inner functions", "fn f() {", "x", "}"),
    ("inner modules", "mod f {", "", "}"),
    ("attributes", "#[a] ", "x", ""),
    ("attributes in attributes", "#[a(", "x", ")] x"),
    ("statements", "x; ", "x", ""),
    ("quantifiers", "Session::all().any(|s| ", "x", ")"),
    ("helpers", "self.f(", "x", ")"),
];

/// Types that nest.
const TYPES: &[(&str, &str, &str, &str)] = &[
    ("options", "Option<", "bool", ">"),
    ("maps", "Map<Session, ", "bool", ">"),
    ("maps the other way", "Map<", "Session", ", bool>"),
    ("queues", "Queue<", "bool", ">"),
    ("borrowed", "&", "bool", ""),
    ("borrowed in options", "Option<&&", "bool", ">"),
    ("pointers", "*const ", "bool", ""),
    ("tuples of types", "(", "bool", ",)"),
    ("parenthesised types", "(", "bool", ")"),
    ("arrays", "[", "bool", "; 1]"),
    ("functions", "fn() -> ", "bool", ""),
    ("function arguments", "fn(", "bool", ")"),
    ("traits", "impl Fn() -> ", "bool", ""),
    ("trait objects", "dyn A + ", "B", ""),
    ("bounds for all", "for<'a> ", "fn()", ""),
    ("qualified", "<", "T", " as A>::B"),
    ("shifted", "<<", "T", " as A>::B as C>::D"),
    ("paths", "a::", "B", ""),
    ("const arguments", "A<{", "x", "}>"),
    ("const arguments in a row", "A<{ 1 }, ", "B", ">"),
    ("bindings", "A<B = ", "C", ">"),
    ("path types", "A(", "B", ")"),
    ("never closed", "Option<", "bool", ""),
    ("negative const arguments", "A<-1, ", "B", ">"),
];

/// Patterns that nest.
const PATTERNS: &[(&str, &str, &str, &str)] = &[
    ("some patterns", "Some(", "x", ")"),
    ("struct patterns", "S { a: ", "x", "}"),
    ("tuple patterns", "(", "x", ",)"),
    ("slice patterns", "[", "x", "]"),
    ("reference patterns", "&", "x", ""),
    ("binding patterns", "x @ ", "x", ""),
    ("alternatives", "x | ", "x", ""),
    ("parenthesised alternatives", "(x | ", "x", ")"),
    ("box patterns", "box ", "x", ""),
    ("ref patterns", "ref mut ", "x", ""),
    ("range patterns", "0..=", "1", ""),
];

/// A name and a text for each way and number.
pub(crate) fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for &times in TIMES {
        for (name, open, inner, close) in WAYS {
            let nested = format!("{}{inner}{}", open.repeat(times), close.repeat(times));
            texts.push((format!("{times} {name}"), workflow(&format!("fn f() -> bool {{ {nested} }}"))));
            texts.push((format!("{times} {name} in an action"), action(&nested)));
        }
        for (name, open, inner, close) in TYPES {
            let nested = format!("{}{inner}{}", open.repeat(times), close.repeat(times));
            texts.push((
                format!("{times} {name} in a field"),
                workflow(&format!("#[role] pub struct R {{ a: {nested} }}")),
            ));
            texts.push((format!("{times} {name} in a let"), action(&format!("let x: {nested} = x;"))));
            texts.push((format!("{times} {name} in a path"), action(&format!("x::<{nested}>();"))));
        }
        for (name, open, inner, close) in PATTERNS {
            let nested = format!("{}{inner}{}", open.repeat(times), close.repeat(times));
            texts.push((format!("{times} {name} in a let"), action(&format!("let {nested} = x;"))));
            texts.push((format!("{times} {name} in matches"), action(&format!("require!(matches!(x, {nested}));"))));
        }
        texts.extend(items(times));
    }
    texts
}

/// Long chains of items that refer to each other, and long lists.
fn items(times: usize) -> Vec<(String, String)> {
    let many = |item: &dyn Fn(usize) -> String| (0..times).map(item).collect::<String>();
    let structs = many(&|n| format!("pub struct S{n} {{ a: S{}, b: S{} }}", n + 1, n + 1));
    let helpers = many(&|n| format!("fn f{n}() -> bool {{ f{}() && f{}() }}", n + 1, n + 1));
    let chain = many(&|n| format!("fn f{n}(x: bool) -> bool {{ f{}(x) }}", n + 1));
    let fields = many(&|n| format!("a{n}: bool,"));
    let arms = many(&|n| format!("V{n} => true,"));
    let variants = many(&|n| format!("V{n},"));
    let property = "#[always] fn p() -> bool";
    let texts = [
        ("structs in structs", workflow(&format!("{structs} pub struct S{times}; #[role] pub struct R {{ s: S0 }}"))),
        ("helpers of helpers", workflow(&format!("{helpers} fn f{times}() -> bool {{ true }} {property} {{ f0() }}"))),
        (
            "a chain of helpers",
            workflow(&format!("{chain} fn f{times}(x: bool) -> bool {{ x }} {property} {{ f0(true) }}")),
        ),
        ("a helper of itself", workflow(&format!("fn f() -> bool {{ f() }} {property} {{ f() }}"))),
        ("fields", workflow(&format!("#[role] pub struct R {{ {fields} }}"))),
        ("variants", workflow(&format!("pub enum E {{ {variants} }}"))),
        ("doubled fields", workflow(&format!("#[role] pub struct R {{ {} }}", "a: bool,".repeat(times)))),
        ("arms", workflow(&format!("pub enum E {{ {variants} }} fn f(e: E) -> bool {{ match e {{ {arms} }} }}"))),
        ("statements", action(&"require!(x);".repeat(times))),
        ("ifs in a row", action(&"if true { ignore!(); }".repeat(times))),
        ("scopes", "#[scope(a, b = 1)]".repeat(times)),
        ("workflows", "#[workflow] mod a { }".repeat(times)),
        (
            "actions",
            workflow(&format!("#[role] pub struct R; impl R {{ {} }}", "#[step] fn f(&mut self) {}".repeat(times))),
        ),
    ];
    texts.into_iter().map(|(name, text)| (format!("{times} {name}"), text)).collect()
}

fn workflow(items: &str) -> String {
    format!("#[workflow] #[scope(quick, session = 2)] pub mod case {{ #[id] pub struct Session; {items} }}")
}

fn action(body: &str) -> String {
    workflow(&format!("#[role] pub struct R {{ x: bool }} impl R {{ #[step] fn go(&mut self) {{ {body} }} }}"))
}
