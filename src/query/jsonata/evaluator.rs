//! Evaluates programs: one method for each kind of node, within a budget.

mod apply;
mod binary;
mod budget;
mod group;
mod path;
mod simple;
mod sort;
mod transform;
mod tuples;

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::query::jsonata::datum::{Datum, Frame};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::budget::{Budget, refuse_deep};
use crate::query::jsonata::function::{Callable, Closure, Function};
pub(super) use binary::order;

use crate::query::jsonata::functions::regex::Regex;
use crate::query::jsonata::library;
use crate::query::jsonata::program::{Id, Kind, Node, Program, Stage};
use crate::query::jsonata::{Dialect, Options};
use crate::query::random::Random;
use crate::query::value::Value;

/// What an evaluation yields.
pub(super) type Outcome = Result<Datum, Fault>;

/// A node of a program.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    pub(super) program: &'p Rc<Program>,
    pub(super) id: Id,
}

impl<'p> At<'p> {
    pub(super) fn node(self) -> &'p Node {
        &self.program.nodes[self.id]
    }

    /// Another node of the same program.
    pub(super) const fn to(self, id: Id) -> Self {
        Self { program: self.program, id }
    }

    /// A fault at this node's token.
    pub(super) fn fault(self, fault: Fault) -> Fault {
        let node = self.node();
        fault.at(node.span, self.position())
    }

    pub(super) fn position(self) -> u32 {
        self.program.position(self.node().token)
    }
}

/// The state of one evaluation.
pub(super) struct Evaluator {
    pub(super) dialect: Dialect,
    now_millis: i64,
    pub(super) random: Random,
    pub(super) budget: Budget,
    depth: u32,
    natives: FxHashMap<Rc<str>, Datum>,
    /// Frames that may hold functions that hold them: emptied in the end.
    keepers: Vec<Rc<Frame>>,
}

impl Evaluator {
    pub(super) fn new(options: &Options, dialect: Dialect) -> Self {
        Self {
            dialect,
            now_millis: options.now_millis,
            random: Random::new(options.seed),
            budget: Budget::new(&options.limits),
            depth: 0,
            natives: FxHashMap::default(),
            keepers: Vec::new(),
        }
    }

    /// The moment of the evaluation, in milliseconds since 1970.
    #[expect(clippy::cast_precision_loss, reason = "the moments of dates are exact")]
    pub(super) const fn now(&self) -> f64 {
        self.now_millis as f64
    }

    /// Evaluates a node for an input.
    pub(super) fn evaluate(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Outcome {
        self.enter(1)?;
        let node = at.node();
        let mut result = self.dispatch(at, input, frame)?;
        if !node.predicate.is_empty() {
            result = self.predicates(at, result, frame)?;
        }
        if let (Some(group), false) = (&node.group, matches!(node.kind, Kind::Path(_))) {
            result = self.group(at, &group.pairs, group.token, &result, frame)?;
        }
        if let Datum::Array(array) = &result
            && array.flags.sequence
            && !array.flags.tuples
        {
            let keeps = node.keep_array || array.flags.keep_singleton;
            result = match array.items.as_slice() {
                [] => Datum::Undefined,
                [only] if !keeps => only.clone(),
                [_] => result.with_flags(|flags| flags.keep_singleton = true),
                _ => result,
            };
        }
        refuse_deep(result.nesting())?;
        self.depth -= 1;
        Ok(result)
    }

    /// Counts one evaluation within another.
    fn enter(&mut self, levels: u32) -> Result<(), Fault> {
        self.depth += levels;
        self.budget.check(self.depth)
    }

    fn leave(&mut self, levels: u32) {
        self.depth -= levels;
    }

    fn dispatch(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Outcome {
        match &at.node().kind {
            Kind::Path(_) => self.path(at, input, frame),
            Kind::Binary(..) => self.binary(at, input, frame),
            Kind::Name(name) => Ok(lookup(input, name)),
            Kind::Literal(value) => Ok(Datum::Json(value.clone())),
            Kind::Variable(name) => Ok(self.variable(name, input, frame)),
            Kind::Parent(slot) => {
                let label = Rc::clone(&at.program.slots[*slot].label);
                Ok(self.lookup(&label, frame))
            }
            Kind::Call(..) => self.call(at, input, frame, None),
            Kind::Condition(..) | Kind::Coalesce(..) | Kind::Default(..) => {
                self.condition(at, input, frame)
            }
            Kind::Block(items) => self.block(at, items, input, frame),
            Kind::Bind(name, value) => {
                let value = self.evaluate(at.to(*value), input, frame)?;
                self.bind(frame, name, value.clone());
                Ok(value)
            }
            Kind::Array(items) => self.array(at, items, input, frame),
            Kind::Object(pairs) => {
                let token = at.node().token;
                self.group(at, pairs, token, input, frame)
            }
            Kind::Negate(operand) => self.negate(at, *operand, input, frame),
            Kind::Wildcard => Ok(simple::wildcard(input)),
            Kind::Descendant => self.descendants(input),
            Kind::Apply(left, right) => self.apply_operator(at, *left, *right, input, frame),
            Kind::Partial(procedure, arguments) => {
                self.partial(at, *procedure, arguments, input, frame)
            }
            Kind::Lambda(definition) => {
                Ok(Callable::Lambda(closure(at, input, frame), Rc::clone(definition)).into())
            }
            Kind::Tail(call) => Ok(Callable::Tail(closure(at, input, frame), *call).into()),
            Kind::Transform { .. } => {
                Ok(Callable::Transform(closure(at, input, frame), at.id).into())
            }
            Kind::Regex { pattern, flags, compiled } => regex(at, pattern, flags, compiled),
            Kind::Sort(_) | Kind::Placeholder => Ok(Datum::Undefined),
        }
    }

    fn predicates(&mut self, at: At<'_>, mut result: Datum, frame: &Rc<Frame>) -> Outcome {
        for stage in &at.node().predicate {
            if let Stage::Filter(filter) = stage {
                result = self.filter(at.to(*filter), &result, frame)?;
            }
        }
        Ok(result)
    }

    fn variable(&mut self, name: &str, input: &Datum, frame: &Rc<Frame>) -> Datum {
        if !name.is_empty() {
            return self.lookup(name, frame);
        }
        unwrap_outer(input)
    }

    /// The value of a variable: of the innermost frame that has it, or a built-in function.
    pub(super) fn lookup(&mut self, name: &str, frame: &Rc<Frame>) -> Datum {
        if let Some(bound) = frame.lookup(name) {
            return bound;
        }
        if let Some(native) = self.natives.get(name) {
            return native.clone();
        }
        match library::find(name, self.dialect) {
            Some(native) => {
                let signature = library::signature(native);
                let function = Datum::from(Callable::Native(native, signature));
                self.natives.insert(name.into(), function.clone());
                function
            }
            None => Datum::Undefined,
        }
    }

    /// Binds a variable. A frame that is given a function that may hold the frame is kept, so
    /// that it can be emptied.
    pub(super) fn bind(&mut self, frame: &Rc<Frame>, name: &Rc<str>, value: Datum) {
        let may_hold = match value.as_function().map(|function| &function.callable) {
            Some(Callable::Lambda(closure, _)) => closure.frame.is_within(frame),
            Some(Callable::Native(..) | Callable::Regex(_)) => false,
            _ => value.has_functions(),
        };
        if may_hold {
            self.keepers.push(Rc::clone(frame));
        }
        frame.bind(name, value);
    }
}

impl Drop for Evaluator {
    /// Functions and the frames that they were made in hold each other: sets them free.
    fn drop(&mut self) {
        let keepers = std::mem::take(&mut self.keepers);
        let mut held = Vec::new();
        for frame in &keepers {
            held.append(&mut frame.bindings.borrow_mut());
        }
    }
}

/// What `$` stands for: an input that is an array comes in a wrapper.
pub(super) fn unwrap_outer(input: &Datum) -> Datum {
    match input.items() {
        Some(items) if input.flags().outer_wrapper => items.get(0),
        _ => input.clone(),
    }
}

/// The function that a regular expression is. It is compiled once for all evaluations.
fn regex(at: At<'_>, pattern: &str, flags: &str, compiled: &OnceCell<Rc<Regex>>) -> Outcome {
    if let Some(regex) = compiled.get() {
        return Ok(Callable::Regex(Rc::clone(regex)).into());
    }
    let regex = library::regex(pattern, flags).map_err(|fault| at.fault(fault))?;
    let regex = compiled.get_or_init(|| regex);
    Ok(Callable::Regex(Rc::clone(regex)).into())
}

fn closure(at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Closure {
    Closure { program: Rc::clone(at.program), input: input.clone(), frame: Rc::clone(frame) }
}

/// The member of an object, or those of all objects in an array.
pub(super) fn lookup(input: &Datum, name: &str) -> Datum {
    let Some(items) = input.items() else { return input.member(name) };
    let mut found = Vec::new();
    for item in items.iter() {
        let member = lookup(&item, name);
        match member.items() {
            Some(items) => found.extend(items.iter()),
            None if member.is_undefined() => {}
            None => found.push(member),
        }
    }
    Datum::sequence(found)
}

/// A value as a function, if it is one.
pub(super) fn function_of(datum: &Datum) -> Option<&Rc<Function>> {
    datum.as_function()
}

/// An error whose value is undefined where the datum is.
pub(super) fn fault_of(code: &'static str, datum: &Datum) -> Fault {
    Error::new(code).value(datum.to_value())
}

/// Whether the value is a number; infinity is refused, as nothing can be done with it.
pub(super) fn is_number(datum: &Datum) -> Result<bool, Fault> {
    match datum.as_f64() {
        Some(number) if number.is_infinite() => Err(Error::new("D1001").value(Some(Value::Null))),
        Some(number) => Ok(!number.is_nan()),
        None => Ok(false),
    }
}
