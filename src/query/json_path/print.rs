//! Paths as text: the long form, in which Jayway names places in its messages.

use std::fmt::{self, Write as _};

use crate::query::json_path::{
    Filter, Operand, Operator, Path, Pattern, Root, Segment, SegmentKind,
};
use crate::query::value::Value;

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)?;
        self.segments.iter().try_for_each(|segment| write!(f, "{segment}"))
    }
}

impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input => f.write_char('$'),
            Self::Context => f.write_str("$$"),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Current => f.write_char('@'),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SegmentKind::Names(names) if names.len() == 1 && names[0].contains('\\') => {
                write_dotted(f, &names[0])
            }
            SegmentKind::Names(names) => {
                f.write_char('[')?;
                write_list(f, names, |f, name| write_quoted(f, name))?;
                f.write_char(']')
            }
            SegmentKind::Indices(indices) => {
                f.write_char('[')?;
                write_list(f, indices, |f, index| write!(f, "{index}"))?;
                f.write_char(']')
            }
            SegmentKind::Slice { from, to } => {
                f.write_char('[')?;
                from.map_or(Ok(()), |from| write!(f, "{from}"))?;
                f.write_char(':')?;
                to.map_or(Ok(()), |to| write!(f, "{to}"))?;
                f.write_char(']')
            }
            SegmentKind::Wildcard => f.write_str("[*]"),
            SegmentKind::Descent => f.write_str(".."),
            SegmentKind::Filter(filter) => write!(f, "[?({filter})]"),
            SegmentKind::FromLength(0) => f.write_str("[(@.length)]"),
            SegmentKind::FromLength(distance) => write!(f, "[(@.length-{distance})]"),
            SegmentKind::Function { name, arguments } => {
                write!(f, ".{name}(")?;
                write_list(f, arguments, |f, argument| write!(f, "{argument}"))?;
                f.write_char(')')
            }
        }
    }
}

fn write_list<T>(
    f: &mut fmt::Formatter<'_>,
    list: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (place, item) in list.iter().enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// A name after a dot. In brackets no backslash could stand before a quote.
fn write_dotted(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.write_char('.')?;
    for character in name.chars() {
        if matches!(character, '\\' | '.' | '[' | '(' | '*') || character.is_whitespace() {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
    }
    Ok(())
}

/// A name or a string in single quotes.
fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('\'')?;
    for character in text.chars() {
        if matches!(character, '\'' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
    }
    f.write_char('\'')
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, filters: &[Self], word: &str| {
            filters.iter().enumerate().try_for_each(|(place, filter)| {
                let word = if place > 0 { word } else { "" };
                match filter {
                    Self::Any(_) | Self::All(_) => write!(f, "{word}({filter})"),
                    _ => write!(f, "{word}{filter}"),
                }
            })
        };
        match self {
            Self::Any(filters) => joined(f, filters, " || "),
            Self::All(filters) => joined(f, filters, " && "),
            Self::Not(filter) => write!(f, "!({filter})"),
            Self::Exists(path) => write!(f, "{path}"),
            Self::Compare { left, operator, right } => {
                write!(f, "{left} {} {right}", operator.as_str())
            }
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{path}"),
            Self::Value(Value::String(text)) => write_quoted(f, text),
            Self::Value(value) => write!(f, "{value}"),
            Self::Pattern(Pattern { text, flags, .. }) => write!(f, "/{text}/{flags}"),
        }
    }
}

impl Operator {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        let mut at = 0;
        while at < Self::ALL.len() {
            let (word, operator) = Self::ALL[at];
            if operator as u8 == self as u8 {
                return word;
            }
            at += 1;
        }
        ""
    }
}
