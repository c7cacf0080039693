//! Choice rules made ready.

use std::rc::Rc;

use crate::exec::plan::amount::Amount;
use crate::exec::plan::field::{PathField, Template};
use crate::exec::plan::{Next, target};
use crate::model::{self, ChoiceRule, Comparison, DataType, Operator, Scope};
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
    /// Whether the value is of that type.
    IsOfType(DataType, bool),
    Matches(Rc<str>),
    Compare(DataType, Comparison, Operand),
}

/// What a value is compared with.
#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Value),
    Path(PathField),
}

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
fn test(name: &str, node: tree::Value<'_>) -> Option<Test> {
    Some(match Operator::named(name)? {
        Operator::IsPresent => Test::IsPresent(node.as_bool()?),
        Operator::IsOfType(kind) => Test::IsOfType(kind, node.as_bool()?),
        Operator::StringMatches => Test::Matches(node.text().into()),
        Operator::Compare(kind, comparison, model::Operand::Literal) => {
            Test::Compare(kind, comparison, Operand::Literal(Value::from_tree(node)))
        }
        Operator::Compare(kind, comparison, model::Operand::Path) => {
            let path = PathField::read("Variable", Some(node))?;
            Test::Compare(kind, comparison, Operand::Path(path))
        }
    })
}
