//! Where each part of a picture is, in pixels: frame by frame, those inside first, so that a node
//! is as large as what it holds.

use rustc_hash::FxHashMap;

use crate::report::graph::layered::{self, Link, Network, Point, Size};
use crate::report::graph::picture::{Change, Edge, EdgeKind, Look, Node, Picture};
use crate::report::graph::text::{self, Block};

/// Which way a picture runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the top to the bottom.
    #[default]
    Down,
    /// From the left to the right.
    Right,
}

/// The size of the small font.
pub(super) const SMALL_FONT: i64 = 11;
/// That of names is 13, but they are bold.
const NAME_FONT: i64 = 15;
/// The distances between the lines of them.
pub(super) const NAME_LINE: i64 = 17;
pub(super) const SMALL_LINE: i64 = 14;
/// How far a hexagon's sides lean inwards.
pub(super) const LEAN: i64 = 12;
/// Around the text in a box.
pub(super) const PADDING: i64 = 10;

const NAME_WIDTH_MAX: i64 = 220;
const CAPTION_WIDTH_MAX: i64 = 210;
const LABEL_WIDTH_MAX: i64 = 200;
const BOX_WIDTH_MIN: i64 = 110;
const MARK_PIXELS: i64 = 16;
/// Between frames side by side, and around them.
const FRAME_GAP: i64 = 10;
/// Around what is in a frame.
const INSET: i64 = 14;
/// A caption over a frame takes so much.
const FRAME_CAPTION: i64 = 20;
/// How far a loop from a node to itself reaches beyond it.
const LOOP_PIXELS: i64 = 22;

/// A rectangle, its upper left corner first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rectangle {
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
    /// How wide it is.
    pub width: i64,
    /// How high it is.
    pub height: i64,
}

/// Where everything is.
#[derive(Debug, Default)]
pub struct Layout {
    /// How wide and how high the picture is.
    pub size: (i64, i64),
    /// The places of the nodes.
    pub nodes: Vec<Rectangle>,
    /// The places of the frames; the first is that of the whole picture.
    pub frames: Vec<Rectangle>,
    /// The places of the labels of edges, where they have one.
    pub labels: Vec<Option<Rectangle>>,
    /// How much wider each frame is than what is in it.
    spare: Vec<i64>,
    pub(super) texts: Vec<Texts>,
    pub(super) label_texts: Vec<Block>,
    pub(super) lines: Vec<Line>,
}

/// The text in a box.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) name: Block,
    pub(super) caption: Block,
}

/// How an edge runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) points: Vec<Point>,
    pub(super) shared: Vec<Point>,
    pub(super) has_arrow: bool,
}

impl Layout {
    /// The layout of a picture. The cost grows with its size, not with how deep it is nested.
    pub fn of(picture: &Picture<'_>, direction: Direction) -> Self {
        let texts: Vec<_> = picture.nodes.iter().map(texts).collect();
        let label_texts: Vec<_> = picture.edges.iter().map(label).collect();
        let count = picture.edges.len();
        let mut layout = Self {
            size: (0, 0),
            nodes: vec![Rectangle::default(); picture.nodes.len()],
            frames: vec![Rectangle::default(); picture.frames.len()],
            labels: vec![None; count],
            spare: vec![0; picture.frames.len()],
            texts,
            label_texts,
            lines: vec![Line::default(); count],
        };
        // Frames inside others come after them.
        for frame in (0..picture.frames.len()).rev() {
            layout.place_frame(picture, frame, direction);
        }
        for frame in 1..picture.frames.len() {
            layout.move_frame(picture, frame);
        }
        layout.size = layout.frames.first().map_or((0, 0), |all| (all.width, all.height));
        layout
    }

    /// Places what is in a frame, as if that were at the origin.
    fn place_frame(&mut self, picture: &Picture<'_>, number: usize, direction: Direction) {
        let frame = &picture.frames[number];
        for node in &frame.nodes {
            self.size_node(picture, *node, direction);
        }
        let mut network = Network::default();
        let mut locals = FxHashMap::default();
        for (local, node) in frame.nodes.iter().enumerate() {
            locals.insert(*node, local);
            let Rectangle { width, height, .. } = self.nodes[*node];
            let mut size = oriented(width, height, direction);
            if picture.nodes[*node].look == Look::Choice && direction == Direction::Right {
                // It ends in a point there.
                size.reach = 0;
            }
            network.boxes.push(size);
            if Some(*node) == frame.start {
                network.start = Some(local);
            }
        }
        let mut drawn = Vec::new();
        for place in &frame.edges {
            let edge = &picture.edges[*place];
            let from = locals[&edge.from];
            if edge.from == edge.to {
                network.boxes[from].behind += self.loop_room(*place, direction);
            } else {
                let to = locals[&edge.to];
                network.links.push(self.link(picture, *place, from, to, direction));
                drawn.push(*place);
            }
        }
        let placed = layered::place(&network);
        let caption = if frame.label.is_empty() { 0 } else { FRAME_CAPTION };
        let offset = (INSET, INSET + caption);
        let turn = |(across, along): Point| match direction {
            Direction::Down => (across + offset.0, along + offset.1),
            Direction::Right => (along + offset.0, across + offset.1),
        };
        for (node, (middle, along)) in frame.nodes.iter().zip(&placed.boxes) {
            let size = &network.boxes[locals[node]];
            (self.nodes[*node].x, self.nodes[*node].y) = turn((middle - size.half, *along));
        }
        for (place, (route, link)) in drawn.iter().zip(placed.links.iter().zip(&network.links)) {
            let points = |points: &[Point]| points.iter().map(|point| turn(*point)).collect();
            self.lines[*place] = Line {
                points: points(&route.points),
                shared: points(&route.shared),
                has_arrow: route.has_arrow,
            };
            self.labels[*place] = route.label.zip(link.label).map(|((middle, along), size)| {
                let (x, y) = turn((middle - size.half, along));
                let (width, height) = label_size(&self.label_texts[*place]);
                Rectangle { x, y, width, height }
            });
        }
        self.place_loops(picture, number, direction);
        let (width, height) = turn(placed.size);
        let label = text::width(&frame.label, SMALL_FONT).min(LABEL_WIDTH_MAX);
        let width = (width + INSET).max(label + 2 * PADDING);
        self.frames[number] = Rectangle { x: 0, y: 0, width, height: height + INSET };
    }

    /// How large a node is, and where the frames inside it are.
    fn size_node(&mut self, picture: &Picture<'_>, number: usize, direction: Direction) {
        let node = &picture.nodes[number];
        if node.look.is_mark() {
            self.nodes[number] =
                Rectangle { width: MARK_PIXELS, height: MARK_PIXELS, ..Rectangle::default() };
            return;
        }
        let texts = &self.texts[number];
        let badge = if node.retry.is_some() { 40 } else { 0 };
        let name = texts.name.width + if node.frames.is_empty() { 0 } else { badge };
        let caption = texts.caption.width + if node.frames.is_empty() { badge } else { 0 };
        // The sides of a hexagon lean inwards.
        let lean = if node.look == Look::Choice { 2 * PADDING } else { 0 };
        let width = name.max(caption) + 2 * PADDING + 8 + lean;
        let lines = |count: usize, height: i64| i64::try_from(count).unwrap_or(0) * height;
        let height = lines(texts.name.lines.len(), NAME_LINE)
            + lines(texts.caption.lines.len(), SMALL_LINE)
            + 2 * PADDING
            - 2;
        let width = width.max(BOX_WIDTH_MIN);
        self.nodes[number] = Rectangle { width, height, ..Rectangle::default() };
        if !node.frames.is_empty() {
            self.hold_frames(&node.frames, number, direction);
        }
    }

    fn hold_frames(&mut self, frames: &[usize], number: usize, direction: Direction) {
        let Rectangle { mut width, height: header, .. } = self.nodes[number];
        let widest = frames.iter().map(|frame| self.frames[*frame].width).max().unwrap_or(0);
        let highest = frames.iter().map(|frame| self.frames[*frame].height).max().unwrap_or(0);
        let (mut x, mut y) = (FRAME_GAP, header);
        let needed = match direction {
            Direction::Down => {
                frames.iter().map(|frame| self.frames[*frame].width + FRAME_GAP).sum::<i64>()
                    + FRAME_GAP
            }
            Direction::Right => widest + 2 * FRAME_GAP,
        };
        let spare = (width - needed).max(0);
        width = width.max(needed);
        for number in frames {
            let frame = &mut self.frames[*number];
            let natural = frame.width;
            (frame.x, frame.y) = (x, y);
            match direction {
                Direction::Down => {
                    frame.height = highest;
                    if frames.len() == 1 {
                        frame.width += spare;
                    }
                    x += frame.width + FRAME_GAP;
                }
                Direction::Right => {
                    frame.width = widest + spare;
                    y += frame.height + FRAME_GAP;
                }
            }
            self.spare[*number] = frame.width - natural;
        }
        let height = if direction == Direction::Down { header + highest + FRAME_GAP } else { y };
        self.nodes[number] = Rectangle { width, height, ..Rectangle::default() };
    }

    fn link(
        &self,
        picture: &Picture<'_>,
        place: usize,
        from: usize,
        to: usize,
        direction: Direction,
    ) -> Link {
        let edge = &picture.edges[place];
        let text = &self.label_texts[place];
        let (width, height) = label_size(text);
        let label = (!text.lines.is_empty()).then(|| oriented(width, height, direction));
        let is_aside = edge.kind == EdgeKind::Catch;
        let strand = u8::from(is_aside) + 2 * strand(edge.change);
        Link { from, to, label, strand, is_aside, is_traced: edge.taken > 0 }
    }

    /// How much room loops from a node to itself take beside it.
    fn loop_room(&self, edge: usize, direction: Direction) -> i64 {
        let (width, height) = label_size(&self.label_texts[edge]);
        LOOP_PIXELS + 6 + if direction == Direction::Down { width } else { height }
    }

    fn place_loops(&mut self, picture: &Picture<'_>, frame: usize, direction: Direction) {
        let mut used: FxHashMap<usize, i64> = FxHashMap::default();
        for place in &picture.frames[frame].edges {
            let edge = &picture.edges[*place];
            if edge.from != edge.to {
                continue;
            }
            let Rectangle { x, y, width, height } = self.nodes[edge.from];
            let used = used.entry(edge.from).or_default();
            let begin = if direction == Direction::Down { x + width } else { y + height };
            let back = begin + *used + LOOP_PIXELS;
            let spread = 9.min(height / 2 - 4);
            let leans =
                picture.nodes[edge.from].look == Look::Choice && direction == Direction::Down;
            let out = if leans { begin - LEAN * 2 * spread / height } else { begin };
            let (text_width, text_height) = label_size(&self.label_texts[*place]);
            let (points, corner) = match direction {
                Direction::Down => {
                    let middle = y + height.min(60) / 2;
                    let (low, high) = (middle + spread, middle - spread);
                    let points = vec![(out, low), (back, low), (back, high), (out, high)];
                    (points, (back + 4, middle - text_height / 2))
                }
                Direction::Right => {
                    let middle = x + width.min(120) / 2;
                    let (low, high) = (middle + spread, middle - spread);
                    let points = vec![(low, out), (low, back), (high, back), (high, out)];
                    (points, (middle - text_width / 2, back + 4))
                }
            };
            self.lines[*place] = Line { points, shared: Vec::new(), has_arrow: true };
            if !self.label_texts[*place].lines.is_empty() {
                let (x, y) = corner;
                self.labels[*place] =
                    Some(Rectangle { x, y, width: text_width, height: text_height });
            }
            *used += self.loop_room(*place, direction);
        }
    }

    /// Moves a frame, and what is in it, to where its holder is.
    fn move_frame(&mut self, picture: &Picture<'_>, number: usize) {
        let frame = &picture.frames[number];
        let Some(holder) = frame.holder.map(|holder| self.nodes[holder]) else { return };
        let size = self.frames[number];
        let (x, y) = (size.x + holder.x, size.y + holder.y);
        // What a frame has been widened by lies on both sides.
        let aside = self.spare[number] / 2;
        (self.frames[number].x, self.frames[number].y) = (x, y);
        let moved = |rectangle: &mut Rectangle| {
            rectangle.x += x + aside;
            rectangle.y += y;
        };
        for node in &frame.nodes {
            moved(&mut self.nodes[*node]);
        }
        for edge in &frame.edges {
            self.labels[*edge].iter_mut().for_each(moved);
            let line = &mut self.lines[*edge];
            for point in line.points.iter_mut().chain(&mut line.shared) {
                *point = (point.0 + x + aside, point.1 + y);
            }
        }
    }
}

fn texts(node: &Node<'_>) -> Texts {
    Texts {
        name: text::block(&node.name, NAME_FONT, NAME_WIDTH_MAX, 3),
        caption: text::block(&node.caption, SMALL_FONT, CAPTION_WIDTH_MAX, 1),
    }
}

/// The label of an edge: each of its lines, as far as there is room.
fn label(edge: &Edge) -> Block {
    const LABELS_SHOWN: usize = 4;
    let mut all = Block::default();
    let lines_each = if edge.labels.len() == 1 { 3 } else { 1 };
    for label in edge.labels.iter().take(LABELS_SHOWN) {
        let block = text::block(label, SMALL_FONT, LABEL_WIDTH_MAX, lines_each);
        all.width = all.width.max(block.width);
        all.lines.extend(block.lines);
    }
    if edge.labels.len() > LABELS_SHOWN {
        all.lines.push(format!("… {} more", edge.labels.len() - LABELS_SHOWN));
        all.width = all.width.max(60);
    }
    all
}

/// How large the label of an edge is.
fn label_size(text: &Block) -> (i64, i64) {
    if text.lines.is_empty() {
        return (0, 0);
    }
    (text.width + 10, i64::try_from(text.lines.len()).unwrap_or(0) * SMALL_LINE + 5)
}

fn oriented(width: i64, height: i64, direction: Direction) -> Size {
    let (across, along) = match direction {
        Direction::Down => (width, height),
        Direction::Right => (height, width),
    };
    // Half of an odd size, and one pixel behind.
    Size { half: across / 2, behind: across % 2, reach: (across / 2 - 8).max(0), along }
}

fn strand(change: Change) -> u8 {
    match change {
        Change::None => 0,
        Change::Added => 1,
        Change::Removed => 2,
        Change::Changed => 3,
    }
}
