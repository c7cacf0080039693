//! Calls as text.

use std::fmt;

use crate::query::intrinsics::{Argument, ArgumentKind, Call};

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (place, argument) in self.arguments.iter().enumerate() {
            let separator = if place > 0 { ", " } else { "" };
            write!(f, "{separator}{argument}")?;
        }
        write!(f, ")")
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ArgumentKind::Text(text) => write!(f, "'{}'", text.0),
            ArgumentKind::Literal(value) => write!(f, "{value}"),
            ArgumentKind::Path(path) => write!(f, "{path}"),
            ArgumentKind::Call(call) => write!(f, "{call}"),
        }
    }
}
