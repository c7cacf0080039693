//! The conditions of choice rules, as far as they are simple enough to be solved.

use crate::analysis::origins::calls;
use crate::analysis::origins::place::Place;
use crate::model::{self, ChoiceRule, Comparison, DataType, State, StateKind};
use crate::query::jsonata::syntax::{Kind as Node, NodeId, Operator, Tree};
use crate::query::jsonata::{self, Dialect};
use crate::query::jsonata_template::marked;
use crate::query::value::{Number, Value};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{self, Member};

/// When a rule matches.
#[derive(Clone, Debug)]
pub(super) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Constant(bool),
    /// What is at a place is as it is asked for.
    At(Place, Ask),
    /// Too hard for us.
    Unknown,
}

/// What is asked of a value.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    Present,
    Type(DataType),
    Matches(String),
    Compare(Comparison, Operand),
    OneOf(Vec<Value>),
    Count(Comparison, i64),
    True,
}

/// What a value is compared with.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Literal(Value),
    /// What is at another place, which should be of the type.
    Place(Place, DataType),
}

/// The tests of the rules of a Choice state, in their order.
pub(super) fn of_state(state: &State<'_>) -> Vec<Test> {
    let StateKind::Choice { rules, .. } = &state.kind else { return Vec::new() };
    match state.query_language {
        QueryLanguage::JsonPath => by_path(rules),
        QueryLanguage::Jsonata => {
            let top = rules.iter().filter(|rule| rule.parent.is_none());
            top.map(by_jsonata).collect()
        }
    }
}

/// Rules nested in others stand behind them, so that going backwards finds them made already.
fn by_path(rules: &[ChoiceRule<'_>]) -> Vec<Test> {
    let mut made: Vec<Vec<Test>> = vec![Vec::new(); rules.len()];
    let mut top = Vec::new();
    for (place, rule) in rules.iter().enumerate().rev() {
        let mut inner = std::mem::take(&mut made[place]);
        inner.reverse();
        let test = if rule.object.get("And").is_some() {
            Test::All(inner)
        } else if rule.object.get("Or").is_some() {
            Test::Any(inner)
        } else if rule.object.get("Not").is_some() {
            inner.pop().map_or(Test::Unknown, |inner| Test::Not(Box::new(inner)))
        } else {
            data_test(rule).unwrap_or(Test::Unknown)
        };
        match rule.parent {
            Some(parent) => made[parent].push(test),
            None => top.push(test),
        }
    }
    top.reverse();
    top
}

fn data_test(rule: &ChoiceRule<'_>) -> Option<Test> {
    let place = Place::of_path(rule.variable?.text())?;
    let Member { value, .. } = rule.operators.first()?;
    let operator = model::Operator::named(rule.operators.first()?.name())?;
    let at = |ask| Test::At(place.clone(), ask);
    let is = |ask| {
        let test = at(ask);
        Some(if value.as_bool()? { test } else { Test::Not(Box::new(test)) })
    };
    match operator {
        model::Operator::IsPresent => is(Ask::Present),
        model::Operator::IsOfType(kind) => is(Ask::Type(kind)),
        model::Operator::StringMatches => Some(at(Ask::Matches(value.text().to_owned()))),
        model::Operator::Compare(_, comparison, model::Operand::Literal) => {
            let literal = Operand::Literal(Value::from_tree(*value));
            Some(at(Ask::Compare(comparison, literal)))
        }
        model::Operator::Compare(kind, comparison, model::Operand::Path) => {
            let other = Operand::Place(Place::of_path(value.text())?, kind);
            Some(at(Ask::Compare(comparison, other)))
        }
    }
}

fn by_jsonata(rule: &ChoiceRule<'_>) -> Test {
    if let Some(constant) = rule.constant() {
        return Test::Constant(constant);
    }
    let text = rule.condition.map(tree::Value::text).and_then(marked);
    text.map_or(Test::Unknown, of_expression)
}

/// The test that a `JSONata` expression is.
pub(super) fn of_expression(text: &str) -> Test {
    let parsed = jsonata::parse(text, Dialect::Aws);
    match parsed.expression {
        // Expressions are nested at most as deep as AWS evaluates them.
        Some(_) => of_node(&parsed.tree, parsed.tree.root, 0),
        None => Test::Unknown,
    }
}

fn of_node(tree: &Tree, node: NodeId, depth: usize) -> Test {
    const DEPTH_MAX: usize = 100;
    if depth > DEPTH_MAX {
        return Test::Unknown;
    }
    let inner = |node: NodeId| of_node(tree, node, depth + 1);
    if let Some(place) = Place::of_node(tree, node) {
        return Test::At(place, Ask::True);
    }
    match &tree.node(node).kind {
        Node::Bool(value) => Test::Constant(*value),
        Node::Block(parts) if parts.len() == 1 => inner(parts[0]),
        Node::Binary(Operator::And, left, right) => Test::All(vec![inner(*left), inner(*right)]),
        Node::Binary(Operator::Or, left, right) => Test::Any(vec![inner(*left), inner(*right)]),
        Node::Binary(operator, left, right) => compared(tree, *operator, *left, *right),
        Node::Call(function, arguments) => call(tree, *function, arguments, depth),
        _ => Test::Unknown,
    }
}

fn call(tree: &Tree, function: NodeId, arguments: &[NodeId], depth: usize) -> Test {
    let place = arguments.first().and_then(|argument| Place::of_node(tree, *argument));
    match (place, arguments) {
        (_, [only]) if calls(tree, function, "not") => {
            Test::Not(Box::new(of_node(tree, *only, depth + 1)))
        }
        (_, [only]) if calls(tree, function, "boolean") => of_node(tree, *only, depth + 1),
        (Some(place), [_]) if calls(tree, function, "exists") => Test::At(place, Ask::Present),
        (Some(place), [_, part]) if calls(tree, function, "contains") => {
            match &tree.node(*part).kind {
                Node::String(text) => Test::At(place, Ask::Matches(format!("*{text}*"))),
                _ => Test::Unknown,
            }
        }
        _ => Test::Unknown,
    }
}

fn compared(tree: &Tree, operator: Operator, left: NodeId, right: NodeId) -> Test {
    let place = |node| Place::of_node(tree, node);
    if operator == Operator::In {
        let Node::Array(items) = &tree.node(right).kind else { return Test::Unknown };
        let items: Option<Vec<_>> = items.iter().map(|item| literal(tree, *item)).collect();
        return match (place(left), items) {
            (Some(place), Some(items)) => Test::At(place, Ask::OneOf(items)),
            _ => Test::Unknown,
        };
    }
    let Some((comparison, is_negated)) = comparison(operator) else { return Test::Unknown };
    let test = match (place(left), place(right), literal(tree, left), literal(tree, right)) {
        (Some(place), _, _, Some(literal)) => {
            Test::At(place, Ask::Compare(comparison, Operand::Literal(literal)))
        }
        (_, Some(place), Some(literal), _) => {
            Test::At(place, Ask::Compare(comparison.turned(), Operand::Literal(literal)))
        }
        (Some(place), Some(other), ..) => {
            let kind =
                if comparison == Comparison::Equals { DataType::String } else { DataType::Numeric };
            Test::At(place, Ask::Compare(comparison, Operand::Place(other, kind)))
        }
        (_, _, _, Some(number)) => counted(tree, left, comparison, &number),
        (_, _, Some(number), _) => counted(tree, right, comparison.turned(), &number),
        _ => Test::Unknown,
    };
    if is_negated { Test::Not(Box::new(test)) } else { test }
}

/// `$count(place)` compared with a number.
fn counted(tree: &Tree, node: NodeId, comparison: Comparison, number: &Value) -> Test {
    let Node::Call(function, arguments) = &tree.node(node).kind else { return Test::Unknown };
    let place = arguments.first().and_then(|argument| Place::of_node(tree, *argument));
    match (place, number) {
        (Some(place), Value::Number(Number::Integer(number)))
            if calls(tree, *function, "count") =>
        {
            Test::At(place, Ask::Count(comparison, *number))
        }
        _ => Test::Unknown,
    }
}

fn comparison(operator: Operator) -> Option<(Comparison, bool)> {
    Some(match operator {
        Operator::Equal => (Comparison::Equals, false),
        Operator::NotEqual => (Comparison::Equals, true),
        Operator::Less => (Comparison::LessThan, false),
        Operator::LessOrEqual => (Comparison::LessThanEquals, false),
        Operator::Greater => (Comparison::GreaterThan, false),
        Operator::GreaterOrEqual => (Comparison::GreaterThanEquals, false),
        _ => return None,
    })
}

fn literal(tree: &Tree, node: NodeId) -> Option<Value> {
    let number = |number: f64| {
        let is_whole = number.fract() == 0.0 && number.abs() < 1e15;
        if is_whole { Value::from(number as i64) } else { Value::from(number) }
    };
    Some(match &tree.node(node).kind {
        Node::String(text) => Value::String(text.clone()),
        Node::Number(value) => number(*value),
        Node::Negate(inner) => match tree.node(*inner).kind {
            Node::Number(value) => number(-value),
            _ => return None,
        },
        Node::Bool(value) => (*value).into(),
        Node::Null => Value::Null,
        _ => return None,
    })
}
