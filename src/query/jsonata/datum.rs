//! What an expression computes with: JSON values as they are, and what JSON has no word for:
//! undefined, sequences, functions, and structures that hold them.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::query::jsonata::function::Function;
use crate::query::value::{Number, Value};

/// A value at run time.
#[derive(Clone, Debug)]
pub(super) enum Datum {
    Undefined,
    Json(Value),
    Array(Rc<Array>),
    Object(Rc<Object>),
    Function(Rc<Function>),
}

/// An array that is not (yet) plain JSON.
#[derive(Debug, Default)]
pub(super) struct Array {
    pub(super) items: Vec<Datum>,
    pub(super) flags: Flags,
    nesting: u32,
    has_functions: bool,
}

/// How an array behaves.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(super) struct Flags {
    /// One value in it is the value itself, none is undefined.
    pub(super) sequence: bool,
    /// A sequence that stays an array with one value in it.
    pub(super) keep_singleton: bool,
    /// One value, never flattened.
    pub(super) cons: bool,
    /// Wraps the input where that is an array.
    pub(super) outer_wrapper: bool,
    /// Its items are tuples.
    pub(super) tuples: bool,
}

/// Members of an object that is not (yet) plain JSON.
pub(super) type Members = IndexMap<Rc<str>, Datum, FxBuildHasher>;

/// An object that is not (yet) plain JSON.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) members: Members,
    nesting: u32,
    has_functions: bool,
}

/// The items of an array of either kind.
#[derive(Clone, Copy)]
pub(super) enum Items<'d> {
    Json(&'d [Value]),
    Data(&'d [Datum]),
}

impl<'d> Items<'d> {
    pub(super) const fn len(self) -> usize {
        match self {
            Self::Json(items) => items.len(),
            Self::Data(items) => items.len(),
        }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The item there; undefined beyond the end.
    pub(super) fn get(self, index: usize) -> Datum {
        match self {
            Self::Json(items) => items.get(index).cloned().map_or(Datum::Undefined, Datum::Json),
            Self::Data(items) => items.get(index).cloned().unwrap_or(Datum::Undefined),
        }
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Datum> + 'd {
        (0..self.len()).map(move |index| self.get(index))
    }
}

/// Nested structures are taken apart in a loop, so that dropping needs no stack.
fn take_apart(mut waiting: Vec<Datum>) {
    while let Some(datum) = waiting.pop() {
        match datum {
            Datum::Array(array) => {
                if let Ok(mut array) = Rc::try_unwrap(array) {
                    waiting.append(&mut array.items);
                }
            }
            Datum::Object(object) => {
                if let Ok(mut object) = Rc::try_unwrap(object) {
                    waiting.extend(std::mem::take(&mut object.members).into_values());
                }
            }
            Datum::Function(function) => {
                if let Ok(function) = Rc::try_unwrap(function) {
                    let (input, frame) = function.into_parts();
                    waiting.extend(input);
                    release(frame, &mut waiting);
                }
            }
            _ => {}
        }
    }
}

/// Lets go of a frame and those around it; what they bind is left to be taken apart.
fn release(mut frame: Option<Rc<Frame>>, waiting: &mut Vec<Datum>) {
    while let Some(Ok(mut own)) = frame.map(Rc::try_unwrap) {
        waiting.extend(own.bindings.get_mut().drain(..).map(|(_, value)| value));
        frame = own.parent.take();
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        let bindings = self.bindings.get_mut();
        let is_plain = bindings.iter().all(|(_, value)| !value.has_functions());
        if is_plain && self.parent.as_ref().is_none_or(|parent| Rc::strong_count(parent) > 1) {
            return;
        }
        let mut waiting = bindings.drain(..).map(|(_, value)| value).collect();
        release(self.parent.take(), &mut waiting);
        take_apart(waiting);
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        if self.nesting > 1 {
            take_apart(std::mem::take(&mut self.items));
        }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.nesting > 1 {
            take_apart(std::mem::take(&mut self.members).into_values().collect());
        }
    }
}

/// A number as a value: whole numbers as such, as far as doubles count one by one.
#[expect(clippy::cast_precision_loss, reason = "2^53 is exact")]
pub(super) fn number_value(number: f64) -> Value {
    const WHOLE_MAX: f64 = (1_i64 << 53) as f64;
    let is_whole = number.fract() == 0.0 && number.abs() <= WHOLE_MAX;
    if is_whole && !(number == 0.0 && number.is_sign_negative()) {
        Value::Number(Number::Integer(number as i64))
    } else {
        Value::Number(Number::Double(number))
    }
}

impl From<Value> for Datum {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<bool> for Datum {
    fn from(value: bool) -> Self {
        Self::Json(value.into())
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Json(text.into())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Json(text.into())
    }
}

impl From<f64> for Datum {
    fn from(number: f64) -> Self {
        Self::Json(number_value(number))
    }
}

impl From<usize> for Datum {
    fn from(count: usize) -> Self {
        Self::Json(i64::try_from(count).unwrap_or(i64::MAX).into())
    }
}

impl From<Members> for Datum {
    fn from(members: Members) -> Self {
        let nesting = 1 + members.values().map(Self::nesting).max().unwrap_or(0);
        let has_functions = members.values().any(Self::has_functions);
        Self::Object(Rc::new(Object { members, nesting, has_functions }))
    }
}

impl Datum {
    /// A plain array.
    pub(super) fn array(items: Vec<Self>) -> Self {
        Self::flagged(items, Flags::default())
    }

    /// A sequence.
    pub(super) fn sequence(items: Vec<Self>) -> Self {
        Self::flagged(items, Flags { sequence: true, ..Flags::default() })
    }

    pub(super) fn flagged(items: Vec<Self>, flags: Flags) -> Self {
        let nesting = 1 + items.iter().map(Self::nesting).max().unwrap_or(0);
        let has_functions = items.iter().any(Self::has_functions);
        Self::Array(Rc::new(Array { items, flags, nesting, has_functions }))
    }

    /// How deeply structures are nested in it, JSON values not counted.
    pub(super) fn nesting(&self) -> u32 {
        match self {
            Self::Array(array) => array.nesting,
            Self::Object(object) => object.nesting,
            Self::Function(function) => function.nesting(),
            _ => 0,
        }
    }

    /// Whether it is a function or holds some.
    pub(super) fn has_functions(&self) -> bool {
        match self {
            Self::Array(array) => array.has_functions,
            Self::Object(object) => object.has_functions,
            Self::Function(_) => true,
            _ => false,
        }
    }

    pub(super) const fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }

    pub(super) fn flags(&self) -> Flags {
        match self {
            Self::Array(array) => array.flags,
            _ => Flags::default(),
        }
    }

    /// The same array with other flags; anything else as it is.
    pub(super) fn with_flags(self, change: impl FnOnce(&mut Flags)) -> Self {
        match self {
            Self::Array(mut array) => {
                let mut flags = array.flags;
                change(&mut flags);
                match Rc::get_mut(&mut array) {
                    Some(own) => own.flags = flags,
                    None => return Self::flagged(array.items.clone(), flags),
                }
                Self::Array(array)
            }
            other => other,
        }
    }

    /// The items, if it is an array.
    pub(super) fn items(&self) -> Option<Items<'_>> {
        match self {
            Self::Json(Value::Array(items)) => Some(Items::Json(items)),
            Self::Array(array) => Some(Items::Data(&array.items)),
            _ => None,
        }
    }

    pub(super) fn is_array(&self) -> bool {
        self.items().is_some()
    }

    /// All items of an array; anything else alone; nothing for undefined.
    pub(super) fn to_items(&self) -> Vec<Self> {
        match self.items() {
            Some(items) => items.iter().collect(),
            None if self.is_undefined() => Vec::new(),
            None => vec![self.clone()],
        }
    }

    /// The member of that name; undefined where it is no object or has none.
    pub(super) fn member(&self, name: &str) -> Self {
        match self {
            Self::Json(Value::Object(members)) => {
                members.get(name).cloned().map_or(Self::Undefined, Self::Json)
            }
            Self::Object(object) => object.members.get(name).cloned().unwrap_or(Self::Undefined),
            _ => Self::Undefined,
        }
    }

    /// The members, if it is an object.
    pub(super) fn members(&self) -> Option<Vec<(Rc<str>, Self)>> {
        match self {
            Self::Json(Value::Object(members)) => {
                let pair = |(name, value): (&Rc<str>, &Value)| {
                    (Rc::clone(name), Self::Json(value.clone()))
                };
                Some(members.iter().map(pair).collect())
            }
            Self::Object(object) => {
                let pair = |(name, value): (&Rc<str>, &Self)| (Rc::clone(name), value.clone());
                Some(object.members.iter().map(pair).collect())
            }
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Json(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Json(Value::Number(number)) => Some(number.as_f64()),
            _ => None,
        }
    }

    pub(super) fn as_function(&self) -> Option<&Rc<Function>> {
        match self {
            Self::Function(function) => Some(function),
            _ => None,
        }
    }

    /// The word for its type; none for undefined.
    pub(super) fn type_name(&self) -> Option<&'static str> {
        match self {
            Self::Undefined => None,
            Self::Json(value) => Some(value.type_name()),
            Self::Array(_) => Some("array"),
            Self::Object(_) => Some("object"),
            Self::Function(_) => Some("function"),
        }
    }

    /// The effective boolean value; undefined counts as false.
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Undefined | Self::Function(_) | Self::Json(Value::Null) => false,
            Self::Json(Value::Bool(value)) => *value,
            Self::Json(Value::Number(number)) => {
                let number = number.as_f64();
                number != 0.0 && !number.is_nan()
            }
            Self::Json(Value::String(text)) => !text.is_empty(),
            Self::Json(Value::Object(members)) => !members.is_empty(),
            Self::Object(object) => !object.members.is_empty(),
            Self::Json(Value::Array(_)) | Self::Array(_) => {
                self.items().is_some_and(|items| items.iter().any(|item| item.truth()))
            }
        }
    }

    /// Whether two values are equal all the way down.
    pub(super) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) => true,
            (Self::Function(one), Self::Function(two)) => Rc::ptr_eq(one, two),
            (Self::Json(one), Self::Json(two)) if !is_structure(one) => scalars_equal(one, two),
            _ => {
                if let (Some(one), Some(two)) = (self.items(), other.items()) {
                    return one.len() == two.len()
                        && one.iter().zip(two.iter()).all(|(one, two)| one.equals(&two));
                }
                let (Some(one), Some(two)) = (self.members(), other.members()) else {
                    return false;
                };
                one.len() == two.len()
                    && one.iter().all(|(name, value)| {
                        let same = other.member(name);
                        !same.is_undefined() && value.equals(&same)
                    })
            }
        }
    }

    /// The value as JSON: functions become empty strings, undefined items null. None for
    /// undefined.
    pub(super) fn to_value(&self) -> Option<Value> {
        self.clone().into_value()
    }

    /// The same. What nobody else holds is taken apart on the way: a large result is then not in
    /// memory twice.
    pub(super) fn into_value(self) -> Option<Value> {
        match self {
            Self::Undefined => None,
            Self::Json(value) => Some(value),
            Self::Function(_) => Some("".into()),
            Self::Array(array) => {
                let own = |mut array: Array| std::mem::take(&mut array.items);
                let items = Rc::try_unwrap(array).map_or_else(|array| array.items.clone(), own);
                let item = |item: Self| item.into_value().unwrap_or(Value::Null);
                Some(items.into_iter().map(item).collect())
            }
            Self::Object(object) => {
                let own = |mut object: Object| std::mem::take(&mut object.members);
                let members =
                    Rc::try_unwrap(object).map_or_else(|object| object.members.clone(), own);
                let pair = |(name, value): (Rc<str>, Self)| Some((name, value.into_value()?));
                Some(Value::Object(Rc::new(members.into_iter().filter_map(pair).collect())))
            }
        }
    }
}

const fn is_structure(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

fn scalars_equal(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => one == two,
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => false,
        _ => one == two,
    }
}

/// Compares strings as JavaScript does: by UTF-16 units.
pub(super) fn compare_text(one: &str, two: &str) -> Ordering {
    one.encode_utf16().cmp(two.encode_utf16())
}

/// The variables of a block or call, and those around it.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) bindings: RefCell<Vec<(Rc<str>, Datum)>>,
    pub(super) parent: Option<Rc<Frame>>,
}

impl Frame {
    pub(super) fn new(parent: Option<&Rc<Self>>) -> Rc<Self> {
        Rc::new(Self { bindings: RefCell::default(), parent: parent.cloned() })
    }

    pub(super) fn bind(&self, name: &Rc<str>, datum: Datum) {
        let mut bindings = self.bindings.borrow_mut();
        match bindings.iter_mut().find(|(known, _)| known == name) {
            Some((_, bound)) => *bound = datum,
            None => bindings.push((Rc::clone(name), datum)),
        }
    }

    /// Whether this frame stands within another, or is that frame.
    pub(super) fn is_within(self: &Rc<Self>, other: &Rc<Self>) -> bool {
        let mut frame = Some(self);
        while let Some(inner) = frame {
            if Rc::ptr_eq(inner, other) {
                return true;
            }
            frame = inner.parent.as_ref();
        }
        false
    }

    /// The value of a variable, in this frame or those around it.
    pub(super) fn lookup(&self, name: &str) -> Option<Datum> {
        let mut frame = self;
        loop {
            let bindings = frame.bindings.borrow();
            if let Some((_, bound)) = bindings.iter().find(|(known, _)| known.as_ref() == name) {
                return Some(bound.clone());
            }
            drop(bindings);
            frame = frame.parent.as_ref()?;
        }
    }
}
