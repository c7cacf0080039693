//! Makes the picture of a state machine: scope by scope, its states first, then what leads where.

use rustc_hash::FxHashMap;

use crate::analysis::Graph;
use crate::model::{Handler, Scope, ScopeId, StateId, StateKind, StateMachine, Via};
use crate::report::graph::captions::{self, on_one_line};
use crate::report::graph::condition;
use crate::report::graph::picture::{Change, Edge, EdgeKind, Frame, Look, Node, Picture};
use crate::syntax::tree::{Kind, Value};

impl<'t> Picture<'t> {
    /// The picture of a state machine.
    pub fn of(machine: &StateMachine<'t>) -> Self {
        let picture = Self {
            comment: comment(machine.root),
            frames: Vec::with_capacity(machine.scopes.len()),
            nodes: Vec::with_capacity(machine.states.len()),
            edges: Vec::with_capacity(machine.states.len() * 2),
            is_marked: false,
            is_compared: false,
            nodes_of_states: Vec::with_capacity(machine.states.len()),
            edges_of_transitions: FxHashMap::default(),
        };
        let graph = Graph::new(machine);
        let mut painter = Painter {
            machine,
            graph,
            picture,
            missing: FxHashMap::default(),
            known: FxHashMap::default(),
        };
        for (index, scope) in machine.scopes.iter().enumerate() {
            painter.add_frame(ScopeId(index as u32), scope);
        }
        painter.picture
    }
}

/// The picture while it is being made.
struct Painter<'m, 't> {
    machine: &'m StateMachine<'t>,
    graph: Graph<'t>,
    picture: Picture<'t>,
    /// The nodes for what is no state, by frame and name.
    missing: FxHashMap<(usize, &'t str), usize>,
    /// The edges by their ends; choice rules and `Default` are told apart by their labels only.
    known: FxHashMap<(usize, usize, EdgeKind), usize>,
}

impl<'t> Painter<'_, 't> {
    fn add_frame(&mut self, id: ScopeId, scope: &Scope<'t>) {
        let place = self.picture.frames.len();
        let holder =
            scope.holder.map(|StateId(state)| self.picture.nodes_of_states[state as usize]);
        let label = self.label(scope, holder);
        if let Some(holder) = holder {
            self.picture.nodes[holder].frames.push(place);
        }
        let (nodes, edges) = (Vec::new(), Vec::new());
        let frame = Frame { holder, label, nodes, edges, start: None, change: Change::None };
        self.picture.frames.push(frame);
        let start = self.picture.add_node(Node::new(place, Look::Start, ""));
        self.picture.frames[place].start = Some(start);
        for state in scope.state_ids() {
            let node = self.node(place, state);
            let node = self.picture.add_node(node);
            self.picture.nodes_of_states.push(node);
        }
        if let Some(target) = scope.start_at.filter(|start| start.kind() != Kind::Missing) {
            let to = self.target(id, place, target);
            self.add_edge(start, to, EdgeKind::Start, None);
        }
        for state in scope.state_ids() {
            self.add_edges(id, place, state);
        }
        self.add_ends(scope, place);
    }

    /// What a frame is called, said before it is one of its holder's.
    fn label(&self, scope: &Scope<'t>, holder: Option<usize>) -> String {
        let Some(holder) = holder else { return String::new() };
        let holder = &self.picture.nodes[holder];
        if holder.look == Look::Map {
            return "for each item".to_owned();
        }
        let number = holder.frames.len() + 1;
        match comment(scope.object) {
            Some(comment) => format!("branch {number}: {comment}"),
            None => format!("branch {number}"),
        }
    }

    fn node(&self, frame: usize, id: StateId) -> Node<'t> {
        let state = self.machine.state(id);
        // Where a placeholder may lead to it, nobody knows.
        let is_reached = self.graph.is_reached(id) || !self.graph.is_decided(state.scope);
        let mut caption = captions::of(state);
        if !is_reached {
            caption += " · not reached";
        }
        Node {
            caption,
            comment: comment(state.object),
            retry: retry(&state.retry),
            is_reached,
            object: Some(state.object),
            ..Node::new(frame, Look::of(state), state.name())
        }
    }

    fn add_edges(&mut self, scope: ScopeId, frame: usize, id: StateId) {
        let from = self.picture.nodes_of_states[id.0 as usize];
        let state = self.machine.state(id);
        let conditions = condition::texts(state);
        // `Default` is looked at when no rule matches, so it is drawn after them.
        let (defaults, others): (Vec<_>, Vec<_>) =
            state.transitions().partition(|transition| transition.via == Via::Default);
        for transition in others.into_iter().chain(defaults) {
            let to = self.target(scope, frame, transition.target);
            let (kind, label) = match transition.via {
                Via::Next => (EdgeKind::Next, None),
                Via::Default => (EdgeKind::Default, Some("default".to_owned())),
                Via::ChoiceRule(rule) => (EdgeKind::Choice, conditions.get(rule).cloned()),
                Via::Catcher(place) => (EdgeKind::Catch, Some(errors(&state.catch[place]))),
            };
            let edge = self.add_edge(from, to, kind, label);
            self.picture.edges_of_transitions.insert((id, transition.via), edge);
        }
    }

    fn add_edge(&mut self, from: usize, to: usize, kind: EdgeKind, label: Option<String>) -> usize {
        let label = label.filter(|label| !label.is_empty());
        let class = if kind == EdgeKind::Default { EdgeKind::Choice } else { kind };
        if let Some(edge) = self.known.get(&(from, to, class)) {
            self.picture.edges[*edge].labels.extend(label);
            return *edge;
        }
        let (labels, change) = (label.into_iter().collect(), Change::None);
        let edge = self.picture.add_edge(Edge { from, to, kind, labels, taken: 0, change });
        self.known.insert((from, to, class), edge);
        edge
    }

    /// The node that a string leads to.
    fn target(&mut self, scope: ScopeId, frame: usize, target: Value<'t>) -> usize {
        let scope = self.machine.scope(scope);
        let name = target.text();
        if let Some(StateId(state)) = scope.state_named(name).filter(|_| !target.is_opaque()) {
            return self.picture.nodes_of_states[state as usize];
        }
        let is_known = scope.is_complete && !target.is_opaque();
        let picture = &mut self.picture;
        *self.missing.entry((frame, name)).or_insert_with(|| {
            let mut node = Node::new(frame, Look::Missing, name);
            let caption = if is_known { "no such state" } else { "not known here" };
            caption.clone_into(&mut node.caption);
            picture.add_node(node)
        })
    }

    /// Leads the states that end a frame well to its end.
    fn add_ends(&mut self, scope: &Scope<'t>, frame: usize) {
        let is_end = |id: &StateId| {
            let state = self.machine.state(*id);
            state.is_terminal() == Some(true) && !matches!(state.kind, StateKind::Fail)
        };
        let ends: Vec<_> = scope.state_ids().filter(is_end).collect();
        if ends.is_empty() {
            return;
        }
        let end = self.picture.add_node(Node::new(frame, Look::End, ""));
        for StateId(state) in ends {
            let from = self.picture.nodes_of_states[state as usize];
            self.add_edge(from, end, EdgeKind::End, None);
        }
    }
}

fn comment(object: Value<'_>) -> Option<String> {
    let comment = object.get("Comment")?;
    let text = (comment.kind() == Kind::String).then(|| on_one_line(comment.text()))?;
    (!text.is_empty()).then_some(text)
}

/// The error names of a catcher or a retrier.
fn errors(handler: &Handler<'_>) -> String {
    let names: Vec<_> = handler.errors.iter().map(|name| on_one_line(name.text())).collect();
    if names.is_empty() { "?".to_owned() } else { names.join(", ") }
}

/// How often a state is tried again at most after one error, and which errors these are.
fn retry(retriers: &[Handler<'_>]) -> Option<(u64, String)> {
    /// What `MaxAttempts` is where it is not said.
    const USUAL: u64 = 3;
    let attempts = |retrier: &Handler<'_>| {
        let said = retrier.object.get("MaxAttempts").and_then(Value::as_i64);
        said.map_or(USUAL, |said| u64::try_from(said).unwrap_or(0))
    };
    let most = retriers.iter().map(attempts).max().filter(|most| *most > 0)?;
    let lines =
        retriers.iter().map(|retrier| format!("{} × {}", attempts(retrier), errors(retrier)));
    Some((most, lines.collect::<Vec<_>>().join("; ")))
}
