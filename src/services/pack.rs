//! The catalogue as a flat file, read where it lies: `schemas/services/pack.py` says how it is
//! laid out. Nothing is decoded before it is asked for, and nothing is copied.

use std::str;

static BYTES: &[u8] = include_bytes!("../../schemas/services/catalogue.bin");

/// What is in the upper bits of the place of a name.
const NAME_PLACE: u32 = (1 << 22) - 1;

/// Where the places of the version and of the date stand, and where the tables of services.
pub(super) const VERSION: u32 = 4;
pub(super) const DATE: u32 = 7;
pub(super) const SDK_SERVICES: u32 = 10;
pub(super) const OPTIMIZED_SERVICES: u32 = 15;

/// The byte at a place.
pub(super) fn byte(at: u32) -> u8 {
    BYTES[at as usize]
}

/// A number of two bytes.
pub(super) fn count(at: u32) -> u32 {
    u32::from(byte(at)) | u32::from(byte(at + 1)) << 8
}

/// A number of three bytes: a place, or a place and flags.
pub(super) fn place(at: u32) -> u32 {
    count(at) | u32::from(byte(at + 2)) << 16
}

/// A place, if there is one.
pub(super) fn place_of_any(at: u32) -> Option<u32> {
    Some(place(at)).filter(|place| *place != 0)
}

/// A double.
pub(super) fn number(at: u32) -> f64 {
    let at = at as usize;
    let bytes = BYTES[at..at + 8].try_into().expect("a slice of eight bytes");
    f64::from_le_bytes(bytes)
}

/// The text whose place stands at a place.
pub(super) fn text(at: u32) -> &'static str {
    str::from_utf8(text_bytes(at)).expect("the catalogue is text in UTF-8")
}

fn text_bytes(at: u32) -> &'static [u8] {
    let start = (place(at) & NAME_PLACE) as usize;
    let length = usize::from(BYTES[start]);
    &BYTES[start + 1..=start + length]
}

/// Records of one size that lie together, sorted by the names that they begin with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Records {
    pub(super) start: u32,
    pub(super) count: u32,
    pub(super) size: u32,
}

impl Records {
    /// The records that a table speaks of: where they begin, and how many there are.
    pub(super) fn of_table(at: u32, size: u32) -> Self {
        Self { start: place(at), count: count(at + 3), size }
    }

    /// Where each of them stands.
    pub(super) fn places(self) -> impl ExactSizeIterator<Item = u32> + Clone {
        (0..self.count).map(move |index| self.start + index * self.size)
    }

    /// Where the one of that name stands.
    pub(super) fn named(self, name: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            let at = self.start + middle * self.size;
            match text_bytes(at).cmp(name.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(at),
            }
        }
        None
    }
}

/// A list of places.
pub(super) fn list(at: Option<u32>) -> impl ExactSizeIterator<Item = u32> + Clone {
    let length = at.map_or(0, count);
    (0..length).map(move |index| at.unwrap_or_default() + 2 + index * 3)
}

/// A list of texts.
pub(super) fn texts(at: Option<u32>) -> impl ExactSizeIterator<Item = &'static str> + Clone {
    list(at).map(text)
}
