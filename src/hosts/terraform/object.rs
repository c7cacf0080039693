//! Objects of Terraform as trees: what `jsonencode` and `yamlencode` are given.

use hcl_edit::expr::{Expression, Object, ObjectKey};

use crate::hosts::Definition;
use crate::hosts::terraform::{Module, span};
use crate::syntax::tree::{Builder, Kind, Tree};

impl<'t> Module<'t, '_> {
    /// The object in `jsonencode({...})` as a tree. Objects are nested no deeper than the parser
    /// of the language goes.
    pub(super) fn tree(&self, object: &Object) -> Tree<'t> {
        let mut builder = Builder::new(self.text);
        self.add_object(&mut builder, object);
        builder.finish()
    }

    fn add_object(&self, builder: &mut Builder<'t>, object: &Object) {
        let place = span(object);
        builder.open(Kind::Object, place.start);
        for (key, value) in object {
            match key {
                ObjectKey::Ident(name) => builder.leaf(Kind::String, span(name)),
                ObjectKey::Expression(Expression::String(name)) => {
                    builder.decoded(Kind::String, span(name), name.as_str());
                }
                ObjectKey::Expression(Expression::Variable(name)) => {
                    builder.leaf(Kind::String, span(name));
                }
                ObjectKey::Expression(_) => {
                    builder.incomplete();
                    continue;
                }
            }
            self.add(builder, value.expr());
        }
        builder.close(place.end);
    }

    fn add(&self, builder: &mut Builder<'t>, expression: &Expression) {
        let place = span(expression);
        match expression {
            Expression::Null(_) => builder.leaf(Kind::Null, place),
            Expression::Bool(_) => builder.leaf(Kind::Bool, place),
            Expression::Number(number) => {
                builder.decoded(Kind::Number, place, number.value().to_string());
            }
            Expression::String(text) => builder.decoded(Kind::String, place, text.as_str()),
            Expression::StringTemplate(template) => {
                let Definition::Text { text, .. } = self.template(template) else { return };
                builder.decoded(Kind::String, place, text);
            }
            Expression::HeredocTemplate(heredoc) => {
                let Definition::Text { text, .. } = self.template(&heredoc.template) else {
                    return;
                };
                builder.decoded(Kind::String, place, text);
            }
            Expression::Array(items) => {
                builder.open(Kind::Array, place.start);
                items.iter().for_each(|item| self.add(builder, item));
                builder.close(place.end);
            }
            Expression::Object(object) => self.add_object(builder, object),
            Expression::Parenthesis(inner) => self.add(builder, inner.inner()),
            Expression::Traversal(_) => self.add_named(builder, expression),
            _ => builder.leaf(Kind::Opaque, place),
        }
    }

    /// Adds what an expression names: its value where that is known, else its name.
    fn add_named(&self, builder: &mut Builder<'t>, expression: &Expression) {
        let place = span(expression);
        match self.scalar(expression) {
            Some(scalar) => builder.decoded(scalar.kind, place, scalar.text),
            None => builder.named(place, self.text[place.range()].trim()),
        }
    }
}
