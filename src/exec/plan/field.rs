//! Fields that hold a path, a template, or the text of an error.

use std::rc::Rc;

use crate::query::expression::Expression;
use crate::query::json_path::{Path, Root};
use crate::query::jsonata_template::JsonataTemplate;
use crate::query::payload;
use crate::query::reference_path::ReferencePath;
use crate::query::value::Value;
use crate::schema::QueryLanguage;
use crate::syntax::tree::{self, Kind};

/// A template in the language of its state.
#[derive(Clone, Debug)]
pub(crate) enum Template {
    JsonPath(payload::Template),
    Jsonata(JsonataTemplate),
}

impl Template {
    /// Reads the template at a location.
    pub(crate) fn compile(language: QueryLanguage, node: tree::Value<'_>, location: &str) -> Self {
        match language {
            QueryLanguage::JsonPath => Self::JsonPath(payload::Template::compile(node, location)),
            QueryLanguage::Jsonata => Self::Jsonata(JsonataTemplate::compile(node, location)),
        }
    }
}

/// A field whose value is a path, such as `InputPath`.
#[derive(Clone, Debug)]
pub(crate) struct PathField {
    /// The name of the field.
    pub(crate) name: &'static str,
    /// The path as it is written.
    pub(crate) text: Rc<str>,
    /// What it says.
    pub(crate) path: Target,
}

/// What a field for a path says.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// `null`: nothing is selected.
    Nothing,
    /// `$`: all of it.
    Everything,
    /// A part of it.
    Path(Path),
    /// What it says cannot be read.
    Unreadable,
}

impl PathField {
    /// Reads the field; none where it is not there.
    pub(crate) fn read(name: &'static str, node: Option<tree::Value<'_>>) -> Option<Self> {
        let node = node?;
        let path = match node.kind() {
            Kind::Null => Target::Nothing,
            _ if node.text() == "$" => Target::Everything,
            Kind::String => Path::parse(node.text()).map_or(Target::Unreadable, Target::Path),
            _ => Target::Unreadable,
        };
        Some(Self { name, text: node.text().into(), path })
    }
}

/// Where a result goes.
#[derive(Clone, Debug)]
pub(crate) enum ResultPlace {
    /// It replaces the input.
    Whole,
    /// It is dropped.
    Nowhere,
    /// It is written into the input.
    At(Rc<str>, ReferencePath),
}

impl ResultPlace {
    /// Reads the value of a `ResultPath`.
    pub(crate) fn read(node: Option<tree::Value<'_>>) -> Self {
        let Some(node) = node else { return Self::Whole };
        if node.kind() == Kind::Null {
            return Self::Nowhere;
        }
        let path = Path::parse(node.text()).ok();
        match path.as_ref().and_then(|path| ReferencePath::try_from(path).ok()) {
            Some(path) if path.steps.is_empty() && path.root == Root::Input => Self::Whole,
            Some(path) => Self::At(node.text().into(), path),
            None => Self::Whole,
        }
    }
}

/// The error or the cause of a Fail state.
#[derive(Clone, Debug)]
pub(crate) enum ErrorText {
    None,
    Literal(Value),
    Template(Template),
    /// `ErrorPath` and `CausePath`: a path or a call of an intrinsic function.
    Path(&'static str, Rc<str>, Option<Expression>),
}

impl ErrorText {
    /// Reads a field of a Fail state, or its sister that ends in `Path`.
    pub(super) fn read(
        state: tree::Value<'_>,
        language: QueryLanguage,
        name: &'static str,
        path_name: &'static str,
    ) -> Self {
        match (state.get(name), state.get(path_name)) {
            (Some(node), _) if language == QueryLanguage::Jsonata => {
                Self::Template(Template::compile(language, node, name))
            }
            (Some(node), _) => Self::Literal(Value::from_tree(node)),
            (None, Some(node)) => {
                Self::Path(path_name, node.text().into(), Expression::parse(node.text()).ok())
            }
            (None, None) => Self::None,
        }
    }
}
