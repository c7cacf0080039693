//! States and transitions as a graph: what is entered, what is reached, what can end.

use std::collections::BTreeMap;

use petgraph::Incoming;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{Dfs, Reversed};

use crate::model::{Scope, ScopeId, StateId, StateMachine, Via};
use crate::syntax::tree::{Kind, Value};

/// The transitions of a state machine, and what follows from them.
#[derive(Debug)]
pub struct Graph<'t> {
    transitions: DiGraph<(), Via>,
    /// Transitions, and values of `StartAt`, that name no state of their scope.
    pub unresolved: Vec<Unresolved<'t>>,
    reached: Vec<bool>,
    can_end: Vec<bool>,
    is_decided: Vec<bool>,
}

/// A name that should be that of a state in its scope, and is not.
#[derive(Debug)]
pub struct Unresolved<'t> {
    /// The scope.
    pub scope: ScopeId,
    /// The state that names it; none for `StartAt`.
    pub from: Option<StateId>,
    /// The string.
    pub target: Value<'t>,
}

impl<'t> Graph<'t> {
    /// The graph of a state machine.
    pub fn new(machine: &StateMachine<'t>) -> Self {
        let mut transitions =
            DiGraph::with_capacity(machine.states.len(), machine.states.len() * 2);
        for _ in &machine.states {
            transitions.add_node(());
        }
        let mut edges = Edges {
            machine,
            transitions,
            unresolved: Vec::new(),
            starts: Vec::new(),
            is_decided: machine.scopes.iter().map(|scope| scope.is_complete).collect(),
        };
        edges.add_starts();
        edges.add_transitions();
        edges.finish()
    }

    /// Whether any transition leads to the state, from itself or from another.
    pub fn is_entered(&self, StateId(state): StateId) -> bool {
        let state = NodeIndex::new(state as usize);
        self.transitions.edges_directed(state, Incoming).next().is_some()
    }

    /// Whether a walk from `StartAt` of its scope meets the state.
    pub fn is_reached(&self, StateId(state): StateId) -> bool {
        self.reached[state as usize]
    }

    /// Whether some walk from the state ends its scope, or may do so.
    pub fn can_end(&self, StateId(state): StateId) -> bool {
        self.can_end[state as usize]
    }

    /// Whether all states and transitions of the scope are known, so that what is not there
    /// is really not there.
    pub fn is_decided(&self, ScopeId(scope): ScopeId) -> bool {
        self.is_decided[scope as usize]
    }

    /// The states that one transition leads to.
    pub fn successors(&self, StateId(state): StateId) -> impl Iterator<Item = StateId> + '_ {
        let state = NodeIndex::new(state as usize);
        self.transitions.neighbors(state).map(|next| StateId(next.index() as u32))
    }

    /// The cycles of states that are reached and can never end, each in the order of the text.
    pub fn endless_cycles(&self) -> Vec<Vec<StateId>> {
        let components = petgraph::algo::kosaraju_scc(&self.transitions);
        let mut cycles: Vec<Vec<_>> = components
            .into_iter()
            .map(|component| {
                component.into_iter().map(|state| StateId(state.index() as u32)).collect()
            })
            .filter(|cycle: &Vec<StateId>| self.is_endless(cycle))
            .collect();
        for cycle in &mut cycles {
            cycle.sort();
        }
        cycles.sort();
        cycles
    }

    /// The groups of states that are entered only from within their group, which is not that of
    /// `StartAt`; each group, and the list of them, in the order of the text.
    pub fn islands(&self) -> Vec<Vec<StateId>> {
        let sources = self.transitions.externals(Incoming);
        let led_to = walk(&self.transitions, sources.map(|state| StateId(state.index() as u32)));
        let is_stranded = |state: usize| !self.reached[state] && !led_to[state];
        let mut groups = UnionFind::new(self.transitions.node_count());
        for edge in self.transitions.raw_edges() {
            let (from, to) = (edge.source().index(), edge.target().index());
            if is_stranded(from) && is_stranded(to) {
                groups.union(from, to);
            }
        }
        let mut islands: BTreeMap<usize, Vec<StateId>> = BTreeMap::new();
        for state in (0..self.transitions.node_count()).filter(|state| is_stranded(*state)) {
            islands.entry(groups.find(state)).or_default().push(StateId(state as u32));
        }
        let mut islands: Vec<_> = islands.into_values().collect();
        islands.sort();
        islands
    }

    fn is_endless(&self, component: &[StateId]) -> bool {
        let first = component[0];
        let is_cycle = component.len() > 1 || self.successors(first).any(|next| next == first);
        is_cycle && self.is_reached(first) && !self.can_end(first)
    }
}

/// The graph while its edges are being found.
struct Edges<'m, 't> {
    machine: &'m StateMachine<'t>,
    transitions: DiGraph<(), Via>,
    unresolved: Vec<Unresolved<'t>>,
    starts: Vec<StateId>,
    is_decided: Vec<bool>,
}

impl<'t> Edges<'_, 't> {
    fn add_starts(&mut self) {
        for (index, scope) in self.machine.scopes.iter().enumerate() {
            let Some(target) = scope.start_at.filter(|start| start.kind() != Kind::Missing) else {
                continue;
            };
            if let Some(state) = self.resolve(scope, ScopeId(index as u32), None, target) {
                self.starts.push(state);
            }
        }
    }

    fn add_transitions(&mut self) {
        for (index, state) in self.machine.states.iter().enumerate() {
            let from = StateId(index as u32);
            let scope = self.machine.scope(state.scope);
            // A state that is not wholly known may go anywhere.
            self.is_decided[state.scope.0 as usize] &= is_known(state.object);
            for transition in state.transitions() {
                let target = transition.target;
                if let Some(to) = self.resolve(scope, state.scope, Some(from), target) {
                    let (from, to) = (NodeIndex::new(index), NodeIndex::new(to.0 as usize));
                    self.transitions.add_edge(from, to, transition.via);
                }
            }
        }
    }

    fn resolve(
        &mut self,
        scope: &Scope<'t>,
        scope_id: ScopeId,
        from: Option<StateId>,
        target: Value<'t>,
    ) -> Option<StateId> {
        if target.is_opaque() {
            self.is_decided[scope_id.0 as usize] = false;
            return None;
        }
        let name = target.as_str()?;
        let state = scope.state_named(name);
        if state.is_none() && scope.is_complete {
            self.unresolved.push(Unresolved { scope: scope_id, from, target });
        }
        state
    }

    fn finish(self) -> Graph<'t> {
        let reached = walk(&self.transitions, self.starts.iter().copied());
        let states = self.machine.states.iter().zip(0..);
        let ends = states.filter(|(state, _)| state.is_terminal() != Some(false));
        let can_end = walk(Reversed(&self.transitions), ends.map(|(_, index)| StateId(index)));
        let Self { transitions, unresolved, is_decided, .. } = self;
        Graph { transitions, unresolved, reached, can_end, is_decided }
    }
}

/// Whether nothing hides a transition of a state: neither its own fields nor those of its
/// choice rules and catchers.
fn is_known(state: Value<'_>) -> bool {
    let lists = ["Choices", "Catch"].into_iter().filter_map(|name| state.get(name));
    let is_open = |value: Value<'_>| value.is_opaque() || value.is_incomplete();
    let mut inner = lists.flat_map(|list| std::iter::once(list).chain(list.items()));
    !is_open(state) && !inner.any(is_open)
}

/// Which nodes a walk from `starts` meets.
fn walk<G>(graph: G, starts: impl Iterator<Item = StateId>) -> Vec<bool>
where
    G: petgraph::visit::IntoNeighbors<NodeId = NodeIndex>
        + petgraph::visit::Visitable<NodeId = NodeIndex>
        + petgraph::visit::NodeCount,
{
    let mut met = vec![false; graph.node_count()];
    let mut search = Dfs::empty(&graph);
    for StateId(start) in starts {
        search.move_to(NodeIndex::new(start as usize));
        while let Some(state) = search.next(&graph) {
            met[state.index()] = true;
        }
    }
    met
}
