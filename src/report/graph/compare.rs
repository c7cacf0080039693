//! Two machines as one picture: what is new, what is gone, what is not the same.

use rustc_hash::FxHashMap;

use crate::report::graph::picture::{Change, Edge, EdgeKind, Frame, Look, Node, Picture};
use crate::syntax::tree::{Kind, Value};

impl<'t> Picture<'t> {
    /// Draws what differs from an older machine, whose states are matched by their names and
    /// those of the states around them.
    pub fn compare(&mut self, old: Picture<'t>) {
        self.is_compared = true;
        for node in &mut self.nodes {
            node.change = Change::Added;
        }
        for frame in self.frames.iter_mut().skip(1) {
            frame.change = Change::Added;
        }
        let mut merger = Merger::default();
        for (place, node) in self.nodes.iter().enumerate() {
            merger.nodes.insert(key(node.frame, node), place);
        }
        let mut places = vec![0; old.nodes.len()];
        let Picture { frames, nodes, edges, .. } = old;
        let mut nodes: Vec<_> = nodes.into_iter().map(Some).collect();
        for frame in frames {
            let members = frame.nodes.clone();
            let frame = merger.frame(self, frame, &places);
            for member in members {
                let node = nodes[member].take().expect("a node lies in one frame");
                places[member] = merger.node(self, frame, node);
            }
        }
        self.compare_edges(edges, &places);
    }

    fn compare_edges(&mut self, old: Vec<Edge>, places: &[usize]) {
        let mut known: FxHashMap<(usize, usize, EdgeKind), usize> = FxHashMap::default();
        for (place, edge) in self.edges.iter_mut().enumerate() {
            edge.change = Change::Added;
            known.insert((edge.from, edge.to, edge.kind), place);
        }
        for mut edge in old {
            (edge.from, edge.to) = (places[edge.from], places[edge.to]);
            if let Some(same) = known.get(&(edge.from, edge.to, edge.kind)) {
                let same = &mut self.edges[*same];
                let is_same = same.labels == edge.labels;
                same.change = if is_same { Change::None } else { Change::Changed };
            } else {
                edge.change = Change::Removed;
                self.add_edge(edge);
            }
        }
    }
}

type Key = (usize, Look, String);

/// States are told apart by their names, whatever their types; marks by what they are.
fn key(frame: usize, node: &Node<'_>) -> Key {
    let look = if node.look.is_mark() { node.look } else { Look::Unknown };
    (frame, look, node.name.clone())
}

#[derive(Default)]
struct Merger {
    /// The nodes of the new picture.
    nodes: FxHashMap<Key, usize>,
    /// How many frames of a node have met their like.
    met: FxHashMap<usize, usize>,
}

impl Merger {
    /// The frame of the new picture for one of the old, made where there is none.
    fn frame(&mut self, picture: &mut Picture<'_>, old: Frame, places: &[usize]) -> usize {
        let Some(holder) = old.holder.map(|holder| places[holder]) else { return 0 };
        let met = self.met.entry(holder).or_default();
        *met += 1;
        if let Some(place) = picture.nodes[holder].frames.get(*met - 1) {
            picture.frames[*place].change = Change::None;
            return *place;
        }
        let place = picture.frames.len();
        picture.nodes[holder].frames.push(place);
        let (nodes, edges, holder) = (Vec::new(), Vec::new(), Some(holder));
        let change = Change::Removed;
        picture.frames.push(Frame { holder, nodes, edges, start: None, change, ..old });
        place
    }

    /// The node of the new picture for one of the old, made where there is none.
    fn node<'t>(&mut self, picture: &mut Picture<'t>, frame: usize, old: Node<'t>) -> usize {
        if let Some(place) = self.nodes.get(&key(frame, &old)) {
            let node = &mut picture.nodes[*place];
            node.change = if is_same(&old, node) { Change::None } else { Change::Changed };
            return *place;
        }
        let is_start = old.look == Look::Start;
        let node = Node { frame, frames: Vec::new(), change: Change::Removed, ..old };
        let key = key(frame, &node);
        let place = picture.add_node(node);
        self.nodes.insert(key, place);
        if is_start {
            picture.frames[frame].start = Some(place);
        }
        place
    }
}

fn is_same(old: &Node<'_>, new: &Node<'_>) -> bool {
    match (old.object, new.object) {
        (Some(old), Some(new)) => is_same_state(old, new),
        (old, new) => old.is_none() && new.is_none(),
    }
}

/// Whether two states are the same, the machines inside them aside: what differs in those is
/// shown there.
fn is_same_state(old: Value<'_>, new: Value<'_>) -> bool {
    let mut open = vec![(old, new)];
    let mut is_state = true;
    while let Some((old, new)) = open.pop() {
        let is_alike = match (old.kind(), new.kind()) {
            (Kind::Object, Kind::Object) => {
                let (old, new) = (members(old, is_state), members(new, is_state));
                open.extend(old.iter().zip(&new).map(|(old, new)| (old.1, new.1)));
                old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| old.0 == new.0)
            }
            (Kind::Array, Kind::Array) => {
                let (old, new): (Vec<_>, Vec<_>) = (old.items().collect(), new.items().collect());
                open.extend(old.iter().copied().zip(new.iter().copied()));
                old.len() == new.len()
            }
            (Kind::Opaque, Kind::Opaque) => old.literal() == new.literal(),
            (one, other) => one == other && old.text() == new.text(),
        };
        if !is_alike {
            return false;
        }
        is_state = false;
    }
    true
}

/// The members of an object by name; of a state, without the machines inside.
fn members(object: Value<'_>, is_state: bool) -> Vec<(&str, Value<'_>)> {
    const MACHINES: [&str; 3] = ["Branches", "ItemProcessor", "Iterator"];
    let mut members: Vec<_> =
        object.members().map(|member| (member.name(), member.value)).collect();
    if is_state {
        members.retain(|(name, _)| !MACHINES.contains(name));
        let inner = ["ItemProcessor", "Iterator"].into_iter().filter_map(|name| object.get(name));
        let config = inner.filter_map(|processor| processor.get("ProcessorConfig"));
        members.extend(config.map(|config| ("ProcessorConfig", config)));
    }
    members.sort_by_key(|(name, _)| *name);
    members
}
