//! The operators of data-test expressions: what their names ask, and when the answer is yes
//! (specification, Choice state).

use std::cmp::Ordering;

use crate::query::timestamp;
use crate::query::value::Value;

/// What an operator asks of the value that its rule's `Variable` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `IsPresent`
    IsPresent,
    /// `IsNull` and its like.
    IsOfType(DataType),
    /// `StringMatches`
    StringMatches,
    /// A comparison with the operand, or with what the operand leads to.
    Compare(DataType, Comparison, Operand),
}

/// The types of values that operators speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataType {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Numeric,
    /// A string.
    String,
    /// A string that is a timestamp.
    Timestamp,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `...Equals`
    Equals,
    /// `...LessThan`
    LessThan,
    /// `...LessThanEquals`
    LessThanEquals,
    /// `...GreaterThan`
    GreaterThan,
    /// `...GreaterThanEquals`
    GreaterThanEquals,
}

/// What stands beside an operator that compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The value to compare with.
    Literal,
    /// The path that leads to it: the name ends in `Path`.
    Path,
}

const TYPES: [(&str, DataType); 5] = [
    ("Null", DataType::Null),
    ("Boolean", DataType::Boolean),
    ("Numeric", DataType::Numeric),
    ("String", DataType::String),
    ("Timestamp", DataType::Timestamp),
];

const COMPARISONS: [(&str, Comparison); 5] = [
    ("Equals", Comparison::Equals),
    ("LessThan", Comparison::LessThan),
    ("LessThanEquals", Comparison::LessThanEquals),
    ("GreaterThan", Comparison::GreaterThan),
    ("GreaterThanEquals", Comparison::GreaterThanEquals),
];

impl Operator {
    /// The operator of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name.strip_prefix("Is") {
            Some("Present") => return Some(Self::IsPresent),
            Some(word) => return named(&TYPES, word).map(Self::IsOfType),
            None if name == "StringMatches" => return Some(Self::StringMatches),
            None => {}
        }
        let (prefix, kind) = TYPES.iter().find(|(prefix, _)| name.starts_with(prefix))?;
        let rest = &name[prefix.len()..];
        let (rest, operand) = match rest.strip_suffix("Path") {
            Some(rest) => (rest, Operand::Path),
            None => (rest, Operand::Literal),
        };
        Some(Self::Compare(*kind, named(&COMPARISONS, rest)?, operand))
    }
}

fn named<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, meant)| *meant)
}

impl DataType {
    /// Whether a value is of the type.
    pub fn has(self, value: &Value) -> bool {
        match self {
            Self::Null => matches!(value, Value::Null),
            Self::Boolean => matches!(value, Value::Bool(_)),
            Self::Numeric => matches!(value, Value::Number(_)),
            Self::String => matches!(value, Value::String(_)),
            Self::Timestamp => value.as_str().is_some_and(|text| timestamp::parse(text).is_ok()),
        }
    }

    /// How two values of the type stand to each other; none where one is not of it, so that no
    /// comparison holds (recorded).
    pub fn order(self, one: &Value, two: &Value) -> Option<Ordering> {
        match (self, one, two) {
            (Self::Boolean, Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
            (Self::Numeric, Value::Number(one), Value::Number(two)) => {
                if one == two {
                    Some(Ordering::Equal)
                } else {
                    one.as_f64().partial_cmp(&two.as_f64())
                }
            }
            // By UTF-16 code units, as Java compares.
            (Self::String, Value::String(one), Value::String(two)) => {
                Some(one.encode_utf16().cmp(two.encode_utf16()))
            }
            (Self::Timestamp, Value::String(one), Value::String(two)) => {
                Some(timestamp::parse(one).ok()?.cmp(&timestamp::parse(two).ok()?))
            }
            _ => None,
        }
    }
}

impl Comparison {
    /// Whether a value that stands so to another one passes.
    pub const fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equals => ordering.is_eq(),
            Self::LessThan => ordering.is_lt(),
            Self::LessThanEquals => ordering.is_le(),
            Self::GreaterThan => ordering.is_gt(),
            Self::GreaterThanEquals => ordering.is_ge(),
        }
    }

    /// The comparison with the sides changed.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Equals => Self::Equals,
            Self::LessThan => Self::GreaterThan,
            Self::LessThanEquals => Self::GreaterThanEquals,
            Self::GreaterThan => Self::LessThan,
            Self::GreaterThanEquals => Self::LessThanEquals,
        }
    }
}

/// Whether a text matches the pattern of a `StringMatches`, in which `*` is any run of characters,
/// and a backslash makes a star or a backslash mean itself.
pub fn string_matches(pattern: &str, text: &str) -> bool {
    // A text matches if the pieces between stars stand in it in order, the first at its beginning
    // and the last at its end.
    let mut pieces = vec![String::new()];
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        let piece = pieces.len() - 1;
        match character {
            '*' => pieces.push(String::new()),
            '\\' => pieces[piece].extend(characters.next()),
            other => pieces[piece].push(other),
        }
    }
    let [first, middle @ .., last] = &pieces[..] else { return pieces[0] == text };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for piece in middle {
        let Some(at) = rest.find(piece.as_str()) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_is_asked() {
        let (less, more) = (Comparison::LessThanEquals, Comparison::GreaterThan);
        let table = [
            ("IsPresent", Some(Operator::IsPresent)),
            ("IsTimestamp", Some(Operator::IsOfType(DataType::Timestamp))),
            ("StringMatches", Some(Operator::StringMatches)),
            (
                "NumericLessThanEquals",
                Some(Operator::Compare(DataType::Numeric, less, Operand::Literal)),
            ),
            (
                "TimestampGreaterThanPath",
                Some(Operator::Compare(DataType::Timestamp, more, Operand::Path)),
            ),
            ("StringMatchesPath", None),
            ("IsArray", None),
            ("NumericEqual", None),
        ];
        for (name, expected) in table {
            assert_eq!(Operator::named(name), expected, "{name}");
        }
    }

    #[test]
    fn a_star_is_any_run_of_characters() {
        let table = [
            ("log-*.txt", "log-a.txt", true),
            ("log-*.txt", "log-.txt", true),
            ("log-*.txt", "log.txt", false),
            ("*", "", true),
            ("**a", "bca", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("a\\\\*", "a\\x", true),
            ("", "", true),
            ("", "a", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(string_matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
