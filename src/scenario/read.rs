//! A scenario file into scenarios, with every fault of it at its place.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Finding, did_you_mean, name_list, quoted};
use crate::exec::mocks::{self, Form, Mocks, Reader};
use crate::model::{StateMachine, WorkflowType};
use crate::query::timestamp;
use crate::query::value::{Object, Value};
use crate::scenario::expectation::{self, States};
use crate::scenario::pattern::{ROW, column};
use crate::scenario::{SCENARIO_SHAPE, Scenario, Settings};
use crate::source::Span;
use crate::syntax::Parsed;
use crate::syntax::tree::{self, Kind, Member};

const FORM: Form = Form { file: "scenario file", shape: SCENARIO_SHAPE };

/// How deep a file may be nested. No person writes deeper ones.
const DEPTH_MAX: usize = 128;

const SETTINGS: [&str; 4] = ["context", "now", "seed", "type"];
const FILE_KEYS: [&str; 8] =
    ["context", "definition", "mocks", "now", "s3", "scenarios", "seed", "type"];
const SCENARIO_KEYS: [&str; 9] =
    ["context", "expect", "input", "mocks", "now", "rows", "s3", "seed", "type"];
const CONTEXT_KEYS: [&str; 5] =
    ["execution_arn", "execution_name", "role_arn", "state_machine_arn", "state_machine_name"];

/// A text and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The text.
    pub text: String,
    /// Where it is.
    pub place: Span,
}

/// The files that a scenario file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// The definition.
    pub definition: Option<Mention>,
    /// A file of mocks for all scenarios.
    pub mocks: Option<Mention>,
}

/// What must be read before the rest means anything.
pub fn mentions(root: tree::Value<'_>) -> Mentions {
    let mention = |name| {
        let value: tree::Value<'_> = root.get(name)?;
        let text = (value.kind() == Kind::String).then(|| value.text().to_owned())?;
        Some(Mention { text, place: value.span() })
    };
    Mentions { definition: mention("definition"), mocks: mention("mocks") }
}

/// Reads a scenario file for a machine. `shared` is what the file of mocks says that it names.
///
/// Where a finding is an error, the scenarios are not all that the file wants to say.
pub fn read(
    parsed: &Parsed<'_>,
    machine: &StateMachine<'_>,
    shared: Mocks,
) -> (Vec<Scenario>, Vec<Finding>) {
    let root = parsed.tree.root();
    let mut reader = Reader::new(machine, FORM);
    reader.judge_text(parsed);
    if parsed.tree.depth > DEPTH_MAX {
        let message = format!("this is nested deeper than {DEPTH_MAX} levels");
        reader.fault(root.opening(), message);
        return (Vec::new(), reader.finish(root));
    }
    let states = States::of(machine);
    let mut sheet = Sheet { reader: &mut reader, states: &states, shared };
    let scenarios = sheet.read(root);
    (scenarios, reader.finish(root))
}

/// The faults of the text alone, where the definition is not to be had.
pub fn faults_of_text(parsed: &Parsed<'_>, others: Vec<Finding>) -> Vec<Finding> {
    let syntax = parsed.faults.iter().cloned();
    let syntax = syntax.map(|fault| Finding { rule: "syntax-invalid", ..fault });
    syntax.chain(others).collect()
}

/// A file on its way to scenarios.
struct Sheet<'s, 'm> {
    reader: &'s mut Reader<'m>,
    states: &'s States<'m>,
    shared: Mocks,
}

/// What is said of all scenarios or of one.
struct Section<'t> {
    settings: Settings,
    mocks: Option<tree::Value<'t>>,
    s3: Option<tree::Value<'t>>,
}

impl Sheet<'_, '_> {
    fn read(&mut self, root: tree::Value<'_>) -> Vec<Scenario> {
        let members = self.reader.members(root, "an object with `scenarios`");
        for member in &members {
            if !FILE_KEYS.contains(&member.name()) && member.name() != "$schema" {
                let help = format!("it may have {}", name_list(FILE_KEYS));
                self.reader.unknown(member.key, "a scenario file has no", &FILE_KEYS, &help);
            }
            if member.name() == "definition" {
                self.reader.text(member.value);
            }
        }
        let section = self.section(&members);
        let mocks = section.mocks.filter(|mocks| mocks.kind() != Kind::String);
        for shared in mocks.iter().chain(&section.s3) {
            judge_columns(self.reader, *shared, &[]);
        }
        let own = mocks::sections(self.reader, mocks, section.s3);
        self.shared = std::mem::take(&mut self.shared).overridden_by(&own);
        let Some(all) = members.iter().find(|member| member.name() == "scenarios") else {
            if root.kind() == Kind::Object && !root.is_incomplete() {
                let message = "there are no `scenarios`";
                self.reader.fault(root.opening(), message).help("add them, each under its name");
            }
            return Vec::new();
        };
        let what = "an object with a member for each scenario";
        let mut scenarios = Vec::new();
        for member in self.reader.members(all.value, what) {
            scenarios.extend(self.scenarios(&member, &section.settings));
        }
        scenarios
    }

    fn section<'t>(&mut self, members: &[Member<'t>]) -> Section<'t> {
        let mut section = Section { settings: Settings::default(), mocks: None, s3: None };
        for member in members {
            match member.name() {
                "mocks" => section.mocks = Some(member.value),
                "s3" => section.s3 = Some(member.value),
                name if SETTINGS.contains(&name) => {
                    self.setting(member, &mut section.settings);
                }
                _ => {}
            }
        }
        section
    }

    fn setting(&mut self, member: &Member<'_>, settings: &mut Settings) {
        let value = member.value;
        match member.name() {
            "type" => settings.workflow_type = self.workflow_type(value),
            "now" => settings.start_millis = self.moment(value),
            "seed" => {
                settings.seed = value.as_i64();
                if settings.seed.is_none() {
                    self.reader.wrong_type(value, "a whole number");
                }
            }
            _ => {
                let what = "an object such as `{ execution_name: test }`";
                for member in self.reader.members(value, what) {
                    if CONTEXT_KEYS.contains(&member.name()) {
                        let text = self.reader.text(member.value);
                        let pair = text.map(|text| (member.name().to_owned(), text.to_string()));
                        settings.context.extend(pair);
                    } else {
                        let help = format!("it has {}", name_list(CONTEXT_KEYS));
                        let key = member.key;
                        self.reader.unknown(key, "the context has no", &CONTEXT_KEYS, &help);
                    }
                }
            }
        }
    }

    fn workflow_type(&mut self, value: tree::Value<'_>) -> Option<WorkflowType> {
        let text = self.reader.text(value)?;
        let found = WorkflowType::named(&text);
        if found.is_none() {
            let message = format!("there is no workflow type {}", quoted(&text));
            let help = did_you_mean(&text, WorkflowType::WORDS).map_or_else(
                || format!("it is one of {}", name_list(WorkflowType::WORDS)),
                |meant| format!("did you mean `{meant}`?"),
            );
            self.reader.fault(value.span(), message).help(help);
        }
        found
    }

    fn moment(&mut self, value: tree::Value<'_>) -> Option<i64> {
        let text = self.reader.text(value)?;
        match timestamp::parse(&text) {
            Ok(moment) => Some(moment.seconds * 1000 + i64::from(moment.nanoseconds / 1_000_000)),
            Err(fault) => {
                let help = "write it like `2030-01-31T12:00:00Z`";
                let message = format!("this is not a time: {fault}");
                self.reader.fault(value.span(), message).help(help);
                None
            }
        }
    }

    /// The scenarios under one name: one, or one for each row.
    fn scenarios(&mut self, member: &Member<'_>, settings: &Settings) -> Vec<Scenario> {
        let members = self.reader.members(member.value, "an object such as `{ input: {} }`");
        for one in members.iter().filter(|one| !SCENARIO_KEYS.contains(&one.name())) {
            let help = format!("it may have {}", name_list(SCENARIO_KEYS));
            self.reader.unknown(one.key, "a scenario has no", &SCENARIO_KEYS, &help);
        }
        let rows = members.iter().find(|one| one.name() == "rows").map(|one| one.value);
        let rows = rows.map(|rows| self.rows(rows));
        judge_columns(self.reader, member.value, rows.as_deref().unwrap_or_default());
        let section = self.section(&members);
        let whole = Template {
            place: member.key.span(),
            name: member.name(),
            input: members.iter().find(|one| one.name() == "input").map(|one| one.value),
            expect: members.iter().find(|one| one.name() == "expect").map(|one| one.value),
            settings: settings.overridden_by(&section.settings),
            mocks: section.mocks,
            s3: section.s3,
        };
        match rows {
            None => vec![self.scenario(&whole, None)],
            Some(rows) => rows.iter().map(|row| self.scenario(&whole, Some(row))).collect(),
        }
    }

    fn rows<'t>(&mut self, rows: tree::Value<'t>) -> Vec<Member<'t>> {
        let named = self.reader.members(rows, "an object with a member for each row");
        for row in &named {
            self.reader.members(row.value, "an object with a member for each column");
        }
        if named.is_empty() && rows.kind() == Kind::Object && !rows.is_incomplete() {
            self.reader.fault(rows.span(), "there are no rows, so nothing would be run");
        }
        named
    }

    fn scenario(&mut self, whole: &Template<'_>, row: Option<&Member<'_>>) -> Scenario {
        let cells = row.map(|row| row.value);
        let fill = |value: &Value| filled(value, cells);
        self.reader.cells = cells.map(texts).unwrap_or_default();
        let own = mocks::sections(self.reader, whole.mocks, whole.s3);
        self.reader.cells.clear();
        let input = whole.input.map(Value::from_tree);
        let expectations =
            whole.expect.map(|expect| expectation::read(self.reader, self.states, expect, cells));
        Scenario {
            name: match row {
                None => whole.name.to_owned(),
                Some(row) => format!("{} [{}]", whole.name, row.name()),
            },
            place: row.map_or(whole.place, |row| row.key.span()),
            input: input.map_or_else(|| Object::default().into(), |input| fill(&input)),
            settings: whole.settings.clone(),
            mocks: self.shared.clone().overridden_by(&own.map_values(&fill)),
            // What one row has no use for another one may need.
            own_mocks: whole.mocks.map(tree::Value::span).filter(|_| row.is_none()),
            expectations: expectations.unwrap_or_default(),
        }
    }
}

/// What the rows of one scenario have in common.
struct Template<'t> {
    place: Span,
    name: &'t str,
    input: Option<tree::Value<'t>>,
    expect: Option<tree::Value<'t>>,
    settings: Settings,
    mocks: Option<tree::Value<'t>>,
    s3: Option<tree::Value<'t>>,
}

/// The texts in the cells of a row, by their columns.
fn texts(row: tree::Value<'_>) -> FxHashMap<Rc<str>, Rc<str>> {
    let texts = row.members().filter(|cell| cell.value.kind() == Kind::String);
    texts.map(|cell| (cell.name().into(), cell.value.text().into())).collect()
}

/// A value with the cells of a row in it.
fn filled(value: &Value, row: Option<tree::Value<'_>>) -> Value {
    match value {
        Value::Object(members) => {
            if let (1, Some(Value::String(name))) = (members.len(), members.get(ROW)) {
                let cell = row.and_then(|row| row.get(name));
                return cell.map_or(Value::Null, Value::from_tree);
            }
            let member = |(name, value): (&Rc<str>, &Value)| (name.clone(), filled(value, row));
            members.iter().map(member).collect::<Object>().into()
        }
        Value::Array(items) => items.iter().map(|item| filled(item, row)).collect(),
        scalar => scalar.clone(),
    }
}

/// Judges whether each `$row` names a column that every row has.
fn judge_columns(reader: &mut Reader<'_>, scenario: tree::Value<'_>, rows: &[Member<'_>]) {
    let mut pending = vec![scenario];
    while let Some(node) = pending.pop() {
        if let Some(name) = column(node) {
            judge_column(reader, name, rows);
            continue;
        }
        let members = node.members().map(|member| member.value);
        pending.extend(members.chain(node.items()));
    }
}

fn judge_column(reader: &mut Reader<'_>, name: tree::Value<'_>, rows: &[Member<'_>]) {
    let Some(text) = reader.text(name) else { return };
    if rows.iter().any(|row| row.value.span().contains(name.span())) {
        reader.fault(name.span(), "a row cannot be made of itself").help("write the value");
        return;
    }
    let lacks = rows.iter().find(|row| row.value.get(&text).is_none());
    match lacks {
        None if !rows.is_empty() => {}
        None => {
            let message = "there are no `rows` here to take a value from";
            reader.fault(name.span(), message).help("add `rows` to the scenario");
        }
        Some(row) => {
            let known = row.value.members().map(|cell| cell.name());
            let help = did_you_mean(&text, known).map_or_else(
                || "give it one".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            let message = format!("row {} has no {}", quoted(row.name()), quoted(&text));
            reader.fault(name.span(), message).label(row.key.span(), "this row").help(help);
        }
    }
}
