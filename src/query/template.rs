//! Templates: JSON in which some places hold expressions, made ready to be filled in often.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::query::value::{Object, Value};
use crate::syntax::tree::{self, Kind};

/// A template; `E` is what stands where its expressions do.
#[derive(Clone, Debug)]
pub struct Template<E> {
    /// What to do, values before the containers that hold them.
    steps: Vec<Step<E>>,
}

#[derive(Clone, Debug)]
enum Step<E> {
    /// A value without expressions in it.
    Literal(Value),
    /// An expression.
    Expression(E),
    /// So many of the last values are the items of an array.
    Array(usize),
    /// As many of the last values are the members of an object.
    Object(Rc<[Rc<str>]>),
}

/// A place in a template that may hold an expression.
#[derive(Clone, Copy, Debug)]
pub struct Place<'t, 'l> {
    /// The key, if it is the value of a member.
    pub key: Option<&'t str>,
    /// What stands there.
    pub node: tree::Value<'t>,
    /// Where it stands: `Arguments/Payload/items[0]`.
    pub location: &'l str,
}

/// A place that does hold one.
#[derive(Clone, Debug)]
pub struct Dynamic<'t, E> {
    /// The key that the value comes out under; none: the same.
    pub key: Option<&'t str>,
    /// The expression.
    pub expression: E,
}

/// A container on the way into a template.
struct Open<'t> {
    items: tree::Items<'t>,
    members: tree::Members<'t>,
    is_object: bool,
    names: Vec<Rc<str>>,
    count: usize,
    /// Where its steps begin.
    from: usize,
    /// How long its own location is.
    location: usize,
}

/// A template that is being read.
struct Reader<'t, 'r, E> {
    find: &'r mut dyn FnMut(Place<'t, '_>) -> Option<Dynamic<'t, E>>,
    open: Vec<Open<'t>>,
    steps: Vec<Step<E>>,
    location: String,
}

impl<E> Template<E> {
    /// Reads a template. `find` says which places hold expressions; `location` is where the
    /// template itself stands.
    pub fn compile<'t>(
        node: tree::Value<'t>,
        location: &str,
        find: &mut dyn FnMut(Place<'t, '_>) -> Option<Dynamic<'t, E>>,
    ) -> Self {
        let location = location.to_owned();
        let mut reader = Reader { find, open: Vec::new(), steps: Vec::new(), location };
        reader.begin(None, node);
        while let Some(innermost) = reader.open.last_mut() {
            reader.location.truncate(innermost.location);
            let index = innermost.count;
            innermost.count += 1;
            if innermost.is_object {
                let Some(member) = innermost.members.next() else {
                    reader.close();
                    continue;
                };
                reader.location.push('/');
                reader.location.push_str(member.name());
                reader.begin(Some(member.name()), member.value);
            } else {
                let Some(node) = innermost.items.next() else {
                    reader.close();
                    continue;
                };
                let _ = write!(reader.location, "[{index}]");
                reader.begin(None, node);
            }
        }
        Self { steps: reader.steps }
    }

    /// The value that the template makes, each expression being evaluated by `evaluate`.
    pub fn fill<F>(&self, mut evaluate: impl FnMut(&E) -> Result<Value, F>) -> Result<Value, F> {
        if let [Step::Literal(value)] = &self.steps[..] {
            return Ok(value.clone());
        }
        let mut values = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let value = match step {
                Step::Literal(value) => value.clone(),
                Step::Expression(expression) => evaluate(expression)?,
                Step::Array(count) => values.split_off(values.len() - count).into(),
                Step::Object(names) => {
                    let values = values.drain(values.len() - names.len()..);
                    names.iter().cloned().zip(values).collect::<Object>().into()
                }
            };
            values.push(value);
        }
        Ok(values.pop().unwrap_or(Value::Null))
    }

    /// The expressions in it, in the order in which they are evaluated.
    pub fn expressions(&self) -> impl Iterator<Item = &E> {
        self.steps.iter().filter_map(|step| match step {
            Step::Expression(expression) => Some(expression),
            _ => None,
        })
    }
}

impl<'t, E> Reader<'t, '_, E> {
    /// Begins a container, or adds what is none.
    fn begin(&mut self, key: Option<&'t str>, node: tree::Value<'t>) {
        let found = (self.find)(Place { key, node, location: &self.location });
        let shown = found.as_ref().and_then(|dynamic| dynamic.key).or(key);
        if let (Some(shown), Some(holder)) = (shown, self.open.last_mut()) {
            holder.names.push(shown.into());
        }
        match (found, node.kind()) {
            (Some(dynamic), _) => self.steps.push(Step::Expression(dynamic.expression)),
            (None, Kind::Array | Kind::Object) => self.open.push(Open {
                items: node.items(),
                members: node.members(),
                is_object: node.kind() == Kind::Object,
                names: Vec::new(),
                count: 0,
                from: self.steps.len(),
                location: self.location.len(),
            }),
            (None, _) => self.steps.push(Step::Literal(Value::from_tree(node))),
        }
    }

    /// Ends the innermost container: a literal if all in it are.
    fn close(&mut self) {
        let Some(innermost) = self.open.pop() else { return };
        let inside = &self.steps[innermost.from..];
        let literals = inside.iter().map(|step| match step {
            Step::Literal(value) => Some(value.clone()),
            _ => None,
        });
        let literals: Option<Vec<_>> = literals.collect();
        let step = match (literals, innermost.is_object) {
            (Some(values), true) => {
                let members = innermost.names.into_iter().zip(values);
                Step::Literal(members.collect::<Object>().into())
            }
            (Some(values), false) => Step::Literal(values.into()),
            (None, true) => Step::Object(innermost.names.into()),
            (None, false) => Step::Array(innermost.count - 1),
        };
        if matches!(step, Step::Literal(_)) {
            self.steps.truncate(innermost.from);
        }
        self.steps.push(step);
    }
}
