//! What goes from state to state: a value, how it was written, and about how large it is.

use std::fmt::{self, Write as _};
use std::rc::Rc;

use crate::query::value::Value;

/// The most bytes that an input, a result or an output may have (quotas of Step Functions).
pub const PAYLOAD_BYTES_MAX: usize = 262_144;

/// A value on its way. A copy is cheap.
#[derive(Clone, Debug)]
pub struct Payload {
    /// The value.
    pub value: Value,
    /// How it is written, where that is not its compact form: nothing has selected from it since
    /// it was given (recorded: AWS passes such a text on as it is).
    pub text: Option<Rc<str>>,
    /// It has no more bytes than this.
    bytes_max: usize,
    /// About how many of them are its own: the rest lies in values that were there before.
    own: Own,
}

/// How much of a payload is its own.
#[derive(Clone, Copy, Debug)]
enum Own {
    /// All of it.
    All,
    /// So many bytes.
    Bytes(usize),
}

impl Payload {
    /// A value of which nothing is known yet.
    pub const fn new(value: Value) -> Self {
        Self { value, text: None, bytes_max: usize::MAX, own: Own::All }
    }

    /// A value as somebody wrote it.
    pub fn written(value: Value, text: &str) -> Self {
        let is_compact = value.to_string() == text;
        let bytes_max = text.len();
        Self { value, text: (!is_compact).then(|| text.into()), bytes_max, own: Own::All }
    }

    /// Something found in this payload, so no larger than it.
    #[must_use]
    pub const fn part(&self, value: Value) -> Self {
        Self { value, text: None, bytes_max: self.bytes_max, own: Own::Bytes(0) }
    }

    /// This payload with something of so many bytes put into it.
    #[must_use]
    pub const fn with(&self, value: Value, bytes: usize) -> Self {
        let bytes_max = self.bytes_max.saturating_add(bytes);
        Self { value, text: None, bytes_max, own: Own::Bytes(bytes) }
    }

    /// The same payload, now that its bytes have been counted.
    #[must_use]
    pub fn counted(&self) -> Self {
        Self { own: Own::Bytes(0), ..self.clone() }
    }

    /// What stands in a history for a payload that there is no room for.
    pub const fn truncated() -> Self {
        Self { value: Value::Null, text: None, bytes_max: 0, own: Own::Bytes(0) }
    }

    /// Whether it stands for one that there was no room for.
    pub const fn is_truncated(&self) -> bool {
        self.bytes_max == 0
    }

    /// About how many bytes are its own.
    pub const fn own_bytes(&self) -> usize {
        match self.own {
            Own::All if self.bytes_max == usize::MAX => 0,
            Own::All => self.bytes_max,
            Own::Bytes(bytes) => bytes,
        }
    }

    /// The array of these payloads.
    pub fn array(items: &[Self]) -> Self {
        let value = items.iter().map(|item| item.value.clone()).collect();
        if items.iter().all(|item| item.text.is_none()) {
            return Self::new(value);
        }
        let texts: Vec<_> = items.iter().map(Self::to_string).collect();
        let text = format!("[{}]", texts.join(","));
        Self { value, bytes_max: text.len(), text: Some(text.into()), own: Own::All }
    }

    /// Whether it is small enough to be an input, a result or an output. What is known to be is
    /// not counted again.
    pub fn fits(&mut self) -> bool {
        if self.bytes_max <= PAYLOAD_BYTES_MAX {
            return true;
        }
        let bytes = match &self.text {
            Some(text) => Some(text.len()),
            None => bytes_within(&self.value, PAYLOAD_BYTES_MAX),
        };
        self.bytes_max = bytes.unwrap_or(usize::MAX);
        self.bytes_max <= PAYLOAD_BYTES_MAX
    }

    /// About how many bytes it has, and no fewer than it has; none where nobody has counted.
    pub fn bytes_max(&self) -> Option<usize> {
        (self.bytes_max != usize::MAX).then_some(self.bytes_max)
    }
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => write!(f, "{}", self.value),
        }
    }
}

/// Counts the bytes of a text until there are too many.
struct Counter {
    bytes: usize,
    limit: usize,
}

impl fmt::Write for Counter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes += text.len();
        if self.bytes > self.limit { Err(fmt::Error) } else { Ok(()) }
    }
}

/// How many bytes a value has as compact JSON; none if there are more than `limit`.
pub fn bytes_within(value: &Value, limit: usize) -> Option<usize> {
    let mut counter = Counter { bytes: 0, limit };
    write!(counter, "{value}").ok().map(|()| counter.bytes)
}
