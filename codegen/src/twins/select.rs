//! One version of a text: without the lines of the others, and without marks.

use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, ExprCall, ExprMatch, ExprMethodCall, ExprStruct, FieldsNamed, FieldsUnnamed, ItemEnum, ItemImpl,
    ItemMod, Macro, Meta, PatStruct, Signature,
};

use super::body::{self, Part};
use super::head::{Head, is_twin};
use super::lines;

/// The module of a version.
pub(super) fn select(module: &ItemMod, head: &Head, version: usize) -> ItemMod {
    let mut module = module.clone();
    Select { head, version }.visit_item_mod_mut(&mut module);
    module.ident = head.ident(version).clone();
    module
}

struct Select<'a> {
    head: &'a Head,
    version: usize,
}

impl Select<'_> {
    /// Whether a line with these attributes stands in the version.
    fn keeps(&self, attributes: &[Attribute]) -> bool {
        let mut marks = attributes.iter().filter(|attribute| lines::is_mark(attribute)).peekable();
        marks.peek().is_none()
            || marks.filter_map(lines::read_mark).any(|mark| self.head.presence(&mark).contains(&self.version))
    }

    /// `#[refuted]` as it stands in the version, where everything holds that is not refuted despite its guard.
    fn refuted(&self, attribute: &mut Attribute) -> bool {
        let Some(mut arguments) = lines::refuted(attribute) else { return true };
        let despite: Vec<_> = arguments.iter().filter_map(lines::despite).flatten().collect();
        let stays = match self.head.twin(self.version) {
            None => true,
            Some(twin) => {
                let guard = twin.guard.unwrap_or_else(|| "mended".to_owned());
                despite.iter().any(|name| *name == guard)
            }
        };
        arguments.retain(|argument| lines::despite(argument).is_none());
        if let Meta::List(list) = &mut attribute.meta {
            if arguments.is_empty() {
                attribute.meta = Meta::Path(list.path.clone());
            } else {
                list.tokens = quote!(#(#arguments),*);
            }
        }
        stays
    }
}

impl VisitMut for Select<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !lines::is_mark(attribute) && !is_twin(attribute));
        attributes.retain_mut(|attribute| self.refuted(attribute));
    }

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| self.keeps(lines::of_item(item)));
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        item.items.retain(|member| self.keeps(lines::of_member(member)));
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        item.variants.retain(|variant| self.keeps(&variant.attrs));
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_fields_named_mut(&mut self, fields: &mut FieldsNamed) {
        fields.named.retain(|field| self.keeps(&field.attrs));
        visit_mut::visit_fields_named_mut(self, fields);
    }

    fn visit_fields_unnamed_mut(&mut self, fields: &mut FieldsUnnamed) {
        fields.unnamed.retain(|field| self.keeps(&field.attrs));
        visit_mut::visit_fields_unnamed_mut(self, fields);
    }

    fn visit_signature_mut(&mut self, signature: &mut Signature) {
        signature.inputs.retain(|parameter| self.keeps(lines::of_parameter(parameter)));
        visit_mut::visit_signature_mut(self, signature);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|statement| self.keeps(lines::of_statement(statement)));
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_match_mut(&mut self, expression: &mut ExprMatch) {
        expression.arms.retain(|arm| self.keeps(&arm.attrs));
        visit_mut::visit_expr_match_mut(self, expression);
    }

    fn visit_expr_struct_mut(&mut self, expression: &mut ExprStruct) {
        expression.fields.retain(|field| self.keeps(&field.attrs));
        visit_mut::visit_expr_struct_mut(self, expression);
    }

    fn visit_pat_struct_mut(&mut self, pattern: &mut PatStruct) {
        pattern.fields.retain(|field| self.keeps(&field.attrs));
        visit_mut::visit_pat_struct_mut(self, pattern);
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        call.args.retain(|argument| self.keeps(lines::of_expression(argument)));
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        call.args.retain(|argument| self.keeps(lines::of_expression(argument)));
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_macro_mut(&mut self, statement: &mut Macro) {
        if !super::has_marks(&statement.tokens) {
            return;
        }
        let Some(mut parts) = body::parts(statement) else { return };
        for part in &mut parts {
            match part {
                Part::Expression(expression) => self.visit_expr_mut(expression),
                Part::Pattern(pattern) => self.visit_pat_mut(pattern),
                Part::Separator(_) => {}
            }
        }
        statement.tokens = body::tokens(&parts);
    }
}
