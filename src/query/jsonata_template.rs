//! Templates of JSONata states: JSON in which strings `{% ... %}` are expressions.

use std::rc::Rc;

use crate::query::jsonata::{self, Dialect, Evaluated, Expression, Options};
use crate::query::template::{Dynamic, Template};
use crate::query::value::Value;
use crate::syntax::tree::{self, Kind};

/// A field of a JSONata state, made ready to be evaluated.
#[derive(Clone, Debug)]
pub struct JsonataTemplate(Template<Field>);

/// An expression and the place that it stands in.
#[derive(Clone, Debug)]
pub struct Field {
    /// Such as `Arguments/Payload/items[0]`.
    pub location: Rc<str>,
    /// What stands between `{%` and `%}`, trimmed.
    pub text: Rc<str>,
    /// None where that cannot be read.
    expression: Option<Expression>,
}

/// An expression that gives no value that could be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The place that it stands in.
    pub location: Rc<str>,
    /// What happened, as AWS words it.
    pub cause: String,
}

/// What stands between the marks of an expression: `{%` must be the first characters and `%}` the
/// last ones, or it is a string like others (recorded).
pub fn marked(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}")
}

impl JsonataTemplate {
    /// Reads the value of the field at a location: `Output`, `Choices[0]/Condition`.
    pub fn compile(node: tree::Value<'_>, location: &str) -> Self {
        Self(Template::compile(node, location, &mut |place| {
            let expression = Field::read(place.node, place.location)?;
            Some(Dynamic { key: None, expression })
        }))
    }

    /// The value that the template makes, `bindings` being the variables, `$states` among them.
    pub fn evaluate(
        &self,
        bindings: &[(&str, Value)],
        options: &Options,
    ) -> Result<Value, FieldFault> {
        self.0.fill(|field| field.evaluate(bindings, options))
    }

    /// Its expressions.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.0.expressions()
    }
}

impl Field {
    fn read(node: tree::Value<'_>, location: &str) -> Option<Self> {
        let text = marked(node.text()).filter(|_| node.kind() == Kind::String)?;
        let expression = jsonata::parse(text, Dialect::Aws).expression;
        Some(Self { location: location.into(), text: text.trim().into(), expression })
    }

    fn evaluate(&self, bindings: &[(&str, Value)], options: &Options) -> Result<Value, FieldFault> {
        let Some(expression) = &self.expression else {
            return Err(self.fault("cannot be read."));
        };
        match expression.evaluate(None, bindings, options) {
            Ok(Evaluated::Value(value)) => Ok(value),
            Ok(Evaluated::Undefined) => Err(self.fault("returned nothing (undefined).")),
            Ok(Evaluated::Function) => Err(self.fault("returned an unsupported result type.")),
            Err(error) if error.code == jsonata::LIMIT => {
                Err(self.fault(&format!("threw an error during evaluation: {}", error.message)))
            }
            Err(error) => {
                let (code, message) = (error.code, &error.message);
                Err(self.fault(&format!("threw an error during evaluation. {code}: {message}")))
            }
        }
    }

    /// What is said of a value that is not of the type that the field takes.
    pub fn wrong_type(&self, expected: &str, value: &Value) -> FieldFault {
        let found = value.type_name();
        self.fault(&format!(
            "returned an unexpected result type. Expected '{expected}', but was '{found}' for \
             value: {value}"
        ))
    }

    fn fault(&self, what: &str) -> FieldFault {
        let Self { location, text, .. } = self;
        let cause =
            format!("The JSONata expression '{text}' specified for the field '{location}' {what}");
        FieldFault { location: Rc::clone(location), cause }
    }
}
