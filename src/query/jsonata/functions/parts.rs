//! The arithmetic of `$partition` and `$range`.

use std::ops::Range;

use crate::query::jsonata::functions::{Fault, TOO_BIG};

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
