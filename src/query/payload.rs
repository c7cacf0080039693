//! Payload templates: objects in which keys that end in `.$` hold expressions.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::query::expression::{Expression, ExpressionFault, QueryError, RUNTIME};
use crate::query::json_path::Scope;
use crate::query::random::Random;
use crate::query::template;
use crate::query::value::Value;
use crate::source::Span;
use crate::syntax::tree::{self, Kind, Member};

/// The end of a key that makes its value an expression.
pub const SUFFIX: &str = ".$";

/// The parts of a template that are not plain data.
#[derive(Debug, Default)]
pub struct Survey<'t> {
    /// The expressions, whether they can be read or not. Those in which a placeholder stands
    /// are left out.
    pub fields: Vec<Field<'t>>,
    /// The members with such a key whose value is no string.
    pub not_strings: Vec<Member<'t>>,
    /// The members with such a key beside one that comes out under the same name.
    pub collisions: Vec<(Member<'t>, Member<'t>)>,
}

/// A key that ends in `.$`, and its expression.
#[derive(Debug)]
pub struct Field<'t> {
    /// The key and the string.
    pub member: Member<'t>,
    /// What the string says.
    pub expression: Result<Expression, ExpressionFault>,
}

impl Field<'_> {
    /// The place in the file of a range of the expression.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        self.member.value.inner_span(range)
    }
}

/// Looks through a template once.
pub fn survey(template: tree::Value<'_>) -> Survey<'_> {
    let mut survey = Survey::default();
    let mut pending = vec![template];
    while let Some(node) = pending.pop() {
        let from = pending.len();
        pending.extend(node.items().filter(is_container));
        let mut dynamic = Vec::new();
        for member in node.members() {
            if member.name().ends_with(SUFFIX) {
                dynamic.push(member);
            } else if is_container(&member.value) {
                pending.push(member.value);
            }
        }
        survey.add_collisions(node, &dynamic);
        for member in dynamic {
            survey.add(member);
        }
        pending[from..].reverse();
    }
    survey
}

fn is_container(node: &tree::Value<'_>) -> bool {
    matches!(node.kind(), Kind::Array | Kind::Object)
}

impl<'t> Survey<'t> {
    fn add_collisions(&mut self, object: tree::Value<'t>, dynamic: &[Member<'t>]) {
        if dynamic.is_empty() {
            return;
        }
        let names = dynamic.iter().map(|member| (member.name(), *member));
        let names: FxHashMap<_, _> = names.collect();
        for plain in object.members() {
            // A key is looked up with the suffix that it lacks.
            let key = format!("{}{SUFFIX}", plain.name());
            if let Some(member) = names.get(key.as_str()) {
                self.collisions.push((*member, plain));
            }
        }
    }

    fn add(&mut self, member: Member<'t>) {
        if member.value.is_opaque() {
            return;
        }
        if member.value.kind() == Kind::String {
            let expression = Expression::parse(member.value.text());
            self.fields.push(Field { member, expression });
        } else {
            self.not_strings.push(member);
        }
    }
}

/// A template made ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Template(template::Template<Dynamic>);

/// The value of a key that ends in `.$`.
#[derive(Clone, Debug)]
struct Dynamic {
    location: Rc<str>,
    key: Rc<str>,
    text: Rc<str>,
    /// None where the text is no expression.
    expression: Option<Expression>,
}

/// Why a template makes no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfilled {
    /// Where the expression stands: `Parameters/order/id.$`.
    pub location: Rc<str>,
    /// What is wrong with it.
    pub error: QueryError,
}

impl Template {
    /// Reads the template at a location, such as `Parameters`.
    pub fn compile(node: tree::Value<'_>, location: &str) -> Self {
        Self(template::Template::compile(node, location, &mut |place| {
            let key = place.key?;
            let shown = key.strip_suffix(SUFFIX)?;
            let text = place.node.text();
            let expression = Expression::parse(text).ok();
            let location = place.location.into();
            let expression = Dynamic { location, key: key.into(), text: text.into(), expression };
            Some(template::Dynamic { key: Some(shown), expression })
        }))
    }

    /// The value that the template makes.
    pub fn evaluate(&self, scope: Scope<'_>, random: &mut Random) -> Result<Value, Unfilled> {
        self.0.fill(|Dynamic { location, key, text, expression }| {
            let value = if let Some(expression) = expression {
                expression.evaluate(text, key, scope, random)
            } else {
                let cause = format!(
                    "The value for the field '{key}' must be a valid JSONPath or a valid \
                         intrinsic function call"
                );
                Err(QueryError { error: RUNTIME, cause })
            };
            value.map_err(|error| Unfilled { location: Rc::clone(location), error })
        })
    }

    /// The texts of its expressions.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.expressions().map(|dynamic| &*dynamic.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    fn made(template: &str, input: &str) -> String {
        let (template, input) = (parse(template, Format::Json), parse(input, Format::Json));
        let template = Template::compile(template.tree.root(), "");
        let (input, context) = (Value::from_tree(input.tree.root()), Value::from(vec![]));
        let variable = |name: &str| (name == "v").then(|| Value::from(1));
        let scope = Scope { input: &input, context: &context, variable: &variable };
        match template.evaluate(scope, &mut Random::new(1)) {
            Ok(value) => value.to_string(),
            Err(Unfilled { error: QueryError { error, cause }, .. }) => format!("{error}: {cause}"),
        }
    }

    #[test]
    fn a_template_is_filled_in() {
        let table = [
            (
                r#"{"a": 1, "b.$": "$.x", "c": [{"d.$": "$v"}, "$.x"]}"#,
                r#"{"a":1,"b":[1,2],"c":[{"d":1},"$.x"]}"#,
            ),
            (r#"{"a.$": "States.ArrayLength($.x)", "b": {}}"#, r#"{"a":2,"b":{}}"#),
            (r#"{"a.$": "$.x[7]"}"#, r#"{"a":null}"#),
            (r#""$.x""#, r#""$.x""#),
            (
                r#"{"a": {"b.$": "$.y.z"}}"#,
                "States.Runtime: The JSONPath '$.y.z' specified for the field 'b.$' could not be \
                 found in the input '{\"x\":[1,2]}'",
            ),
            (
                r#"{"b.$": "States.Format('{}', $$.y)"}"#,
                "States.Runtime: The function 'States.Format('{}', $$.y)' had the following \
                 error: The JsonPath argument for the field '$.y' could not be found in the input \
                 '{\"x\":[1,2]}'",
            ),
        ];
        for (template, expected) in table {
            assert_eq!(made(template, r#"{"x": [1, 2]}"#), expected, "{template}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = r#"{"a":["#.repeat(50_000) + r#"{"b.$": "$"}"# + &"]}".repeat(50_000);
        assert_eq!(made(&deep, "1").len(), 50_000 * 8 + r#"{"b":1}"#.len());
        let parsed = parse(&deep, Format::Json);
        assert_eq!(survey(parsed.tree.root()).fields.len(), 1);
    }

    #[test]
    fn a_survey_finds_what_is_not_plain() {
        let text = r#"{"a": 1, "a.$": "$.x", "b": [{"c.$": 5}], "d.$": "x", "e.$": "${p}"}"#;
        let parsed = parse(text, Format::Json);
        let survey = survey(parsed.tree.root());
        assert_eq!(survey.fields.len(), 2);
        assert_eq!(survey.fields[1].expression, Err(ExpressionFault::Neither));
        assert_eq!((survey.not_strings.len(), survey.collisions.len()), (1, 1));
    }
}
