//! Chance without chance: numbers and identifiers that follow from a seed, as Java draws them; and
//! the arithmetic of `$partition` and `$range`.

use std::ops::Range;

use crate::query::jsonata::functions::{Fault, TOO_BIG};

/// The generator of `java.util.Random`, which `$random` on AWS is seen to use.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;

    /// A generator that always gives the same numbers for the same seed.
    pub const fn new(seed: i64) -> Self {
        Self { state: (seed.cast_unsigned() ^ Self::MULTIPLIER) & Self::MASK }
    }

    fn bits(&mut self, count: u32) -> u64 {
        self.state = self.state.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xB) & Self::MASK;
        self.state >> (48 - count)
    }

    /// The next number of at least 0 and below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
    pub fn next_double(&mut self) -> f64 {
        let high = self.bits(26);
        let low = self.bits(27);
        ((high << 27) + low) as f64 / (1_u64 << 53) as f64
    }

    /// The next identifier: a UUID of version 4.
    pub fn next_uuid(&mut self) -> String {
        let words = [(); 4].map(|()| self.bits(32));
        let high = (words[0] << 32 | words[1]) & !0xF000 | 0x4000;
        let low = (words[2] << 32 | words[3]) & (u64::MAX >> 2) | 1 << 63;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF,
        )
    }
}

/// `$partition`: where the parts of at most `size` items lie. A size below one gives none.
pub fn partition(count: usize, size: f64) -> Vec<Range<usize>> {
    if size < 1.0 || size.is_nan() {
        return Vec::new();
    }
    let size = index(size);
    (0..count).step_by(size).map(|start| start..count.min(start.saturating_add(size))).collect()
}

/// The most numbers that `$range` gives on AWS.
const RANGE_MAX: f64 = 360_145.0;

/// `$range`: from `start` on in steps of `delta` up to and with `stop`; nothing for a step of zero
/// or away from `stop`. More numbers than AWS can hold are [`TOO_BIG`].
pub fn range(start: f64, stop: f64, delta: f64) -> Result<Vec<f64>, Fault> {
    let steps = ((stop - start) / delta).floor();
    if delta == 0.0 || steps.is_nan() || steps < 0.0 {
        return Ok(Vec::new());
    }
    if steps >= RANGE_MAX {
        return Err(Fault::new(TOO_BIG));
    }
    let steps = index(steps) as u32;
    Ok((0..=steps).map(|step| f64::from(step) * delta + start).collect())
}

#[expect(clippy::cast_sign_loss, reason = "only numbers of at least zero come here")]
fn index(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_numbers_of_java() {
        let table =
            [(42, "0.7275636800328681"), (0, "0.730967787376657"), (-1, "0.26894263088050496")];
        for (seed, expected) in table {
            assert_eq!(Random::new(seed).next_double().to_string(), expected, "{seed}");
        }
    }

    #[test]
    fn an_identifier_is_of_version_four() {
        let mut random = Random::new(7);
        let (one, two) = (random.next_uuid(), random.next_uuid());
        assert_ne!(one, two);
        assert_eq!(one, Random::new(7).next_uuid());
        for identifier in [one, two] {
            assert_eq!(identifier.len(), 36);
            assert_eq!(&identifier[14..15], "4");
            assert!("89ab".contains(&identifier[19..20]), "{identifier}");
        }
    }

    #[test]
    fn parts_have_the_size_and_the_last_has_the_rest() {
        assert_eq!(partition(5, 2.0), [0..2, 2..4, 4..5]);
        assert_eq!(partition(1, 9.0), vec![0..1]);
        assert!(partition(0, 2.0).is_empty());
        assert!(partition(3, 0.0).is_empty());
    }

    #[test]
    fn a_range_ends_at_its_stop() {
        let table: [(f64, f64, f64, &[f64]); 6] = [
            (0.0, 9.0, 3.0, &[0.0, 3.0, 6.0, 9.0]),
            (0.0, 10.0, 3.0, &[0.0, 3.0, 6.0, 9.0]),
            (3.0, 0.0, -2.0, &[3.0, 1.0]),
            (1.0, 9.0, 9.0, &[1.0]),
            (1.0, 9.0, 0.0, &[]),
            (1.0, 0.0, 1.0, &[]),
        ];
        for (start, stop, delta, expected) in table {
            assert_eq!(range(start, stop, delta).unwrap(), expected);
        }
        assert_eq!(range(1.0, 360_145.0, 1.0).unwrap().len(), 360_145);
        assert_eq!(range(1.0, 360_146.0, 1.0), Err(Fault::new(TOO_BIG)));
    }
}
