//! Paths and what is attached to their steps.

use std::mem;

use crate::query::jsonata::error::Error;
use crate::query::jsonata::program::{Id, Kind, Stage};
use crate::query::jsonata::resolve::Resolver;
use crate::query::jsonata::syntax::{NodeId, Term};
use crate::query::value::Value;

impl Resolver<'_> {
    /// The steps of a path; none for what is no path.
    fn steps(&self, id: Id) -> Option<&Vec<Id>> {
        match &self.nodes[id].kind {
            Kind::Path(steps) => Some(steps),
            _ => None,
        }
    }

    fn push_step(&mut self, path: Id, step: Id) {
        if let Kind::Path(steps) = &mut self.nodes[path].kind {
            steps.push(step);
        }
    }

    /// The node as a path; one that is none becomes its only step.
    fn path(&mut self, id: Id) -> Id {
        if self.steps(id).is_some() {
            return id;
        }
        let (span, token) = (self.nodes[id].span, self.nodes[id].token);
        self.add(Kind::Path(vec![id]), span, token)
    }

    /// `left.right`
    pub(super) fn map(&mut self, id: NodeId, left: Id, right: NodeId) -> Id {
        let path = self.path(left);
        self.nodes[path].span = self.tree.node(id).span;
        if let Kind::Parent(slot) = self.nodes[left].kind {
            self.nodes[path].seeking = vec![slot];
        }
        let rest = self.process(right);
        let added = if let Some(steps) = self.steps(rest) {
            steps.clone()
        } else {
            if !self.nodes[rest].predicate.is_empty() {
                self.nodes[rest].stages = mem::take(&mut self.nodes[rest].predicate);
            }
            vec![rest]
        };
        for step in &added {
            self.push_step(path, *step);
        }
        let first = self.steps(path).and_then(|steps| steps.first().copied());
        for step in first.iter().chain(&added) {
            self.name_or_refuse(*step);
            self.nodes[path].keep_singleton_array |= self.nodes[*step].keep_array;
        }
        for step in [first.as_ref(), added.last()].into_iter().flatten() {
            if matches!(self.nodes[*step].kind, Kind::Array(_)) {
                self.nodes[*step].cons_array = true;
            }
        }
        self.resolve_ancestry(path);
        path
    }

    /// A string among the steps is a name; another literal is a fault.
    fn name_or_refuse(&mut self, step: Id) {
        let Kind::Literal(value) = &self.nodes[step].kind else { return };
        if let Value::String(name) = value {
            self.nodes[step].kind = Kind::Name(name.clone());
            return;
        }
        let (value, span, token) = (value.clone(), self.nodes[step].span, self.nodes[step].token);
        if !self.faults.iter().any(|known| known.span == span) {
            self.fault(Error::new("S0213").value(Some(value)), span, token);
        }
    }

    /// `left[filter]`
    pub(super) fn filter(&mut self, id: NodeId, left: Id, filter: NodeId) -> Id {
        let written = self.tree.node(id);
        let last = self.steps(left).and_then(|steps| steps.last().copied());
        let step = last.unwrap_or(left);
        if self.nodes[step].group.is_some() {
            self.fault(Error::new("S0209"), written.span, written.token);
            return left;
        }
        let filter = self.process(filter);
        let slots = self.nodes[filter].seeking.clone();
        if !slots.is_empty() {
            for slot in &slots {
                if self.slots[*slot].level == 1 {
                    self.seek_parent(step, *slot);
                } else {
                    self.slots[*slot].level -= 1;
                }
            }
            self.inherit(step, filter);
        }
        let stages = if last.is_some() {
            &mut self.nodes[step].stages
        } else {
            &mut self.nodes[step].predicate
        };
        stages.push(Stage::Filter(filter));
        self.nodes[left].span.end = written.span.end;
        left
    }

    /// `left^(terms)`
    pub(super) fn sort(&mut self, id: NodeId, left: Id, terms: &[Term]) -> Id {
        let written = self.tree.node(id);
        let path = self.path(left);
        self.nodes[path].span = written.span;
        let terms: Vec<(Id, bool)> =
            terms.iter().map(|term| (self.process(term.expression), term.descending)).collect();
        let sort = self.add(Kind::Sort(terms.clone()), written.span, written.token);
        for (term, _) in terms {
            self.inherit(sort, term);
        }
        self.push_step(path, sort);
        self.resolve_ancestry(path);
        path
    }

    /// `left@$name`
    pub(super) fn focus(&mut self, id: NodeId, left: Id, name: NodeId) -> Id {
        let written = self.tree.node(id);
        let step = self.steps(left).and_then(|steps| steps.last().copied()).unwrap_or(left);
        let node = &self.nodes[step];
        if !node.stages.is_empty() || !node.predicate.is_empty() {
            self.fault(Error::new("S0215"), written.span, written.token);
        } else if matches!(node.kind, Kind::Sort(_)) {
            self.fault(Error::new("S0216"), written.span, written.token);
        }
        let name = self.variable(name);
        let node = &mut self.nodes[step];
        node.keep_array |= written.keep_array;
        node.focus = name;
        node.tuple = true;
        left
    }

    /// `left#$name`
    pub(super) fn index(&mut self, _: NodeId, left: Id, name: NodeId) -> Id {
        let last = self.steps(left).and_then(|steps| steps.last().copied());
        let path = self.path(left);
        let step = last.unwrap_or(left);
        let name = self.variable(name);
        let node = &mut self.nodes[step];
        if last.is_none() && !node.predicate.is_empty() {
            node.stages = mem::take(&mut node.predicate);
        }
        if node.stages.is_empty() {
            node.index = name;
        } else {
            node.stages.extend(name.map(Stage::Index));
        }
        node.tuple = true;
        path
    }
}
