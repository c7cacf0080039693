//! What Terraform says of a definition: the variables of its template, the resources in it.

use hcl_edit::expr::{Expression, Object, ObjectKey};

use crate::hosts::Definition;
use crate::hosts::functions::names_in;
use crate::hosts::resource_types::ResourceType;
use crate::hosts::terraform::{HOPS_MAX, Module, span};
use crate::syntax::surroundings::{Reference, Substitution, Surroundings};

impl<'t> Module<'t, '_> {
    /// What is said of the definition that an expression makes.
    pub(super) fn surroundings(
        &self,
        expression: &Expression,
        definition: &Definition<'t>,
    ) -> Surroundings {
        let variables = self.variables(expression, 0);
        let members = || variables.into_iter().flat_map(Object::iter);
        let named = members().filter_map(|(key, value)| Some((name_of(key)?, value.expr())));
        let substitution = |(name, value): (&str, &Expression)| Substitution {
            name: name.to_owned(),
            value: self.scalar(value).map(|scalar| scalar.text),
            reference: reference(self.text[span(value).range()].trim()),
            ..Substitution::default()
        };
        let substitutions: Vec<_> = named.map(substitution).collect();
        // In a text that stands here the language itself resolves names.
        let is_file = matches!(definition, Definition::File { .. });
        let is_known = variables.is_some() && members().count() == substitutions.len();
        let references = references_in(definition).into_iter().collect();
        let is_complete = is_file && is_known;
        Surroundings { substitutions, is_complete, references, ..Surroundings::default() }
    }

    /// The variables that a template is rendered with.
    fn variables<'e>(&'e self, expression: &'e Expression, hops: usize) -> Option<&'e Object> {
        let variables = match expression {
            _ if hops > HOPS_MAX => return None,
            Expression::Parenthesis(inner) => return self.variables(inner.inner(), hops + 1),
            Expression::FuncCall(call) => match call.name.name.as_str() {
                "templatefile" => call.args.iter().nth(1)?,
                "trimspace" | "chomp" => return self.variables(call.args.iter().next()?, hops + 1),
                _ => return None,
            },
            Expression::Traversal(_) => match self.template_file(expression) {
                Some(block) => &block.body.get_attribute("vars")?.value,
                None => return self.variables(self.named(expression)?, hops + 1),
            },
            _ => return None,
        };
        self.resolved(variables, hops)?.as_object()
    }
}

/// The name that a key stands for.
fn name_of(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) | ObjectKey::Expression(Expression::Variable(name)) => {
            Some(name.as_str())
        }
        ObjectKey::Expression(Expression::String(name)) => Some(name.as_str()),
        ObjectKey::Expression(_) => None,
    }
}

/// The resource that an expression such as `aws_sqs_queue.orders.url` asks for something.
fn reference(written: &str) -> Option<Reference> {
    let parts: Vec<_> = written.split('.').collect();
    let [type_name, _, attribute] = parts[..] else { return None };
    let resource_type = ResourceType::named(type_name)?;
    let gives = resource_type.gives(Some(attribute))?;
    let ResourceType { name: type_name, family, .. } = *resource_type;
    Some(Reference { written: written.to_owned(), type_name, family, gives })
}

/// The resources that placeholders of a definition stand for.
fn references_in(definition: &Definition<'_>) -> Vec<(String, Reference)> {
    let found = |name: &str| Some((name.to_owned(), reference(name)?));
    match definition {
        Definition::Text { text, .. } => {
            names_in(text).filter_map(|(_, name)| found(name)).collect()
        }
        Definition::Tree(tree) => {
            tree.nodes().filter_map(|node| found(node.placeholder()?)).collect()
        }
        _ => Vec::new(),
    }
}
