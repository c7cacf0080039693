//! Variables along the graph: which of those that a state reads have been set when it does.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::variables::{assigned_in, assigned_on, variable_name};
use crate::analysis::{Expressions, Graph, Jsonata, PathKind};
use crate::model::{Scope, ScopeId, State, StateId, StateKind, StateMachine};
use crate::query::expression::Expression;
use crate::query::json_path::Root;
use crate::query::jsonata;
use crate::source::Span;
use crate::syntax::tree::Value;

/// A variable that a state reads.
#[derive(Clone, Debug)]
pub struct Read {
    /// The state.
    pub state: StateId,
    /// The variable's name.
    pub name: Rc<str>,
    /// Where it stands in the file.
    pub span: Span,
    /// Whether it is asked if the variable is there at all.
    pub is_guarded: bool,
    /// What is known of it when it is read.
    pub known: Known,
}

/// What is known of a variable when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It has been set, whichever way led here, or it cannot be told.
    Set,
    /// It has been set on some ways that lead here and not on others.
    SetOnSomeWays,
    /// It is set somewhere, but on no way that leads here.
    SetElsewhere,
    /// It is set in a scope around a Distributed Map, whose iterations cannot see it.
    OutOfSight,
    /// It is set nowhere.
    Nowhere,
}

/// The variables that the states of a machine read, in the order of the states.
pub(super) fn reads(
    flow: &Flow<'_, '_>,
    expressions: &Expressions<'_>,
    in_jsonata: &Jsonata<'_>,
) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    // A result is put at its path, and a variable there is a fault of its own.
    let paths = expressions.paths.iter().filter(|field| field.kind != PathKind::Result);
    for field in paths {
        let is_guarded = field.kind == PathKind::Operand;
        if let Ok(expression) = &field.expression {
            add_paths(&mut reads, field.state, field.member.value, expression, is_guarded);
        }
    }
    for template in &expressions.templates {
        for field in &template.survey.fields {
            if let Ok(expression) = &field.expression {
                add_paths(&mut reads, template.state, field.member.value, expression, false);
            }
        }
    }
    for expression in &in_jsonata.expressions {
        let uses = expression.outline.variables.iter();
        reads.extend(uses.filter(|one| !is_function(&one.name)).map(|one| Read {
            state: expression.state,
            name: Rc::clone(&one.name),
            span: expression.span(one.span),
            is_guarded: one.is_guarded,
            known: Known::Set,
        }));
    }
    for read in &mut reads {
        read.known = flow.known(read.state, &read.name);
    }
    reads.sort_by_key(|read| read.state);
    reads
}

fn is_function(name: &str) -> bool {
    jsonata::arity(name).is_some()
}

fn add_paths(
    reads: &mut Vec<Read>,
    state: StateId,
    string: Value<'_>,
    expression: &Expression,
    is_guarded: bool,
) {
    for (path, range) in expression.paths() {
        if let Root::Variable(name) = &path.root {
            let span = string.inner_span(range);
            let name = Rc::clone(name);
            reads.push(Read { state, name, span, is_guarded, known: Known::Set });
        }
    }
}

/// For each scope, what is set when its states are entered.
pub(super) struct Flow<'m, 't> {
    machine: &'m StateMachine<'t>,
    scopes: Vec<ScopeFlow<'t>>,
}

/// The variables of one scope.
#[derive(Default)]
struct ScopeFlow<'t> {
    /// Each name that is set in the scope itself, and its number.
    names: FxHashMap<&'t str, usize>,
    /// Whether the scope is too large or too little known to say anything of it.
    is_undecided: bool,
    /// By state, in the order of the scope.
    entries: Vec<Entry>,
}

/// What is set when a state is entered: on some way, and on every way. None for a state that no
/// way leads to.
#[derive(Clone, Default)]
struct Entry {
    some: Vec<u64>,
    every: Vec<u64>,
    is_reached: bool,
}

/// How many words of sets are handled for one scope at the most: beyond that nothing is said.
const WORDS_MAX: usize = 4_000_000;

impl<'m, 't> Flow<'m, 't> {
    pub(super) fn new(machine: &'m StateMachine<'t>, graph: &Graph<'t>) -> Self {
        let lost: FxHashSet<_> = graph.unresolved.iter().map(|target| target.scope).collect();
        let scopes = machine.scopes.iter().zip((0..).map(ScopeId));
        let scopes = scopes.map(|(scope, id)| {
            if graph.is_decided(id) && !lost.contains(&id) {
                ScopeFlow::new(machine, scope)
            } else {
                ScopeFlow { is_undecided: true, ..ScopeFlow::default() }
            }
        });
        Self { machine, scopes: scopes.collect() }
    }

    /// Whether a variable of that name may be there, in a scope around, when the state that holds
    /// a scope is entered.
    pub(super) fn is_set_around(&self, scope: ScopeId, name: &str) -> bool {
        let mut around = self.machine.scope(scope).holder;
        while let Some(holder) = around {
            let state = self.machine.state(holder);
            if matches!(&state.kind, StateKind::Map(map) if map.is_distributed() != Some(false)) {
                return false;
            }
            let scope = self.machine.scope(state.scope);
            let flow = &self.scopes[state.scope.0 as usize];
            if let Some(number) = flow.names.get(name).filter(|_| !flow.is_undecided) {
                let entry = &flow.entries[(holder.0 - scope.states.start) as usize];
                let known = entry.known(*number);
                return entry.is_reached && known != Known::SetElsewhere;
            }
            around = scope.holder;
        }
        false
    }

    /// Whether a variable of that name may be there when a state is entered.
    pub(super) fn may_be_set(&self, state: StateId, name: &str) -> bool {
        matches!(self.known(state, name), Known::Set | Known::SetOnSomeWays)
    }

    fn known(&self, state: StateId, name: &str) -> Known {
        let mut at = state;
        let mut is_in_sight = true;
        loop {
            let scope_id = self.machine.state(at).scope;
            let scope = self.machine.scope(scope_id);
            let flow = &self.scopes[scope_id.0 as usize];
            if flow.is_undecided {
                return Known::Set;
            }
            if let Some(number) = flow.names.get(name) {
                let place = (at.0 - scope.states.start) as usize;
                return if is_in_sight {
                    flow.entries[place].known(*number)
                } else {
                    Known::OutOfSight
                };
            }
            let Some(holder) = scope.holder else { return Known::Nowhere };
            if let StateKind::Map(map) = &self.machine.state(holder).kind {
                match map.is_distributed() {
                    None => return Known::Set,
                    Some(is_distributed) => is_in_sight &= !is_distributed,
                }
            }
            at = holder;
        }
    }
}

impl Entry {
    fn known(&self, number: usize) -> Known {
        let has = |set: &[u64]| set[number / 64] & (1 << (number % 64)) != 0;
        match self {
            Self { is_reached: false, .. } => Known::Set,
            entry if has(&entry.every) => Known::Set,
            entry if has(&entry.some) => Known::SetOnSomeWays,
            _ => Known::SetElsewhere,
        }
    }

    /// Takes in another way that leads here. Whether that changed anything.
    fn join(&mut self, some: &[u64], every: &[u64]) -> bool {
        if !self.is_reached {
            *self = Self { some: some.to_vec(), every: every.to_vec(), is_reached: true };
            return true;
        }
        let mut changed = false;
        for (own, other) in self.some.iter_mut().zip(some) {
            changed |= *own | other != *own;
            *own |= other;
        }
        for (own, other) in self.every.iter_mut().zip(every) {
            changed |= *own & other != *own;
            *own &= other;
        }
        changed
    }
}

impl<'t> ScopeFlow<'t> {
    fn new(machine: &StateMachine<'t>, scope: &Scope<'t>) -> Self {
        let mut flow = Self::default();
        for state in machine.states_of(scope) {
            for assign in assigned_in(state) {
                flow.is_undecided |= assign.is_opaque() || assign.is_incomplete();
            }
            for name in assigned_in(state).flat_map(|assign| names(state, assign)) {
                let number = flow.names.len();
                flow.names.entry(name).or_insert(number);
            }
        }
        let words = flow.names.len().div_ceil(64);
        if words * scope.states.len() > WORDS_MAX {
            flow.is_undecided = true;
        }
        if !flow.is_undecided {
            flow.walk(machine, scope, words);
        }
        flow
    }

    /// Follows all ways from `StartAt` until nothing more is learnt.
    fn walk(&mut self, machine: &StateMachine<'t>, scope: &Scope<'t>, words: usize) {
        self.entries = vec![Entry::default(); scope.states.len()];
        let Some(start) = scope.start_at.and_then(|start| scope.state_named(start.text())) else {
            return;
        };
        let place = |state: StateId| (state.0 - scope.states.start) as usize;
        self.entries[place(start)].join(&vec![0; words], &vec![0; words]);
        let mut open = VecDeque::from([start]);
        let mut budget = WORDS_MAX * 4;
        while let Some(id) = open.pop_front() {
            let state = machine.state(id);
            let entry = self.entries[place(id)].clone();
            for transition in state.transitions() {
                let Some(target) = scope.state_named(transition.target.text()) else { continue };
                let (mut some, mut every) = (entry.some.clone(), entry.every.clone());
                let assigned = assigned_on(state, transition.via);
                for name in assigned.into_iter().flat_map(|assign| names(state, assign)) {
                    let number = self.names[name];
                    some[number / 64] |= 1 << (number % 64);
                    every[number / 64] |= 1 << (number % 64);
                }
                if self.entries[place(target)].join(&some, &every) {
                    open.push_back(target);
                }
                let Some(left) = budget.checked_sub(words + 1) else {
                    self.is_undecided = true;
                    return;
                };
                budget = left;
            }
        }
    }
}

/// The names that an `Assign` of a state sets.
fn names<'t>(state: &State<'t>, assign: Value<'t>) -> impl Iterator<Item = &'t str> + use<'t> {
    let language = state.query_language;
    assign.members().map(move |member| variable_name(member.name(), language))
}
