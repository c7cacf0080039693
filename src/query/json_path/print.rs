//! Paths as text: the long form, in which Jayway names places in its messages.

use std::fmt::{self, Write as _};

use crate::query::json_path::{
    Filter, Operand, Operator, Path, Pattern, Root, Segment, SegmentKind,
};
use crate::query::value::Value;

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)?;
        let mut is_after_dots = false;
        for segment in &self.segments {
            match segment.dotted() {
                // The two dots of a descent are all the dots there can be.
                Some(name) if is_after_dots => segment.write_dotted(f, name)?,
                _ => write!(f, "{segment}")?,
            }
            is_after_dots = segment.kind == SegmentKind::Descent;
        }
        Ok(())
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
        if let Some(name) = self.dotted() {
            f.write_char('.')?;
            return self.write_dotted(f, name);
        }
        match &self.kind {
            SegmentKind::Names(names) => {
                f.write_char('[')?;
                write_list(f, names, |f, name| write_name(f, name))?;
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
            SegmentKind::Function { arguments, .. } => write_arguments(f, arguments),
        }
    }
}

impl Segment {
    /// The name that stands after a dot: a function's, or one that no quotes can hold,
    /// since a backslash in it would take them for itself.
    fn dotted(&self) -> Option<&str> {
        match &self.kind {
            SegmentKind::Function { name, .. } => Some(name),
            SegmentKind::Names(names) if names.len() == 1 => names
                .first()
                .map(|name| &**name)
                .filter(|name| !fits(name, '\'') && !fits(name, '"')),
            _ => None,
        }
    }

    /// All of the segment but its dot.
    fn write_dotted(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        for character in name.chars() {
            if matches!(character, '\\' | '.' | '[' | '(' | '*') || character.is_whitespace() {
                f.write_char('\\')?;
            }
            f.write_char(character)?;
        }
        match &self.kind {
            SegmentKind::Function { arguments, .. } => write_arguments(f, arguments),
            _ => Ok(()),
        }
    }
}

fn write_arguments(f: &mut fmt::Formatter<'_>, arguments: &[Operand]) -> fmt::Result {
    f.write_char('(')?;
    write_list(f, arguments, |f, argument| write!(f, "{argument}"))?;
    f.write_char(')')
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

/// A name in brackets: in the quotes in which it can be written, a backslash in it standing for
/// itself.
fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let quote = if fits(name, '\'') || !fits(name, '"') { '\'' } else { '"' };
    f.write_char(quote)?;
    for character in name.chars() {
        if character == quote {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
    }
    f.write_char(quote)
}

/// Whether no backslash of a name would take a quote for itself.
fn fits(name: &str, quote: char) -> bool {
    let mut characters = name.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.next().is_none_or(|next| next == quote) {
            return false;
        }
    }
    true
}

/// A literal. The strings in a list are written as those outside, and not as in JSON.
fn write_value(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::String(text) => write_quoted(f, text),
        Value::Array(items) => {
            f.write_char('[')?;
            write_list(f, items, write_value)?;
            f.write_char(']')
        }
        _ => write!(f, "{value}"),
    }
}

/// A string in single quotes.
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
            // No brackets that need not be: they count among the levels that may be nested.
            Self::Not(filter) if matches!(**filter, Self::Any(_) | Self::All(_)) => {
                write!(f, "!({filter})")
            }
            Self::Not(filter) => write!(f, "!{filter}"),
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
            Self::Value(value) => write_value(f, value),
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
