//! A scenario file from data: what generates scenarios prints them by this.

use crate::query::value::{Object, Value};
use crate::scenario::print;

/// A scenario file that is yet to be written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Lines above all else, each without its `#`.
    pub comments: Vec<String>,
    /// The definition, from the folder of the file; none where it is found by its name.
    pub definition: Option<String>,
    /// `express`, where it is no standard workflow.
    pub workflow_type: Option<String>,
    /// Mocks for all scenarios: by state, the entries of its list or one entry for all calls.
    pub mocks: Object,
    /// The scenarios, in order.
    pub scenarios: Vec<DraftScenario>,
}

/// A scenario that is yet to be written.
#[derive(Clone, Debug)]
pub struct DraftScenario {
    /// Its name.
    pub name: String,
    /// The input.
    pub input: Value,
    /// Mocks for it alone, in the same form.
    pub mocks: Object,
    /// What is expected: the members of `expect`.
    pub expect: Object,
}

impl Draft {
    /// The file as YAML.
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        for line in &self.comments {
            text.push_str(format!("# {line}").trim_end());
            text.push('\n');
        }
        text + &print::block(&self.value(), 0) + "\n"
    }

    /// The file as a value, for JSON.
    pub fn value(&self) -> Value {
        let mut file = Object::default();
        let texts = [("definition", &self.definition), ("type", &self.workflow_type)];
        for (name, text) in texts {
            file.extend(text.as_deref().map(|text| (name.into(), text.into())));
        }
        if !self.mocks.is_empty() {
            file.insert("mocks".into(), self.mocks.clone().into());
        }
        let scenarios = self.scenarios.iter();
        let scenarios: Object =
            scenarios.map(|one| (one.name.as_str().into(), one.value())).collect();
        file.insert("scenarios".into(), scenarios.into());
        file.into()
    }
}

impl DraftScenario {
    fn value(&self) -> Value {
        let mut scenario = Object::default();
        scenario.insert("input".into(), self.input.clone());
        for (name, members) in [("mocks", &self.mocks), ("expect", &self.expect)] {
            if !members.is_empty() {
                scenario.insert(name.into(), members.clone().into());
            }
        }
        scenario.into()
    }
}
