//! Texts, numbers and truth values of Terraform, where they are known without running it.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use crate::hosts::terraform::{Module, local_of, names};
use crate::syntax::tree::Kind;

/// A value that is neither an object nor an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// What it is.
    pub(super) kind: Kind,
    /// The text that it has in a template.
    pub(super) text: String,
}

impl Module<'_, '_> {
    /// What an expression gives, where that is known.
    pub(super) fn scalar(&self, expression: &Expression) -> Option<Scalar> {
        match self.resolved(expression, 0) {
            Some(known) => literal(known),
            None => self.scalar_of_sibling(expression),
        }
    }

    /// What the local value of another file of the module is.
    fn scalar_of_sibling(&self, expression: &Expression) -> Option<Scalar> {
        let names = names(expression)?;
        let ["local", name] = names[..] else { return None };
        let body = |text: &str| -> Option<Body> { hcl_edit::parser::parse_body(text).ok() };
        let parsed = || (self.siblings)().iter().filter_map(|(_, text)| body(text)).collect();
        let mut bodies = self.others.get_or_init(parsed).iter();
        literal(bodies.find_map(|body| local_of(body, name))?)
    }
}

fn literal(expression: &Expression) -> Option<Scalar> {
    let (kind, text) = match expression {
        Expression::String(text) => (Kind::String, text.as_str().to_owned()),
        Expression::Number(number) => (Kind::Number, number.value().to_string()),
        Expression::Bool(is_true) => (Kind::Bool, is_true.value().to_string()),
        _ => return None,
    };
    Some(Scalar { kind, text })
}
