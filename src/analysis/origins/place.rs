//! Places in the data that a state sees: what an expression reads, where that is one place.

use std::rc::Rc;

use crate::query::expression::Expression;
use crate::query::intrinsics::{ArgumentKind, Call, Parameter};
use crate::query::json_path::{self, Path, SegmentKind};
use crate::query::jsonata::syntax::{Kind, NodeId, Operator, Tree};
use crate::query::jsonata::{self, Dialect};
use crate::query::reference_path::Step;
use crate::query::value::{Array, Object, Value};
use crate::syntax::{self, Format};

/// The most items that an array is given to have one at a certain place.
const ITEMS_MAX: usize = 100;

/// Where a place begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// What `$` stands for, or `$states.input`.
    Input,
    /// `$states.result`
    Result,
    /// `$states.errorOutput`
    Error,
    /// A variable.
    Variable(Rc<str>),
    /// The context object.
    Context,
}

/// A place in the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it begins.
    pub root: Root,
    /// The steps from there.
    pub steps: Vec<Step>,
}

/// What an expression reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The place.
    pub place: Place,
    /// What is there must be of such a kind, so far as the expression tells.
    pub shape: Shape,
    /// A value for which the first comparison with what is there holds, where that is simple.
    pub like: Option<Value>,
}

impl Read {
    const fn new(place: Place, shape: Shape) -> Self {
        Self { place, shape, like: None }
    }
}

/// What a value should look like to be of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Anything.
    #[default]
    Any,
    /// A number.
    Number,
    /// The index of an item.
    Index,
    /// An array.
    Array,
    /// An object.
    Object,
    /// `true` or `false`.
    Boolean,
    /// A text that writes JSON.
    Json,
    /// A text that writes bytes.
    Base64,
    /// A text that writes a moment.
    Timestamp,
}

impl Shape {
    /// A value of the shape, for a place whose last step is named so.
    pub fn value(self, name: &str) -> Value {
        match self {
            Self::Any => name.into(),
            Self::Number => 1.into(),
            Self::Index => 0.into(),
            Self::Array => vec![name.into()].into(),
            Self::Object => Object::default().into(),
            Self::Boolean => true.into(),
            Self::Json => "{}".into(),
            Self::Base64 => "YQ==".into(),
            Self::Timestamp => "2026-01-02T00:00:00Z".into(),
        }
    }
}

impl Place {
    /// The place at the end of some steps.
    pub const fn new(root: Root, steps: Vec<Step>) -> Self {
        Self { root, steps }
    }

    /// The place so many steps further on.
    #[must_use]
    pub fn then(mut self, steps: &[Step]) -> Self {
        self.steps.extend_from_slice(steps);
        self
    }

    /// The place that a path leads to, if all its steps are names and numbers.
    pub fn of_path(text: &str) -> Option<Self> {
        let Ok(Expression::Path(path)) = Expression::parse(text) else { return None };
        let (place, is_whole) = prefix(&path);
        is_whole.then_some(place)
    }

    /// The place that a part of a `JSONata` expression reads and passes on as it is.
    pub fn of_node(tree: &Tree, mut node: NodeId) -> Option<Self> {
        let mut names = Vec::new();
        loop {
            match &tree.node(node).kind {
                Kind::Block(inner) if inner.len() == 1 => node = inner[0],
                Kind::Map(left, right) => {
                    let mut right = *right;
                    while let Kind::Filter(inner, place) = &tree.node(right).kind {
                        names.push(item(tree, *place)?);
                        right = *inner;
                    }
                    names.push(step(tree, right)?);
                    node = *left;
                }
                Kind::Filter(left, place) => {
                    names.push(item(tree, *place)?);
                    node = *left;
                }
                Kind::Call(function, arguments)
                    if arguments.len() == 1
                        && matches!(&tree.node(*function).kind,
                            Kind::Variable(name) if &**name == "parse") =>
                {
                    names.push(parsed());
                    node = arguments[0];
                }
                Kind::Variable(name) => return Self::of_variable(name, names),
                Kind::Name(_) => {
                    names.push(step(tree, node)?);
                    return Self::of_variable(&Rc::from(""), names);
                }
                _ => return None,
            }
        }
    }

    fn of_variable(name: &Rc<str>, mut names: Vec<Step>) -> Option<Self> {
        names.reverse();
        if &**name != "states" {
            return (&**name != "$").then(|| Self::new(Root::Variable(Rc::clone(name)), names));
        }
        let Some(Step::Member(field)) = names.first() else { return None };
        let root = match &**field {
            "input" => Root::Input,
            "result" => Root::Result,
            "errorOutput" => Root::Error,
            "context" => Root::Context,
            _ => return None,
        };
        names.remove(0);
        Some(Self::new(root, names))
    }
}

fn step(tree: &Tree, node: NodeId) -> Option<Step> {
    match &tree.node(node).kind {
        Kind::Name(name) | Kind::String(name) => Some(Step::Member(Rc::clone(name))),
        _ => None,
    }
}

fn item(tree: &Tree, node: NodeId) -> Option<Step> {
    match tree.node(node).kind {
        Kind::Number(number) => Some(Step::Item(number as i64)),
        _ => None,
    }
}

/// The place that the first steps of a path lead to, and whether those are all of them.
fn prefix(path: &Path) -> (Place, bool) {
    let root = match &path.root {
        json_path::Root::Input | json_path::Root::Current => Root::Input,
        json_path::Root::Context => Root::Context,
        json_path::Root::Variable(name) => Root::Variable(Rc::clone(name)),
    };
    let mut steps = Vec::new();
    for segment in &path.segments {
        steps.push(match &segment.kind {
            SegmentKind::Names(names) if names.len() == 1 => Step::Member(Rc::clone(&names[0])),
            SegmentKind::Indices(indices) if indices.len() == 1 => Step::Item(indices[0]),
            _ => return (Place::new(root, steps), false),
        });
    }
    (Place::new(root, steps), true)
}

/// What the paths in a text under a `.$` key or in a field for paths read.
pub fn read_by(text: &str, shape: Shape) -> Vec<Read> {
    match Expression::parse(text) {
        Ok(Expression::Path(path)) => vec![read_of(&path, shape)],
        Ok(Expression::Call(call)) => {
            let calls = call.calls().into_iter();
            let argued = calls.flat_map(|call| {
                let arguments = call.arguments.iter().enumerate();
                arguments.filter_map(|(place, argument)| match &argument.kind {
                    ArgumentKind::Path(path) => Some(read_of(path, shape_for(call, place))),
                    _ => None,
                })
            });
            argued.collect()
        }
        Err(_) => Vec::new(),
    }
}

/// What a path reads: where it may lead to many values, one of them.
fn read_of(path: &Path, shape: Shape) -> Read {
    let (mut place, is_whole) = prefix(path);
    if is_whole {
        return Read::new(place, shape);
    }
    let rest = path.segments.get(place.steps.len()..).unwrap_or_default();
    let inner = match rest {
        [first, inner @ ..] if !matches!(first.kind, SegmentKind::Function { .. }) => inner,
        _ => &[],
    };
    let names = inner.iter().map_while(|segment| match &segment.kind {
        SegmentKind::Names(names) if names.len() == 1 => Some(Step::Member(Rc::clone(&names[0]))),
        _ => None,
    });
    let names: Vec<_> = names.collect();
    if names.is_empty() {
        return Read::new(place, Shape::Array);
    }
    place.steps.push(Step::Item(0));
    place.steps.extend(names);
    Read::new(place, Shape::Any)
}

/// What an intrinsic function wants as its argument of that number.
fn shape_for(call: &Call, place: usize) -> Shape {
    let Some(function) = call.function else { return Shape::Any };
    match function.name {
        "States.StringToJson" => return Shape::Json,
        "States.Base64Decode" => return Shape::Base64,
        "States.ArrayGetItem" if place == 1 => return Shape::Index,
        _ => {}
    }
    let named = function.required.iter().chain(function.optional).nth(place).copied();
    match named.or(function.rest) {
        Some(Parameter::Number) => Shape::Number,
        Some(Parameter::Array) => Shape::Array,
        Some(Parameter::Object) => Shape::Object,
        Some(Parameter::Boolean) => Shape::Boolean,
        _ => Shape::Any,
    }
}

/// What a `JSONata` expression reads: the longest chains of names in it.
pub fn read_by_jsonata(text: &str) -> Vec<Read> {
    let jsonata = jsonata::parse(text, Dialect::Aws);
    if jsonata.expression.is_none() {
        return Vec::new();
    }
    let tree = &jsonata.tree;
    let bound = bindings(tree);
    let meant = |place: Place, context: &Option<Place>| {
        let Root::Variable(name) = &place.root else { return Some(place) };
        let inner = match (name.is_empty(), context) {
            (true, context) => context.clone()?,
            (false, _) => match bound.iter().find(|(known, _)| known == name) {
                Some((_, bound)) => bound.clone(),
                None => return Some(place),
            },
        };
        Some(inner.then(&place.steps))
    };
    let mut reads = Vec::new();
    let mut pending = vec![(tree.root, Shape::Any, None::<Place>)];
    while let Some((node, shape, context)) = pending.pop() {
        if let Some(place) = Place::of_node(tree, node) {
            let is_whole = place.steps.last().is_some_and(is_parsed);
            let shape = if is_whole { Shape::Object } else { shape };
            reads.extend(meant(place, &context).map(|place| Read::new(place, shape)));
            continue;
        }
        if let Some((place, like)) = compared(tree, node) {
            let place = meant(place, &context);
            reads.extend(place.map(|place| Read { like: Some(like), ..Read::new(place, shape) }));
        }
        let inner = jsonata_shape(tree, node);
        if let Kind::Map(left, right) | Kind::Filter(left, right) = &tree.node(node).kind {
            let place = Place::of_node(tree, *left).and_then(|place| meant(place, &context));
            let item = place.map(|place| place.then(&[Step::Item(0)]));
            pending.push((*right, inner, item.or_else(|| context.clone())));
            pending.push((*left, Shape::Array, context));
            continue;
        }
        let children = tree.children(node).into_iter().rev();
        pending.extend(children.map(|child| (child, inner, context.clone())));
    }
    // What is deeper is put first, so that what is above it finds something already.
    reads.sort_by_key(|read: &Read| std::cmp::Reverse(read.place.steps.len()));
    reads
}

/// A place that is compared with a literal, and a value for which that holds.
fn compared(tree: &Tree, node: NodeId) -> Option<(Place, Value)> {
    let Kind::Binary(operator, left, right) = &tree.node(node).kind else { return None };
    let place = Place::of_node(tree, *left)?;
    let whole = |more: f64| match &tree.node(*right).kind {
        Kind::Number(number) if number.abs() < 1e15 => Some(number.trunc() as i64 + more as i64),
        _ => None,
    };
    let value = match (operator, &tree.node(*right).kind) {
        (Operator::Equal, Kind::String(text)) => Value::String(Rc::clone(text)),
        (Operator::Equal, Kind::Bool(value)) => (*value).into(),
        (Operator::Equal | Operator::GreaterOrEqual | Operator::LessOrEqual, _) => {
            whole(0.0)?.into()
        }
        (Operator::Greater, _) => whole(1.0)?.into(),
        (Operator::Less, _) => whole(-1.0)?.into(),
        _ => return None,
    };
    Some((place, value))
}

/// The places that names within an expression stand for: `$x := place`, and the items that
/// functions are called with.
fn bindings(tree: &Tree) -> Vec<(Rc<str>, Place)> {
    let mut bound = Vec::new();
    let name_of = |node: NodeId| match &tree.node(node).kind {
        Kind::Variable(name) => Some(Rc::clone(name)),
        _ => None,
    };
    for node in tree.ids() {
        let (name, place) = match &tree.node(node).kind {
            Kind::Bind(name, value) => (name_of(*name), Place::of_node(tree, *value)),
            Kind::Call(_, arguments) => {
                let [items, function, ..] = arguments.as_slice() else { continue };
                let Kind::Lambda { parameters, .. } = &tree.node(*function).kind else { continue };
                let name = parameters.first().and_then(|parameter| name_of(*parameter));
                let place = Place::of_node(tree, *items);
                (name, place.map(|place| place.then(&[Step::Item(0)])))
            }
            _ => continue,
        };
        bound.extend(name.zip(place));
    }
    bound
}

/// What the operands of a node should be.
fn jsonata_shape(tree: &Tree, node: NodeId) -> Shape {
    match &tree.node(node).kind {
        Kind::Binary(
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Remainder
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual
            | Operator::Range,
            ..,
        )
        | Kind::Negate(_) => Shape::Number,
        Kind::Call(function, _) => match &tree.node(*function).kind {
            Kind::Variable(name) => match &**name {
                "parse" => Shape::Json,
                "sum" | "max" | "min" | "average" | "abs" | "floor" | "ceil" | "round"
                | "power" | "sqrt" | "formatNumber" | "fromMillis" => Shape::Number,
                "map" | "filter" | "reduce" | "sort" | "partition" | "zip" => Shape::Array,
                "toMillis" => Shape::Timestamp,
                _ => Shape::Any,
            },
            _ => Shape::Any,
        },
        _ => Shape::Any,
    }
}

/// The step from a text to the JSON that it writes: no member has such a name.
const PARSED: &str = "\u{0}parsed";

/// The step from a text to the JSON that it writes.
pub fn parsed() -> Step {
    Step::Member(PARSED.into())
}

/// Whether it is that step.
pub fn is_parsed(step: &Step) -> bool {
    matches!(step, Step::Member(name) if &**name == PARSED)
}

/// The JSON that a text writes; an empty object where it writes none.
fn json_in(value: &Value) -> Value {
    let text = value.as_str().unwrap_or("{}");
    let parsed = syntax::parse(text, Format::Json);
    match parsed.faults.first() {
        None => Value::from_tree(parsed.tree.root()),
        Some(_) => Object::default().into(),
    }
}

/// Where an index leads that may count from the end.
fn index_in(count: usize, index: i64) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => count.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// What is at the end of these steps.
pub fn get(value: &Value, steps: &[Step]) -> Option<Value> {
    steps.iter().try_fold(value.clone(), |value, step| match step {
        step if is_parsed(step) => value.as_str().is_some().then(|| json_in(&value)),
        Step::Member(name) => value.get(name).cloned(),
        Step::Item(index) => {
            let items = value.as_array()?;
            items.get(index_in(items.len(), *index)?).cloned()
        }
    })
}

/// Puts a value at the end of these steps; what is in the way is replaced.
pub fn put(value: &mut Value, steps: &[Step], new: Value) {
    // From the last text to the first: each becomes the value that is put into the one before.
    let mut new = new;
    let mut end = steps.len();
    while let Some(at) = steps[..end].iter().rposition(is_parsed) {
        let text = get(value, &steps[..at]).unwrap_or(Value::Null);
        let mut inner = json_in(&text);
        put_plain(&mut inner, &steps[at + 1..end], new);
        new = inner.to_string().into();
        end = at;
    }
    put_plain(value, &steps[..end], new);
}

fn put_plain(mut value: &mut Value, steps: &[Step], new: Value) {
    for step in steps {
        let container = match step {
            Step::Member(_) => Value::Object(Rc::default()),
            Step::Item(_) => Array::default().into(),
        };
        if value.type_name() != container.type_name() {
            *value = container;
        }
        value = match (step, value) {
            (Step::Member(name), Value::Object(members)) => {
                Rc::make_mut(members).entry(Rc::clone(name)).or_insert(Value::Null)
            }
            (Step::Item(index), Value::Array(items)) => {
                let items = Rc::make_mut(items);
                let from_end = usize::try_from(index.unsigned_abs()).unwrap_or(ITEMS_MAX);
                let wanted = if *index < 0 { from_end } else { from_end.saturating_add(1) };
                while items.len() < wanted.min(ITEMS_MAX) {
                    items.push(Object::default().into());
                }
                let last = items.len() - 1;
                let index = index_in(items.len(), *index).unwrap_or(last).min(last);
                &mut items[index]
            }
            _ => unreachable!("it was just made one of the right type"),
        };
    }
    *value = new;
}

/// Takes away what is at the end of these steps.
pub fn remove(value: &mut Value, steps: &[Step]) {
    let Some((last, before)) = steps.split_last() else {
        *value = Object::default().into();
        return;
    };
    let Some(Value::Object(mut members)) = get(value, before) else { return };
    let Step::Member(name) = last else { return };
    if Rc::make_mut(&mut members).shift_remove(name).is_some() {
        put(value, before, Value::Object(members));
    }
}
