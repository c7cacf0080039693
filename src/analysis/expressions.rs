//! The paths, payload templates and calls of intrinsic functions of a machine, each parsed once.

use std::ops::Range;

use crate::model::{State, StateId, StateKind, StateMachine};
use crate::query::expression::{Expression, ExpressionFault};
use crate::query::intrinsics::{self, Call};
use crate::query::json_path::Path;
use crate::query::payload::{self, SUFFIX, Survey};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Member, Value};

/// All of them, state by state.
#[derive(Debug, Default)]
pub struct Expressions<'t> {
    /// The fields that hold a path, those of `JSONPath` states only.
    pub paths: Vec<PathField<'t>>,
    /// The fields that hold a payload template, those of `JSONPath` states only.
    pub templates: Vec<TemplateField<'t>>,
    /// The keys that end in `.$` in what `JSONata` states pass on, where that means nothing.
    pub plain_keys: Vec<Value<'t>>,
    /// What is wrong with the calls that can be read: where each stands, and its faults.
    call_faults: Vec<(Place, Vec<intrinsics::Fault>)>,
}

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In a field that holds a path.
    Path(usize),
    /// In a template, as one of its fields.
    Template(usize, usize),
}

/// A field that holds a path.
#[derive(Debug)]
pub struct PathField<'t> {
    /// The state that it belongs to.
    pub state: StateId,
    /// The field and the string.
    pub member: Member<'t>,
    /// What the path is for.
    pub kind: PathKind,
    /// What the string says.
    pub expression: Result<Expression, ExpressionFault>,
}

/// What the path in a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// `InputPath`, `OutputPath`: it may lead to many values.
    Any,
    /// `ResultPath`: something is written there.
    Result,
    /// `ItemsPath`.
    Items,
    /// `Variable` and the comparisons with what another path leads to.
    Operand,
    /// `ErrorPath`, `CausePath`: some intrinsic functions may stand there instead.
    Text,
    /// `SecondsPath` and all other fields that take a value from the input.
    Value,
}

/// A field that holds a payload template.
#[derive(Debug)]
pub struct TemplateField<'t> {
    /// The state that it belongs to.
    pub state: StateId,
    /// The field and the template.
    pub member: Member<'t>,
    /// What is dynamic in it.
    pub survey: Survey<'t>,
}

/// A string that is an expression, wherever it stands.
#[derive(Clone, Copy, Debug)]
pub struct Located<'e, 't> {
    /// The state that it belongs to.
    pub state: StateId,
    /// The key and the string.
    pub member: Member<'t>,
    /// The template that it stands in; none for a field that holds a path.
    pub template: Option<Member<'t>>,
    /// What the string says.
    pub expression: &'e Expression,
}

impl<'t> Expressions<'t> {
    /// Parses whatever is to be parsed.
    pub(super) fn new(machine: &StateMachine<'t>) -> Self {
        let mut expressions = Self::default();
        for (place, state) in machine.states.iter().enumerate() {
            let id = StateId(place as u32);
            match state.query_language {
                QueryLanguage::JsonPath => {
                    Reader { state: id, expressions: &mut expressions }.read(state);
                }
                QueryLanguage::Jsonata => expressions.find_plain_keys(state),
            }
        }
        let faults = expressions.places().filter_map(|place| {
            let faults = expressions.at(place)?.call()?.faults();
            (!faults.is_empty()).then_some((place, faults))
        });
        expressions.call_faults = faults.collect();
        expressions
    }

    fn places(&self) -> impl Iterator<Item = Place> {
        let templates = self.templates.iter().enumerate().flat_map(|(place, template)| {
            let fields = 0..template.survey.fields.len();
            fields.map(move |field| Place::Template(place, field))
        });
        (0..self.paths.len()).map(Place::Path).chain(templates)
    }

    /// The expression at a place, if it can be read.
    fn at(&self, place: Place) -> Option<Located<'_, 't>> {
        let (state, member, template, expression) = match place {
            Place::Path(at) => {
                let field = &self.paths[at];
                (field.state, field.member, None, &field.expression)
            }
            Place::Template(at, field) => {
                let template = &self.templates[at];
                let field = &template.survey.fields[field];
                (template.state, field.member, Some(template.member), &field.expression)
            }
        };
        let expression = expression.as_ref().ok()?;
        Some(Located { state, member, template, expression })
    }

    /// The expressions that can be read.
    pub fn readable(&self) -> impl Iterator<Item = Located<'_, 't>> {
        self.places().filter_map(|place| self.at(place))
    }

    /// What is wrong with the calls that can be read.
    pub fn call_faults(&self) -> impl Iterator<Item = (Located<'_, 't>, &intrinsics::Fault)> {
        self.call_faults.iter().flat_map(|(place, faults)| {
            let located = self.at(*place);
            faults.iter().filter_map(move |fault| Some((located?, fault)))
        })
    }

    fn find_plain_keys(&mut self, state: &State<'t>) {
        let fields = [state.arguments, state.output, state.assign].into_iter().flatten();
        let caught = state.catch.iter().map(|catcher| catcher.object);
        let caught = caught.flat_map(|catcher| [catcher.get("Assign"), catcher.get("Output")]);
        let mut pending: Vec<_> = fields.chain(caught.flatten()).collect();
        match &state.kind {
            StateKind::Choice { rules, .. } => {
                let chosen = rules.iter().flat_map(|rule| [rule.assign, rule.output]);
                pending.extend(chosen.flatten());
            }
            StateKind::Map(map) => {
                let batch = map.item_batcher.and_then(|batcher| batcher.get("BatchInput"));
                pending.extend(map.item_selector.into_iter().chain(batch));
            }
            _ => {}
        }
        pending.reverse();
        while let Some(node) = pending.pop() {
            let from = pending.len();
            pending.extend(node.items());
            for member in node.members() {
                if member.name().ends_with(SUFFIX) {
                    self.plain_keys.push(member.key);
                }
                pending.push(member.value);
            }
            pending[from..].reverse();
        }
    }
}

impl<'e> Located<'e, '_> {
    /// The call that it is.
    pub fn call(&self) -> Option<&'e Call> {
        match self.expression {
            Expression::Call(call) => Some(call),
            Expression::Path(_) => None,
        }
    }

    /// The paths that it reads, each with its range in the string.
    pub fn paths(&self) -> Vec<(&'e Path, Range<usize>)> {
        self.expression.paths()
    }
}

/// Adds what belongs to one state.
struct Reader<'e, 't> {
    state: StateId,
    expressions: &'e mut Expressions<'t>,
}

impl<'t> Reader<'_, 't> {
    fn read(mut self, state: &State<'t>) {
        self.fields(state.object);
        for catcher in &state.catch {
            self.fields(catcher.object);
        }
        match &state.kind {
            StateKind::Choice { rules, .. } => rules.iter().for_each(|rule| {
                let variable = rule.object.member("Variable").into_iter();
                let operators = rule.operators.iter().copied();
                variable
                    .chain(operators.filter(|member| member.name().ends_with("Path")))
                    .for_each(|member| self.path(member, PathKind::Operand));
                rule.object.member("Assign").into_iter().for_each(|member| self.template(member));
            }),
            StateKind::Map(map) => {
                let holders = [map.item_reader, map.item_batcher, map.result_writer];
                for holder in holders.into_iter().flatten() {
                    self.fields(holder);
                    holder.get("ReaderConfig").into_iter().for_each(|config| self.fields(config));
                }
            }
            _ => {}
        }
    }

    /// The paths and templates among the fields of an object.
    fn fields(&mut self, object: Value<'t>) {
        for member in object.members() {
            match member.name() {
                "InputPath" | "OutputPath" => self.path(member, PathKind::Any),
                "ResultPath" => self.path(member, PathKind::Result),
                "ItemsPath" => self.path(member, PathKind::Items),
                "ErrorPath" | "CausePath" => self.path(member, PathKind::Text),
                "SecondsPath"
                | "TimestampPath"
                | "TimeoutSecondsPath"
                | "HeartbeatSecondsPath"
                | "MaxConcurrencyPath"
                | "ToleratedFailureCountPath"
                | "ToleratedFailurePercentagePath"
                | "MaxItemsPath"
                | "MaxItemsPerBatchPath"
                | "MaxInputBytesPerBatchPath" => self.path(member, PathKind::Value),
                "Parameters" | "ResultSelector" | "ItemSelector" | "Assign" | "BatchInput"
                | "Credentials" => self.template(member),
                _ => {}
            }
        }
    }

    fn path(&mut self, member: Member<'t>, kind: PathKind) {
        let Some(text) = member.value.as_str() else { return };
        let expression = match Expression::parse(text) {
            Ok(Expression::Call(_)) | Err(ExpressionFault::Call(_) | ExpressionFault::Neither)
                if kind != PathKind::Text =>
            {
                Path::parse(text).map(Expression::Path).map_err(ExpressionFault::Path)
            }
            expression => expression,
        };
        let state = self.state;
        self.expressions.paths.push(PathField { state, member, kind, expression });
    }

    fn template(&mut self, member: Member<'t>) {
        if matches!(member.value.kind(), Kind::Object | Kind::Array) {
            let (state, survey) = (self.state, payload::survey(member.value));
            self.expressions.templates.push(TemplateField { state, member, survey });
        }
    }
}
