//! What the expressions in a field of a state can see: its input, what is at hand, variables.

use std::cell::Cell;
use std::rc::Rc;

use crate::analysis::data::flow::{Flow, STEPS_MAX, steps};
use crate::analysis::data::{Data, ERROR_OUTPUT, dynamic_or_written, one_of};
use crate::analysis::{Assignment, in_sight};
use crate::model::{State, StateId, StateMachine};
use crate::query::json_path::{Path, Root};
use crate::query::jsonata::outline::read_path;
use crate::query::jsonata::{self, Dialect};
use crate::schema::QueryLanguage;

/// What the expressions in a field of a state can see.
#[derive(Clone)]
pub struct Sight<'m, 't> {
    pub(super) machine: &'m StateMachine<'t>,
    pub(super) state: StateId,
    /// The input of the state.
    pub input: Data<'m, 't>,
    /// What `$` is, in paths; in JSONata, the result of the state, if there is one.
    pub at_hand: Data<'m, 't>,
    pub(super) steps: Rc<Cell<usize>>,
}

impl<'m, 't> Sight<'m, 't> {
    /// What the expressions in a field of a state, or of a catcher in it, can see.
    pub fn new(
        machine: &'m StateMachine<'t>,
        state: StateId,
        field: &str,
        is_of_catcher: bool,
    ) -> Self {
        let flow = Flow { machine, steps: Rc::new(Cell::new(STEPS_MAX)) };
        let input = flow.input(state, 0);
        let at_hand = match machine.state(state).query_language {
            _ if is_of_catcher => Data::Texts(ERROR_OUTPUT),
            QueryLanguage::JsonPath => flow.at_hand(state, field, &input),
            QueryLanguage::Jsonata => flow.result(state, &input),
        };
        Self { machine, state, input, at_hand, steps: flow.steps }
    }

    /// The variables that may be set when the state is entered, by their names: what each holds,
    /// and where it is set.
    pub fn variables(&self) -> Vec<(&'t str, Data<'m, 't>, Vec<&'m State<'t>>)> {
        self.variables_where(|_| true)
    }

    /// What a variable holds.
    pub fn variable(&self, name: &str) -> Data<'m, 't> {
        let found = self.variables_where(|other| other == name).pop();
        found.map_or(Data::Unknown, |(_, data, _)| data)
    }

    fn variables_where(
        &self,
        is_asked: impl Fn(&str) -> bool,
    ) -> Vec<(&'t str, Data<'m, 't>, Vec<&'m State<'t>>)> {
        // To find out what is in sight is as much work as going back through several states.
        self.steps.set(self.steps.get().saturating_sub(STEPS_MAX / 8));
        if self.is_spent() {
            return Vec::new();
        }
        let mut all = in_sight(self.machine, self.state);
        all.retain(|one| is_asked(one.name));
        all.sort_by_key(|one| one.name);
        let groups = all.chunk_by(|one, two| one.name == two.name);
        let groups = groups.map(|group| {
            let values = group.iter().map(|one| self.assigned(one)).collect();
            (group[0].name, one_of(values), group.iter().map(|one| one.state).collect())
        });
        groups.collect()
    }

    fn assigned(&self, one: &Assignment<'m, 't>) -> Data<'m, 't> {
        let flow = Flow { machine: self.machine, steps: Rc::clone(&self.steps) };
        let id = self.machine.state_id(one.state);
        let input = Data::Unknown;
        let at_hand = flow.result(id, &input);
        let sight = Sight { state: id, input, at_hand, ..self.clone() };
        dynamic_or_written(&one.member, one.state.query_language, &Rc::new(sight))
    }

    /// What a path leads to, or the beginning of an expression in JSONata.
    pub fn at(&self, root: &Root, names: &[&str]) -> Data<'m, 't> {
        let data = match root {
            Root::Input => self.at_hand.clone(),
            Root::Variable(name) => self.variable(name),
            Root::Context | Root::Current => Data::Unknown,
        };
        names.iter().fold(data, |data, name| data.under(name))
    }

    pub(super) fn language(&self) -> QueryLanguage {
        self.machine.state(self.state).query_language
    }

    /// Whether no further step is to be taken.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }

    pub(super) fn path(&self, path: &Path) -> Data<'m, 't> {
        steps(self.at(&path.root, &[]), &path.segments)
    }

    /// What an expression in JSONata gives, where it is a path.
    pub(super) fn jsonata(&self, text: &str) -> Data<'m, 't> {
        let parsed = jsonata::parse(text, Dialect::Aws);
        let Some((variable, names)) = read_path(&parsed.tree) else { return Data::Unknown };
        let names: Vec<_> = names.iter().map(|name| &**name).collect();
        let (data, rest) = match (&*variable, names.as_slice()) {
            ("states", ["input", rest @ ..]) => (self.input.clone(), rest),
            ("states", ["result", rest @ ..]) => (self.at_hand.clone(), rest),
            ("states", ["errorOutput", rest @ ..]) => (Data::Texts(ERROR_OUTPUT), rest),
            ("states" | "" | "$", _) => return Data::Unknown,
            (name, rest) => (self.variable(name), rest),
        };
        rest.iter().fold(data, |data, name| data.under(name))
    }
}
