//! An error of the crate jsonschema, turned back into the nodes and the law it speaks of.

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use crate::schema::catalogue::{EXPRESSION_PATTERN, Schema};
use crate::schema::{QueryLanguage, Task, keyword};
use crate::source::Span;
use crate::syntax::tree::{Kind, Member, Value};

/// A law of the language that an object breaks.
#[derive(Debug)]
pub struct Violation<'t> {
    /// The object that was judged.
    pub object: Value<'t>,
    /// Where to point when something is missing from the object.
    pub place: Span,
    /// The schema that the object was judged by.
    schema: &'static Schema,
    /// What is wrong.
    pub fault: Fault<'t>,
    /// AWS's text, where it is not the usual one for such a fault.
    pub aws: Option<&'static str>,
}

impl<'t> Violation<'t> {
    /// What the object is, with its article: `a Task state`.
    pub fn object_kind(&self) -> String {
        let title = self.schema.text["title"].as_str().unwrap_or_default();
        let article = if title.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {title}")
    }

    /// The name of the object's schema: `task`, `choice-rule`.
    pub fn schema_name(&self) -> &'static str {
        self.schema.name
    }

    /// The query language by which the object was judged.
    pub fn language(&self) -> QueryLanguage {
        self.schema.language
    }

    /// The fields that such an object may have.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> + use<> {
        let fields = self.schema.text["properties"].as_object();
        fields.into_iter().flat_map(|fields| fields.keys()).map(String::as_str)
    }

    /// The value that is at fault, where it is one value.
    pub fn value(&self) -> Option<Value<'t>> {
        match &self.fault {
            Fault::Unknown(member) | Fault::WrongLanguage(member) | Fault::Unsupported(member) => {
                Some(member.value)
            }
            Fault::Type(value, _)
            | Fault::NotExpression(value, _)
            | Fault::NotOneOf(value, _)
            | Fault::Below(value, _)
            | Fault::Above(value, _)
            | Fault::Empty(value) => Some(*value),
            Fault::Missing(_) | Fault::NoneOf(_) | Fault::SeveralOf(_) => None,
        }
    }
}

/// What can be wrong with an object.
#[derive(Debug)]
pub enum Fault<'t> {
    /// A field that objects of this kind do not have.
    Unknown(Member<'t>),
    /// A field that such an object has in the other query language only.
    WrongLanguage(Member<'t>),
    /// A field that it may not have because of the value of another.
    Unsupported(Member<'t>),
    /// Required fields that are not there.
    Missing(Vec<&'static str>),
    /// None of these fields is there, and one must be.
    NoneOf(Vec<&'static str>),
    /// Several of these fields are there, and only one may be.
    SeveralOf(Vec<&'static str>),
    /// A value of the wrong type; the types it may have, as JSON Schema names them.
    Type(Value<'t>, Vec<&'static str>),
    /// A string that is no expression where no other string may stand.
    NotExpression(Value<'t>, Vec<&'static str>),
    /// A value that is none of these.
    NotOneOf(Value<'t>, Vec<&'static str>),
    /// A number below this.
    Below(Value<'t>, &'static Json),
    /// A number above this.
    Above(Value<'t>, &'static Json),
    /// An array or object without anything in it.
    Empty(Value<'t>),
}

/// Adds what is wrong with one object.
pub(super) fn collect<'t>(task: &Task<'t>, violations: &mut Vec<Violation<'t>>) {
    let validator = task.schema.validator();
    if validator.is_valid(task.instance()) {
        return;
    }
    let mut found = Vec::new();
    let mut missing = Missing::default();
    for error in validator.iter_errors(task.instance()).take(ERRORS_MAX) {
        if let ValidationErrorKind::Required { property } = error.kind() {
            missing.note(task, &error, property);
            continue;
        }
        if stands_twice(task.object, &error) {
            continue;
        }
        let aws = aws_text(task.schema, &error);
        let faults = faults(task, &error);
        found.extend(faults.into_iter().map(|fault| task.violation(fault, aws)));
    }
    found.extend(missing.into_violation(task));
    violations.extend(first_of_each_value(found));
}

/// How many errors of one object are looked at: finding the item of a list that one speaks of
/// takes as long as the list is.
const ERRORS_MAX: usize = 100;

/// Whether an error speaks of a field that the object has twice: that is a fault of its own, and
/// which of the two values is at fault the error does not say.
fn stands_twice(object: Value<'_>, error: &ValidationError<'_>) -> bool {
    let path = error.instance_path().as_str();
    let Some(field) = path.split('/').nth(1) else { return false };
    object.members().filter(|member| member.name() == field).nth(1).is_some()
}

/// One violation of each value: a value of the wrong type is none of those allowed either, and
/// to say so would be to say it twice.
fn first_of_each_value(mut found: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    let of_type = |violation: &Violation<'_>| matches!(violation.fault, Fault::Type(..));
    let wrong: Vec<_> =
        found.iter().filter(|violation| of_type(violation)).filter_map(Violation::value).collect();
    found.retain(|violation| {
        let said = violation.value().is_some_and(|value| wrong.contains(&value));
        of_type(violation) || !said
    });
    found
}

impl<'t> Task<'t> {
    fn violation(&self, fault: Fault<'t>, aws: Option<&'static str>) -> Violation<'t> {
        Violation { object: self.object, place: self.place, schema: self.schema, fault, aws }
    }
}

/// Required fields that are not there: AWS names them together.
#[derive(Default)]
struct Missing {
    fields: Vec<&'static str>,
    aws: Option<&'static str>,
}

impl Missing {
    fn note(&mut self, task: &Task<'_>, error: &ValidationError<'_>, property: &Json) {
        let hidden = task.object.is_incomplete() || depends_on_opaque(task, error);
        let Some(field) = property.as_str().filter(|_| !hidden) else { return };
        self.aws = self.aws.or(aws_text(task.schema, error));
        self.fields.extend(task.schema.known(field));
    }

    fn into_violation<'t>(self, task: &Task<'t>) -> Option<Violation<'t>> {
        let Self { fields, aws } = self;
        (!fields.is_empty()).then(|| task.violation(Fault::Missing(fields), aws))
    }
}

fn faults<'t>(task: &Task<'t>, error: &ValidationError<'_>) -> Vec<Fault<'t>> {
    let value = value_at(task.object, error);
    if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
        return unexpected_fields(task, unexpected);
    }
    if value.is_opaque() || depends_on_opaque(task, error) {
        return Vec::new();
    }
    Vec::from_iter(match error.kind() {
        ValidationErrorKind::Custom { message, .. } if message == keyword::NONE => {
            none_of(task, error)
        }
        ValidationErrorKind::Custom { .. } => {
            Some(Fault::SeveralOf(strings(keyword_at(task.schema, error))))
        }
        ValidationErrorKind::FalseSchema => unsupported(task, error),
        ValidationErrorKind::Type { .. } => Some(wrong_type(task.schema, error, value)),
        ValidationErrorKind::Pattern { pattern } if pattern == EXPRESSION_PATTERN => {
            Some(Fault::NotExpression(value, type_names(task.schema, error)))
        }
        ValidationErrorKind::Pattern { .. } => Some(Fault::NotOneOf(value, Vec::new())),
        ValidationErrorKind::Enum { .. } => {
            Some(Fault::NotOneOf(value, strings(keyword_at(task.schema, error))))
        }
        ValidationErrorKind::Minimum { .. } => {
            Some(Fault::Below(value, keyword_at(task.schema, error)))
        }
        ValidationErrorKind::Maximum { .. } => {
            Some(Fault::Above(value, keyword_at(task.schema, error)))
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinProperties { .. } => {
            (!value.is_incomplete()).then_some(Fault::Empty(value))
        }
        kind => unreachable!("no schema of ours uses the keyword {}", kind.keyword()),
    })
}

fn unexpected_fields<'t>(task: &Task<'t>, names: &[String]) -> Vec<Fault<'t>> {
    let names: FxHashSet<&str> = names.iter().map(String::as_str).collect();
    let is_unexpected =
        |member: &Member<'t>| names.contains(member.name()) && !member.key.is_opaque();
    let fault = |member: Member<'t>| {
        if !task.schema.foreign.iter().any(|field| field == member.name()) {
            Some(Fault::Unknown(member))
        } else if task.languages_mixed {
            None
        } else {
            Some(Fault::WrongLanguage(member))
        }
    };
    task.object.members().filter(is_unexpected).filter_map(fault).collect()
}

fn none_of<'t>(task: &Task<'t>, error: &ValidationError<'_>) -> Option<Fault<'t>> {
    let fields = strings(keyword_at(task.schema, error));
    let unknown = task.object.is_incomplete();
    (!unknown).then_some(Fault::NoneOf(fields))
}

fn unsupported<'t>(task: &Task<'t>, error: &ValidationError<'_>) -> Option<Fault<'t>> {
    let path = error.instance_path().as_str();
    task.object.member(path.strip_prefix('/')?).map(Fault::Unsupported)
}

fn wrong_type<'t>(
    schema: &'static Schema,
    error: &ValidationError<'_>,
    value: Value<'t>,
) -> Fault<'t> {
    let names = type_names(schema, error);
    // The pattern for expressions speaks of strings; anything else fails by its type.
    debug_assert!(matches!(
        error.kind(),
        ValidationErrorKind::Type { kind: TypeKind::Single(_) | TypeKind::Multiple(_) }
    ));
    Fault::Type(value, names)
}

/// The types that the field at fault may have, without the string that an expression is.
fn type_names(schema: &'static Schema, error: &ValidationError<'_>) -> Vec<&'static str> {
    let path = error.schema_path().as_str();
    let field = path.rsplit_once('/').map_or("", |(field, _)| field);
    let Some(field) = schema.text.pointer(field) else { return Vec::new() };
    let names = match &field["type"] {
        Json::String(name) => vec![name.as_str()],
        names => strings(names),
    };
    let is_for_expressions = |name: &&str| *name == "string" && field["pattern"].is_string();
    names.into_iter().filter(|name| !is_for_expressions(name)).collect()
}

/// Whether the law that an error speaks of holds only for a certain value of a field, and that
/// value is not known.
fn depends_on_opaque(task: &Task<'_>, error: &ValidationError<'_>) -> bool {
    let path = error.schema_path().as_str();
    let is_conditional = path.contains("/then/") || path.contains("/else/");
    is_conditional && task.object.members().any(|member| member.value.is_opaque())
}

/// The keyword of the schema that an error speaks of.
fn keyword_at(schema: &'static Schema, error: &ValidationError<'_>) -> &'static Json {
    schema.text.pointer(error.schema_path().as_str()).unwrap_or(&Json::Null)
}

/// The text that AWS has for an error, if the schema gives one beside the keyword.
fn aws_text(schema: &'static Schema, error: &ValidationError<'_>) -> Option<&'static str> {
    let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
    // An item of `required` lies one level deeper than the keyword.
    let parent = parent.strip_suffix("/required").unwrap_or(parent);
    let text = schema.text.pointer(parent)?.get("x-aws")?;
    text.get(error.kind().keyword()).unwrap_or(text).as_str()
}

fn strings(array: &'static Json) -> Vec<&'static str> {
    array.as_array().into_iter().flatten().filter_map(Json::as_str).collect()
}

/// The node that an error speaks of: the object itself, a field of it, or an item of a field.
fn value_at<'t>(object: Value<'t>, error: &ValidationError<'_>) -> Value<'t> {
    let path = error.instance_path().as_str();
    path.split('/').skip(1).fold(object, |value, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        let inner = match value.kind() {
            Kind::Array => step.parse().ok().and_then(|index| value.items().nth(index)),
            _ => value.get(&step),
        };
        inner.unwrap_or(value)
    })
}

impl Schema {
    /// A field's name, as the schema holds it: one that it requires need not be a property.
    fn known(&'static self, field: &str) -> Option<&'static str> {
        let fields = self.text["properties"].as_object()?;
        fields.keys().find(|name| *name == field).map(String::as_str)
    }
}
