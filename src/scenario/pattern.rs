//! What a value is expected to be: a value with matchers in it.
//!
//! Read from a tree whose depth is bounded, so this recurses.

use std::rc::Rc;

use fancy_regex::Regex;

use crate::diagnostic::name_list;
use crate::exec::mocks::Reader;
use crate::query::value::Value;
use crate::scenario::print::Written;
use crate::source::Span;
use crate::syntax::tree::{self, Kind, Member};

/// What is expected, and where that is written.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Where it is written.
    pub place: Span,
    /// Where to point when the whole of it is meant.
    pub opening: Span,
    /// How it is written.
    pub written: Written,
    /// What is expected.
    pub form: Form,
}

/// What is expected.
#[derive(Clone, Debug)]
pub enum Form {
    /// This very scalar.
    Scalar(Value),
    /// These items, and no others.
    Items(Vec<Pattern>),
    /// These members, and no others.
    Members(Vec<(Rc<str>, Pattern)>),
    /// Something that has all this, perhaps among other things.
    Includes(Box<Pattern>),
    /// Something that passes these tests.
    Tests(Vec<Test>),
}

/// A test of a value.
#[derive(Clone, Debug)]
pub enum Test {
    /// Whatever it is.
    Any,
    /// It is of a type.
    Type(Type),
    /// It is a text in which a pattern is found.
    Regex(Rc<Regex>),
    /// It is a number that stands in this relation to another one.
    Number(Relation, f64),
}

/// A type of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any number.
    Number,
    /// A number without a fraction.
    Integer,
    /// The type of this name in JSON.
    Named(&'static str),
}

/// How a number compares to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is greater.
    Above,
    /// It is greater or equal.
    AtLeast,
    /// It is less.
    Below,
    /// It is less or equal.
    AtMost,
}

/// The names of the matchers.
pub const MATCHERS: [&str; 9] =
    ["$any", "$exactly", "$gt", "$gte", "$includes", "$lt", "$lte", "$regex", "$type"];

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// The member that names a column of the row.
pub const ROW: &str = "$row";

impl Pattern {
    /// Reads what is expected. `row` is the row that `$row` speaks of.
    pub fn read(
        reader: &mut Reader<'_>,
        node: tree::Value<'_>,
        row: Option<tree::Value<'_>>,
    ) -> Self {
        if column(node).is_some() {
            // That there is no such column is told by whoever looks at all rows.
            return cell(node, row).map_or_else(
                || Self::of(node, Form::Tests(vec![Test::Any])),
                |cell| Self::read(reader, cell, None),
            );
        }
        let is_matcher = |member: &Member<'_>| member.name().starts_with('$');
        let form = match node.kind() {
            Kind::Object if node.members().any(|member| is_matcher(&member)) => {
                matcher(reader, node, row)
            }
            Kind::Object => {
                let members = reader.members(node, "an object");
                let pattern = |member: Member<'_>| {
                    (member.name().into(), Self::read(reader, member.value, row))
                };
                Form::Members(members.into_iter().map(pattern).collect())
            }
            Kind::Array => {
                Form::Items(node.items().map(|item| Self::read(reader, item, row)).collect())
            }
            _ => Form::Scalar(Value::from_tree(node)),
        };
        Self::of(node, form)
    }

    /// This value, in which nothing is a matcher.
    fn literal(node: tree::Value<'_>) -> Self {
        let form = match node.kind() {
            Kind::Object => {
                let members = node.members();
                let pattern =
                    |member: Member<'_>| (member.name().into(), Self::literal(member.value));
                Form::Members(members.map(pattern).collect())
            }
            Kind::Array => Form::Items(node.items().map(Self::literal).collect()),
            _ => Form::Scalar(Value::from_tree(node)),
        };
        Self::of(node, form)
    }

    fn of(node: tree::Value<'_>, form: Form) -> Self {
        let opening = match node.kind() {
            Kind::Object | Kind::Array => node.opening(),
            _ => node.span(),
        };
        Self { place: node.span(), opening, written: written(node), form }
    }

    /// Whether nothing in it is a matcher, so that another value may take its place.
    pub fn is_plain(&self) -> bool {
        match &self.form {
            Form::Scalar(_) => true,
            Form::Items(items) => items.iter().all(Self::is_plain),
            Form::Members(members) => members.iter().all(|(_, pattern)| pattern.is_plain()),
            Form::Includes(_) | Form::Tests(_) => false,
        }
    }
}

/// The column that an object `{$row: column}` names.
pub fn column(node: tree::Value<'_>) -> Option<tree::Value<'_>> {
    let mut members = node.members();
    let only = members.next().filter(|member| member.name() == ROW)?;
    members.next().is_none().then_some(only.value)
}

/// What an object `{$row: column}` stands for.
pub fn cell<'t>(node: tree::Value<'t>, row: Option<tree::Value<'t>>) -> Option<tree::Value<'t>> {
    row?.get(column(node)?.text())
}

/// How a node is written.
fn written(node: tree::Value<'_>) -> Written {
    let text = node.tree().text();
    let start = node.span().start as usize;
    let line = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let literal = node.literal();
    let is_block = matches!(node.kind(), Kind::Object | Kind::Array);
    if is_block && !literal.starts_with(['{', '[']) {
        return Written::Block(start - line);
    }
    if literal.contains('\n') {
        let before = text.get(line..start).unwrap_or_default();
        return Written::Lines(before.len() - before.trim_start().len());
    }
    // A text in quotes stays in quotes, and JSON has no other texts.
    let is_json = node.tree().root().literal().starts_with(['{', '[']);
    if is_json || literal.starts_with('"') { Written::Line } else { Written::Short }
}

fn matcher(reader: &mut Reader<'_>, node: tree::Value<'_>, row: Option<tree::Value<'_>>) -> Form {
    let members = reader.members(node, "an object");
    if let [member] = members.as_slice() {
        match member.name() {
            "$includes" => {
                return Form::Includes(Box::new(Pattern::read(reader, member.value, row)));
            }
            "$exactly" => return Pattern::literal(member.value).form,
            _ => {}
        }
    }
    let tests = members.iter().filter_map(|member| test(reader, member)).collect();
    Form::Tests(tests)
}

fn test(reader: &mut Reader<'_>, member: &Member<'_>) -> Option<Test> {
    let value = member.value;
    match member.name() {
        "$any" if value.as_bool() == Some(true) => Some(Test::Any),
        "$any" => {
            let message = "`$any` can only be `true`";
            reader.fault(value.span(), message).help("leave it out if it is not so");
            None
        }
        "$type" => type_named(reader, value).map(Test::Type),
        "$regex" => regex(reader, value).map(Test::Regex),
        "$gt" => number(reader, value).map(|bound| Test::Number(Relation::Above, bound)),
        "$gte" => number(reader, value).map(|bound| Test::Number(Relation::AtLeast, bound)),
        "$lt" => number(reader, value).map(|bound| Test::Number(Relation::Below, bound)),
        "$lte" => number(reader, value).map(|bound| Test::Number(Relation::AtMost, bound)),
        name if MATCHERS.contains(&name) || name == ROW => {
            let message = format!("`{name}` stands alone, and there are others beside it");
            reader.fault(member.key.span(), message).help("remove the others");
            None
        }
        name if name.starts_with('$') => {
            let help = format!(
                "there are {}; what is no matcher goes into `$exactly`",
                name_list(MATCHERS)
            );
            reader.unknown(member.key, "there is no matcher", &MATCHERS, &help);
            None
        }
        _ => {
            let message = "this stands beside a matcher, and means nothing there";
            let help = "put an object with such keys into `$exactly`, a part of one into \
                        `$includes`";
            reader.fault(member.key.span(), message).help(help);
            None
        }
    }
}

fn type_named(reader: &mut Reader<'_>, value: tree::Value<'_>) -> Option<Type> {
    match reader.text(value)?.as_ref() {
        "number" => Some(Type::Number),
        "integer" => Some(Type::Integer),
        name => {
            let known = TYPES.iter().find(|known| **known == name);
            if known.is_none() {
                let help = format!("there are {}", name_list(TYPES));
                reader.unknown(value, "there is no type", &TYPES, &help);
            }
            known.map(|name| Type::Named(name))
        }
    }
}

fn regex(reader: &mut Reader<'_>, value: tree::Value<'_>) -> Option<Rc<Regex>> {
    let text = reader.text(value)?;
    match Regex::new(&text) {
        Ok(regex) => Some(Rc::new(regex)),
        Err(error) => {
            let error = error.to_string().replace('\n', " ");
            reader.fault(value.span(), format!("this is no regular expression: {error}"));
            None
        }
    }
}

fn number(reader: &mut Reader<'_>, value: tree::Value<'_>) -> Option<f64> {
    let number = value.as_f64();
    if number.is_none() {
        reader.wrong_type(value, "a number");
    }
    number
}
