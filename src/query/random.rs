//! Chance that a seed decides: the generator of `java.util.Random`, which AWS's numbers show.

/// A source of random numbers. Equal seeds give equal numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

const MULTIPLIER: u64 = 0x5_DEEC_E66D;
const MASK: u64 = (1 << 48) - 1;

impl Random {
    /// The generator of that seed.
    pub const fn new(seed: i64) -> Self {
        Self { state: (seed.cast_unsigned() ^ MULTIPLIER) & MASK }
    }

    /// The next number of so many bits, 32 at most.
    fn bits(&mut self, count: u32) -> u64 {
        self.state = (self.state.wrapping_mul(MULTIPLIER) + 0xB) & MASK;
        self.state >> (48 - count)
    }

    /// The next 64 bits.
    fn word(&mut self) -> u64 {
        (self.bits(32) << 32) | self.bits(32)
    }

    /// A seed for another generator.
    pub fn seed(&mut self) -> i64 {
        self.word().cast_signed()
    }

    /// A number from 0 up to 1, 1 left out: `nextDouble`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds")]
    pub fn unit(&mut self) -> f64 {
        ((self.bits(26) << 27) + self.bits(27)) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number from `start` up to `end`, `end` left out; `start` where that leaves none.
    pub fn between(&mut self, start: i64, end: i64) -> i64 {
        let width = end.checked_sub(start).and_then(|width| u64::try_from(width).ok());
        match width {
            None | Some(0) => start,
            Some(width) => start.wrapping_add_unsigned(self.word() % width),
        }
    }

    /// A UUID of version 4.
    pub fn uuid(&mut self) -> String {
        let high = (self.word() & !0xF000) | 0x4000;
        let low = (self.word() & !(0b11 << 62)) | (0b10 << 62);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_numbers_of_java() {
        let table =
            [(42, "0.7275636800328681"), (0, "0.730967787376657"), (-1, "0.26894263088050496")];
        for (seed, expected) in table {
            assert_eq!(Random::new(seed).unit().to_string(), expected, "{seed}");
        }
    }

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        let uuid = Random::new(1).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]), "{uuid}");
    }
}
