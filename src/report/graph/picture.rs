//! What is to be seen of a state machine, whatever it is drawn with: nodes, edges, and the frames
//! of what is nested.

use rustc_hash::FxHashMap;

use crate::model::{State, StateId, StateKind, Via};
use crate::report::graph::captions::on_one_line;
use crate::report::graph::marks::Mark;
use crate::syntax::tree::Value;

/// A state machine as a picture. Frames and nodes are spoken of by their places in the lists.
#[derive(Debug)]
pub struct Picture<'t> {
    /// What the machine says of itself.
    pub comment: Option<String>,
    /// The top level first, then branches and item processors, outer first.
    pub frames: Vec<Frame>,
    /// The nodes, frame by frame.
    pub nodes: Vec<Node<'t>>,
    /// The edges, each between two nodes of one frame.
    pub edges: Vec<Edge>,
    /// Whether an execution is drawn on it.
    pub is_marked: bool,
    /// Whether another machine is compared with it.
    pub is_compared: bool,
    pub(super) nodes_of_states: Vec<usize>,
    pub(super) edges_of_transitions: FxHashMap<(StateId, Via), usize>,
}

/// The top level, a branch, or an item processor.
#[derive(Debug)]
pub struct Frame {
    /// The node that it lies in; none for the top level.
    pub holder: Option<usize>,
    /// What it is called.
    pub label: String,
    /// Its nodes.
    pub nodes: Vec<usize>,
    /// Its edges.
    pub edges: Vec<usize>,
    /// Where it begins.
    pub start: Option<usize>,
    /// Whether it is in one machine of two only.
    pub change: Change,
}

/// A state, a mark of a beginning or an end, or a state that is not there.
#[derive(Debug)]
pub struct Node<'t> {
    /// The frame that it lies in.
    pub frame: usize,
    /// What it is.
    pub look: Look,
    /// The state's name; empty for marks.
    pub name: String,
    /// What type of state it is, and the one thing more that people ask first.
    pub caption: String,
    /// The state's comment.
    pub comment: Option<String>,
    /// How often it is tried again at most, and after which errors.
    pub retry: Option<(u64, String)>,
    /// The frames inside.
    pub frames: Vec<usize>,
    /// Whether some walk from the start of its frame meets it, or may do so.
    pub is_reached: bool,
    /// What became of it in an execution.
    pub mark: Option<Mark>,
    /// How it differs between two machines.
    pub change: Change,
    /// The state.
    pub object: Option<Value<'t>>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// Where a frame begins.
    Start,
    /// Where a frame ends well.
    End,
    /// A Pass state.
    Pass,
    /// A Task state.
    Task,
    /// A Choice state.
    Choice,
    /// A Wait state.
    Wait,
    /// A Succeed state.
    Succeed,
    /// A Fail state.
    Fail,
    /// A Parallel state.
    Parallel,
    /// A Map state.
    Map,
    /// A state of a type that does not exist, or is not known.
    Unknown,
    /// What a transition leads to and is no state of the frame.
    Missing,
}

/// A way from one node to another. Those that only differ in when they are taken are one.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it begins.
    pub from: usize,
    /// Where it leads.
    pub to: usize,
    /// What makes it be taken.
    pub kind: EdgeKind,
    /// When it is taken, one line each: conditions, error names.
    pub labels: Vec<String>,
    /// How often an execution has taken it.
    pub taken: u64,
    /// How it differs between two machines.
    pub change: Change,
}

/// What makes an edge be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EdgeKind {
    /// The frame begins.
    Start,
    /// The state is done.
    Next,
    /// A choice rule matches.
    Choice,
    /// No choice rule matches.
    Default,
    /// A catcher matches.
    Catch,
    /// The state is done, and the frame with it.
    End,
}

/// How something differs between two machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Change {
    /// Not at all.
    #[default]
    None,
    /// The new machine alone has it.
    Added,
    /// The old machine alone has it.
    Removed,
    /// Both have it, and it is not the same.
    Changed,
}

impl Look {
    /// Whether it is a mark without a name.
    pub const fn is_mark(self) -> bool {
        matches!(self, Self::Start | Self::End)
    }

    pub(super) fn of(state: &State<'_>) -> Self {
        match state.kind {
            StateKind::Pass => Self::Pass,
            StateKind::Task(_) => Self::Task,
            StateKind::Choice { .. } => Self::Choice,
            StateKind::Wait(_) => Self::Wait,
            StateKind::Succeed => Self::Succeed,
            StateKind::Fail => Self::Fail,
            StateKind::Parallel(_) => Self::Parallel,
            StateKind::Map(_) => Self::Map,
            StateKind::Unknown => Self::Unknown,
        }
    }
}

impl<'t> Picture<'t> {
    pub(super) fn add_node(&mut self, node: Node<'t>) -> usize {
        let place = self.nodes.len();
        self.frames[node.frame].nodes.push(place);
        self.nodes.push(node);
        place
    }

    pub(super) fn add_edge(&mut self, edge: Edge) -> usize {
        let place = self.edges.len();
        self.frames[self.nodes[edge.from].frame].edges.push(place);
        self.edges.push(edge);
        place
    }
}

impl Node<'_> {
    /// How often it is tried again, and how often it was visited, after its caption.
    pub(super) fn counts(&self) -> String {
        let retry = self.retry.as_ref().map(|(most, _)| format!(" · ↻ {most}"));
        let visits = self.mark.map(|mark| format!(" · ×{}", mark.count));
        retry.unwrap_or_default() + &visits.unwrap_or_default()
    }

    pub(super) fn new(frame: usize, look: Look, name: &str) -> Self {
        Self {
            frame,
            look,
            name: on_one_line(name),
            caption: String::new(),
            comment: None,
            retry: None,
            frames: Vec::new(),
            is_reached: true,
            mark: None,
            change: Change::None,
            object: None,
        }
    }
}
