//! A tree against the schemas of the language: which object breaks which law.
//!
//! The crate jsonschema decides; this module says which schema an object has, and turns an
//! error back into the nodes it speaks of. Each object is judged by itself, so nothing here
//! recurses however deep a definition is nested.

mod bundle;
mod catalogue;
mod fault;
mod guide;
mod keyword;
mod node;

pub use bundle::bundle;
pub use catalogue::types_with_field;
pub use fault::{Fault, Violation};
pub use guide::{Field, Ground, Object, field_of_any_state, guide_address};

use crate::schema::catalogue::{Holds, Schema, SchemaId};
use crate::schema::node::Instance;
use crate::source::Span;
use crate::syntax::tree::{Kind, Value};

/// The languages in which a state reads its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QueryLanguage {
    /// JSONPath, reference paths, intrinsic functions.
    #[default]
    JsonPath,
    /// JSONata.
    Jsonata,
}

impl QueryLanguage {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        }
    }

    /// What the `QueryLanguage` field of a machine or state means: `inherited` where there is
    /// none; JSONata where it is wrong, as AWS has it (measured).
    pub fn of(object: Value<'_>, inherited: Self) -> Self {
        match object.get("QueryLanguage") {
            None => inherited,
            Some(value) if value.is_opaque() => inherited,
            Some(value) if value.as_str() == Some("JSONPath") => Self::JsonPath,
            Some(_) => Self::Jsonata,
        }
    }
}

fn machine_schema() -> SchemaId {
    SchemaId::named("machine").expect("the schema of a machine exists")
}

/// An object on its way to be judged.
struct Task<'t> {
    object: Value<'t>,
    /// Where to point when something is missing from the object: at its key, or at where it
    /// begins.
    place: Span,
    schema: &'static Schema,
    /// Whether AWS looks past fields of the other language: so it does in a JSONPath state of
    /// a JSONata machine, which it refuses as such.
    languages_mixed: bool,
}

/// Every violation in a definition, in the order in which AWS would meet it.
pub fn violations(root: Value<'_>) -> Vec<Violation<'_>> {
    let machine_language = QueryLanguage::of(root, QueryLanguage::JsonPath);
    let mut walk = Walk { machine_language, tasks: Vec::new(), violations: Vec::new() };
    let schema = Schema::get(machine_schema(), machine_language);
    walk.tasks.push(Task { object: root, place: root.opening(), schema, languages_mixed: false });
    while let Some(task) = walk.tasks.pop() {
        walk.judge(&task);
    }
    walk.violations
}

/// The schema of the states of a type.
fn schema_of_type(name: &str, language: QueryLanguage) -> Option<&'static Schema> {
    let schema = Schema::get(SchemaId::named(&name.to_ascii_lowercase())?, language);
    (schema.text["properties"]["Type"]["const"] == name).then_some(schema)
}

struct Walk<'t> {
    machine_language: QueryLanguage,
    tasks: Vec<Task<'t>>,
    violations: Vec<Violation<'t>>,
}

impl<'t> Walk<'t> {
    fn judge(&mut self, task: &Task<'t>) {
        if task.object.is_opaque() {
            return;
        }
        if let Some(field) = &task.schema.dispatch
            && self.dispatch(task, field)
        {
            return;
        }
        fault::collect(task, &mut self.violations);
        let from = self.tasks.len();
        self.follow_links(task);
        self.tasks[from..].reverse();
    }

    /// Goes on with the schema of the state's type. False where that is not known.
    fn dispatch(&mut self, task: &Task<'t>, field: &str) -> bool {
        let language = QueryLanguage::of(task.object, self.machine_language);
        let Some(value) = task.object.get(field) else { return false };
        let Some(name) = value.as_str() else { return value.is_opaque() };
        let Some(schema) = schema_of_type(name, language) else { return false };
        let languages_mixed =
            self.machine_language == QueryLanguage::Jsonata && language == QueryLanguage::JsonPath;
        self.tasks.push(Task { schema, languages_mixed, ..*task });
        true
    }

    fn follow_links(&mut self, task: &Task<'t>) {
        for link in &task.schema.links {
            let Some(member) = task.object.member(&link.field) else { continue };
            let schema = Schema::get(link.schema, task.schema.language);
            let mut add = |object, place| self.tasks.push(Task { object, place, schema, ..*task });
            match link.holds {
                Holds::One if member.value.kind() == Kind::Object => {
                    add(member.value, member.key.span());
                }
                Holds::One => {}
                Holds::Each => member.value.items().for_each(|item| add(item, item.opening())),
                Holds::Values => {
                    let members = member.value.members();
                    members.for_each(|member| add(member.value, member.key.span()));
                }
            }
        }
    }
}

impl<'t> Task<'t> {
    fn instance(&self) -> Instance<'t> {
        Instance::Node(self.object)
    }
}
