//! Calls: of built-in functions, of functions of the expression, in part, in chains.

use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Frame};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::budget::refuse_deep;
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, fault_of, function_of};
use crate::query::jsonata::function::{Callable, Called, Closure, Context, Function};
use crate::query::jsonata::library;
use crate::query::jsonata::program::{Definition, Id, Kind};
use crate::query::value::Value;

impl Evaluator {
    /// `a(b)`; with `applied` as the first argument where `~>` gives one.
    pub(super) fn call(
        &mut self,
        at: At<'_>,
        input: &Datum,
        frame: &Rc<Frame>,
        applied: Option<Datum>,
    ) -> Outcome {
        let Kind::Call(procedure, arguments) = &at.node().kind else {
            unreachable!("only calls come here")
        };
        let callee = self.evaluate(at.to(*procedure), input, frame)?;
        self.refuse_bare_name("T1005", at, at.to(*procedure), &callee, frame)?;
        let mut given: Vec<Datum> = applied.into_iter().collect();
        for argument in arguments {
            given.push(self.evaluate(at.to(*argument), input, frame)?);
        }
        let token = name_of(at.to(*procedure));
        if let Some(function) = function_of(&callee) {
            *function.called.borrow_mut() = Some(called(at, token.clone()));
        }
        self.apply(&callee, given, input, frame).map_err(|mut fault| {
            fault.position = fault.position.or_else(|| Some(at.position()));
            fault.token = fault.token.or(token);
            fault.place(at.node().span);
            fault
        })
    }

    /// Helps those who forgot the `$` of a function.
    fn refuse_bare_name(
        &mut self,
        code: &'static str,
        at: At<'_>,
        procedure: At<'_>,
        callee: &Datum,
        frame: &Rc<Frame>,
    ) -> Result<(), Fault> {
        if !callee.is_undefined() || !matches!(procedure.node().kind, Kind::Path(_)) {
            return Ok(());
        }
        let Some(Value::String(name)) = name_of(procedure) else { return Ok(()) };
        if !self.lookup(&name, frame).truth_or_function() {
            return Ok(());
        }
        Err(at.fault(Error::new(code).token(Value::String(name))))
    }

    /// Calls a value with arguments. Calls in tail position are made here, in a loop.
    pub(crate) fn apply(
        &mut self,
        callee: &Datum,
        arguments: Vec<Datum>,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let mut result = self.apply_once(callee, arguments, input, frame)?;
        while let Datum::Function(function) = &result {
            let Callable::Tail(closure, call) = &function.callable else { break };
            let at = At { program: &closure.program, id: *call };
            let Kind::Call(procedure, arguments) = &at.node().kind else {
                unreachable!("only calls stand in tail position")
            };
            let procedure = at.to(*procedure);
            let callee = self.evaluate(procedure, &closure.input, &closure.frame)?;
            if let Some(function) = function_of(&callee) {
                let token = match &procedure.node().kind {
                    Kind::Variable(name) => Some(Value::String(Rc::clone(name))),
                    _ => function.called.borrow().as_ref().and_then(|c| c.token.clone()),
                };
                *function.called.borrow_mut() = Some(called(procedure, token));
            }
            let mut given = Vec::with_capacity(arguments.len());
            for argument in arguments {
                given.push(self.evaluate(at.to(*argument), &closure.input, &closure.frame)?);
            }
            let next = self.apply_once(&callee, given, input, frame).map_err(|mut fault| {
                fault.token = fault.token.or_else(|| name_of(procedure));
                fault.place(at.node().span);
                fault
            })?;
            result = next;
        }
        Ok(result)
    }

    fn apply_once(
        &mut self,
        callee: &Datum,
        arguments: Vec<Datum>,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let Some(function) = function_of(callee) else { return Err(Error::new("T1006")) };
        self.budget.step()?;
        let result = self.invoke(function, arguments, input, frame);
        let result = result.and_then(|result| {
            refuse_deep(result.nesting())?;
            Ok(result)
        });
        result.map_err(|mut fault| {
            if let Some(called) = function.called.borrow().as_ref() {
                fault.token = fault.token.or_else(|| called.token.clone());
                fault.position = Some(called.program.position(called.place));
            }
            fault
        })
    }

    fn invoke(
        &mut self,
        function: &Rc<Function>,
        arguments: Vec<Datum>,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        match &function.callable {
            Callable::Native(native, signature) => {
                let arguments = match signature {
                    Some(signature) => signature.fit(&arguments, input)?,
                    None => arguments,
                };
                (native.call)(self, &arguments, &Context { input, frame })
            }
            Callable::Lambda(closure, definition) => {
                let arguments = match &definition.signature {
                    Some(signature) => signature.fit(&arguments, input)?,
                    None => arguments,
                };
                self.run(closure, definition, arguments)
            }
            Callable::Transform(closure, transform) => {
                let arguments = match library::transform_signature() {
                    Some(signature) => signature.fit(&arguments, input)?,
                    None => arguments,
                };
                let object = arguments.into_iter().next().unwrap_or(Datum::Undefined);
                self.transform(closure, *transform, &object)
            }
            _ => self.invoke_unchecked(function, arguments, input, frame),
        }
    }

    /// Calls a function without looking at its signature, as partial application does.
    fn invoke_unchecked(
        &mut self,
        function: &Rc<Function>,
        arguments: Vec<Datum>,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        match &function.callable {
            Callable::Native(native, _) => {
                (native.call)(self, &arguments, &Context { input, frame })
            }
            Callable::Lambda(closure, definition) => self.run(closure, definition, arguments),
            Callable::Transform(closure, transform) => {
                let object = arguments.into_iter().next().unwrap_or(Datum::Undefined);
                self.transform(closure, *transform, &object)
            }
            Callable::Partial(callee, bound) => {
                let mut open = arguments.into_iter();
                let fill = |argument: &Option<Datum>| match argument {
                    Some(datum) => datum.clone(),
                    None => open.next().unwrap_or(Datum::Undefined),
                };
                let filled = bound.iter().map(fill).collect();
                refuse_deep(function.nesting())?;
                self.invoke_unchecked(callee, filled, input, frame)
            }
            Callable::Composed(first, second) => {
                let value = self.apply_level(first, arguments, frame)?;
                self.apply_level(second, vec![value], frame)
            }
            Callable::Regex(regex) => {
                let text = arguments.first().cloned().unwrap_or(Datum::Undefined);
                library::first_match(regex, &text)
            }
            Callable::NextMatch(regex, text, from) => library::next_match(regex, text, *from),
            Callable::Tail(..) => unreachable!("calls in tail position are made in a loop"),
        }
    }

    /// Calls one function of a chain, one level deeper.
    fn apply_level(
        &mut self,
        function: &Rc<Function>,
        arguments: Vec<Datum>,
        frame: &Rc<Frame>,
    ) -> Outcome {
        self.enter(1)?;
        let first = arguments.into_iter().take(1).collect();
        let result = self.apply(&Datum::Function(Rc::clone(function)), first, &NULL, frame)?;
        self.leave(1);
        Ok(result)
    }

    /// Evaluates the body of a function of the expression.
    fn run(
        &mut self,
        closure: &Closure,
        definition: &Definition,
        arguments: Vec<Datum>,
    ) -> Outcome {
        let frame = Frame::new(Some(&closure.frame));
        let mut arguments = arguments.into_iter();
        for parameter in &definition.parameters {
            let argument = arguments.next().unwrap_or(Datum::Undefined);
            self.bind(&frame, parameter, argument);
        }
        let body = At { program: &closure.program, id: definition.body };
        self.evaluate(body, &closure.input, &frame)
    }

    /// Calls a function that was handed to a built-in function.
    pub(crate) fn call_back(
        &mut self,
        function: &Datum,
        arguments: Vec<Datum>,
        context: &Context<'_>,
    ) -> Outcome {
        self.apply(function, arguments, &NULL, context.frame)
    }

    /// `a(b, ?)`
    pub(super) fn partial(
        &mut self,
        at: At<'_>,
        procedure: Id,
        arguments: &[Id],
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let mut bound = Vec::new();
        for argument in arguments {
            let argument = at.to(*argument);
            let is_open = matches!(argument.node().kind, Kind::Placeholder);
            bound.push(if is_open { None } else { Some(self.evaluate(argument, input, frame)?) });
        }
        let procedure = at.to(procedure);
        let callee = self.evaluate(procedure, input, frame)?;
        self.refuse_bare_name("T1007", at, procedure, &callee, frame)?;
        let Some(function) = function_of(&callee) else {
            let mut fault = Error::new("T1008");
            fault.token = name_of(procedure);
            return Err(at.fault(fault));
        };
        bound.resize(function.arity(), Some(Datum::Undefined));
        Ok(Callable::Partial(Rc::clone(function), bound).into())
    }

    /// `a ~> b`
    pub(super) fn apply_operator(
        &mut self,
        at: At<'_>,
        left: Id,
        right: Id,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let value = self.evaluate(at.to(left), input, frame)?;
        let right = at.to(right);
        if matches!(right.node().kind, Kind::Call(..)) {
            return self.call(right, input, frame, Some(value));
        }
        let callee = self.evaluate(right, input, frame)?;
        let Some(function) = function_of(&callee) else {
            return Err(at.fault(fault_of("T2006", &callee)));
        };
        match function_of(&value) {
            Some(first) => Ok(Callable::Composed(Rc::clone(first), Rc::clone(function)).into()),
            None => self.apply(&callee, vec![value], &NULL, frame),
        }
    }
}

/// The context of calls that have none.
const NULL: Datum = Datum::Json(Value::Null);

impl Datum {
    fn truth_or_function(&self) -> bool {
        self.truth() || self.as_function().is_some()
    }
}

/// A call made there.
fn called(at: At<'_>, token: Option<Value>) -> Called {
    Called { token, program: Rc::clone(at.program), place: at.node().token }
}

/// What errors call the procedure of a call.
fn name_of(procedure: At<'_>) -> Option<Value> {
    match &procedure.node().kind {
        Kind::Path(steps) => name_of(procedure.to(*steps.first()?)),
        Kind::Name(name) | Kind::Variable(name) => Some(Value::String(Rc::clone(name))),
        Kind::Literal(value) => Some(value.clone()),
        Kind::Array(_) => Some("[".into()),
        Kind::Object(_) => Some("{".into()),
        Kind::Call(..) | Kind::Partial(..) => Some("(".into()),
        _ => None,
    }
}
