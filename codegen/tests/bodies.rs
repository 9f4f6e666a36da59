//! What bodies become: each file under `bodies/` is a protocol whose name is the claim, and what its actions, its guards
//! and what it looks at are as methods of a Machine's transaction is a snapshot beside it.
//!
//! That these methods do what the protocol says is another matter: that is what the walk over all local states is for.

use std::fs;
use std::path::{Path, PathBuf};

use honnin_codegen::compile_file;
use honnin_codegen::emit::machine;
use honnin_codegen::source::Source;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ImplItem, Item, Type};

#[test]
fn bodies_read_as_they_are_written() {
    let cases = cases();
    assert!(cases.len() > 4, "cases are missing in bodies/");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bodies/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases {
            let name = case.file_stem().expect("a case has a name").to_string_lossy().into_owned();
            insta::assert_snapshot!(&*name, transactions(&case));
        }
    });
}

/// The methods of every role's transaction.
fn transactions(case: &Path) -> String {
    let text = fs::read_to_string(case).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let protocols = compile_file(&Source::new("case.rs", &text)).unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut written = Written::default();
    for protocol in protocols {
        assert!(machine::check(&protocol).is_ok(), "{} is no Machine", case.display());
        let file: syn::File = syn::parse2(machine::workflow(&protocol.ir, None)).expect("what is emitted is Rust");
        file.items.iter().for_each(|item| methods(item, &mut written));
    }
    written.text
}

fn methods(item: &Item, written: &mut Written) {
    match item {
        Item::Mod(module) => {
            let items = module.content.iter().flat_map(|(_, items)| items);
            items.for_each(|item| methods(item, written));
        }
        Item::Impl(block) if matches!(&*block.self_ty, Type::Path(path) if path.path.segments[0].ident == "Transaction") => {
            for member in &block.items {
                if let ImplItem::Fn(function) = member
                    && function.sig.ident != "begin"
                    && !function.sig.ident.to_string().starts_with("settle")
                {
                    let mut function = function.clone();
                    function.attrs.clear();
                    written.tokens(function.into_token_stream());
                    written.line();
                }
            }
        }
        _ => {}
    }
}

/// Tokens as lines: one for each statement.
#[derive(Default)]
struct Written {
    text: String,
    depth: usize,
}

impl Written {
    fn line(&mut self) {
        let text = self.text.trim_end().len();
        self.text.truncate(text);
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', 4 * self.depth));
    }

    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Punct(punct) => {
                    self.text.push(punct.as_char());
                    if punct.as_char() == ';' {
                        self.line();
                    } else if punct.spacing() == Spacing::Alone && !matches!(punct.as_char(), '.' | '&' | '!') {
                        self.text.push(' ');
                    }
                }
                other => {
                    self.text.push_str(&other.to_string());
                    self.text.push(' ');
                }
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, contents: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ('(', ')'),
            Delimiter::Bracket => ('[', ']'),
            Delimiter::Brace => ('{', '}'),
            Delimiter::None => (' ', ' '),
        };
        self.text.push(open);
        if delimiter == Delimiter::Brace && !contents.is_empty() {
            self.depth += 1;
            self.line();
            self.tokens(contents);
            self.depth -= 1;
            self.line();
        } else {
            self.tokens(contents);
            let text = self.text.trim_end().len();
            self.text.truncate(text);
        }
        self.text.push(close);
        self.text.push(' ');
    }
}

/// The cases, in order.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies");
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut cases: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect();
    cases.sort();
    cases
}
