//! What the expressions of a state see, and what they make of it.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::exec::Payload;
use crate::exec::failure::Trouble;
use crate::exec::plan::{PathField, Target, Template};
use crate::query::json_path::{Root, Scope};
use crate::query::jsonata::{Dialect, Limits, Options};
use crate::query::jsonata_template::JsonataTemplate;
use crate::query::random::Random;
use crate::query::value::{Object, Value};

/// The variables of a scope, those of the scopes around it included.
pub(super) type Variables = IndexMap<Rc<str>, Value, FxBuildHasher>;

/// How many steps a JSONata expression may take: as long as the second that AWS gives it.
const STEPS_MAX: u64 = 20_000_000;

/// What expressions see.
#[derive(Debug)]
pub(super) struct Sight<'e> {
    /// The input of the state.
    pub(super) input: Value,
    /// The result, once there is one.
    pub(super) result: Option<Value>,
    /// The error, for a catcher.
    pub(super) error_output: Option<Value>,
    /// The context object.
    pub(super) context: Value,
    /// The variables.
    pub(super) variables: Rc<Variables>,
    /// The moment on the virtual clock.
    pub(super) now_millis: i64,
    /// Where chance comes from.
    pub(super) random: &'e RefCell<Random>,
}

impl Sight<'_> {
    /// The value that a template makes; `root` is what `$` stands for in a path.
    pub(super) fn fill(&self, template: &Template, root: &Value) -> Result<Value, Trouble> {
        match template {
            Template::JsonPath(template) => {
                Ok(template.evaluate(self.scope(root, &self.variable()), &mut self.random())?)
            }
            Template::Jsonata(template) => self.evaluate(template),
        }
    }

    fn evaluate(&self, template: &JsonataTemplate) -> Result<Value, Trouble> {
        if template.fields().next().is_none() {
            return Ok(template.evaluate(&[], &Options::of(Dialect::Aws))?);
        }
        let mut bindings = Vec::with_capacity(self.variables.len() + 1);
        let variables = self.variables.iter();
        bindings.extend(variables.map(|(name, value)| (&**name, value.clone())));
        bindings.push(("states", self.states()));
        let limits =
            Limits { time_millis: None, steps: Some(STEPS_MAX), ..Limits::of(Dialect::Aws) };
        let seed = self.random().seed();
        let options = Options { limits, now_millis: self.now_millis, seed };
        Ok(template.evaluate(&bindings, &options)?)
    }

    /// `$states`
    fn states(&self) -> Value {
        let members = [
            ("input", Some(&self.input)),
            ("result", self.result.as_ref()),
            ("errorOutput", self.error_output.as_ref()),
            ("context", Some(&self.context)),
        ];
        let members = members.into_iter();
        let members = members.filter_map(|(name, value)| Some((name.into(), value?.clone())));
        members.collect::<Object>().into()
    }

    /// What a path leads to. Of `null` comes an empty object (recorded).
    pub(super) fn select(&self, field: &PathField, from: &Payload) -> Result<Payload, Trouble> {
        let value = match &field.path {
            Target::Nothing => Object::default().into(),
            Target::Everything => return Ok(from.clone()),
            Target::Path(_) | Target::Unreadable => return self.follow(field, from),
        };
        Ok(Payload::new(value))
    }

    fn follow(&self, field: &PathField, from: &Payload) -> Result<Payload, Trouble> {
        let Target::Path(path) = &field.path else {
            return Err(Trouble::runtime_at(field.name, format!("Invalid path '{}'", field.text)));
        };
        let found = path.evaluate(self.scope(&from.value, &self.variable()));
        let is_part = path.root == Root::Input && path.is_definite();
        match found {
            Ok(value) if is_part => Ok(from.part(value)),
            Ok(value) => Ok(Payload::new(value)),
            Err(error) => {
                let cause = format!("Invalid path '{}' : {error}", field.text);
                Err(Trouble::runtime_at(field.name, cause))
            }
        }
    }

    /// The scope in which paths are followed.
    pub(super) fn scope<'s>(
        &'s self,
        input: &'s Value,
        variable: &'s dyn Fn(&str) -> Option<Value>,
    ) -> Scope<'s> {
        Scope { input, context: &self.context, variable }
    }

    /// Looks up variables.
    pub(super) fn variable(&self) -> impl Fn(&str) -> Option<Value> {
        |name| self.variables.get(name).cloned()
    }

    /// The source of chance.
    pub(super) fn random(&self) -> RefMut<'_, Random> {
        self.random.borrow_mut()
    }
}
