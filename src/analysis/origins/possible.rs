//! All visits that can be: one of each state, before anything was executed.

use crate::analysis::origins::Visits;
use crate::model::{ScopeId, State, StateId, StateKind, StateMachine, Via};

/// A machine as if each of its states were visited once, coming from any state that may lead to
/// it. Tasks answer; what follows on errors is left out.
#[derive(Debug)]
pub struct Possible<'m, 't> {
    machine: &'m StateMachine<'t>,
    /// By state, those that lead to it.
    previous: Vec<Vec<usize>>,
}

impl<'m, 't> Possible<'m, 't> {
    /// All visits of a machine.
    pub fn new(machine: &'m StateMachine<'t>) -> Self {
        let mut previous = vec![Vec::new(); machine.states.len()];
        for (place, state) in machine.states.iter().enumerate() {
            let scope = machine.scope(state.scope);
            let usual = state.transitions().filter(|one| !matches!(one.via, Via::Catcher(_)));
            let targets = usual.filter_map(|one| scope.state_named(one.target.text()));
            for StateId(target) in targets {
                let before = &mut previous[target as usize];
                if !before.contains(&place) {
                    before.push(place);
                }
            }
        }
        Self { machine, previous }
    }

    fn state_at(&self, visit: usize) -> &'m State<'t> {
        &self.machine.states[visit]
    }

    /// The scope of a branch or of the iterations.
    fn scope_in(&self, visit: usize, index: u64) -> Option<ScopeId> {
        match &self.state_at(visit).kind {
            StateKind::Parallel(parallel) => {
                parallel.branches.get(usize::try_from(index).ok()?).copied()
            }
            StateKind::Map(map) => map.processor,
            _ => None,
        }
    }
}

impl Visits for Possible<'_, '_> {
    const SPOTS_MAX: usize = 120;

    fn state(&self, visit: usize) -> StateId {
        StateId(visit as u32)
    }

    fn previous(&self, visit: usize) -> Vec<usize> {
        self.previous[visit].clone()
    }

    fn is_first(&self, visit: usize) -> bool {
        let scope = self.machine.scope(self.state_at(visit).scope);
        let first = scope.start_at.and_then(|start| scope.state_named(start.text()));
        first == Some(StateId(visit as u32))
    }

    fn fork(&self, visit: usize) -> Option<(usize, u64)> {
        let scope = self.state_at(visit).scope;
        let StateId(holder) = self.machine.scope(scope).holder?;
        let holder = holder as usize;
        let index = match &self.state_at(holder).kind {
            StateKind::Parallel(parallel) => {
                parallel.branches.iter().position(|branch| *branch == scope).unwrap_or_default()
            }
            _ => 0,
        };
        Some((holder, index as u64))
    }

    fn last_of(&self, visit: usize, index: u64) -> Option<usize> {
        let scope = self.machine.scope(self.scope_in(visit, index)?);
        let mut states = scope.states.clone().map(|state| state as usize);
        states.find(|state| self.state_at(*state).is_terminal() == Some(true))
    }

    fn call(&self, _visit: usize) -> Option<u64> {
        Some(1)
    }

    fn catcher(&self, _visit: usize) -> Option<usize> {
        None
    }

    fn rule(&self, _visit: usize) -> Option<usize> {
        None
    }

    fn sets(&self, visit: usize, name: &str) -> bool {
        let assign = self.state_at(visit).assign;
        assign.is_some_and(|assign| {
            let names = assign.members().map(|member| member.name());
            names.map(|key| key.strip_suffix(".$").unwrap_or(key)).any(|key| key == name)
        })
    }
}
