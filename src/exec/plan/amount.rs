//! Fields that hold a number or a moment, or say where to find it.

use std::rc::Rc;

use crate::exec::plan::PathField;
use crate::exec::plan::field::Template;
use crate::query::value::Value;
use crate::schema::QueryLanguage;
use crate::syntax::tree::{self, Kind};

/// A number or a moment.
#[derive(Clone, Debug)]
pub(crate) enum Amount {
    /// The field is not there.
    None,
    /// It is written in the definition.
    Literal(Value),
    /// A path leads to it.
    Path(PathField),
    /// An expression of the field of that name gives it.
    Expression(Rc<str>, Template),
}

/// A field: its name, and its value if it is there.
type Field<'t> = (&'static str, Option<tree::Value<'t>>);

impl Amount {
    /// Reads a field or its sister that ends in `Path`.
    pub(super) fn read(language: QueryLanguage, plain: Field<'_>, by_path: Field<'_>) -> Self {
        Self::read_at(language, plain.0, plain.1, by_path)
    }

    /// The same where the field stands at a location of its own, such as
    /// `ItemReader/ReaderConfig/MaxItems`.
    pub(super) fn read_at(
        language: QueryLanguage,
        location: &str,
        plain: Option<tree::Value<'_>>,
        by_path: Field<'_>,
    ) -> Self {
        match (plain, language) {
            (Some(node), QueryLanguage::Jsonata) if node.kind() == Kind::String => {
                Self::Expression(location.into(), Template::compile(language, node, location))
            }
            (Some(node), _) => Self::Literal(Value::from_tree(node)),
            (None, QueryLanguage::Jsonata) => Self::None,
            (None, QueryLanguage::JsonPath) => {
                PathField::read(by_path.0, by_path.1).map_or(Self::None, Self::Path)
            }
        }
    }
}
