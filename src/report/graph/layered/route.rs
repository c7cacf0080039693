//! Where ranks lie along, and the corners of the edges between them.

use rustc_hash::FxHashMap;

use crate::report::graph::layered::items::{Kind, Layers, Piece, Way};
use crate::report::graph::layered::tracks::{Bundle, tracks};
use crate::report::graph::layered::{Network, Placed, Point, Route};

/// Between two tracks.
const TRACK_PIXELS: i64 = 9;
/// Between a rank and the first track, and between the last and the next rank; more where an
/// arrow must be seen.
const MARGIN_PIXELS: i64 = 9;
const ARROW_PIXELS: i64 = 18;

/// Puts together what has been found out.
pub(super) fn finish(network: &Network, layers: &Layers, across: &[i64]) -> Placed {
    let mut router = Router {
        layers,
        across,
        tops: Vec::new(),
        tracks: vec![0; layers.pieces.len()],
        is_traced: vec![false; layers.items.len()],
        length: 0,
    };
    router.add_ranks();
    let nodes = network.boxes.len();
    let boxes = (0..nodes).map(|node| (across[node], router.top(node))).collect();
    let mut links = Vec::with_capacity(network.links.len());
    for (link, way) in network.links.iter().zip(&layers.ways) {
        let route = if way.is_straight {
            router.straight(link.from, link.to)
        } else {
            router.route(way, link.is_traced)
        };
        links.push(route);
    }
    let length = router.length;
    let mut placed = Placed { boxes, links, size: (0, length) };
    normalise(&mut placed, layers, across);
    placed
}

/// Moves everything to where the space begins.
fn normalise(placed: &mut Placed, layers: &Layers, across: &[i64]) {
    let items = layers.items.iter().zip(across);
    let reach =
        items.map(|(item, at)| (at - item.size.half, at + item.size.half + item.size.behind));
    let (left, right) =
        reach.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1))).unwrap_or_default();
    for (across, _) in &mut placed.boxes {
        *across -= left;
    }
    for route in &mut placed.links {
        let points = route.points.iter_mut().chain(&mut route.shared).chain(&mut route.label);
        for (across, _) in points {
            *across -= left;
        }
    }
    placed.size.0 = right - left;
}

struct Router<'l> {
    layers: &'l Layers,
    across: &'l [i64],
    /// Where each rank begins along.
    tops: Vec<i64>,
    /// Where each piece runs across, along.
    tracks: Vec<i64>,
    /// The bends whose line has been given as a whole.
    is_traced: Vec<bool>,
    length: i64,
}

impl Router<'_> {
    fn add_ranks(&mut self) {
        let layers = self.layers;
        let mut by_rank: Vec<Vec<usize>> = vec![Vec::new(); layers.ranks.len()];
        for (place, piece) in layers.pieces.iter().enumerate() {
            by_rank[layers.items[piece.upper].rank].push(place);
        }
        let mut top = 0;
        for (rank, pieces) in layers.ranks.iter().zip(&by_rank) {
            self.tops.push(top);
            let height = rank.iter().map(|item| layers.items[*item].size.along).max();
            let bottom = top + height.unwrap_or(0);
            self.length = bottom;
            top = bottom + self.add_tracks(bottom, pieces);
        }
    }

    /// Gives the pieces below a rank their tracks; how much room they take.
    fn add_tracks(&mut self, bottom: i64, pieces: &[usize]) -> i64 {
        let mut places: FxHashMap<(usize, i64), usize> = FxHashMap::default();
        let mut bundles: Vec<Bundle> = Vec::new();
        let mut bundle_of = Vec::with_capacity(pieces.len());
        for place in pieces {
            let piece = self.layers.pieces[*place];
            let (from, to) = self.ends(&piece);
            let bundle = *places.entry((piece.upper, piece.upper_port)).or_insert_with(|| {
                bundles.push(Bundle { from, to: Vec::new() });
                bundles.len() - 1
            });
            bundles[bundle].to.push(to);
            bundle_of.push(bundle);
        }
        let (tracks, count) = tracks(&bundles);
        let is_node = |item: usize| self.layers.items[item].kind == Kind::Node;
        let has_node = |upper: bool| {
            pieces.iter().any(|place| {
                let piece = self.layers.pieces[*place];
                is_node(if upper { piece.upper } else { piece.lower })
            })
        };
        let before = if has_node(true) { ARROW_PIXELS } else { MARGIN_PIXELS };
        let after = if has_node(false) { ARROW_PIXELS } else { MARGIN_PIXELS };
        let pixels = |tracks: usize| TRACK_PIXELS * i64::try_from(tracks).unwrap_or(0);
        for (place, bundle) in pieces.iter().zip(bundle_of) {
            self.tracks[*place] = bottom + before + pixels(tracks[bundle]);
        }
        before + after + pixels(count.saturating_sub(1))
    }

    fn ends(&self, piece: &Piece) -> (i64, i64) {
        let from = self.across[piece.upper] + piece.upper_port;
        (from, self.across[piece.lower] + piece.lower_port)
    }

    fn top(&self, item: usize) -> i64 {
        self.tops[self.layers.items[item].rank]
    }

    /// Where an item ends along; an edge runs through a bend.
    fn bottom(&self, item: usize) -> i64 {
        self.top(item) + self.layers.items[item].size.along
    }

    fn route(&mut self, way: &Way, is_traced: bool) -> Route {
        let mut points = Vec::new();
        for piece in &way.pieces {
            self.add_points(&mut points, *piece, way.is_turned);
        }
        let mut shared = Vec::new();
        if is_traced {
            self.trace(&mut shared, way);
        }
        let label = way.label.map(|label| (self.across[label], self.top(label)));
        Route { points, shared, has_arrow: way.joins.is_none(), label }
    }

    /// Follows the shared line to the node, as far as no one has done so yet.
    fn trace(&mut self, points: &mut Vec<Point>, way: &Way) {
        for piece in &way.pieces {
            let piece = self.layers.pieces[*piece];
            self.is_traced[if way.is_turned { piece.upper } else { piece.lower }] = true;
        }
        let mut at = way.joins;
        while let Some(piece) = at.and_then(|item| self.layers.onward[item]) {
            self.add_points(points, piece, way.is_turned);
            let piece = self.layers.pieces[piece];
            let next = if way.is_turned { piece.upper } else { piece.lower };
            let is_seen = std::mem::replace(&mut self.is_traced[next], true);
            at = Some(next).filter(|_| !is_seen);
        }
    }

    /// Adds the corners of a piece, in the direction of its edge.
    fn add_points(&self, points: &mut Vec<Point>, place: usize, is_turned: bool) {
        let piece = self.layers.pieces[place];
        let (from, to) = self.ends(&piece);
        let track = self.tracks[place];
        let mut corners = vec![(from, self.bottom(piece.upper))];
        if from != to {
            corners.extend([(from, track), (to, track)]);
        }
        corners.push((to, self.top(piece.lower)));
        if is_turned {
            corners.reverse();
        }
        for corner in corners {
            add_corner(points, corner);
        }
    }

    fn straight(&self, from: usize, to: usize) -> Route {
        let points = if self.top(from) < self.top(to) {
            vec![(self.across[from], self.bottom(from)), (self.across[to], self.top(to))]
        } else {
            vec![(self.across[from], self.top(from)), (self.across[to], self.bottom(to))]
        };
        Route { points, shared: Vec::new(), has_arrow: true, label: None }
    }
}

/// Adds a corner; one that lies on the line between its neighbours is none.
fn add_corner(points: &mut Vec<Point>, corner: Point) {
    if points.last() == Some(&corner) {
        return;
    }
    if let [.., before, last] = points.as_slice() {
        let is_upright = before.0 == last.0 && last.0 == corner.0;
        let is_level = before.1 == last.1 && last.1 == corner.1;
        if is_upright || is_level {
            points.pop();
        }
    }
    points.push(corner);
}
