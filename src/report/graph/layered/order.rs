//! In which order the items of a rank stand, so that few edges cross.

use crate::report::graph::layered::items::Layers;

/// How many pieces are looked at in all before the best order so far is taken.
const EFFORT: usize = 500_000;
/// How often the ranks are gone through at most.
const SWEEPS_MAX: usize = 24;
/// A rank of more items than this is not improved by exchanging neighbours.
const EXCHANGED_MAX: usize = 60;

/// Sorts each rank by the middle of the neighbours in the rank before, down and up in turn, and
/// keeps the best order.
pub(super) fn reduce_crossings(layers: &mut Layers) {
    let mut order = Order::new(layers);
    let mut best = layers.ranks.clone();
    let mut fewest = order.crossings(layers);
    let sweeps = (EFFORT / (layers.pieces.len() + layers.items.len() + 1)).clamp(2, SWEEPS_MAX);
    for sweep in 0..sweeps {
        if fewest == 0 {
            break;
        }
        order.sweep(layers, sweep % 2 == 0);
        order.exchange(layers);
        let crossings = order.crossings(layers);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&layers.ranks);
        }
    }
    layers.ranks = best;
}

/// The place of each item in its rank.
struct Order {
    places: Vec<usize>,
}

impl Order {
    fn new(layers: &Layers) -> Self {
        let mut order = Self { places: vec![0; layers.items.len()] };
        for rank in 0..layers.ranks.len() {
            order.note(layers, rank);
        }
        order
    }

    fn note(&mut self, layers: &Layers, rank: usize) {
        for (place, item) in layers.ranks[rank].iter().enumerate() {
            self.places[*item] = place;
        }
    }

    fn sweep(&mut self, layers: &mut Layers, is_down: bool) {
        let count = layers.ranks.len();
        for step in 1..count {
            let rank = if is_down { step } else { count - 1 - step };
            let mut items = std::mem::take(&mut layers.ranks[rank]);
            items.sort_by_cached_key(|item| self.middle(layers, *item, is_down));
            layers.ranks[rank] = items;
            self.note(layers, rank);
        }
    }

    /// The mean place of an item's neighbours, in thousandths; its own where it has none.
    fn middle(&self, layers: &Layers, item: usize, is_down: bool) -> usize {
        let neighbours = self.neighbours(layers, item, is_down);
        match neighbours.len() {
            0 => self.places[item] * 1000,
            count => neighbours.iter().sum::<usize>() * 1000 / count,
        }
    }

    fn neighbours(&self, layers: &Layers, item: usize, is_above: bool) -> Vec<usize> {
        let pieces = if is_above { &layers.above[item] } else { &layers.below[item] };
        let other = |piece: &usize| {
            let piece = layers.pieces[*piece];
            self.places[if is_above { piece.upper } else { piece.lower }]
        };
        let mut places: Vec<_> = pieces.iter().map(other).collect();
        places.sort_unstable();
        places
    }

    /// Exchanges neighbours in a rank where fewer edges cross then.
    fn exchange(&mut self, layers: &mut Layers) {
        for rank in 0..layers.ranks.len() {
            if layers.ranks[rank].len() > EXCHANGED_MAX {
                continue;
            }
            for place in 1..layers.ranks[rank].len() {
                let (left, right) = (layers.ranks[rank][place - 1], layers.ranks[rank][place]);
                let (mut now, mut then) = (0, 0);
                for is_above in [true, false] {
                    let left = self.neighbours(layers, left, is_above);
                    let right = self.neighbours(layers, right, is_above);
                    now += inversions(&left, &right);
                    then += inversions(&right, &left);
                }
                if then < now {
                    layers.ranks[rank].swap(place - 1, place);
                    self.places.swap(left, right);
                }
            }
        }
    }

    /// How many pairs of pieces cross.
    fn crossings(&self, layers: &Layers) -> usize {
        let ranks = layers.ranks.iter().zip(layers.ranks.iter().skip(1));
        ranks.map(|(upper, lower)| self.crossings_between(layers, upper, lower)).sum()
    }

    fn crossings_between(&self, layers: &Layers, upper: &[usize], lower: &[usize]) -> usize {
        // A tree of sums (Fenwick) counts the ends met so far that lie further on.
        let mut sums = vec![0_usize; lower.len() + 1];
        let (mut met, mut crossings) = (0, 0);
        for item in upper {
            let ends = self.neighbours(layers, *item, false);
            for end in &ends {
                let (mut at, mut before) = (end + 1, 0);
                while at > 0 {
                    before += sums[at];
                    at &= at - 1;
                }
                crossings += met - before;
            }
            for end in ends {
                met += 1;
                let mut at = end + 1;
                while at < sums.len() {
                    sums[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
        }
        crossings
    }
}

/// How many pairs cross, if the first list's item stands before that of the second.
fn inversions(first: &[usize], second: &[usize]) -> usize {
    let mut count = 0;
    let mut passed = 0;
    for place in first {
        while passed < second.len() && second[passed] < *place {
            passed += 1;
        }
        count += passed;
    }
    count
}
