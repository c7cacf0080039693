//! The JSONata expressions of a machine, each parsed once.

use crate::model::{Handler, Map, State, StateId, StateKind, StateMachine};
use crate::query::jsonata::outline::Outline;
use crate::query::jsonata::{self, Dialect, Error};
use crate::schema::QueryLanguage;
use crate::source::Span;
use crate::syntax::tree::{Kind, Value};

/// All of them, state by state.
#[derive(Debug, Default)]
pub struct Jsonata<'t> {
    /// The expressions, those with faults too.
    pub expressions: Vec<JsonataExpression<'t>>,
    /// The strings that have one of the marks `{%` and `%}` and not the other.
    pub half_marked: Vec<Value<'t>>,
    /// The strings that have both marks with blanks around them.
    pub surrounded: Vec<Value<'t>>,
}

/// An expression.
#[derive(Debug)]
pub struct JsonataExpression<'t> {
    /// The state that it belongs to.
    pub state: StateId,
    /// The string that holds it, marks included.
    pub string: Value<'t>,
    /// When it is evaluated.
    pub moment: Moment,
    /// What is wrong with it.
    pub errors: Vec<Error>,
    /// What it speaks of; nothing where it has faults.
    pub outline: Outline,
}

/// When in the life of a state an expression is evaluated, and so what `$states` has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the state does its work, or in a state that has no result.
    Before,
    /// With the result of a task, of branches or of iterations.
    After,
    /// With an error that a catcher took.
    Caught,
}

/// The mark that begins an expression.
const OPEN: &str = "{%";
/// The mark that ends it.
const CLOSE: &str = "%}";

impl JsonataExpression<'_> {
    /// The place in the file of a span in the expression.
    pub fn span(&self, inner: Span) -> Span {
        let start = OPEN.len();
        let (from, to) = (inner.start as usize + start, inner.end as usize + start);
        // A place between two characters is shown as the one before it.
        let from = if from == to { from.saturating_sub(1) } else { from };
        self.string.inner_span(from..to)
    }
}

impl<'t> Jsonata<'t> {
    /// Parses whatever is to be parsed.
    pub(super) fn new(machine: &StateMachine<'t>) -> Self {
        let mut jsonata = Self::default();
        let states = machine.states.iter().zip(0..);
        for (state, id) in states.filter(|(state, _)| is_in_jsonata(state)) {
            Reader { state: StateId(id), jsonata: &mut jsonata }.read(state);
        }
        jsonata
    }
}

fn is_in_jsonata(state: &State<'_>) -> bool {
    state.query_language == QueryLanguage::Jsonata
}

/// Adds what belongs to one state.
struct Reader<'j, 't> {
    state: StateId,
    jsonata: &'j mut Jsonata<'t>,
}

impl<'t> Reader<'_, 't> {
    fn read(mut self, state: &State<'t>) {
        let after = match state.kind {
            StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_) => Moment::After,
            _ => Moment::Before,
        };
        for member in state.object.members() {
            match member.name() {
                "Output" | "Assign" => self.template(member.value, after),
                "Arguments"
                | "ItemSelector"
                | "Items"
                | "Seconds"
                | "Timestamp"
                | "TimeoutSeconds"
                | "HeartbeatSeconds"
                | "Error"
                | "Cause"
                | "MaxConcurrency"
                | "ToleratedFailureCount"
                | "ToleratedFailurePercentage"
                | "Credentials" => self.template(member.value, Moment::Before),
                _ => {}
            }
        }
        self.handlers(&state.catch);
        match &state.kind {
            StateKind::Choice { rules, .. } => {
                for rule in rules.iter().filter(|rule| rule.parent.is_none()) {
                    let fields = [rule.condition, rule.assign, rule.output];
                    let fields = fields.into_iter().flatten();
                    fields.for_each(|field| self.template(field, Moment::Before));
                }
            }
            StateKind::Map(map) => self.map(map),
            _ => {}
        }
    }

    fn handlers(&mut self, catchers: &[Handler<'t>]) {
        for catcher in catchers {
            let fields =
                ["Output", "Assign"].into_iter().filter_map(|name| catcher.object.get(name));
            fields.for_each(|field| self.template(field, Moment::Caught));
        }
    }

    fn map(&mut self, map: &Map<'t>) {
        let reader = map.item_reader;
        let config = reader.and_then(|reader| reader.get("ReaderConfig"));
        let fields = [
            reader.and_then(|reader| reader.get("Arguments")),
            config.and_then(|config| config.get("MaxItems")),
            map.item_batcher,
            map.result_writer.and_then(|writer| writer.get("Arguments")),
        ];
        fields.into_iter().flatten().for_each(|field| self.template(field, Moment::Before));
    }

    /// The strings in a value, however deep.
    fn template(&mut self, template: Value<'t>, moment: Moment) {
        let mut open = vec![template];
        while let Some(value) = open.pop() {
            let from = open.len();
            match value.kind() {
                Kind::String => self.string(value, moment),
                Kind::Array => open.extend(value.items()),
                Kind::Object => open.extend(value.members().map(|member| member.value)),
                _ => {}
            }
            open[from..].reverse();
        }
    }

    fn string(&mut self, string: Value<'t>, moment: Moment) {
        let Some(text) = string.as_str() else { return };
        match (text.strip_prefix(OPEN), text.ends_with(CLOSE)) {
            (Some(rest), true) => {
                let expression = rest.strip_suffix(CLOSE).unwrap_or_default();
                self.expression(string, expression, moment);
            }
            (None, false) => {
                let inner = text.trim();
                if inner.starts_with(OPEN) && inner.ends_with(CLOSE) {
                    self.jsonata.surrounded.push(string);
                }
            }
            _ => self.jsonata.half_marked.push(string),
        }
    }

    fn expression(&mut self, string: Value<'t>, text: &str, moment: Moment) {
        let parsed = jsonata::parse(text, Dialect::Aws);
        let has_faults = !parsed.errors.is_empty();
        let outline = if has_faults { Outline::default() } else { Outline::new(&parsed.tree) };
        let (state, errors) = (self.state, parsed.errors);
        let expression = JsonataExpression { state, string, moment, errors, outline };
        self.jsonata.expressions.push(expression);
    }
}
