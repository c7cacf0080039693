//! A layered drawing of one directed graph, after Sugiyama: cycles are turned, nodes ranked,
//! each rank ordered so that few edges cross, then nodes are placed and edges led around them.
//!
//! It knows no frames and no shapes: a node is a size, and what runs *along* is the direction of
//! the edges, what runs *across* that of a rank. The crates that do this either draw each edge as
//! a line through whatever is in its way, or leave no room for labels.

mod items;
mod order;
mod place;
mod ranks;
mod route;
mod tracks;

/// A place: across, then along.
pub(super) type Point = (i64, i64);

/// What is to be drawn.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// The nodes.
    pub(super) boxes: Vec<Size>,
    /// The edges between different nodes.
    pub(super) links: Vec<Link>,
    /// Where to begin.
    pub(super) start: Option<usize>,
}

/// How large something is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// How far it reaches across to either side of its middle.
    pub(super) half: i64,
    /// How much more room it takes across, behind it.
    pub(super) behind: i64,
    /// How far from its middle an edge may leave or enter it.
    pub(super) reach: i64,
    pub(super) along: i64,
}

/// An edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How large its label is.
    pub(super) label: Option<Size>,
    /// Edges of different strands never share a line.
    pub(super) strand: u8,
    /// Whether it leaves and enters beside the middle, where there is another edge in the middle.
    pub(super) is_aside: bool,
    /// Whether all of its way is wanted, even where another edge draws it.
    pub(super) is_traced: bool,
}

/// Where everything is.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// The middle of each node across, and where it begins along.
    pub(super) boxes: Vec<Point>,
    pub(super) links: Vec<Route>,
    /// How far everything reaches.
    pub(super) size: Point,
}

/// How an edge runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// The corners of its line, as far as it has one of its own: it may join that of another edge
    /// to the same node.
    pub(super) points: Vec<Point>,
    /// The rest of its way to the node, where another edge draws it; if it is wanted, and no
    /// edge before has it.
    pub(super) shared: Vec<Point>,
    /// Whether it ends with an arrow: it does not join another.
    pub(super) has_arrow: bool,
    /// The middle of its label across, and where that begins along.
    pub(super) label: Option<Point>,
}

/// Finds a place for everything.
pub(super) fn place(network: &Network) -> Placed {
    let turned = ranks::turned(network);
    let ranks = ranks::ranks(network, &turned);
    let mut layers = items::layers(network, &turned, &ranks);
    order::reduce_crossings(&mut layers);
    let across = place::across(&layers);
    route::finish(network, &layers, &across)
}
