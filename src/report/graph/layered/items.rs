//! The ranks filled: nodes, labels, and a bend wherever an edge crosses a rank.

use rustc_hash::FxHashMap;

use crate::report::graph::layered::{Link, Network, Size};

/// How far beside the middle of a node the next edge leaves or enters.
const PORT_PIXELS: i64 = 14;
/// With more items than this, edges across many ranks are drawn as straight lines.
const ITEMS_MAX: usize = 120_000;
/// How many ranks these are.
const RANKS_FEW: usize = 24;

/// What has a place in a rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) size: Size,
    pub(super) rank: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Node,
    Label,
    Bend,
}

/// A piece of an edge between two ranks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// How far beside the middle of the upper item it begins.
    pub(super) upper_port: i64,
    /// How far beside the middle of the lower item it ends.
    pub(super) lower_port: i64,
    /// Whether it belongs to an edge that leads back, or runs aside.
    pub(super) is_side: bool,
}

/// The way of an edge: the pieces in its own direction.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) pieces: Vec<usize>,
    /// The bend from which on another edge draws it.
    pub(super) joins: Option<usize>,
    pub(super) is_turned: bool,
    is_side: bool,
    pub(super) label: Option<usize>,
    /// It is drawn as a straight line.
    pub(super) is_straight: bool,
}

/// The items by rank, and what is between them. The first items are the nodes.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) items: Vec<Item>,
    pub(super) pieces: Vec<Piece>,
    pub(super) ways: Vec<Way>,
    /// For each bend and label, the piece by which the edge goes on.
    pub(super) onward: Vec<Option<usize>>,
    pub(super) ranks: Vec<Vec<usize>>,
    /// For each item, the pieces to the rank above.
    pub(super) above: Vec<Vec<usize>>,
    /// For each item, the pieces to the rank below.
    pub(super) below: Vec<Vec<usize>>,
}

pub(super) fn layers(network: &Network, turned: &[bool], ranks: &[usize]) -> Layers {
    let ports = Ports::new(network, turned);
    let mut filler =
        Filler { layers: Layers::default(), trunks: FxHashMap::default(), network, ports, ranks };
    for (size, rank) in network.boxes.iter().zip(ranks) {
        filler.add_item(Kind::Node, *size, *rank);
    }
    for (link, is_turned) in network.links.iter().zip(turned) {
        filler.add_way(link, *is_turned);
    }
    filler.finish()
}

/// Which strands of edges leave and enter each node, above and below.
struct Ports {
    sides: FxHashMap<(usize, bool), Vec<i64>>,
    reaches: Vec<i64>,
}

impl Ports {
    fn new(network: &Network, turned: &[bool]) -> Self {
        let mut sides: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (link, is_turned) in network.links.iter().zip(turned) {
            let lane = lane(link, *is_turned);
            for side in [(link.from, !is_turned), (link.to, *is_turned)] {
                let lanes: &mut Vec<_> = sides.entry(side).or_default();
                if !lanes.contains(&lane) {
                    lanes.push(lane);
                }
            }
        }
        let reaches = network.boxes.iter().map(|size| size.reach).collect();
        Self { sides, reaches }
    }

    /// How far beside the middle of a node an edge leaves or enters; alone, it has the middle.
    fn of(&self, node: usize, is_below: bool, lane: i64) -> i64 {
        let is_alone = self.sides.get(&(node, is_below)).is_none_or(|lanes| lanes.len() < 2);
        let furthest = self.reaches[node];
        if is_alone { 0 } else { (lane * PORT_PIXELS).clamp(-furthest, furthest) }
    }
}

/// On which line of a bundle an edge runs: the main one in the middle, back edges before it.
fn lane(link: &Link, is_turned: bool) -> i64 {
    match (is_turned, link.is_aside) {
        (false, false) => 0,
        (false, true) => 1,
        (true, false) => -1,
        (true, true) => -2,
    }
}

/// To which node a shared line leads, of which strand, turned or not, and in which rank.
type Trunk = (usize, u8, bool, usize);

struct Filler<'n> {
    layers: Layers,
    /// The bends of shared lines.
    trunks: FxHashMap<Trunk, usize>,
    network: &'n Network,
    ports: Ports,
    ranks: &'n [usize],
}

impl Filler<'_> {
    fn add_item(&mut self, kind: Kind, size: Size, rank: usize) -> usize {
        self.layers.items.push(Item { kind, size, rank });
        self.layers.onward.push(None);
        self.layers.items.len() - 1
    }

    fn add_way(&mut self, link: &Link, is_turned: bool) {
        let lane = lane(link, is_turned);
        let (mut rank, last) = (self.ranks[link.from], self.ranks[link.to]);
        let mut way = Way { is_turned, is_side: lane != 0, ..Way::default() };
        if self.layers.items.len() > ITEMS_MAX && rank.abs_diff(last) > RANKS_FEW {
            way.is_straight = true;
            self.layers.ways.push(way);
            return;
        }
        let mut port = self.ports.of(link.from, !is_turned, lane);
        let mut at = link.from;
        if let Some(size) = link.label {
            rank = step(rank, is_turned);
            let label = self.add_item(Kind::Label, size, rank);
            way.label = Some(label);
            self.lead(&mut way, (at, port), (label, 0));
            (at, port) = (label, 0);
        }
        loop {
            rank = step(rank, is_turned);
            if rank == last {
                let end = (link.to, self.ports.of(link.to, is_turned, lane));
                self.lead(&mut way, (at, port), end);
                break;
            }
            let trunk = (link.to, link.strand, is_turned, rank);
            if let Some(bend) = self.trunks.get(&trunk).copied() {
                self.lead(&mut way, (at, port), (bend, 0));
                way.joins = Some(bend);
                break;
            }
            let bend = self.add_item(Kind::Bend, Size::default(), rank);
            self.lead(&mut way, (at, port), (bend, 0));
            self.trunks.insert(trunk, bend);
            (at, port) = (bend, 0);
        }
        self.layers.ways.push(way);
    }

    /// Leads an edge one rank on.
    fn lead(&mut self, way: &mut Way, from: (usize, i64), to: (usize, i64)) {
        let piece = self.add_piece(way, from, to);
        if self.layers.items[from.0].kind != Kind::Node {
            self.layers.onward[from.0] = Some(piece);
        }
        way.pieces.push(piece);
    }

    fn add_piece(&mut self, way: &Way, from: (usize, i64), to: (usize, i64)) -> usize {
        let Way { is_turned, is_side, .. } = *way;
        let (upper, lower) = if is_turned { (to, from) } else { (from, to) };
        let piece = Piece {
            upper: upper.0,
            lower: lower.0,
            upper_port: upper.1,
            lower_port: lower.1,
            is_side,
        };
        self.layers.pieces.push(piece);
        self.layers.pieces.len() - 1
    }

    /// Gives the items their order to begin with: that in which a walk along the edges meets them.
    fn finish(self) -> Layers {
        let mut layers = self.layers;
        let count = layers.items.len();
        (layers.above, layers.below) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (place, piece) in layers.pieces.iter().enumerate() {
            layers.below[piece.upper].push(place);
            layers.above[piece.lower].push(place);
        }
        let ranks = layers.items.iter().map(|item| item.rank + 1).max().unwrap_or(0);
        layers.ranks = vec![Vec::new(); ranks];
        let mut is_met = vec![false; count];
        let mut first: Vec<_> = (0..self.network.boxes.len()).collect();
        first.sort_by_key(|node| (self.network.start != Some(*node), layers.items[*node].rank));
        let mut open = Vec::new();
        for node in first {
            open.push(node);
            while let Some(item) = open.pop() {
                if !std::mem::replace(&mut is_met[item], true) {
                    layers.ranks[layers.items[item].rank].push(item);
                    let below = layers.below[item].iter().rev();
                    open.extend(below.map(|piece| layers.pieces[*piece].lower));
                }
            }
        }
        layers
    }
}

fn step(rank: usize, is_turned: bool) -> usize {
    if is_turned { rank - 1 } else { rank + 1 }
}
