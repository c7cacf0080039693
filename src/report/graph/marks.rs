//! What executions have done, drawn on a picture: which states were visited, which ways taken.

use rustc_hash::FxHashMap;

use crate::model::{StateId, Via};
use crate::report::graph::picture::{EdgeKind, Look, Picture};

/// What executions have done with a machine: one of them, or all that tests have run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The states that were visited.
    pub states: FxHashMap<StateId, Mark>,
    /// How often each transition was taken.
    pub transitions: FxHashMap<(StateId, Via), u64>,
    /// How often a state was the last one of its scope.
    pub ends: FxHashMap<StateId, u64>,
}

/// What became of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How often it was entered.
    pub count: u64,
    /// How that went.
    pub status: Status,
}

/// How it went with a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was visited.
    Visited,
    /// Nobody caught its error.
    Failed,
}

impl Picture<'_> {
    /// Draws what executions have done.
    pub fn mark(&mut self, marks: &Marks) {
        self.is_marked = true;
        for (StateId(state), mark) in &marks.states {
            let node = self.nodes_of_states[*state as usize];
            self.nodes[node].mark = Some(*mark);
        }
        for (transition, count) in &marks.transitions {
            if let Some(edge) = self.edges_of_transitions.get(transition) {
                self.edges[*edge].taken += count;
            }
        }
        let ends = marks.ends.iter();
        let ends: FxHashMap<_, _> = ends
            .map(|(StateId(state), count)| (self.nodes_of_states[*state as usize], *count))
            .collect();
        for edge in &mut self.edges {
            edge.taken += match edge.kind {
                EdgeKind::End => ends.get(&edge.from).copied().unwrap_or_default(),
                EdgeKind::Start => u64::from(self.nodes[edge.to].mark.is_some()),
                _ => 0,
            };
        }
        self.mark_beginnings_and_ends();
    }

    fn mark_beginnings_and_ends(&mut self) {
        for edge in self.edges.iter().filter(|edge| edge.taken > 0) {
            let mark = Some(Mark { count: 1, status: Status::Visited });
            for node in [edge.from, edge.to] {
                if matches!(self.nodes[node].look, Look::Start | Look::End | Look::Missing) {
                    self.nodes[node].mark = mark;
                }
            }
        }
    }
}
