//! Choice rules made ready.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::exec::plan::amount::Amount;
use crate::exec::plan::field::{PathField, Template};
use crate::exec::plan::{Next, target};
use crate::model::{ChoiceRule, Scope};
use crate::query::value::Value;
use crate::schema::QueryLanguage;
use crate::syntax::tree;

/// A rule of a Choice state.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) condition: Condition,
    pub(crate) next: Next,
    pub(crate) assign: Option<Template>,
    pub(crate) output: Option<Template>,
}

/// When a rule matches.
#[derive(Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// What the path leads to passes the test.
    Test(PathField, Test),
    /// The JSONata condition is true.
    Expression(Amount),
    /// It cannot be read, and never matches.
    Never,
}

/// What a data-test expression asks.
#[derive(Debug)]
pub(crate) enum Test {
    IsPresent(bool),
    /// Whether the value is of that type: the word after `Is`.
    IsOfType(Type, bool),
    Matches(Rc<str>),
    Compare(Type, Comparison, Operand),
}

/// Types that values are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Null,
    Boolean,
    Numeric,
    String,
    Timestamp,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equals,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

/// What a value is compared with.
#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Value),
    Path(PathField),
}

impl Comparison {
    /// Whether a value that stands so to another one passes.
    pub(crate) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equals => ordering.is_eq(),
            Self::LessThan => ordering.is_lt(),
            Self::LessThanEquals => ordering.is_le(),
            Self::GreaterThan => ordering.is_gt(),
            Self::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

const TYPES: [(&str, Type); 5] = [
    ("Null", Type::Null),
    ("Boolean", Type::Boolean),
    ("Numeric", Type::Numeric),
    ("String", Type::String),
    ("Timestamp", Type::Timestamp),
];

const COMPARISONS: [(&str, Comparison); 5] = [
    ("Equals", Comparison::Equals),
    ("LessThan", Comparison::LessThan),
    ("LessThanEquals", Comparison::LessThanEquals),
    ("GreaterThan", Comparison::GreaterThan),
    ("GreaterThanEquals", Comparison::GreaterThanEquals),
];

/// The rules of a state, those nested in others within them.
pub(super) fn rules(
    rules: &[ChoiceRule<'_>],
    language: QueryLanguage,
    scope: &Scope<'_>,
) -> Vec<Rule> {
    let mut nested: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
    for (place, rule) in rules.iter().enumerate() {
        if let Some(parent) = rule.parent {
            nested[parent].push(place);
        }
    }
    let top = rules.iter().enumerate().filter(|(_, rule)| rule.parent.is_none());
    let read = |(index, (place, rule)): (usize, (usize, &ChoiceRule<'_>))| {
        let template = |node: Option<tree::Value<'_>>, name| {
            let location = format!("Choices[{index}]/{name}");
            node.map(|node| Template::compile(language, node, &location))
        };
        let condition = match language {
            QueryLanguage::JsonPath => condition(rules, &nested, place),
            QueryLanguage::Jsonata => {
                let location = format!("Choices[{index}]/Condition");
                let by_path = ("", None);
                Condition::Expression(Amount::read_at(language, &location, rule.condition, by_path))
            }
        };
        Rule {
            condition,
            next: target(scope, rule.next),
            assign: template(rule.assign, "Assign"),
            output: template(rule.output, "Output").filter(|_| language == QueryLanguage::Jsonata),
        }
    };
    top.enumerate().map(read).collect()
}

/// The condition of a rule. Definitions nested deeper than the analysis goes are not run, so
/// this does not go deep either.
fn condition(rules: &[ChoiceRule<'_>], nested: &[Vec<usize>], place: usize) -> Condition {
    let rule = &rules[place];
    let inner = || nested[place].iter().map(|inner| condition(rules, nested, *inner)).collect();
    if rule.object.get("And").is_some() {
        return Condition::All(inner());
    }
    if rule.object.get("Or").is_some() {
        return Condition::Any(inner());
    }
    if rule.object.get("Not").is_some() {
        let inner = nested[place].first().map(|inner| condition(rules, nested, *inner));
        return inner.map_or(Condition::Never, |inner| Condition::Not(Box::new(inner)));
    }
    let variable = PathField::read("Variable", rule.variable);
    let test = rule.operators.first().and_then(|member| test(member.name(), member.value));
    match (variable, test) {
        (Some(variable), Some(test)) => Condition::Test(variable, test),
        _ => Condition::Never,
    }
}

/// What an operator asks.
fn test(operator: &str, operand: tree::Value<'_>) -> Option<Test> {
    if let Some(word) = operator.strip_prefix("Is") {
        let wanted = operand.as_bool()?;
        if word == "Present" {
            return Some(Test::IsPresent(wanted));
        }
        let (_, kind) = TYPES.iter().find(|(name, _)| *name == word)?;
        return Some(Test::IsOfType(*kind, wanted));
    }
    if operator == "StringMatches" {
        return Some(Test::Matches(operand.text().into()));
    }
    let (prefix, kind) = TYPES.iter().find(|(name, _)| operator.starts_with(name))?;
    let rest = &operator[prefix.len()..];
    let (rest, is_path) = match rest.strip_suffix("Path") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let (_, comparison) = COMPARISONS.iter().find(|(name, _)| *name == rest)?;
    let operand = if is_path {
        Operand::Path(PathField::read("Variable", Some(operand))?)
    } else {
        Operand::Literal(Value::from_tree(operand))
    };
    Some(Test::Compare(*kind, *comparison, operand))
}
