//! A syntax tree into a program: finds the steps of paths, what filters, sorts and groups apply
//! to, which step an ancestor (`%`) is, and which calls stand in tail position.

mod ancestry;
#[cfg(test)]
mod golden;
mod steps;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::query::jsonata::datum::number_value;
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::program::{Definition, Group, Id, Kind, Node, Program, Slot};
use crate::query::jsonata::syntax::{Kind as Written, NodeId, Operator, Tree};
use crate::query::value::Value;
use crate::source::Span;

/// The program for a tree; faults where the tree has no meaning.
pub(super) fn resolve(tree: &Tree) -> Result<Program, Vec<Fault>> {
    let mut resolver = Resolver { tree, nodes: Vec::new(), slots: Vec::new(), faults: Vec::new() };
    let root = resolver.process(tree.root);
    let node = &resolver.nodes[root];
    if matches!(node.kind, Kind::Parent(_)) || !node.seeking.is_empty() {
        let name = node.kind.type_name();
        let (span, token) = (node.span, node.token);
        let mut fault = Error::new("S0217").token(name);
        if matches!(node.kind, Kind::Path(_) | Kind::Parent(_)) {
            fault.place(span);
        } else {
            fault = fault.at(span, tree.position(token.end));
        }
        resolver.faults.push(fault);
    }
    let Resolver { nodes, slots, faults, .. } = resolver;
    if faults.is_empty() {
        Ok(Program { text: Rc::clone(&tree.text), nodes, slots, root })
    } else {
        Err(faults)
    }
}

struct Resolver<'t> {
    tree: &'t Tree,
    nodes: Vec<Node>,
    slots: Vec<Slot>,
    faults: Vec<Fault>,
}

impl Resolver<'_> {
    fn add(&mut self, kind: Kind, span: Span, token: Span) -> Id {
        self.nodes.push(Node {
            kind,
            span,
            token,
            predicate: Vec::new(),
            stages: Vec::new(),
            group: None,
            focus: None,
            index: None,
            ancestor: None,
            tuple: false,
            keep_array: false,
            cons_array: false,
            keep_singleton_array: false,
            seeking: Vec::new(),
        });
        self.nodes.len() - 1
    }

    fn fault(&mut self, fault: Fault, span: Span, token: Span) {
        let position = self.tree.position(token.end);
        self.faults.push(fault.at(span, position));
    }

    /// Processes a node. What stands to the left of operators is taken in a loop, so that a
    /// chain of any length needs no stack.
    fn process(&mut self, id: NodeId) -> Id {
        let mut waiting = Vec::new();
        let mut innermost = id;
        while let Some(left) = self.tree.node(innermost).left() {
            waiting.push(innermost);
            innermost = left;
        }
        let mut done = self.operand(innermost);
        while let Some(id) = waiting.pop() {
            done = self.operation(id, done);
            self.keep(id, done);
        }
        done
    }

    fn keep(&mut self, id: NodeId, done: Id) {
        if self.tree.node(id).keep_array {
            self.nodes[done].keep_array = true;
        }
    }

    /// Processes a node that has nothing to its left.
    fn operand(&mut self, id: NodeId) -> Id {
        let written = self.tree.node(id);
        let (span, token) = (written.span, written.token);
        let kind = match &written.kind {
            Written::Name(name) => {
                let step = self.add(Kind::Name(Rc::clone(name)), span, token);
                self.nodes[step].keep_array = written.keep_array;
                let path = self.add(Kind::Path(vec![step]), span, token);
                self.nodes[path].keep_singleton_array = written.keep_array;
                self.keep(id, path);
                return path;
            }
            Written::Parent => {
                let slot = self.slots.len();
                self.slots.push(Slot { label: format!("!{slot}").into(), level: 1 });
                Kind::Parent(slot)
            }
            Written::Variable(name) => Kind::Variable(Rc::clone(name)),
            Written::String(text) => Kind::Literal(Value::String(Rc::clone(text))),
            Written::Number(number) => Kind::Literal(number_value(*number)),
            Written::Bool(value) => Kind::Literal((*value).into()),
            Written::Regex { pattern, flags } => Kind::Regex {
                pattern: Rc::clone(pattern),
                flags: Rc::clone(flags),
                compiled: OnceCell::new(),
            },
            Written::Wildcard => Kind::Wildcard,
            Written::Descendant => Kind::Descendant,
            Written::Placeholder => Kind::Placeholder,
            Written::Negate(operand) => return self.negate(id, *operand),
            Written::Array(items) => return self.list(id, items, Kind::Array),
            Written::Object(pairs) => return self.object(id, pairs),
            Written::Block(items) => return self.list(id, items, Kind::Block),
            Written::Bind(name, value) => return self.bind(id, *name, *value),
            Written::Lambda { parameters, signature, body } => {
                let body = self.process(*body);
                let body = self.tail(body);
                let parameters = parameters.iter().filter_map(|id| self.variable(*id)).collect();
                let signature = signature.clone();
                Kind::Lambda(Rc::new(Definition { parameters, signature, body }))
            }
            Written::Transform { pattern, update, delete } => Kind::Transform {
                pattern: self.process(*pattern),
                update: self.process(*update),
                delete: delete.map(|delete| self.process(delete)),
            },
            Written::End => {
                self.fault(Error::new("S0207").token("(end)"), span, token);
                Kind::Literal(Value::Null)
            }
            _ => Kind::Literal(Value::Null),
        };
        let done = self.add(kind, span, token);
        self.keep(id, done);
        done
    }

    /// Processes an operation on something that has been processed.
    fn operation(&mut self, id: NodeId, left: Id) -> Id {
        let written = self.tree.node(id);
        let (span, token) = (written.span, written.token);
        match &written.kind {
            Written::Map(_, right) => self.map(id, left, *right),
            Written::Filter(_, filter) => self.filter(id, left, *filter),
            Written::Group(_, pairs) => self.group(id, left, pairs),
            Written::Sort(_, terms) => self.sort(id, left, terms),
            Written::Focus(_, name) => self.focus(id, left, *name),
            Written::Index(_, name) => self.index(id, left, *name),
            Written::Apply(_, right) => {
                let right = self.process(*right);
                let done = self.add(Kind::Apply(left, right), span, token);
                let keeps = self.nodes[left].keep_array || self.nodes[right].keep_array;
                self.nodes[done].keep_array = keeps;
                done
            }
            Written::Condition(_, then, otherwise) => {
                let then = self.process(*then);
                let otherwise = otherwise.map(|otherwise| self.process(otherwise));
                let done = self.add(Kind::Condition(left, then, otherwise), span, token);
                self.inherit(done, left);
                self.inherit(done, then);
                if let Some(otherwise) = otherwise {
                    self.inherit(done, otherwise);
                }
                done
            }
            Written::Coalesce(_, right) => self.two(id, left, *right, Kind::Coalesce),
            Written::Default(_, right) => self.two(id, left, *right, Kind::Default),
            Written::Binary(operator, _, right) => {
                let operator: Operator = *operator;
                self.two(id, left, *right, |one, two| Kind::Binary(operator, one, two))
            }
            Written::Call(_, arguments) => self.call(id, left, arguments, Kind::Call),
            Written::Partial(_, arguments) => self.call(id, left, arguments, Kind::Partial),
            _ => left,
        }
    }

    fn two(
        &mut self,
        id: NodeId,
        left: Id,
        right: NodeId,
        kind: impl FnOnce(Id, Id) -> Kind,
    ) -> Id {
        let written = self.tree.node(id);
        let right = self.process(right);
        let done = self.add(kind(left, right), written.span, written.token);
        self.inherit(done, left);
        self.inherit(done, right);
        done
    }

    fn call(
        &mut self,
        id: NodeId,
        procedure: Id,
        arguments: &[NodeId],
        kind: fn(Id, Vec<Id>) -> Kind,
    ) -> Id {
        let written = self.tree.node(id);
        let arguments: Vec<Id> = arguments.iter().map(|id| self.process(*id)).collect();
        let done = self.add(kind(procedure, arguments.clone()), written.span, written.token);
        for argument in arguments {
            self.inherit(done, argument);
        }
        done
    }

    fn list(&mut self, id: NodeId, items: &[NodeId], kind: fn(Vec<Id>) -> Kind) -> Id {
        let written = self.tree.node(id);
        let items: Vec<Id> = items.iter().map(|id| self.process(*id)).collect();
        let done = self.add(kind(items.clone()), written.span, written.token);
        for item in items {
            self.inherit(done, item);
        }
        if matches!(self.nodes[done].kind, Kind::Block(_)) {
            let Kind::Block(items) = &self.nodes[done].kind else { unreachable!("it is a block") };
            let is_consed = items.iter().any(|item| self.is_consed(*item));
            self.nodes[done].cons_array = is_consed;
        }
        self.keep(id, done);
        done
    }

    /// Whether an item of a block yields an array that is kept as one value.
    fn is_consed(&self, id: Id) -> bool {
        let node = &self.nodes[id];
        let first = match &node.kind {
            Kind::Path(steps) => steps.first().is_some_and(|step| self.nodes[*step].cons_array),
            _ => false,
        };
        node.cons_array || first
    }

    fn object(&mut self, id: NodeId, pairs: &[(NodeId, NodeId)]) -> Id {
        let written = self.tree.node(id);
        let pairs = self.pairs(pairs);
        let done = self.add(Kind::Object(pairs.clone()), written.span, written.token);
        for (name, value) in pairs {
            self.inherit(done, name);
            self.inherit(done, value);
        }
        self.keep(id, done);
        done
    }

    fn pairs(&mut self, pairs: &[(NodeId, NodeId)]) -> Vec<(Id, Id)> {
        pairs.iter().map(|(name, value)| (self.process(*name), self.process(*value))).collect()
    }

    fn group(&mut self, id: NodeId, left: Id, pairs: &[(NodeId, NodeId)]) -> Id {
        let written = self.tree.node(id);
        if self.nodes[left].group.is_some() {
            self.fault(Error::new("S0210"), written.span, written.token);
            return left;
        }
        let pairs = self.pairs(pairs);
        self.nodes[left].group = Some(Group { pairs, token: written.token });
        left
    }

    fn negate(&mut self, id: NodeId, operand: NodeId) -> Id {
        let written = self.tree.node(id);
        let operand = self.process(operand);
        if let Kind::Literal(Value::Number(number)) = &self.nodes[operand].kind {
            let negative = number_value(-number.as_f64());
            self.nodes[operand].kind = Kind::Literal(negative);
            self.keep(id, operand);
            return operand;
        }
        let done = self.add(Kind::Negate(operand), written.span, written.token);
        self.inherit(done, operand);
        self.keep(id, done);
        done
    }

    fn bind(&mut self, id: NodeId, name: NodeId, value: NodeId) -> Id {
        let written = self.tree.node(id);
        let name = self.variable(name).unwrap_or_default();
        let value = self.process(value);
        let done = self.add(Kind::Bind(name, value), written.span, written.token);
        self.inherit(done, value);
        self.keep(id, done);
        done
    }

    fn variable(&self, id: NodeId) -> Option<Rc<str>> {
        match &self.tree.node(id).kind {
            Written::Variable(name) => Some(Rc::clone(name)),
            _ => None,
        }
    }

    /// Marks the calls that a function ends with.
    fn tail(&mut self, id: Id) -> Id {
        match self.nodes[id].kind.clone() {
            Kind::Call(..) if self.nodes[id].predicate.is_empty() => {
                let (span, token) = (self.nodes[id].span, self.nodes[id].token);
                self.add(Kind::Tail(id), span, token)
            }
            Kind::Condition(condition, then, otherwise) => {
                let then = self.tail(then);
                let otherwise = otherwise.map(|otherwise| self.tail(otherwise));
                self.nodes[id].kind = Kind::Condition(condition, then, otherwise);
                id
            }
            Kind::Block(mut items) => {
                if let Some(last) = items.pop() {
                    items.push(self.tail(last));
                }
                self.nodes[id].kind = Kind::Block(items);
                id
            }
            _ => id,
        }
    }
}
