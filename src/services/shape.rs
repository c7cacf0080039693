//! Shapes: what an action takes and gives, at every depth.

use crate::services::pack::{self, Records};

/// What a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any value at all.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text.
    String,
    /// Bytes, in a text.
    Blob,
    /// A moment, in a text or a number.
    Timestamp,
    /// An object with members of its own.
    Structure,
    /// The same, of which exactly one member is given.
    Union,
    /// An array.
    List,
    /// An object with keys of the user's own.
    Map,
}

/// A shape, by its place in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape(u32);

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Member(u32);

const MEMBER_SIZE: u32 = 6;
const REQUIRED: u32 = 1 << 22;
const ALIAS: u32 = 1 << 23;

const KINDS: [Kind; 11] = [
    Kind::Any,
    Kind::Boolean,
    Kind::Integer,
    Kind::Number,
    Kind::String,
    Kind::Blob,
    Kind::Timestamp,
    Kind::Structure,
    Kind::Union,
    Kind::List,
    Kind::Map,
];
const HAS_MIN: u8 = 0x10;
const HAS_MAX: u8 = 0x20;
const HAS_ENUM: u8 = 0x40;
const TAKES_TEXT: u8 = 0x80;

impl Shape {
    pub(super) const fn at(place: u32) -> Self {
        Self(place)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        KINDS[usize::from(pack::byte(self.0) & 0xf)]
    }

    fn has(self, flag: u8) -> bool {
        pack::byte(self.0) & flag != 0
    }

    /// What it is, in a word or two.
    pub fn described(self) -> String {
        let word = |shape: Self| match shape.kind() {
            Kind::Any => "any value",
            Kind::Boolean => "boolean",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Blob => "string of bytes",
            Kind::Timestamp => "timestamp",
            Kind::Structure | Kind::Union => "object",
            Kind::List => "array",
            Kind::Map => "object of keys of your own",
        };
        match self.item().filter(|_| self.kind() == Kind::List) {
            Some(item) => format!("array of {}", plural(word(item))),
            None => word(self).to_owned(),
        }
    }

    /// Whether a text may stand for the structure that it is.
    pub fn takes_text(self) -> bool {
        self.has(TAKES_TEXT)
    }

    fn is_structure(self) -> bool {
        matches!(self.kind(), Kind::Structure | Kind::Union)
    }

    fn member_records(self) -> Records {
        let count = if self.is_structure() { pack::count(self.0 + 1) } else { 0 };
        Records { start: self.0 + 3, count, size: MEMBER_SIZE }
    }

    /// The members of a structure, sorted by their names; none of anything else.
    pub fn members(self) -> impl Iterator<Item = Member> + Clone {
        self.member_records().places().map(Member)
    }

    /// The names of its members, but for those that stand for others.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.members().filter(|member| !member.is_alias()).map(Member::name)
    }

    /// The member of that name.
    pub fn member(self, name: &str) -> Option<Member> {
        self.member_records().named(name).map(Member)
    }

    /// What the items of a list, or the values of a map, are.
    pub fn item(self) -> Option<Self> {
        match self.kind() {
            Kind::List => Some(Self(pack::place(self.0 + 1))),
            Kind::Map => Some(Self(pack::place(self.0 + 4))),
            _ => None,
        }
    }

    /// What the keys of a map are.
    pub fn key(self) -> Option<Self> {
        (self.kind() == Kind::Map).then(|| Self(pack::place(self.0 + 1)))
    }

    /// What a value of the shape has under a name; none where it has nothing there. Of what is not
    /// known, nothing that is in it is known.
    pub fn under(self, name: &str) -> Option<Self> {
        match self.kind() {
            Kind::Structure | Kind::Union => self.member(name).map(Member::shape),
            Kind::Map => self.item(),
            Kind::Any | Kind::Blob => Some(self),
            _ => None,
        }
    }

    fn bounds_start(self) -> u32 {
        self.0
            + match self.kind() {
                Kind::Structure | Kind::Union => 3 + MEMBER_SIZE * self.member_records().count,
                Kind::List => 4,
                Kind::Map => 7,
                _ => 1,
            }
    }

    /// The least value of a number; the least length of a text, a list or a map.
    pub fn min(self) -> Option<f64> {
        self.has(HAS_MIN).then(|| pack::number(self.bounds_start()))
    }

    /// The greatest value, or length.
    pub fn max(self) -> Option<f64> {
        let skipped = if self.has(HAS_MIN) { 8 } else { 0 };
        self.has(HAS_MAX).then(|| pack::number(self.bounds_start() + skipped))
    }

    /// The values that a text may have; nothing where it may have any.
    pub fn values(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        let bounds = u32::from(self.has(HAS_MIN)) + u32::from(self.has(HAS_MAX));
        let at = self.has(HAS_ENUM).then(|| pack::place(self.bounds_start() + 8 * bounds));
        pack::texts(at)
    }
}

fn plural(word: &str) -> String {
    match word.split_once(' ') {
        _ if word == "any value" => "any values".to_owned(),
        Some((first, rest)) => format!("{first}s {rest}"),
        None => format!("{word}s"),
    }
}

impl Member {
    /// Its name, as Step Functions writes it.
    pub fn name(self) -> &'static str {
        pack::text(self.0)
    }

    /// What it is.
    pub fn shape(self) -> Shape {
        Shape(pack::place(self.0 + 3))
    }

    /// Whether the structure is never without it.
    pub fn is_required(self) -> bool {
        pack::place(self.0) & REQUIRED != 0
    }

    /// Whether it is another name of another member.
    pub fn is_alias(self) -> bool {
        pack::place(self.0) & ALIAS != 0
    }
}
