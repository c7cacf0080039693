//! Where the items of each rank stand across, after Brandes and Köpf: lines of many bends are
//! straight, and a node stands in the middle of its neighbours.

use rustc_hash::FxHashSet;

use crate::report::graph::layered::items::{Kind, Layers};

/// Between two nodes of a rank.
const NODE_GAP: i64 = 28;
/// Between a label or a line and what is beside it.
const LABEL_GAP: i64 = 10;
/// Between two lines.
const BEND_GAP: i64 = 16;

/// The middle of each item across.
pub(super) fn across(layers: &Layers) -> Vec<i64> {
    if layers.items.is_empty() {
        return Vec::new();
    }
    let conflicts = conflicts(layers);
    let mut candidates = Vec::new();
    for is_up in [false, true] {
        for is_mirrored in [false, true] {
            let mut aligner = Aligner::new(layers, is_up, is_mirrored);
            aligner.align(&conflicts);
            candidates.push(aligner.compact());
        }
    }
    balance(layers, candidates)
}

/// The pieces that need not be straight: those that cross one between two bends, which is to be,
/// and those of side edges at nodes with a main one.
fn conflicts(layers: &Layers) -> FxHashSet<usize> {
    let mut places = vec![0; layers.items.len()];
    for rank in &layers.ranks {
        for (place, item) in rank.iter().enumerate() {
            places[*item] = place;
        }
    }
    let is_inner = |piece: usize| {
        let piece = layers.pieces[piece];
        [piece.upper, piece.lower].iter().all(|item| layers.items[*item].kind == Kind::Bend)
    };
    let mut conflicts = side_pieces(layers);
    for rank in layers.ranks.iter().skip(1) {
        let (mut from, mut before) = (0, 0);
        for (place, item) in rank.iter().enumerate() {
            let inner = layers.above[*item].iter().copied().find(|piece| is_inner(*piece));
            let is_last = place + 1 == rank.len();
            if inner.is_none() && !is_last {
                continue;
            }
            let until = inner.map_or(usize::MAX, |piece| places[layers.pieces[piece].upper]);
            for other in &rank[from..=place] {
                for piece in &layers.above[*other] {
                    let upper = places[layers.pieces[*piece].upper];
                    if (upper < before || upper > until) && !is_inner(*piece) {
                        conflicts.insert(*piece);
                    }
                }
            }
            (from, before) = (place + 1, if inner.is_some() { until } else { before });
        }
    }
    conflicts
}

/// The pieces of side edges that would pull a node off its main line.
fn side_pieces(layers: &Layers) -> FxHashSet<usize> {
    let is_pulled = |item: usize, pieces: &[Vec<usize>]| {
        let is_main = |piece: &usize| !layers.pieces[*piece].is_side;
        layers.items[item].kind == Kind::Node && pieces[item].iter().any(is_main)
    };
    let places = layers.pieces.iter().enumerate();
    let side = places.filter(|(_, piece)| {
        let pulls = is_pulled(piece.upper, &layers.below) || is_pulled(piece.lower, &layers.above);
        piece.is_side && pulls
    });
    side.map(|(place, _)| place).collect()
}

/// One of the four alignments: from which side ranks are gone through, and from which items.
struct Aligner<'l> {
    layers: &'l Layers,
    is_up: bool,
    is_mirrored: bool,
    /// The ranks in the order in which they are gone through.
    ranks: Vec<Vec<usize>>,
    places: Vec<usize>,
    /// The item that each stands in line with, and how far beside it.
    roots: Vec<usize>,
    shifts: Vec<i64>,
    /// The next item in line; the last one has the first.
    line: Vec<usize>,
}

impl<'l> Aligner<'l> {
    fn new(layers: &'l Layers, is_up: bool, is_mirrored: bool) -> Self {
        let mut ranks = layers.ranks.clone();
        if is_up {
            ranks.reverse();
        }
        let mut places = vec![0; layers.items.len()];
        for rank in &mut ranks {
            if is_mirrored {
                rank.reverse();
            }
            for (place, item) in rank.iter().enumerate() {
                places[*item] = place;
            }
        }
        let roots: Vec<_> = (0..layers.items.len()).collect();
        let (line, shifts) = (roots.clone(), vec![0; roots.len()]);
        Self { layers, is_up, is_mirrored, ranks, places, roots, shifts, line }
    }

    /// The neighbours in the rank before: item, piece, and how far beside it this one stands if
    /// the piece is straight.
    fn neighbours(&self, item: usize) -> Vec<(usize, usize, i64)> {
        let pieces = if self.is_up { &self.layers.below[item] } else { &self.layers.above[item] };
        let sign = if self.is_mirrored { -1 } else { 1 };
        let neighbour = |place: &usize| {
            let piece = self.layers.pieces[*place];
            let shift = piece.upper_port - piece.lower_port;
            if self.is_up {
                (piece.lower, *place, -sign * shift)
            } else {
                (piece.upper, *place, sign * shift)
            }
        };
        let mut neighbours: Vec<_> = pieces.iter().map(neighbour).collect();
        neighbours.sort_by_key(|(item, _, _)| self.places[*item]);
        neighbours
    }

    fn align(&mut self, conflicts: &FxHashSet<usize>) {
        for rank in std::mem::take(&mut self.ranks) {
            let mut taken = None;
            for item in &rank {
                let neighbours = self.neighbours(*item);
                let count = neighbours.len();
                if count == 0 {
                    continue;
                }
                for (other, piece, shift) in &neighbours[(count - 1) / 2..=count / 2] {
                    let place = self.places[*other];
                    let is_free = taken.is_none_or(|taken| taken < place);
                    if self.line[*item] == *item && is_free && !conflicts.contains(piece) {
                        self.roots[*item] = self.roots[*other];
                        self.shifts[*item] = self.shifts[*other] + shift;
                        self.line[*item] = self.roots[*other];
                        self.line[*other] = *item;
                        taken = Some(place);
                    }
                }
            }
            self.ranks.push(rank);
        }
    }

    /// Moves the lines as near to each other as their items allow.
    fn compact(&self) -> Vec<i64> {
        let count = self.layers.items.len();
        let mut after: Vec<Vec<(usize, i64)>> = vec![Vec::new(); count];
        let mut before: Vec<Vec<(usize, i64)>> = vec![Vec::new(); count];
        let mut waits = vec![0_u32; count];
        for rank in &self.ranks {
            for pair in rank.windows(2) {
                let (left, right) = (pair[0], pair[1]);
                let distance = self.distance(left, right) + self.shifts[left] - self.shifts[right];
                let (left, right) = (self.roots[left], self.roots[right]);
                after[left].push((right, distance));
                before[right].push((left, distance));
                waits[right] += 1;
            }
        }
        let mut open: Vec<_> =
            (0..count).filter(|item| self.roots[*item] == *item && waits[*item] == 0).collect();
        let mut sorted = Vec::new();
        while let Some(root) = open.pop() {
            sorted.push(root);
            for (other, _) in &after[root] {
                waits[*other] -= 1;
                if waits[*other] == 0 {
                    open.push(*other);
                }
            }
        }
        let mut at = vec![0_i64; count];
        for root in &sorted {
            let nearest = before[*root].iter().map(|(other, distance)| at[*other] + distance);
            at[*root] = nearest.max().unwrap_or(0);
        }
        // What has nothing before it is drawn to what comes after.
        for root in sorted.iter().rev() {
            let furthest = after[*root].iter().map(|(other, distance)| at[*other] - distance);
            at[*root] = furthest.min().map_or(at[*root], |furthest| furthest.max(at[*root]));
        }
        let sign = if self.is_mirrored { -1 } else { 1 };
        (0..count).map(|item| sign * (at[self.roots[item]] + self.shifts[item])).collect()
    }

    fn distance(&self, left: usize, right: usize) -> i64 {
        let (left, right) = if self.is_mirrored { (right, left) } else { (left, right) };
        let (left, right) = (self.layers.items[left], self.layers.items[right]);
        let gap = match (left.kind, right.kind) {
            (Kind::Bend, Kind::Bend) => BEND_GAP,
            (Kind::Node, Kind::Node) => NODE_GAP,
            _ => LABEL_GAP,
        };
        left.size.half + left.size.behind + gap + right.size.half
    }
}

/// The middle of the four, once they lie over the narrowest.
fn balance(layers: &Layers, mut candidates: Vec<Vec<i64>>) -> Vec<i64> {
    let extent = |at: &[i64]| {
        let reach = layers
            .items
            .iter()
            .zip(at)
            .map(|(item, at)| (at - item.size.half, at + item.size.half + item.size.behind));
        reach.fold((i64::MAX, i64::MIN), |all, one| (all.0.min(one.0), all.1.max(one.1)))
    };
    let extents: Vec<_> = candidates.iter().map(|at| extent(at)).collect();
    let narrowest = extents.iter().min_by_key(|extent| extent.1 - extent.0).copied();
    let narrowest = narrowest.unwrap_or_default();
    for (place, (candidate, extent)) in candidates.iter_mut().zip(extents).enumerate() {
        // Those in the odd places are pushed to the far side.
        let by = if place % 2 == 0 { narrowest.0 - extent.0 } else { narrowest.1 - extent.1 };
        for at in candidate {
            *at += by - narrowest.0;
        }
    }
    let middle = |item: usize| {
        let mut places: Vec<_> = candidates.iter().map(|at| at[item]).collect();
        places.sort_unstable();
        i64::midpoint(places[1], places[2])
    };
    (0..layers.items.len()).map(middle).collect()
}
