//! Choice rules, those nested in others included.

use crate::query::jsonata_template::marked;
use crate::syntax::tree::{Kind, Member, Value};

/// A rule of a Choice state, or one nested in it.
#[derive(Debug)]
pub struct ChoiceRule<'t> {
    /// The object.
    pub object: Value<'t>,
    /// Which rule it is nested in, by its place in the list of the state's rules.
    pub parent: Option<usize>,
    /// The path to what is compared.
    pub variable: Option<Value<'t>>,
    /// The comparisons: any field that is neither of these nor of a rule in general.
    pub operators: Vec<Member<'t>>,
    /// The JSONata condition.
    pub condition: Option<Value<'t>>,
    /// Where it goes.
    pub next: Option<Value<'t>>,
    /// The variables that it sets.
    pub assign: Option<Value<'t>>,
    /// What it passes on.
    pub output: Option<Value<'t>>,
}

impl<'t> ChoiceRule<'t> {
    /// What its condition is, where it depends on nothing: `true`, or `"{% true %}"`.
    pub fn constant(&self) -> Option<bool> {
        let condition = self.condition?;
        let expression = || marked(condition.as_str()?);
        condition.as_bool().or_else(|| expression()?.trim().parse().ok())
    }

    /// Whether it matches whatever the input is.
    pub fn is_always_true(&self) -> bool {
        self.constant() == Some(true)
    }

    /// The rules in the value of `Choices`, each followed by those nested in it, however deep.
    pub(super) fn read_all(choices: Value<'t>) -> Vec<Self> {
        let mut rules = Vec::new();
        let mut open: Vec<_> = choices.items().map(|rule| (rule, None)).collect();
        open.reverse();
        while let Some((object, parent)) = open.pop() {
            let place = rules.len();
            let (rule, nested) = Self::read(object, parent);
            rules.push(rule);
            open.extend(nested.into_iter().rev().map(|inner| (inner, Some(place))));
        }
        rules
    }

    /// One rule, and the objects nested in it.
    fn read(object: Value<'t>, parent: Option<usize>) -> (Self, Vec<Value<'t>>) {
        let mut rule = Self {
            object,
            parent,
            variable: None,
            operators: Vec::new(),
            condition: None,
            next: None,
            assign: None,
            output: None,
        };
        let mut nested = Vec::new();
        for member in object.members() {
            let value = Some(member.value);
            match member.name() {
                "Variable" => rule.variable = value,
                "Condition" => rule.condition = value,
                "Next" => rule.next = value,
                "Assign" => rule.assign = value,
                "Output" => rule.output = value,
                "And" | "Or" => nested.extend(member.value.items()),
                "Not" if member.value.kind() == Kind::Object => nested.push(member.value),
                "Comment" | "Not" => {}
                _ => rule.operators.push(member),
            }
        }
        (rule, nested)
    }
}
