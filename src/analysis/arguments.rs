//! What Task states pass to the actions that they call, held against the shapes of those.

use crate::analysis::{Call, looks_dynamic};
use crate::query::jsonata_template::marked;
use crate::query::payload::SUFFIX;
use crate::schema::QueryLanguage;
use crate::services::{Alternatives, Kind as ShapeKind, Operation, Shape};
use crate::syntax::tree::{Kind, Member, Value};

/// Something about what is passed that the action does not take.
#[derive(Clone, Debug)]
pub struct Misfit<'t> {
    /// The action: `sqs:sendMessage`, as its resource has it.
    pub action: (&'t str, &'t str),
    /// Whether it is an action by way of the AWS SDK.
    pub is_sdk: bool,
    /// Whether it is inside of a parameter.
    pub is_nested: bool,
    /// The key of what it is found in: of the field with the parameters, or of an object inside.
    pub key: Value<'t>,
    /// What is wrong.
    pub kind: MisfitKind<'t>,
}

/// What is wrong about something that is passed.
#[derive(Clone, Debug)]
pub enum MisfitKind<'t> {
    /// A name that the shape does not have.
    Unknown(Member<'t>, Shape),
    /// A name that the shape always has. The unknown names that are there instead.
    Missing(&'static str, Vec<Member<'t>>),
    /// A value of a type that the shape does not take.
    Type(Value<'t>, Shape),
    /// A text that is none of those that the shape has.
    Value(Value<'t>, Shape),
    /// Several of which only one may be there.
    Several(Vec<Member<'t>>),
    /// None of those of which one must be there.
    NoneOf(Alternatives),
}

/// The name that a member comes out under.
pub fn passed_name<'t>(member: &Member<'t>, language: QueryLanguage) -> &'t str {
    let is_template = language == QueryLanguage::JsonPath;
    let dynamic = member.name().strip_suffix(SUFFIX).filter(|_| is_template);
    dynamic.unwrap_or(member.name())
}

/// The misfits in what a call passes.
pub(super) fn misfits<'t>(call: &Call<'_, 't>) -> Vec<Misfit<'t>> {
    let Some((action, operation)) = call.target.operation() else { return Vec::new() };
    let Some(member) = call.passed() else { return Vec::new() };
    let part = Part { key: member.key, value: member.value, shape: operation.input(), depth: 0 };
    let mut fitting = Fitting {
        action: (action.service, action.name),
        is_sdk: call.is_sdk(),
        language: call.state.query_language,
        open: vec![part],
        misfits: Vec::new(),
    };
    if part.value.kind() == Kind::Object {
        fitting.alternatives(part, operation);
        fitting.run();
    }
    fitting.misfits
}

/// A value that is to fit a shape.
#[derive(Clone, Copy)]
struct Part<'t> {
    /// The key under which it, or the array that it is in, stands.
    key: Value<'t>,
    value: Value<'t>,
    shape: Shape,
    depth: usize,
}

struct Fitting<'t> {
    action: (&'t str, &'t str),
    is_sdk: bool,
    language: QueryLanguage,
    open: Vec<Part<'t>>,
    misfits: Vec<Misfit<'t>>,
}

impl<'t> Fitting<'t> {
    fn run(&mut self) {
        while let Some(part) = self.open.pop() {
            let from = self.open.len();
            if !self.is_unknown(part.value) {
                self.fit(part);
            }
            self.open[from..].reverse();
        }
    }

    /// Whether a value may be anything when the state runs.
    fn is_unknown(&self, value: Value<'t>) -> bool {
        let is_expression = self.language == QueryLanguage::Jsonata
            && value.kind() == Kind::String
            && marked(value.text().trim()).is_some();
        is_expression || value.is_opaque() || value.kind() == Kind::Null
    }

    fn fit(&mut self, part: Part<'t>) {
        let Part { value, shape, .. } = part;
        match (shape.kind(), value.kind()) {
            (ShapeKind::Structure | ShapeKind::Union, Kind::Object) => self.structure(part),
            (ShapeKind::Map, Kind::Object) => {
                let item = shape.item().unwrap_or(shape);
                let members = value.members().filter(|member| !self.is_dynamic(member));
                let members = members.map(|Member { key, value }| Part {
                    key,
                    value,
                    shape: item,
                    depth: part.depth + 1,
                });
                self.open.extend(members.collect::<Vec<_>>());
            }
            (ShapeKind::List, Kind::Array) => {
                let item = shape.item().unwrap_or(shape);
                let depth = part.depth + 1;
                self.open.extend(value.items().map(|value| Part {
                    value,
                    shape: item,
                    depth,
                    ..part
                }));
            }
            (ShapeKind::String, Kind::String) if !is_one_of_its_values(value.text(), shape) => {
                self.add(part, MisfitKind::Value(value, shape));
            }
            _ if !takes(shape, value) => self.add(part, MisfitKind::Type(value, shape)),
            _ => {}
        }
    }

    /// Whether a key ends in `.$`, so that what is passed is known only when the state runs.
    fn is_dynamic(&self, member: &Member<'t>) -> bool {
        self.language == QueryLanguage::JsonPath && member.name().ends_with(SUFFIX)
    }

    fn structure(&mut self, part: Part<'t>) {
        let Part { value, shape, depth, .. } = part;
        let mut unknown = Vec::new();
        for member in value.members().filter(|member| !member.key.is_opaque()) {
            let Some(known) = shape.member(passed_name(&member, self.language)) else {
                self.add(part, MisfitKind::Unknown(member, shape));
                unknown.push(member);
                continue;
            };
            if !self.is_dynamic(&member) {
                let Member { key, value } = member;
                self.open.push(Part { key, value, shape: known.shape(), depth: depth + 1 });
            }
        }
        let hides_some = value.is_incomplete() || value.members().any(|it| it.key.is_opaque());
        if !hides_some {
            self.missing(part, &unknown);
        }
        let given: Vec<_> = value.members().collect();
        if shape.kind() == ShapeKind::Union && given.len() > 1 && unknown.is_empty() && !hides_some
        {
            self.add(part, MisfitKind::Several(given));
        }
    }

    fn missing(&mut self, part: Part<'t>, unknown: &[Member<'t>]) {
        for required in part.shape.members().filter(|member| member.is_required()) {
            if self.member_named(part.value, required.name()).is_none() {
                self.add(part, MisfitKind::Missing(required.name(), unknown.to_vec()));
            }
        }
    }

    fn member_named(&self, object: Value<'t>, name: &str) -> Option<Member<'t>> {
        object.members().find(|member| passed_name(member, self.language) == name)
    }

    fn alternatives(&mut self, part: Part<'t>, operation: Operation) {
        let is_known = !part.value.is_incomplete();
        for group in operation.alternatives() {
            let given = group.names().filter_map(|name| self.member_named(part.value, name));
            let given: Vec<_> = given.collect();
            if given.len() > 1 {
                self.add(part, MisfitKind::Several(given));
            } else if given.is_empty() && group.is_one_needed() && is_known {
                self.add(part, MisfitKind::NoneOf(group));
            }
        }
    }

    fn add(&mut self, part: Part<'t>, kind: MisfitKind<'t>) {
        let Self { action, is_sdk, .. } = *self;
        let is_nested = part.depth > 0;
        self.misfits.push(Misfit { action, is_sdk, is_nested, key: part.key, kind });
    }
}

/// Whether a text is one of those that a shape has, as far as that can be said: lists that count
/// versions or sizes grow faster than tables do.
fn is_one_of_its_values(text: &str, shape: Shape) -> bool {
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let counts = || has_digit(text) && shape.values().any(has_digit);
    shape.values().len() == 0
        || looks_dynamic(text)
        || shape.values().any(|value| value == text)
        || counts()
}

/// Whether a shape takes a value. Any value does for a text, in which it is written as JSON, and
/// numbers and booleans may be written as texts.
fn takes(shape: Shape, value: Value<'_>) -> bool {
    let kind = value.kind();
    if kind == Kind::String && (looks_dynamic(value.text()) || shape.takes_text()) {
        return true;
    }
    match shape.kind() {
        ShapeKind::Any | ShapeKind::String | ShapeKind::Blob => true,
        ShapeKind::Boolean => {
            kind == Kind::Bool
                || kind == Kind::String
                    && ["true", "false"].iter().any(|word| value.text().eq_ignore_ascii_case(word))
        }
        ShapeKind::Integer | ShapeKind::Number => {
            kind == Kind::Number || kind == Kind::String && value.text().parse::<f64>().is_ok()
        }
        ShapeKind::Timestamp => matches!(kind, Kind::String | Kind::Number),
        ShapeKind::Structure | ShapeKind::Union | ShapeKind::Map => kind == Kind::Object,
        ShapeKind::List => kind == Kind::Array,
    }
}
