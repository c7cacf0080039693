//! Encodings and JSON text, as the functions have them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::query::value::Value;
use crate::syntax::tree::Kind;
use crate::syntax::{Format, parse};

pub(super) fn base64_encoded(text: &str) -> String {
    STANDARD.encode(text)
}

/// The text that a Base64 text encodes, bytes that are no text replaced.
pub(super) fn base64_decoded(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The value that a JSON text writes; null for a blank one, as AWS has it (recorded).
pub(super) fn json(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Null);
    }
    let parsed = parse(text, Format::Json);
    let is_whole = |kind| !matches!(kind, Kind::Opaque | Kind::Missing);
    let is_json = parsed.faults.is_empty() && parsed.tree.nodes().all(|node| is_whole(node.kind()));
    is_json.then(|| Value::from_tree(parsed.tree.root()))
}

/// A value the way Java prints maps and lists: `{Arg1=1, Arg2=[]}`.
pub(super) fn java(value: &Value) -> String {
    enum Part<'v> {
        Value(&'v Value),
        Text(&'v str),
    }
    let mut out = String::new();
    let mut pending = vec![Part::Value(value)];
    while let Some(part) = pending.pop() {
        let from = match part {
            Part::Text(text) => {
                out.push_str(text);
                continue;
            }
            Part::Value(Value::String(text)) => {
                out.push_str(text);
                continue;
            }
            Part::Value(Value::Array(items)) => {
                out.push('[');
                let from = pending.len();
                for (place, item) in items.iter().enumerate() {
                    let separator = if place > 0 { ", " } else { "" };
                    pending.extend([Part::Text(separator), Part::Value(item)]);
                }
                pending.push(Part::Text("]"));
                from
            }
            Part::Value(Value::Object(members)) => {
                out.push('{');
                let from = pending.len();
                for (place, (name, value)) in members.iter().enumerate() {
                    let separator = if place > 0 { ", " } else { "" };
                    pending.extend([Part::Text(separator), Part::Text(name), Part::Text("=")]);
                    pending.push(Part::Value(value));
                }
                pending.push(Part::Text("}"));
                from
            }
            Part::Value(scalar) => {
                let _ = write!(out, "{scalar}");
                continue;
            }
        };
        pending[from..].reverse();
    }
    out
}
