//! Whether a mocked result is one that the called action can give, as `TestState` judges it
//! (recorded).

use crate::analysis::{Target, result_shape};
use crate::model::{State, StateKind};
use crate::services::{Kind as ShapeKind, Shape};
use crate::syntax::tree::{Kind, Value};

/// What is held against a mocked result, as the file says by `strictness`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// What is required and not there, too.
    Strict,
    /// What is there and of another type.
    #[default]
    Present,
    /// Nothing.
    None,
}

impl Strictness {
    /// The words for it, as `TestState` has them in capitals.
    pub const WORDS: [&'static str; 3] = ["strict", "present", "none"];

    /// What that word stands for, in small letters or capitals.
    pub fn named(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "strict" => Some(Self::Strict),
            "present" => Some(Self::Present),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// Something that an action never gives.
#[derive(Debug)]
pub(super) struct Misfit<'t> {
    /// The value at fault, or the object that lacks something.
    pub(super) value: Value<'t>,
    /// The name of the field.
    pub(super) field: String,
    /// What is wrong with it, in AWS's words behind the name.
    pub(super) fault: &'static str,
}

impl Misfit<'_> {
    /// What `TestState` says of it.
    pub(super) fn text(&self) -> String {
        let Self { field, fault, .. } = self;
        let what = match *fault {
            MISSING => format!("Required field '{field}' is missing"),
            fault => format!("Field '{field}' {fault}"),
        };
        format!("Mock result schema validation error: {what}")
    }
}

/// What is said of a field that is required.
pub(super) const MISSING: &str = "is missing";

/// The shape that the results of a state's call are held against; none where they are free.
pub(super) fn shape_of(state: &State<'_>) -> Option<Shape> {
    let StateKind::Task(task) = &state.kind else { return None };
    let (_, operation) = Target::of(task.service?).operation()?;
    if operation.is_free() { None } else { result_shape(state) }
}

/// What is wrong with the result of a Parallel or Map state as a whole: in our words, and in those
/// of `TestState`.
pub(super) fn whole_fault(state: &State<'_>, result: Value<'_>) -> Option<(String, &'static str)> {
    const NO_ARRAY: &str = "Mocked result must be an array.";
    const NO_OBJECT: &str = "Mocked result must be a JSON object.";
    const COUNT: &str = "Mocked result must contain the same number of items as number of \
                         Parallel branches.";
    let is_array = result.kind() == Kind::Array;
    match &state.kind {
        _ if is_unknown(result) => None,
        StateKind::Parallel(parallel) => {
            let count = parallel.branches.len();
            let is_right = is_array && (result.items().count() == count || result.is_incomplete());
            let message = format!("this must be an array of {count}, an item for each branch");
            (!is_right).then_some((message, if is_array { COUNT } else { NO_ARRAY }))
        }
        StateKind::Map(map) => match map.result_writer {
            Some(writer) if writer.get("Resource").is_some() => {
                let message = "this must be an object that says where the results are".to_owned();
                (result.kind() != Kind::Object).then_some((message, NO_OBJECT))
            }
            Some(_) => None,
            None => {
                let message = "this must be an array with an item for each iteration".to_owned();
                (!is_array).then_some((message, NO_ARRAY))
            }
        },
        _ => None,
    }
}

/// What does not fit, in the order of the text.
pub(super) fn misfits(value: Value<'_>, shape: Shape, strictness: Strictness) -> Vec<Misfit<'_>> {
    let mut misfits = Vec::new();
    if strictness == Strictness::None {
        return misfits;
    }
    let mut pending = vec![("result".to_owned(), value, shape)];
    while let Some((field, value, shape)) = pending.pop() {
        if is_unknown(value) {
            continue;
        }
        if let Some(fault) = fault(value, shape) {
            misfits.push(Misfit { value, field, fault });
            continue;
        }
        for member in value.members() {
            let inner = shape.under(member.name());
            pending.extend(inner.map(|inner| (member.name().to_owned(), member.value, inner)));
        }
        for item in value.items() {
            pending.extend(shape.item().map(|inner| (field.clone(), item, inner)));
        }
        let is_whole = value.kind() == Kind::Object && !value.is_incomplete();
        if strictness == Strictness::Strict && is_whole && shape.kind() == ShapeKind::Structure {
            let required = shape.members().filter(|member| member.is_required());
            let lacking = required.filter(|member| value.member(member.name()).is_none());
            misfits.extend(lacking.map(|member| {
                let field = member.name().to_owned();
                Misfit { value, field, fault: MISSING }
            }));
        }
    }
    misfits.sort_by_key(|misfit| misfit.value.span());
    misfits
}

/// Whether it is not known what a value will be: a placeholder, or what a row of a scenario gives.
fn is_unknown(value: Value<'_>) -> bool {
    let is_row = value.members().next().is_some_and(|member| member.name().starts_with('$'));
    value.is_opaque() || is_row || value.kind() == Kind::String && value.as_str().is_none()
}

/// What is wrong with a value itself, in AWS's words.
fn fault(value: Value<'_>, shape: Shape) -> Option<&'static str> {
    let kind = value.kind();
    let wrong = |is_right: bool, fault| (!is_right).then_some(fault);
    match shape.kind() {
        ShapeKind::Any => None,
        ShapeKind::Boolean => wrong(kind == Kind::Bool, "must be a boolean"),
        ShapeKind::Integer | ShapeKind::Number => {
            wrong(kind == Kind::Number, "must be a number").or_else(|| out_of_range(value, shape))
        }
        ShapeKind::String | ShapeKind::Blob => {
            wrong(kind == Kind::String, "must be a string").or_else(|| unexpected(value, shape))
        }
        // In which form a moment comes differs; that it is no boolean is recorded.
        ShapeKind::Timestamp => {
            wrong(matches!(kind, Kind::String | Kind::Number), "must be a string")
        }
        ShapeKind::List => wrong(kind == Kind::Array, "must be an array"),
        ShapeKind::Structure | ShapeKind::Union | ShapeKind::Map => {
            wrong(kind == Kind::Object, "must be an object")
        }
    }
}

fn out_of_range(value: Value<'_>, shape: Shape) -> Option<&'static str> {
    let number = value.as_f64()?;
    if shape.min().is_some_and(|min| number < min) {
        return Some("is less than the minimum value");
    }
    shape.max().is_some_and(|max| number > max).then_some("exceeds the maximum value")
}

fn unexpected(value: Value<'_>, shape: Shape) -> Option<&'static str> {
    let text = value.as_str()?;
    let mut values = shape.values();
    if values.len() > 0 && !values.any(|known| known == text) {
        return Some("is not an expected value");
    }
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    shape
        .min()
        .is_some_and(|min| f64::from(length) < min)
        .then_some("is smaller than the minimum length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StateMachine;
    use crate::syntax::{Format, parse};

    /// What `TestState` says of a result of a resource.
    fn texts(resource: &str, result: &str, strictness: Strictness) -> Vec<String> {
        let definition = format!(
            r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Task", "End": true,
                "Resource": "arn:aws:states:::{resource}"}}}}}}"#
        );
        let parsed = parse(&definition, Format::Json);
        let machine = StateMachine::read(parsed.tree.root());
        let Some(shape) = shape_of(&machine.states[0]) else { return Vec::new() };
        let result = parse(result, Format::Json);
        misfits(result.tree.root(), shape, strictness).iter().map(Misfit::text).collect()
    }

    #[test]
    fn what_an_action_never_gives_is_told_in_the_words_of_test_state() {
        let table = [
            (
                "aws-sdk:s3:getObject",
                r#"{"ContentLength": "9"}"#,
                "Field 'ContentLength' must be a number",
            ),
            ("lambda:invoke", r#"{"StatusCode": "200"}"#, "Field 'StatusCode' must be a number"),
            (
                "dynamodb:putItem",
                r#"{"ConsumedCapacity": {"CapacityUnits": "1.5"}}"#,
                "Field 'CapacityUnits' must be a number",
            ),
            (
                "events:putEvents",
                r#"{"Entries": [{"EventId": "a"}, {"EventId": ["b"]}]}"#,
                "Field 'EventId' must be a string",
            ),
            (
                "aws-sdk:lambda:getFunction",
                r#"{"Configuration": {"MemorySize": 10}}"#,
                "Field 'MemorySize' is less than the minimum value",
            ),
            (
                "aws-sdk:lambda:getFunction",
                r#"{"Configuration": {"State": "Asleep"}}"#,
                "Field 'State' is not an expected value",
            ),
        ];
        for (resource, result, expected) in table {
            let expected = format!("Mock result schema validation error: {expected}");
            assert_eq!(texts(resource, result, Strictness::Present), [expected], "{resource}");
            assert_eq!(texts(resource, result, Strictness::None), [""; 0], "{resource}");
        }
    }

    #[test]
    fn what_is_required_is_asked_for_by_the_strict_only() {
        let resource = "states:startExecution";
        let lacking: Vec<_> = texts(resource, "{}", Strictness::Strict);
        let text = "Mock result schema validation error: Required field 'ExecutionArn' is missing";
        assert!(lacking.iter().any(|one| one == text), "{lacking:?}");
        assert_eq!(texts(resource, "{}", Strictness::Present), [""; 0]);
    }

    #[test]
    fn what_is_free_is_not_judged() {
        for resource in ["lambda:invoke.waitForTaskToken", "apigateway:invoke", "http:invoke"] {
            assert_eq!(texts(resource, "[1]", Strictness::Strict), [""; 0], "{resource}");
        }
        let row = r#"{"ContentLength": {"$row": "size"}, "New": 1}"#;
        assert_eq!(texts("aws-sdk:s3:getObject", row, Strictness::Present), [""; 0]);
    }
}
